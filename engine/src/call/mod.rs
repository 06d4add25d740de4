//! A call in the real world: one task that feeds [`dialplan::call::Call`] with events and carries out its orders.
//!
//! The task owns the caller's leg and its media session. Everything that takes time (rendering a prompt, asking an
//! application, ringing a callee) runs in a helper task of the same call and reports by an event in the call's mailbox.
//! Dropping the call's task set ends them all, so a call leaves no task, socket or port behind.
//! Status callbacks alone outlive it, by half a minute at most: an application is to hear that the call is over.

mod callee;
mod callees;
mod caller;
mod incoming;
mod notices;
mod onward;
mod player;
mod pool;
mod recorder;
mod shown;
mod speech;
mod story;
mod target;
mod task;
mod warm_up;
mod world;

pub use story::Told;
pub use target::reaches;
pub use task::Commands;
pub(crate) use task::run;
pub(crate) use warm_up::warm_up;
pub use world::Usage;
pub(crate) use world::World;

#[cfg(test)]
mod ends_tests;
#[cfg(all(test, feature = "piper"))]
mod speech_tests;
