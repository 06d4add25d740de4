//! SIP: calls come in and go out as [`Leg`]s; nothing of the stack underneath is seen outside.
//!
//! ```text
//! socket ─► guard (repairs, refuses, limits) ─► rsipstack's transactions ─► router ─► one task per dialog ─► LegEvent
//! ```

mod answers;
mod auth;
mod config;
mod convert;
mod core;
mod dialog;
mod digest;
mod endpoint;
mod error;
mod guard;
mod keep;
mod leg;
mod lot;
mod network;
mod onward;
pub(crate) mod pem;
#[cfg(any(test, feature = "fuzz"))]
pub mod probe;
mod registrar;
mod router;
pub mod sdp;
mod text;
mod trunk;

pub use config::{
    AcceptPolicy, Listen, ListenError, SCANNERS, SipConfig, SipLimits, SipTimers, TlsConfig, TlsIdentity, Transport,
};
pub use endpoint::Endpoint;
pub use error::SipError;
pub use leg::{DialogId, Invitation, Leg, LegEvent, OutgoingInvite};
pub use onward::{Through, Transfer};
pub use trunk::number_at;
