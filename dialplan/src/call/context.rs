//! What a verb may see and do.

use std::sync::Arc;
use std::time::Duration;

use xml_schema::{BadValue, Dialect, Element, Value};

pub(crate) use super::state::{CallerLeg, State};

use super::clock;
use super::frame::Document;
use super::settings::Settings;
use crate::ask::of_call;
use crate::ids::{FetchId, LegId, PlayId, RecordingId};
use crate::order::{Dial, EndCause, Order, Record, Report, Request};
use crate::plan::{Menu, Plan};
use crate::request::masked;
use crate::sound::Sound;
use crate::time::Instant;

/// A verb's view of the call: what it may read, and where it puts its orders.
pub(crate) struct Context<'a> {
    pub now: Instant,
    pub plan: &'a Arc<Plan>,
    pub settings: &'a Arc<Settings>,
    pub state: &'a mut State,
    /// The document that runs; `None` in a dialplan.
    pub document: Option<&'a Document>,
    /// The menu the call is in.
    pub menu: Option<&'a Menu>,
    /// Whether the actions of a menu's option run, so that keys stop sounds.
    pub in_option: bool,
    /// Whether the extension that the caller has dialled is called.
    pub to_extension: bool,
    /// Whether a key that stops a sound is the first of the menu's choice.
    pub keys_choose: bool,
    pub orders: &'a mut Vec<Order>,
}

/// Keys that wait for somebody who wants them.
const MAX_TYPED: usize = 32;

/// Reading.
impl Context<'_> {
    /// The dialect of what runs: that of the document, `callapi` in a dialplan.
    pub fn dialect(&self) -> Dialect {
        self.document.map_or(Dialect::CallApi, |document| document.node.dialect)
    }

    /// What relative URLs are meant against: the document, else the dialplan's `base`.
    pub fn base(&self) -> Option<String> {
        match self.document {
            Some(document) => Some(document.url.clone()),
            None => self.plan.base.as_ref().map(|base| base.as_str().to_owned()),
        }
    }

    /// The time of day, as RFC 2822 writes it.
    pub fn rfc2822(&self) -> String {
        clock::rfc2822(self.state.unix_ms(self.now))
    }

    /// Text with its variables replaced.
    pub fn expand(&self, text: &str) -> String {
        self.state.variables.expand(text)
    }

    /// The text of an element with its variables replaced, white space at both ends removed.
    pub fn text(&self, element: &Element) -> String {
        self.expand(&element.text()).trim().to_owned()
    }

    /// An attribute's value with its variables replaced. If that makes it a bad one it is reported, and its default taken;
    /// what was bad as written has been reported with the document.
    pub fn value(&mut self, element: &Element, attribute: &str) -> Option<Value> {
        let (value, bad) = element.value_with(attribute, self.dialect(), |text| self.state.variables.expand(text));
        if let Some(bad) = bad
            && element.attribute(attribute).is_some_and(|written| written.value.contains("${"))
        {
            self.warn_bad(element, &bad);
        }
        value
    }

    pub fn duration(&mut self, element: &Element, attribute: &str) -> Option<Duration> {
        self.value(element, attribute).as_ref().and_then(Value::as_duration)
    }

    pub fn boolean(&mut self, element: &Element, attribute: &str) -> bool {
        self.value(element, attribute).as_ref().and_then(Value::as_boolean).unwrap_or(false)
    }

    pub fn keyword(&mut self, element: &Element, attribute: &str) -> Option<&'static str> {
        self.value(element, attribute).as_ref().and_then(Value::as_keyword)
    }

    pub fn integer(&mut self, element: &Element, attribute: &str) -> Option<i64> {
        self.value(element, attribute).as_ref().and_then(Value::as_integer)
    }

    /// The text of an attribute; `None` if there is none or it is empty.
    pub fn string(&mut self, element: &Element, attribute: &str) -> Option<String> {
        match self.value(element, attribute) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// The language of a sound: its own, else the call's.
    pub fn language(&mut self, element: &Element) -> String {
        self.string(element, "language").unwrap_or_else(|| self.plan.language.clone())
    }
}

/// Telling.
impl Context<'_> {
    pub fn report(&mut self, report: Report) {
        self.orders.push(Order::Report(report));
    }

    pub fn warn(&mut self, text: impl Into<String>) {
        self.report(Report::Warning { text: text.into() });
    }

    /// A text as it may be shown: what was typed into a sensitive Gather is not.
    pub fn masked(&self, text: &str) -> String {
        masked(text, &self.state.secrets)
    }

    /// Sets a variable, and says so.
    pub fn set_variable(&mut self, name: &str, value: &str) {
        self.state.variables.set(name, value);
        let value = self.masked(value);
        self.report(Report::Variable { name: name.to_owned(), value });
    }

    fn warn_bad(&mut self, element: &Element, bad: &BadValue) {
        let text = format!("{}: {bad}; its default is used", element.name);
        let text = self.masked(&text);
        self.warn(text);
    }
}

/// Ordering. What is begun here is taken back when the verb ends, however it ends.
impl Context<'_> {
    /// Plays a list of sounds to the caller.
    pub fn play(&mut self, mut sounds: Vec<Sound>, times: Option<u32>) -> PlayId {
        if std::mem::take(&mut self.state.unsettled) && !self.plan.settle.is_zero() {
            sounds.insert(0, Sound::Silence { length: self.plan.settle });
        }
        let play = self.state.ids.next_play();
        self.state.open.play(play);
        self.orders.push(Order::Play { play, leg: None, sounds, times });
        play
    }

    pub fn stop(&mut self, play: PlayId) {
        self.state.open.stop(play, self.orders);
    }

    pub fn fetch(&mut self, request: Request) -> FetchId {
        let fetch = self.state.ids.next_fetch();
        self.state.open.fetch(fetch);
        self.orders.push(Order::Fetch { fetch, request: Box::new(request) });
        fetch
    }

    pub fn dial(&mut self, dial: Dial) -> LegId {
        let leg = self.state.ids.next_leg();
        self.state.open.leg(leg);
        self.orders.push(Order::Dial { leg, dial: Box::new(dial) });
        leg
    }

    pub fn record(&mut self, record: Record) -> RecordingId {
        let recording = self.state.ids.next_recording();
        self.state.open.recording(recording);
        self.orders.push(Order::Record { recording, record: Box::new(record) });
        recording
    }

    /// The same; it does not end with the action that began it.
    pub fn record_beside(&mut self, record: Record) -> RecordingId {
        let recording = self.record(record);
        self.state.open.keep_recording(recording);
        recording
    }

    pub fn stop_recording(&mut self, recording: RecordingId) {
        self.state.open.stop_recording(recording, self.orders);
    }

    pub fn echo(&mut self) {
        self.state.open.echo(self.orders);
    }

    pub fn bridge(&mut self, leg: LegId) {
        self.state.open.bridge(leg, self.orders);
    }

    pub fn hang_up_leg(&mut self, leg: LegId) {
        self.state.open.hang_up(leg, self.orders);
    }

    /// Answers the caller, unless that is done.
    pub fn answer(&mut self) {
        if self.state.leg == CallerLeg::Ringing {
            self.state.leg = CallerLeg::Answered;
            self.state.answered_at = Some(self.now);
            self.orders.push(Order::Answer);
            self.tell_progress("answered");
        }
    }

    /// Tells the caller that it rings, unless that is done.
    pub fn ring(&mut self) {
        if self.state.leg == CallerLeg::Ringing && !std::mem::replace(&mut self.state.rung, true) {
            self.orders.push(Order::Ring);
            self.tell_progress("ringing");
        }
    }

    /// Tells who wants to know how the call goes: `initiated`, `ringing`, `answered`.
    pub fn tell_progress(&mut self, event: &str) {
        let status = if event == "answered" { "in-progress" } else { event };
        self.tell_call(event, status, Vec::new());
    }

    /// Tells who wants to know that the call is over. `status`: the SIP status an unanswered caller is told.
    pub fn tell_end(&mut self, cause: &EndCause, status: Option<u16>) {
        let answered = self.state.answered_at.map(|answered| (self.now - answered).as_secs());
        let sip = status.filter(|_| answered.is_none()).or(answered.map(|_| 200));
        let word = match (answered, sip, cause) {
            (Some(_), ..) => "completed",
            (None, _, EndCause::CallerHungUp) => "canceled",
            (None, Some(486 | 600), _) => "busy",
            (None, Some(408 | 480 | 487), _) | (None, None, EndCause::EndOfActions | EndCause::Hangup) => "no-answer",
            _ => "failed",
        };
        let mut extra = vec![("CallDuration".to_owned(), answered.unwrap_or(0).to_string())];
        extra.extend(sip.map(|sip| ("SipResponseCode".to_owned(), sip.to_string())));
        self.tell_call("completed", word, extra);
    }

    fn tell_call(&mut self, event: &str, status: &str, extra: Vec<(String, String)>) {
        let Some(mut callback) = self.state.callback.take() else { return };
        let mut parameters = of_call(self.state, self.settings);
        parameters.retain(|(name, _)| name != "CallStatus");
        parameters.push(("CallStatus".to_owned(), status.to_owned()));
        parameters.push(("CallbackSource".to_owned(), "call-progress-events".to_owned()));
        parameters.extend(extra);
        callback.tell(event, parameters, self);
        self.state.callback = Some(callback);
    }

    /// Keeps a key for the next action that wants keys. Twilio drops keys that no Gather waits for.
    pub fn keep_key(&mut self, digit: char) {
        let dropped = self.document.is_some() && self.dialect() == Dialect::Twiml;
        if !dropped {
            self.keep_key_always(digit);
        }
    }

    /// Keeps a key that a Gather waits for, and takes later.
    pub fn keep_key_always(&mut self, digit: char) {
        if matches!(self.state.leg, CallerLeg::Gone { .. }) {
            return;
        }
        if self.state.typed.len() >= MAX_TYPED {
            return self.warn(format!("more than {MAX_TYPED} keys typed ahead; the last one is dropped"));
        }
        self.state.typed.push_back(digit);
    }
}
