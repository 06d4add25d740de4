//! The pretended world: scripted callers and applications, in virtual time or over real SIP.
//!
//! A [`script::Script`] says what a caller does and expects. [`caller::Caller`] follows it without I/O and without a
//! clock, so that the same script runs in virtual time against the interpreter alone ([`run_virtual`]), and live
//! against any engine ([`live`]).

mod address;
mod apps;
mod asking;
mod callees;
pub mod caller;
mod clock;
pub mod coverage;
mod identity;
mod json;
mod junit;
mod lengths;
pub mod live;
pub mod observation;
mod outcome;
pub mod script;
mod suite;
pub mod transcript;
mod virtual_run;

pub use json::json;
pub use junit::junit;
pub use lengths::Lengths;
pub use outcome::Outcome;
pub use suite::{Case, Suite, SuitePlan};
pub use virtual_run::{Options, run_virtual};
