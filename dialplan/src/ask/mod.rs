//! Asking a remote application: the request, its retries, and what its answer means.

mod answer;
mod asking;
mod node;
mod overrides;
mod parameters;
mod target;

pub(crate) use asking::{Ask, Asking};
pub(crate) use node::{Node, method};
pub(crate) use parameters::after_dial;
