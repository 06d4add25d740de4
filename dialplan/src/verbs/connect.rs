//! `Transfer` and `Dial`: connects the caller to somebody.
//!
//! ```text
//! Ringing ──answered──► Talking ──ended──► completed
//!    └──all failed──► busy, no-answer, failed, canceled
//! ```

use std::sync::Arc;
use std::time::Duration;

use xml_schema::{Dialect, Element, Tag, Value};

use super::sounds::Playing;
use super::{Go, Step, Verb};
use crate::ask::{Ask, after_dial};
use crate::call::context::Context;
use crate::event::{Event, LegProgress, LegResult};
use crate::ids::LegId;
use crate::order::{Credentials, Dial, EndCause, Order};
use crate::sound::Sound;
use crate::time::Instant;

pub(super) struct Connect {
    element: Arc<Element>,
    /// Targets not called yet, last first.
    waiting: Vec<Target>,
    legs: Vec<Leg>,
    ringback: Playing,
    ringing: bool,
    talking: Option<Talk>,
    timeout: Duration,
    hangup_on_star: bool,
    sequential: bool,
    result: LegResult,
}

#[derive(Debug, Clone)]
struct Target {
    address: String,
    credentials: Option<Credentials>,
    send_digits: Option<String>,
}

struct Leg {
    id: LegId,
    target: Target,
}

struct Talk {
    leg: LegId,
    since: Instant,
    until: Instant,
}

/// Whether the caller is answered only with the callee.
pub(super) fn answers_late(element: &Element) -> bool {
    matches!(element.value("answerOnBridge", Dialect::CallApi), Some(Value::Boolean(true)))
}

impl Connect {
    pub fn new(element: Arc<Element>) -> Self {
        Self {
            element,
            waiting: Vec::new(),
            legs: Vec::new(),
            ringback: Playing::default(),
            ringing: false,
            talking: None,
            timeout: Duration::ZERO,
            hangup_on_star: false,
            sequential: false,
            result: LegResult::Failed,
        }
    }

    fn targets(&self, cx: &mut Context<'_>) -> Vec<Target> {
        let mut targets = Vec::new();
        for child in self.element.elements() {
            if matches!(child.def.tag, Tag::Number | Tag::Sip | Tag::Target) {
                let credentials = cx.string(child, "username").filter(|name| !name.is_empty()).map(|username| {
                    Credentials { username, password: cx.string(child, "password").unwrap_or_default() }
                });
                let send_digits = cx.string(child, "sendDigits").filter(|digits| !digits.is_empty());
                targets.push(Target { address: address(&cx.text(child)), credentials, send_digits });
            }
        }
        if targets.is_empty() {
            let written = cx.string(&self.element, "to").filter(|to| !to.is_empty());
            let written = written.unwrap_or_else(|| cx.text(&self.element));
            targets.push(Target { address: address(&written), credentials: None, send_digits: None });
        }
        targets.retain(|target| !target.address.is_empty());
        targets
    }

    fn call_next(&mut self, cx: &mut Context<'_>) {
        let count = if self.sequential { 1 } else { self.waiting.len() };
        for _ in 0..count {
            let Some(target) = self.waiting.pop() else { return };
            let caller_id = cx.string(&self.element, "callerId").filter(|number| !number.is_empty());
            let dial = Dial {
                target: target.address.clone(),
                caller_number: caller_id.unwrap_or_else(|| cx.state.caller_number.clone()),
                caller_name: cx.state.caller_name.clone(),
                credentials: target.credentials.clone(),
                timeout: self.timeout,
            };
            let id = cx.state.ids.next_leg();
            cx.orders.push(Order::Dial { leg: id, dial: Box::new(dial) });
            self.legs.push(Leg { id, target });
        }
    }

    fn progress(&mut self, leg: LegId, progress: &LegProgress, cx: &mut Context<'_>) -> Step {
        match progress {
            LegProgress::Ringing => {
                self.ring(cx);
                Step::Wait
            }
            // With one callee the caller hears its own tones; with several it would be a noise.
            LegProgress::EarlyMedia if self.legs.len() == 1 && self.waiting.is_empty() => {
                self.ringback.stop(cx);
                cx.orders.push(Order::Bridge { leg });
                Step::Wait
            }
            LegProgress::EarlyMedia => {
                self.ring(cx);
                Step::Wait
            }
            LegProgress::Answered => self.answered(leg, cx),
            LegProgress::Failed { result, .. } => self.failed(leg, *result, cx),
            LegProgress::Ended { .. } => self.ended(leg, cx),
        }
    }

    fn ring(&mut self, cx: &mut Context<'_>) {
        let hears = cx.state.leg == crate::call::context::CallerLeg::Answered;
        if hears && !self.ringing && self.talking.is_none() {
            self.ringing = true;
            let country = cx.string(&self.element, "ringTone").filter(|country| !country.is_empty());
            let country = country.unwrap_or_else(|| country_of(&cx.plan.language));
            self.ringback.start(vec![Sound::Ringback { country }], None, cx);
        } else if !hears && !self.ringing {
            self.ringing = true;
            cx.orders.push(Order::Ring);
        }
    }

    fn answered(&mut self, leg: LegId, cx: &mut Context<'_>) -> Step {
        if self.talking.is_some() {
            // Two answered at once: the first one has the caller.
            cx.orders.push(Order::HangUpLeg { leg });
            return Step::Wait;
        }
        self.ringback.stop(cx);
        for other in self.legs.iter().filter(|other| other.id != leg) {
            cx.orders.push(Order::HangUpLeg { leg: other.id });
        }
        self.waiting.clear();
        cx.answer();
        let limit = cx.duration(&self.element, "timeLimit").unwrap_or(Duration::from_secs(14_400));
        if let Some(digits) =
            self.legs.iter().find(|ours| ours.id == leg).and_then(|ours| ours.target.send_digits.clone())
        {
            cx.orders.push(Order::SendDigits { leg: Some(leg), digits });
        }
        cx.orders.push(Order::Bridge { leg });
        self.talking = Some(Talk { leg, since: cx.now, until: cx.now + limit });
        Step::Wait
    }

    fn failed(&mut self, leg: LegId, result: LegResult, cx: &mut Context<'_>) -> Step {
        self.legs.retain(|other| other.id != leg);
        if self.talking.is_some() {
            return Step::Wait;
        }
        self.result = result;
        if !self.legs.is_empty() {
            return Step::Wait;
        }
        if !self.waiting.is_empty() {
            self.call_next(cx);
            return Step::Wait;
        }
        self.ringback.stop(cx);
        self.finish(word(self.result), 0, None, cx)
    }

    fn ended(&mut self, leg: LegId, cx: &mut Context<'_>) -> Step {
        self.legs.retain(|other| other.id != leg);
        match self.talking.take() {
            Some(talk) if talk.leg == leg => {
                cx.orders.push(Order::Unbridge { leg });
                let seconds = (cx.now - talk.since).as_secs();
                self.finish("completed", seconds, Some(leg), cx)
            }
            talking => {
                self.talking = talking;
                Step::Wait
            }
        }
    }

    fn finish(&self, result: &str, seconds: u64, leg: Option<LegId>, cx: &mut Context<'_>) -> Step {
        cx.state.variables.set("TransferStatus", result);
        cx.state.variables.set("TransferDuration", seconds.to_string());
        let action = cx.string(&self.element, "action");
        let is_dial = self.element.def.tag == Tag::Dial;
        if let Some(action) = action.filter(|action| !action.is_empty() || cx.document.is_some()) {
            let sid =
                leg.map(|leg| format!("CA{}{:02x}", &cx.state.incoming.call_id.get(..30).unwrap_or_default(), leg.0));
            let extra = after_dial(cx.dialect(), result, seconds, sid.as_deref());
            return Step::Go(Go::Ask(Box::new(Ask::action(&self.element, action, extra, cx))));
        }
        // After a Dial the next verb runs; a Transfer that was connected was all there is to do.
        if result == "completed" && !is_dial {
            return Step::Go(Go::End { cause: EndCause::TransferCompleted, status: None });
        }
        Step::Done
    }
}

impl Verb for Connect {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        if cx.keyword(&self.element, "mode").is_some_and(|mode| mode != "bridge") {
            cx.warn("Transfer: only mode=\"bridge\" works; it is used");
        }
        let mut targets = self.targets(cx);
        if targets.is_empty() {
            cx.warn(format!("{}: nobody to call", self.element.name));
            return self.finish("failed", 0, None, cx);
        }
        targets.reverse();
        self.waiting = targets;
        self.timeout = cx.duration(&self.element, "timeout").unwrap_or(Duration::from_secs(30));
        self.hangup_on_star = cx.boolean(&self.element, "hangupOnStar");
        self.sequential = cx.boolean(&self.element, "sequential");
        self.call_next(cx);
        Step::Wait
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match event {
            Event::Leg { leg, progress } => self.progress(*leg, progress, cx),
            Event::Digit { digit: '*' } if self.hangup_on_star => {
                for leg in &self.legs {
                    cx.orders.push(Order::HangUpLeg { leg: leg.id });
                }
                Step::Wait
            }
            _ => {
                if let Some(talk) = &mut self.talking
                    && cx.now >= talk.until
                {
                    // Once: the leg's end is on its way.
                    talk.until = talk.until + Duration::from_secs(86_400);
                    cx.orders.push(Order::HangUpLeg { leg: talk.leg });
                }
                self.ringback.ended(event);
                Step::Wait
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.talking.as_ref().map(|talk| talk.until)
    }

    /// Keys of a connected caller are for the callee.
    fn takes_digits(&self) -> bool {
        true
    }

    fn abandon(&mut self, cx: &mut Context<'_>) {
        self.ringback.stop(cx);
        for leg in self.legs.drain(..) {
            cx.orders.push(Order::HangUpLeg { leg: leg.id });
        }
        self.waiting.clear();
    }
}

/// A number without the white space, dots, dashes and brackets people write into it; a URI as it is.
fn address(written: &str) -> String {
    let written = written.trim();
    if written.contains(':') || written.contains('@') {
        return written.to_owned();
    }
    written.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '(' | ')' | '/')).collect()
}

fn word(result: LegResult) -> &'static str {
    match result {
        LegResult::Busy => "busy",
        LegResult::NoAnswer => "no-answer",
        LegResult::Failed => "failed",
        LegResult::Canceled => "canceled",
    }
}

/// The country whose ringing tone suits a language tag: its region, else the language's largest here.
fn country_of(language: &str) -> String {
    match language.split_once('-') {
        Some((_, region)) => region.to_ascii_lowercase(),
        None if language == "en" => "gb".to_owned(),
        None => language.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_loses_what_people_write_into_it() {
        assert_eq!(address(" +44 (1632) 960-000 "), "+441632960000");
        assert_eq!(address(" sip:a-b@pbx.example "), "sip:a-b@pbx.example");
    }

    #[test]
    fn the_ringing_tone_follows_the_language() {
        assert_eq!(country_of("en-GB"), "gb");
        assert_eq!(country_of("ru"), "ru");
    }
}
