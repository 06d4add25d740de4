//! Outgoing legs: the script's callees ring, answer, refuse and hang up.

use std::collections::BTreeMap;
use std::time::Duration;

use dialplan::event::{Event, LegProgress, LegResult};
use dialplan::ids::{LegId, PlayId};
use dialplan::order::Dial;
use dialplan::time::Instant;

use super::speaker::Speaker;
use super::world::{Due, World};
use crate::callees::{behaviour, presses};
use crate::observation::{Dialed, Observation};
use crate::script::Behaviour;
use crate::transcript::Who;

/// Legs that are not over.
#[derive(Debug, Default)]
pub(super) struct Legs {
    legs: BTreeMap<LegId, Leg>,
    bridged: Option<LegId>,
    /// Whether the caller ever was connected.
    talked: bool,
    /// Whom the caller's phone was asked to call.
    pub referred: Option<String>,
    /// Which leg hears a list of sounds.
    pub plays: BTreeMap<PlayId, LegId>,
}

#[derive(Debug)]
struct Leg {
    target: String,
    answered: bool,
    hangup: Option<Duration>,
    /// What is played to it before it is connected.
    speaker: Speaker,
}

/// Something that is going to happen to a leg.
#[derive(Debug, PartialEq)]
pub(super) struct LegEvent {
    leg: LegId,
    progress: LegProgress,
}

impl Legs {
    /// What is played to a leg.
    pub fn speaker(&mut self, leg: LegId) -> Option<&mut Speaker> {
        self.legs.get_mut(&leg).map(|leg| &mut leg.speaker)
    }

    /// When the sound on each leg ends.
    pub fn deadlines(&self) -> impl Iterator<Item = (LegId, Instant)> {
        self.legs.iter().filter_map(|(id, leg)| Some((*id, leg.speaker.deadline()?)))
    }

    /// Whom a leg was dialled for.
    pub fn target(&self, leg: LegId) -> Option<&str> {
        self.legs.get(&leg).map(|leg| leg.target.as_str())
    }
}

impl World {
    pub(super) fn dial(&mut self, leg: LegId, dial: &Dial) {
        if let Some(rehearsal) = &mut self.rehearsal {
            rehearsal.targets.insert(dial.target.clone());
        }
        let behaviour = behaviour(&self.script, &dial.target);
        let hangup = if let Behaviour::Answer { hangup, .. } = behaviour { hangup } else { None };
        self.line(Who::Engine, &format!("calls {} as {}", dial.target, dial.caller_number));
        self.legs
            .legs
            .insert(leg, Leg { target: dial.target.clone(), answered: false, hangup, speaker: Speaker::default() });
        let (rings, after, then) = course(behaviour, dial.timeout);
        if rings {
            self.queue.push(self.now, Due::Leg(LegEvent { leg, progress: LegProgress::Ringing }));
        }
        self.queue.push(self.now + after, Due::Leg(LegEvent { leg, progress: then }));
        self.notice(&Observation::Dialed(Dialed {
            target: dial.target.clone(),
            caller_number: dial.caller_number.clone(),
            hangs_up: hangup.is_some(),
        }));
    }

    pub(super) fn leg_happens(&mut self, event: &LegEvent) {
        let Some(leg) = self.legs.legs.get_mut(&event.leg) else { return };
        let (target, hangup) = (leg.target.clone(), leg.hangup);
        leg.answered |= event.progress == LegProgress::Answered;
        if event.progress == LegProgress::Answered
            && let Some(after) = hangup
        {
            let ends = LegEvent { leg: event.leg, progress: LegProgress::Ended { by_callee: true } };
            self.queue.push(self.now + after, Due::Leg(ends));
        }
        self.line(Who::Callee, &format!("{target} {}", does(&event.progress)));
        if event.progress == LegProgress::Answered {
            self.callee_keys(event.leg, &target);
        }
        if matches!(event.progress, LegProgress::Ended { .. } | LegProgress::Failed { .. }) {
            self.leg_gone(event.leg);
        }
        self.tell(&Event::Leg { leg: event.leg, progress: event.progress.clone() });
    }

    pub(super) fn hang_up_leg(&mut self, id: LegId) {
        let Some(leg) = self.legs.legs.get(&id) else { return };
        let (target, answered) = (leg.target.clone(), leg.answered);
        self.line(Who::Engine, &format!("hangs up on {target}"));
        self.leg_gone(id);
        let progress = if answered {
            LegProgress::Ended { by_callee: false }
        } else {
            LegProgress::Failed { result: LegResult::Canceled, status: None }
        };
        self.queue.push(self.now, Due::Event(Event::Leg { leg: id, progress }));
    }

    pub(super) fn bridge(&mut self, id: LegId) {
        let Some(target) = self.legs.legs.get(&id).map(|leg| leg.target.clone()) else { return };
        self.legs.bridged = Some(id);
        self.legs.talked = true;
        self.line(Who::Engine, &format!("connects the caller and {target}"));
        self.notice(&Observation::Bridged { target });
    }

    pub(super) fn unbridge(&mut self, id: LegId) {
        if self.legs.bridged.take_if(|bridged| *bridged == id).is_some() {
            self.line(Who::Engine, "parts them");
            self.notice(&Observation::Parted);
        }
    }

    /// Whether the caller ever was connected to somebody.
    pub(super) fn was_bridged(&self) -> bool {
        self.legs.talked
    }

    /// The keys a callee presses, a second apart.
    fn callee_keys(&mut self, leg: LegId, target: &str) {
        let keys = presses(&self.script, target).to_owned();
        for (place, digit) in (1..).zip(keys.chars()) {
            let key = LegEvent { leg, progress: LegProgress::Digit { digit } };
            self.queue.push(self.now + Duration::from_secs(place), Due::Leg(key));
        }
    }

    fn leg_gone(&mut self, id: LegId) {
        self.legs.legs.remove(&id);
        self.queue.remove(|due| matches!(due, Due::Leg(event) if event.leg == id));
        if self.legs.bridged.take_if(|bridged| *bridged == id).is_some() {
            self.notice(&Observation::Parted);
        }
    }
}

/// Whether it rings, and after what time what follows.
fn course(behaviour: Behaviour, timeout: Duration) -> (bool, Duration, LegProgress) {
    let no_answer = LegProgress::Failed { result: LegResult::NoAnswer, status: None };
    match behaviour {
        Behaviour::Answer { after, .. } if after < timeout => (true, after, LegProgress::Answered),
        Behaviour::Answer { .. } | Behaviour::NoAnswer => (true, timeout, no_answer),
        Behaviour::Busy => (false, Duration::ZERO, LegProgress::Failed { result: LegResult::Busy, status: Some(486) }),
        Behaviour::Refuse { status } => {
            (false, Duration::ZERO, LegProgress::Failed { result: result(status), status: Some(status) })
        }
    }
}

/// As [`LegResult`] says.
fn result(status: u16) -> LegResult {
    match status {
        486 | 600 => LegResult::Busy,
        408 | 480 => LegResult::NoAnswer,
        _ => LegResult::Failed,
    }
}

fn does(progress: &LegProgress) -> String {
    match progress {
        LegProgress::Ringing => "rings".into(),
        LegProgress::EarlyMedia => "rings with a tone of its own".into(),
        LegProgress::Answered => "answers".into(),
        LegProgress::Refer { target } => format!("refers the caller to {target}"),
        LegProgress::Digit { digit } => format!("presses {digit}"),
        LegProgress::Failed { result: LegResult::Busy, .. } => "is busy".into(),
        LegProgress::Failed { result: LegResult::NoAnswer, .. } => "does not answer".into(),
        LegProgress::Failed { status: Some(status), .. } => format!("refuses with {status}"),
        LegProgress::Failed { .. } => "is called back".into(),
        LegProgress::Ended { .. } => "hangs up".into(),
    }
}
