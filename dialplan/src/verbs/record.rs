//! `Record`: the caller's voice, into a file.
//!
//! ```text
//! Beep ──played──► Recording ──key, silence, length, hang-up──► Saving ──readable──► action, or the next verb
//! ```

use std::sync::Arc;
use std::time::Duration;

use xml_schema::{Dialect, Element};

use super::{Go, Step, Verb};
use crate::ask::{Ask, Asking};
use crate::call::context::Context;
use crate::event::{Event, Recorded};
use crate::ids::{PlayId, RecordingId};
use crate::order::{Record as Recording, RecordSource};
use crate::recording::Taping;
use crate::sound::Sound;

/// The tone that tells the caller to speak.
const BEEP: Sound = Sound::Tone { hz: 1000, length: Duration::from_millis(500) };

pub(super) struct Record {
    element: Arc<Element>,
    finish_on: String,
    beep: Option<PlayId>,
    taping: Option<Taping>,
    /// What `Digits` tells: the key that ended it, or `hangup`.
    ended_by: String,
    /// What the `action` is asked, of a caller who is gone, and the document with the caller.
    farewell: Option<Ask>,
}

impl Record {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, finish_on: String::new(), beep: None, taping: None, ended_by: String::new(), farewell: None }
    }

    fn begin(&mut self, cx: &mut Context<'_>) {
        let silence = cx.duration(&self.element, "timeout").filter(|silence| !silence.is_zero());
        let record = Recording {
            sid: String::new(),
            source: RecordSource::Caller,
            silence,
            max_length: cx.duration(&self.element, "maxLength"),
            trim: cx.keyword(&self.element, "trim") != Some("do-not-trim"),
        };
        self.taping = Some(Taping::begin(&self.element, record, "RecordVerb", cx));
    }

    fn key(&mut self, key: char, cx: &mut Context<'_>) {
        match &self.taping {
            Some(taping) if self.finish_on.contains(key) => {
                self.ended_by = key.to_string();
                cx.stop_recording(taping.id());
            }
            _ => cx.keep_key(key),
        }
    }

    fn recorded(&mut self, recording: RecordingId, recorded: &Recorded, cx: &mut Context<'_>) -> Step {
        let Some(taping) = self.taping.take_if(|taping| taping.id() == recording) else { return Step::Wait };
        let sid = taping.sid().to_owned();
        let seconds = taping.over(recorded, cx);
        // A designer asks one of the two whether there is anything in it.
        let (url, length) = if recorded.heard { (recorded.url.as_str(), seconds) } else { ("", 0) };
        cx.set_variable("RecordingUrl", url);
        cx.set_variable("RecordingDuration", &length.to_string());
        let ask = self.farewell.take().or_else(|| self.action(cx));
        // Twilio goes on with the next verb if there is nothing in it.
        let Some(mut ask) = ask.filter(|_| recorded.heard && !recorded.duration.is_zero()) else { return Step::Done };
        ask.extra.push(("RecordingUrl".to_owned(), recorded.url.clone()));
        ask.extra.push(("RecordingDuration".to_owned(), seconds.to_string()));
        if ask.node.dialect == Dialect::Twiml {
            ask.extra.push(("RecordingSid".to_owned(), sid));
        }
        ask.extra.push(("Digits".to_owned(), self.ended_by.clone()));
        Step::Go(Go::Ask(Box::new(ask)))
    }

    /// What the `action` is asked, as far as it is known beforehand. In a dialplan there is no current URL.
    fn action(&self, cx: &mut Context<'_>) -> Option<Ask> {
        let action = self.element.attribute("action").map(|url| url.value.trim().to_owned()).unwrap_or_default();
        let asks = !action.is_empty() || cx.document.is_some();
        asks.then(|| Ask::action(&self.element, action, Vec::new(), cx))
    }

    fn failed(&mut self, reason: &str, cx: &mut Context<'_>) -> Step {
        if let Some(taping) = self.taping.take() {
            taping.failed(cx);
        }
        cx.warn(format!("Record: nothing was recorded: {reason}"));
        Step::Done
    }
}

impl Verb for Record {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.finish_on = cx.string(&self.element, "finishOnKey").unwrap_or_default();
        if cx.boolean(&self.element, "playBeep") {
            self.beep = Some(cx.play(vec![BEEP], Some(1)));
        } else {
            self.begin(cx);
        }
        Step::Wait
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match event {
            Event::Played { play, .. } if Some(*play) == self.beep => {
                self.beep = None;
                self.begin(cx);
                Step::Wait
            }
            Event::Digit { digit } => {
                self.key(*digit, cx);
                Step::Wait
            }
            Event::Recorded { recording, recorded } => self.recorded(*recording, recorded, cx),
            Event::RecordingFailed { reason, .. } => self.failed(reason, cx),
            _ => Step::Wait,
        }
    }

    fn takes_digits(&self) -> bool {
        true
    }

    /// What was said until the hang-up counts: it is saved, then the application is told.
    fn farewell(&mut self, cx: &mut Context<'_>) -> Option<Box<dyn Verb>> {
        let taping = self.taping.take()?;
        cx.stop_recording(taping.id());
        let verb = Self {
            element: Arc::clone(&self.element),
            finish_on: String::new(),
            beep: None,
            taping: Some(taping),
            ended_by: "hangup".to_owned(),
            farewell: self.action(cx),
        };
        Some(Box::new(Saving { verb }))
    }
}

/// A recording of a caller who is gone.
struct Saving {
    verb: Record,
}

impl Verb for Saving {
    fn start(&mut self, _: &mut Context<'_>) -> Step {
        Step::Wait
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match self.verb.on(event, cx) {
            Step::Go(Go::Ask(ask)) => Step::Go(Go::Verb(Asking::farewell(*ask))),
            step => step,
        }
    }
}
