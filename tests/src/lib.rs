//! Parties for whole-system tests: a caller, a callee, a web application, and an engine between them.

pub mod application;
pub mod caller;
pub mod house;
pub mod patience;
