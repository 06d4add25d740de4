//! Dialogs: who talks to whom, and the tasks that keep them.

mod admission;
mod attempt;
mod compose;
mod dial;
mod established;
mod exchange;
mod incoming;
mod invitation;
mod outgoing;
mod peer;
mod refer;
mod referred;
mod reliable;
mod reoffer;
mod requests;
mod session;
mod table;
mod timer;
mod ways;

pub(super) use compose::out_of_dialog;
pub(super) use dial::{Route, call};
pub(super) use exchange::{Mail, ask};
pub(super) use incoming::receive;
pub(super) use table::Table;
