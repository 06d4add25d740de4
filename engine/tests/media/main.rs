//! Media over real sockets: a session on one side, a phone that says what it got on the other.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod bridge;
mod echo;
mod g711;
mod hold;
mod keys;
mod life;
mod opus;
mod phone;
mod play;
mod record;
mod reports;
mod srtp;
mod wideband;
