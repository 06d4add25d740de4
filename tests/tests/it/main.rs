//! The whole system: real callers, a real engine, a real web application, on loopback.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

mod application;
mod broken;
mod families;
mod first_call;
mod hang_up;
mod listening;
mod recording;
mod reload;
mod screening;
mod transfer;
mod wideband;
