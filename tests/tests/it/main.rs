//! The whole system: real callers, a real engine, a real web application, on loopback.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

mod application;
mod broken;
mod changes;
mod encrypted;
mod families;
mod first_call;
mod hang_up;
mod identity;
mod listening;
mod manual;
// The engine's own tests have a peer that is made of raw octets, too.
#[allow(dead_code)]
#[path = "../../../engine/tests/sip/peer.rs"]
mod peer;
mod recording;
mod reload;
mod screening;
#[allow(dead_code)]
#[path = "../../../engine/tests/sip/side.rs"]
mod side;
mod transfer;
mod wideband;
