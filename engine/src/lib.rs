//! The world a call lives in: SIP, RTP, HTTP, configuration.

pub mod config;
pub mod http;
pub mod media;
pub mod sip;
