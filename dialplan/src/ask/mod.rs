//! Asking a remote application: the request, its retries, and what its answer means.

mod answer;
mod asking;
mod callback;
mod node;
mod overrides;
mod parameters;
mod question;
mod retry;
mod target;
mod waiting;

pub(crate) use asking::Asking;
pub(crate) use callback::Callback;
pub(crate) use node::{Node, method};
pub(crate) use parameters::{after_dial, of_call, of_leg};
pub(crate) use question::{Ask, Failed};
