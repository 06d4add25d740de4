//! SIP: calls come in and go out; nothing of the stack underneath is seen outside.

mod config;
mod error;
pub mod sdp;

pub use config::{AcceptPolicy, Listen, SipConfig, SipLimits, SipTimers, Transport};
pub use error::SipError;
