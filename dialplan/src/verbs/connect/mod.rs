//! `Transfer` and `Dial`: connects the caller to somebody.
//!
//! ```text
//! Ringing ──answered──► (document of the callee) ──► Talking ──ended──► (recording saved) ──► completed
//!    └──all failed──► busy, no-answer, failed, canceled
//! ```
//!
//! With `mode="attended"` the caller's phone is asked to take over as soon as they talk (RFC 5589 §7): nobody hears a gap, and a
//! phone that will not leaves them connected here.

mod leg;
mod party;
mod told;
mod whisper;

use std::sync::Arc;

use xml_schema::{Element, Tag};

use super::refer::has_gone;
use super::{Go, Step, Verb};
use crate::ask::{Ask, Asking};
use crate::call::context::{CallerLeg, Context};
use crate::event::{Event, LegProgress, LegResult};
use crate::ids::{LegId, PlayId};
use crate::order::{EndCause, Method, Order};
use crate::recording::Taping;
use crate::sound::Sound;
use crate::time::Instant;
use leg::Leg;
use party::{Party, Rules};
use told::Outcome;
use whisper::Said;

pub(super) use party::answers_late;
pub(crate) use party::{address, country_of};

pub(super) struct Connect {
    element: Arc<Element>,
    rules: Rules,
    /// Not called yet, last first.
    waiting: Vec<Party>,
    /// Ringing or talking, in the order they were called.
    legs: Vec<Leg>,
    ringback: Option<PlayId>,
    talk: Option<Talk>,
    taping: Option<Taping>,
    /// What has come of it so far.
    outcome: Outcome,
    /// What is asked instead of the action, because the callee sends the caller elsewhere.
    elsewhere: Option<Ask>,
    /// It is over but for the recording.
    saving: bool,
    /// The caller is gone, and the document with the caller: what its `action` is to be asked, if it has one.
    gone: Option<Option<Ask>>,
}

/// Caller and callee are connected.
struct Talk {
    leg: LegId,
    since: Instant,
    /// The end of the time limit; `None`: the callee's leg is being ended.
    until: Option<Instant>,
    /// The caller's phone has been asked to take over, and has not said what came of it.
    handing: bool,
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
            taping: None,
            outcome: Outcome::default(),
            elsewhere: None,
            saving: false,
            gone: None,
        }
    }

    fn call_next(&mut self, cx: &mut Context<'_>) {
        let count = if self.rules.sequential { 1 } else { self.waiting.len() };
        for _ in 0..count {
            let Some(party) = self.waiting.pop() else { return };
            self.legs.push(Leg::dial(party, cx));
        }
    }

    fn progress(&mut self, id: LegId, progress: &LegProgress, cx: &mut Context<'_>) -> Step {
        let Some(leg) = self.legs.iter_mut().find(|leg| leg.id == id) else { return Step::Wait };
        match progress {
            // The caller hears our tone, also when the callee's side has one: it must not be connected before the answer.
            LegProgress::Ringing | LegProgress::EarlyMedia => {
                leg.rings(cx);
                self.ring(id, cx);
                Step::Wait
            }
            LegProgress::Answered if self.talk.is_some() => {
                // Two answered at once: the first one has the caller.
                cx.hang_up_leg(id);
                Step::Wait
            }
            LegProgress::Answered => {
                let said = leg.answers(cx);
                self.said(id, said, cx)
            }
            LegProgress::Digit { digit } => {
                let said = leg.give(&Event::Digit { digit: *digit }, cx);
                self.said(id, said, cx)
            }
            LegProgress::Refer { target } => self.referred(id, target, cx),
            LegProgress::Failed { result, status } => self.over(id, *result, *status, cx),
            LegProgress::Ended { .. } => self.over(id, LegResult::Failed, None, cx),
        }
    }

    /// The callee sends the caller elsewhere: the application says where. <https://www.twilio.com/docs/voice/twiml/dial#referurl>
    fn referred(&mut self, id: LegId, target: &str, cx: &mut Context<'_>) -> Step {
        let talks = self.talk.as_ref().is_some_and(|talk| talk.leg == id);
        let Some(url) = self.rules.refer_url.clone().filter(|_| talks && !self.saving) else { return Step::Wait };
        let extra = vec![("ReferTransferTarget".to_owned(), target.to_owned())];
        let mut ask = Ask::action(&self.element, url, extra, cx);
        if cx.keyword(&self.element, "referMethod") == Some("GET") {
            ask.method = Method::Get;
        }
        self.elsewhere = Some(ask);
        self.finish("completed", cx)
    }

    fn ring(&mut self, id: LegId, cx: &mut Context<'_>) {
        if self.rules.record.from_ringing && self.rules.parties.len() == 1 {
            self.record(id, cx);
        }
        cx.ring();
        if cx.state.leg == CallerLeg::Answered && self.ringback.is_none() && self.talk.is_none() {
            let country = self.rules.ring_tone.clone();
            self.ringback = Some(cx.play(vec![Sound::Ringback { country }], None));
        }
    }

    fn record(&mut self, leg: LegId, cx: &mut Context<'_>) {
        if self.taping.is_none()
            && let Some(record) = self.rules.record.of_leg(leg)
        {
            self.taping = Some(Taping::begin(&self.element, record, "DialVerb", cx));
        }
    }

    /// What the document on a callee has come to.
    fn said(&mut self, id: LegId, said: Said, cx: &mut Context<'_>) -> Step {
        if said == Said::Connect && self.talk.is_none() {
            self.connect(id, cx);
        }
        Step::Wait
    }

    fn connect(&mut self, id: LegId, cx: &mut Context<'_>) {
        if let Some(play) = self.ringback.take() {
            cx.stop(play);
        }
        for other in self.legs.iter().filter(|other| other.id != id) {
            cx.hang_up_leg(other.id);
        }
        self.waiting.clear();
        cx.answer();
        let party = self.legs.iter().find(|leg| leg.id == id).map(|leg| &leg.party);
        let target = party.map(|party| party.dial.target.clone());
        if let Some(digits) = party.and_then(|party| party.send_digits.clone()) {
            cx.orders.push(Order::SendDigits { leg: Some(id), digits });
        }
        self.record(id, cx);
        cx.bridge(id);
        let until = Some(cx.now + self.rules.time_limit);
        self.talk = Some(Talk { leg: id, since: cx.now, until, handing: self.rules.attended });
        if let Some(target) = target.filter(|_| self.rules.attended) {
            cx.orders.push(Order::Refer { target, replaces: Some(id) });
        }
    }

    /// What the caller's phone has made of taking over.
    fn handed(&mut self, accepted: bool, status: Option<u16>, cx: &mut Context<'_>) -> Step {
        let Some(talk) = self.talk.as_mut().filter(|talk| talk.handing) else { return Step::Wait };
        talk.handing = false;
        let talks = self.legs.iter().any(|leg| leg.id == talk.leg);
        if has_gone(accepted, status) {
            // It has a call of its own now; ours to the callee is over, or is of no use.
            if talks {
                cx.hang_up_leg(talk.leg);
            }
            return self.finish("completed", cx);
        }
        let said = status.map_or_else(|| "nothing".to_owned(), |status| status.to_string());
        cx.warn(format!(
            "{}: the caller's phone did not take over the call (it said {said}); the caller stays connected here",
            self.element.name
        ));
        if talks { Step::Wait } else { self.finish("completed", cx) }
    }

    /// A leg is over. If it had the caller they have talked, whatever it calls its end; else nobody has, with this result.
    fn over(&mut self, id: LegId, result: LegResult, status: Option<u16>, cx: &mut Context<'_>) -> Step {
        let Some(place) = self.legs.iter().position(|leg| leg.id == id) else { return Step::Wait };
        let leg = self.legs.remove(place);
        let result = leg.result(result);
        leg.over(result, status, cx);
        match &self.talk {
            // The callee ends our call when the caller's phone has taken its place, or just before that fails.
            Some(talk) if talk.leg == id && talk.handing => return Step::Wait,
            Some(talk) if talk.leg == id => return self.finish("completed", cx),
            Some(_) => return Step::Wait,
            None => self.outcome.failed(result, status),
        }
        if !self.legs.is_empty() {
            return Step::Wait;
        }
        if !self.waiting.is_empty() {
            self.call_next(cx);
            return Step::Wait;
        }
        self.finish(word(self.outcome.result), cx)
    }

    /// Nobody is called or talks any more: what was recorded is saved, then it is told.
    fn finish(&mut self, result: &'static str, cx: &mut Context<'_>) -> Step {
        self.outcome.word = result;
        self.outcome.seconds = self.talk.as_ref().map_or(0, |talk| (cx.now - talk.since).as_secs());
        self.outcome.sid = self.talk.as_ref().map(|talk| cx.state.sid("CA", talk.leg.0));
        for leg in std::mem::take(&mut self.legs) {
            leg.over(LegResult::Canceled, None, cx);
        }
        if let Some(taping) = &self.taping {
            cx.stop_recording(taping.id());
            self.saving = true;
            return Step::Wait;
        }
        self.told(cx)
    }

    fn told(&mut self, cx: &mut Context<'_>) -> Step {
        cx.state.talked = self.outcome.word == "completed";
        if let Some(ask) = self.elsewhere.take() {
            self.outcome.tell(None, cx);
            return Step::Go(Go::Ask(Box::new(ask)));
        }
        let gone = self.gone.take();
        let is_gone = gone.is_some();
        let action = gone.unwrap_or_else(|| self.action(cx));
        match self.outcome.tell(action, cx) {
            Some(ask) if is_gone => Step::Go(Go::Verb(Asking::farewell(ask))),
            Some(ask) => Step::Go(Go::Ask(Box::new(ask))),
            // After a Dial the next verb runs; a Transfer that was connected was all there is to do.
            None if cx.state.talked && self.element.def.tag != Tag::Dial => {
                Step::Go(Go::End { cause: EndCause::TransferCompleted, status: None })
            }
            None => Step::Done,
        }
    }

    /// What the `action` is asked, as far as it is known beforehand.
    fn action(&self, cx: &mut Context<'_>) -> Option<Ask> {
        let action = self.rules.action.clone()?;
        Some(Ask::action(&self.element, action, Vec::new(), cx))
    }

    fn taped(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        let Some(taping) = self.taping.take() else { return Step::Wait };
        match event {
            Event::Recorded { recorded, .. } => {
                self.outcome.recording = Some((taping.sid().to_owned(), recorded.clone()));
                taping.over(recorded, cx);
            }
            Event::RecordingFailed { reason, .. } => {
                cx.warn(format!("{}: nothing was recorded: {reason}", self.element.name));
                taping.failed(cx);
            }
            _ => {}
        }
        if self.saving { self.told(cx) } else { Step::Wait }
    }

    /// Ends the conversation from our side; the leg's end follows.
    fn end_talk(&mut self, cx: &mut Context<'_>) {
        if let Some(talk) = &mut self.talk {
            talk.until = None;
            cx.hang_up_leg(talk.leg);
        }
    }

    /// An event that may be one of a document on a callee.
    fn give_all(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        let due = |leg: &Leg| !matches!(event, Event::Timeout) || leg.deadline().is_some_and(|due| cx.now >= due);
        let ids: Vec<LegId> = self.legs.iter().filter(|leg| due(leg)).map(|leg| leg.id).collect();
        for id in ids {
            let said = self.legs.iter_mut().find(|leg| leg.id == id).map(|leg| leg.give(event, cx));
            self.said(id, said.unwrap_or(Said::Wait), cx);
        }
        Step::Wait
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
            Event::Leg { leg, progress } => self.progress(*leg, progress, cx),
            Event::Recorded { .. } | Event::RecordingFailed { .. } => self.taped(event, cx),
            Event::Referred { accepted, status } => self.handed(*accepted, *status, cx),
            Event::Digit { digit: '*' } if self.rules.hangup_on_star && self.talk.is_some() => {
                self.end_talk(cx);
                Step::Wait
            }
            // Keys of a connected caller are for the callee.
            Event::Digit { digit } if self.talk.is_none() => {
                cx.keep_key(*digit);
                Step::Wait
            }
            Event::Digit { .. } => Step::Wait,
            Event::Timeout if self.talk.as_ref().and_then(|talk| talk.until).is_some_and(|until| cx.now >= until) => {
                self.end_talk(cx);
                Step::Wait
            }
            _ => self.give_all(event, cx),
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let talk = self.talk.as_ref().and_then(|talk| talk.until);
        self.legs.iter().filter_map(Leg::deadline).chain(talk).min()
    }

    fn takes_digits(&self) -> bool {
        true
    }

    fn farewell(&mut self, cx: &mut Context<'_>) -> Option<Box<dyn Verb>> {
        let mut rest = std::mem::replace(self, Self::new(Arc::clone(&self.element)));
        rest.gone = Some(rest.action(cx));
        let result = if rest.talk.is_some() { "completed" } else { "canceled" };
        match rest.finish(result, cx) {
            Step::Wait => Some(Box::new(Saving(rest))),
            Step::Go(Go::Verb(verb)) => Some(verb),
            _ => None,
        }
    }
}

/// A conversation whose caller is gone, and whose recording is being saved.
struct Saving(Connect);

impl Verb for Saving {
    fn start(&mut self, _: &mut Context<'_>) -> Step {
        Step::Wait
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match event {
            Event::Recorded { .. } | Event::RecordingFailed { .. } => self.0.taped(event, cx),
            _ => Step::Wait,
        }
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
