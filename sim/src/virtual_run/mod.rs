//! A scripted call in virtual time: the production call logic, and a world that is pretended around it.
//!
//! No clock, no sockets: the same plan, script and options give the same transcript, byte for byte.

use std::collections::BTreeSet;
use std::sync::Arc;

use dialplan::call::Settings;
use dialplan::plan::Plan;
use dialplan::sound::Sound;

use crate::lengths::Lengths;
use crate::outcome::Outcome;
use crate::script::Script;

mod fetch;
mod guard;
mod leg;
mod listen;
mod queue;
mod report;
mod speaker;
mod tape;
mod whisper;
mod world;

/// How a virtual world behaves.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the interpreter knows of the configuration.
    pub settings: Arc<Settings>,
    /// Where the lengths of sounds come from.
    pub lengths: Lengths,
    /// Whether [`Outcome::visits`] is wanted.
    pub coverage: bool,
}

/// Runs a script against a plan, to the end of the call.
pub fn run_virtual(plan: &Arc<Plan>, script: &Arc<Script>, options: &Options) -> Outcome {
    world::World::new(plan, script, options).run()
}

/// What happens in a call, as far as a live run wants to know it beforehand.
#[derive(Debug, Default)]
pub(crate) struct Rehearsal {
    /// Every sound that is played, in order.
    pub sounds: Vec<Sound>,
    /// Everybody who is called.
    pub targets: BTreeSet<String>,
}

/// Runs a script to see what comes up.
pub(crate) fn rehearse(plan: &Arc<Plan>, script: &Arc<Script>, options: &Options) -> Rehearsal {
    world::World::new(plan, script, options).rehearse()
}
