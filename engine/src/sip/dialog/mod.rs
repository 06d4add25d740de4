//! Dialogs: who talks to whom, and the tasks that keep them.

mod admission;
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
mod reoffer;
mod requests;
mod session;
mod table;
mod timer;

pub(super) use dial::call;
pub(super) use exchange::Mail;
pub(super) use incoming::receive;
pub(super) use table::Table;
