//! The script's callees: what happens when somebody is called.

use std::time::Duration;

use crate::address::same_target;
use crate::script::{Behaviour, Script};

/// What the callee for a target does: the one named so, else the one for everybody, else it answers.
pub(crate) fn behaviour(script: &Script, target: &str) -> Behaviour {
    let named = script.callees.iter().find(|callee| callee.to.as_ref().is_some_and(|to| same_target(to, target)));
    let anybody = || script.callees.iter().find(|callee| callee.to.is_none());
    named.or_else(anybody).map_or(NOBODY_SAYS_OTHERWISE, |callee| callee.behaviour)
}

/// The keys it presses once it has answered.
pub(crate) fn presses<'s>(script: &'s Script, target: &str) -> &'s str {
    let named = script.callees.iter().find(|callee| callee.to.as_ref().is_some_and(|to| same_target(to, target)));
    named.or_else(|| script.callees.iter().find(|callee| callee.to.is_none())).map_or("", |callee| &callee.press)
}

/// Without a `Callee`, everybody is at the desk.
const NOBODY_SAYS_OTHERWISE: Behaviour = Behaviour::Answer { after: Duration::from_secs(1), hangup: None };
