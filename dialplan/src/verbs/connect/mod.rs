//! `Transfer` and `Dial`: connects the caller to somebody.
//!
//! ```text
//! Ringing ──answered──► Talking ──ended──► completed
//!    └──all failed──► busy, no-answer, failed, canceled
//! ```

mod party;

use std::sync::Arc;

use xml_schema::{Element, Tag};

use super::{Go, Step, Verb};
use crate::ask::{Ask, after_dial};
use crate::call::context::{CallerLeg, Context};
use crate::event::{Event, LegProgress, LegResult};
use crate::ids::{LegId, PlayId};
use crate::order::{EndCause, Order};
use crate::sound::Sound;
use crate::time::Instant;
use party::{Party, Rules};

pub(super) use party::answers_late;

pub(super) struct Connect {
    element: Arc<Element>,
    rules: Rules,
    /// Not called yet, last first.
    waiting: Vec<Party>,
    /// Ringing or talking, in the order they were called.
    legs: Vec<(LegId, Party)>,
    ringback: Option<PlayId>,
    talk: Option<Talk>,
    /// The best result so far, while nobody has answered.
    result: LegResult,
}

/// Caller and callee are connected.
struct Talk {
    leg: LegId,
    since: Instant,
    /// The end of the time limit; `None`: the callee's leg is being ended.
    until: Option<Instant>,
}

impl Connect {
    pub fn new(element: Arc<Element>) -> Self {
        Self {
            element,
            rules: Rules::default(),
            waiting: Vec::new(),
            legs: Vec::new(),
            ringback: None,
            talk: None,
            result: LegResult::Failed,
        }
    }

    fn call_next(&mut self, cx: &mut Context<'_>) {
        let count = if self.rules.sequential { 1 } else { self.waiting.len() };
        for _ in 0..count {
            let Some(party) = self.waiting.pop() else { return };
            let leg = cx.dial(party.dial.clone());
            self.legs.push((leg, party));
        }
    }

    fn progress(&mut self, leg: LegId, progress: &LegProgress, cx: &mut Context<'_>) -> Step {
        match progress {
            // The caller hears our tone, also when the callee's side has one: it must not be connected before the answer.
            LegProgress::Ringing | LegProgress::EarlyMedia => {
                self.ring(cx);
                Step::Wait
            }
            LegProgress::Answered => self.answered(leg, cx),
            // A connected callee keys for the caller, not for us.
            LegProgress::Digit { .. } => Step::Wait,
            LegProgress::Failed { result, .. } => self.over(leg, *result, cx),
            LegProgress::Ended { .. } => self.over(leg, LegResult::Failed, cx),
        }
    }

    fn ring(&mut self, cx: &mut Context<'_>) {
        cx.ring();
        if cx.state.leg == CallerLeg::Answered && self.ringback.is_none() && self.talk.is_none() {
            let country = self.rules.ring_tone.clone();
            self.ringback = Some(cx.play(vec![Sound::Ringback { country }], None));
        }
    }

    fn answered(&mut self, leg: LegId, cx: &mut Context<'_>) -> Step {
        if self.talk.is_some() {
            // Two answered at once: the first one has the caller.
            cx.hang_up_leg(leg);
            return Step::Wait;
        }
        if let Some(play) = self.ringback.take() {
            cx.stop(play);
        }
        for (other, _) in self.legs.iter().filter(|(other, _)| *other != leg) {
            cx.hang_up_leg(*other);
        }
        self.waiting.clear();
        cx.answer();
        let party = self.legs.iter().find(|(ours, _)| *ours == leg).map(|(_, party)| party);
        if let Some(digits) = party.and_then(|party| party.send_digits.clone()) {
            cx.orders.push(Order::SendDigits { leg: Some(leg), digits });
        }
        cx.bridge(leg);
        self.talk = Some(Talk { leg, since: cx.now, until: Some(cx.now + self.rules.time_limit) });
        Step::Wait
    }

    /// A leg is over. If it had the caller they have talked, whatever it calls its end; else nobody has, with this result.
    fn over(&mut self, leg: LegId, result: LegResult, cx: &mut Context<'_>) -> Step {
        self.legs.retain(|(other, _)| *other != leg);
        match &self.talk {
            Some(talk) if talk.leg == leg => return self.finish("completed", cx),
            Some(_) => return Step::Wait,
            None => {}
        }
        if telling(result) > telling(self.result) {
            self.result = result;
        }
        if !self.legs.is_empty() {
            return Step::Wait;
        }
        if !self.waiting.is_empty() {
            self.call_next(cx);
            return Step::Wait;
        }
        self.finish(word(self.result), cx)
    }

    fn finish(&self, result: &str, cx: &mut Context<'_>) -> Step {
        cx.state.talked = result == "completed";
        if let Some(ask) = self.told(result, cx) {
            return Step::Go(Go::Ask(Box::new(ask)));
        }
        // After a Dial the next verb runs; a Transfer that was connected was all there is to do.
        if result == "completed" && self.element.def.tag != Tag::Dial {
            return Step::Go(Go::End { cause: EndCause::TransferCompleted, status: None });
        }
        Step::Done
    }

    /// Keeps the result in the call's variables; what the `action` is told, if there is one.
    fn told(&self, result: &str, cx: &mut Context<'_>) -> Option<Ask> {
        let seconds = self.talk.as_ref().map_or(0, |talk| (cx.now - talk.since).as_secs());
        cx.state.variables.set("TransferStatus", result);
        cx.state.variables.set("TransferDuration", seconds.to_string());
        let action = self.rules.action.clone()?;
        let leg = self.talk.as_ref().map(|talk| talk.leg);
        let call_id = cx.state.incoming.call_id.get(..30).unwrap_or_default();
        let sid = leg.map(|leg| format!("CA{call_id}{:02x}", leg.0));
        let extra = after_dial(cx.dialect(), result, seconds, sid.as_deref());
        Some(Ask::action(&self.element, action, extra, cx))
    }

    /// Ends the conversation from our side; the leg's end follows.
    fn end_talk(&mut self, cx: &mut Context<'_>) {
        if let Some(talk) = &mut self.talk {
            talk.until = None;
            cx.hang_up_leg(talk.leg);
        }
    }
}

impl Verb for Connect {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.rules = Rules::of(&self.element, cx);
        self.waiting = self.rules.parties.clone();
        self.waiting.reverse();
        if self.waiting.is_empty() {
            cx.warn(format!("{}: nobody to call", self.element.name));
            return self.finish("failed", cx);
        }
        self.call_next(cx);
        Step::Wait
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match event {
            Event::Leg { leg, progress } => return self.progress(*leg, progress, cx),
            Event::Digit { digit: '*' } if self.rules.hangup_on_star && self.talk.is_some() => self.end_talk(cx),
            // Keys of a connected caller are for the callee.
            Event::Digit { digit } if self.talk.is_none() => cx.keep_key(*digit),
            Event::Timeout if self.deadline().is_some_and(|until| cx.now >= until) => self.end_talk(cx),
            _ => {}
        }
        Step::Wait
    }

    fn deadline(&self) -> Option<Instant> {
        self.talk.as_ref().and_then(|talk| talk.until)
    }

    fn takes_digits(&self) -> bool {
        true
    }

    fn farewell(&mut self, cx: &mut Context<'_>) -> Option<Ask> {
        let result = if self.talk.is_some() { "completed" } else { "canceled" };
        self.told(result, cx).map(Ask::farewell)
    }
}

/// Which of several results says most to who asked: somebody was there, somebody may be there, nothing was reached.
fn telling(result: LegResult) -> u8 {
    match result {
        LegResult::Failed => 0,
        LegResult::Canceled => 1,
        LegResult::NoAnswer => 2,
        LegResult::Busy => 3,
    }
}

fn word(result: LegResult) -> &'static str {
    match result {
        LegResult::Busy => "busy",
        LegResult::NoAnswer => "no-answer",
        LegResult::Failed => "failed",
        LegResult::Canceled => "canceled",
    }
}
