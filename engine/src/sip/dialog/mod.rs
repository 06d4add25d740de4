//! Dialogs: who talks to whom, and the tasks that keep them.

mod admission;
mod arrival;
mod attempt;
mod canceling;
mod compose;
mod dial;
mod established;
mod exchange;
mod fork;
mod incoming;
mod invitation;
mod onward;
mod outgoing;
mod peer;
mod pickup;
#[cfg(any(test, feature = "fuzz"))]
mod probe;
mod refer;
mod referred;
mod relay;
mod reliable;
mod reoffer;
mod replaced;
mod requests;
mod session;
mod table;
mod timer;
mod ways;

pub(super) use arrival::receive;
pub(super) use compose::{is_callable, out_of_dialog};
pub(super) use dial::{Route, call};
pub(super) use exchange::{Mail, ask};
pub(super) use fork::{Device, call_all, nobody};
pub(super) use invitation::calling_number;
pub(super) use peer::knows_no_better;
#[cfg(any(test, feature = "fuzz"))]
pub(super) use probe::probe;
pub(super) use table::Table;
