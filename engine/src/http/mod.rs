//! The HTTP client that asks applications: one attempt at a time, within the egress policy.
//!
//! Retries, fallbacks and the budget over all attempts are the interpreter's; what is here is one attempt: where it may
//! go, how it is signed, how redirects are followed, how much of an answer is read.

mod answer;
mod attempt;
mod audio;
mod body;
mod breaker;
mod cache;
mod chain;
mod charset;
mod classify;
mod client;
mod egress;
mod error;
mod hop;
mod identify;
mod names;
mod notify;
mod resolver;
mod retry_after;
mod session;
mod sign;
mod tls;

pub use audio::Audio;
pub use client::{BreakerConfig, Client, ClientConfig, ClientError};
pub use error::FetchError;
pub use names::Names;
pub use sign::{TwimlKey, twilio};
