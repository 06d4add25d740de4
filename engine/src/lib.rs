//! The world a call lives in: SIP, RTP, HTTP, configuration, and the task that joins them for one call.

mod accept;
pub mod call;
pub mod config;
mod engine;
pub mod http;
pub mod media;
pub mod ops;
mod pii;
pub mod recordings;
pub mod reload;
pub mod sip;
pub mod sound;
pub mod trace;
mod voices;

pub use engine::{CommandError, Engine, Options, StartError};
pub use pii::Pii;
