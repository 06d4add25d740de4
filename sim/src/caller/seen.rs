//! What the caller knows of the call besides its sound.

use std::collections::BTreeMap;

use dialplan::time::Instant;

use crate::observation::{Dialed, Observation, Request};
use crate::script::Ending;

/// What was noticed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub answered: Option<Instant>,
    pub ended: Option<Ended>,
    pub menu: Option<String>,
    pub variables: BTreeMap<String, String>,
    pub logs: Vec<String>,
    pub requests: Vec<Request>,
    /// The first request that an `Expect` may still take.
    pub requests_used: usize,
    pub dialed: Vec<Dialed>,
    /// Everybody the caller was connected to.
    pub connected: Vec<String>,
}

/// The end of the call.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub at: Instant,
    pub how: Ending,
    pub cause: String,
}

impl Seen {
    pub fn notice(&mut self, now: Instant, observation: &Observation) {
        match observation {
            Observation::Answered => self.answered = Some(now),
            Observation::Menu { name } => self.menu = Some(name.clone()),
            Observation::Variable { name, value } => {
                self.variables.insert(name.clone(), value.clone());
            }
            Observation::Log { text } => self.logs.push(text.clone()),
            Observation::Request(request) => self.requests.push(request.clone()),
            Observation::Dialed(dialed) => self.dialed.push(dialed.clone()),
            Observation::Bridged { target } => self.connected.push(target.clone()),
            Observation::Ended { how, cause } => {
                self.ended = Some(Ended { at: now, how: *how, cause: cause.clone() });
            }
            _ => {}
        }
    }
}
