//! What a verb may see and do.

use std::time::Duration;

use xml_schema::{BadValue, Dialect, Element, Value};

use super::frame::Document;
use super::settings::Settings;
use super::variables::Variables;
use crate::event::Incoming;
use crate::ids::{FetchId, LegId, PlayId};
use crate::order::{Order, Report};
use crate::plan::Plan;
use crate::sound::Sound;
use crate::time::Instant;

/// A verb's view of the call: what it may read, and where it puts its orders.
pub(crate) struct Context<'a> {
    pub now: Instant,
    pub plan: &'a Plan,
    pub settings: &'a Settings,
    pub state: &'a mut State,
    /// The document that runs; `None` in a dialplan.
    pub document: Option<&'a Document>,
    /// Whether sounds of a menu's option run, so that keys stop them.
    pub in_menu: bool,
    pub orders: &'a mut Vec<Order>,
}

/// What a call knows, whatever runs.
#[derive(Debug)]
pub(crate) struct State {
    pub incoming: Incoming,
    pub variables: Variables,
    pub leg: CallerLeg,
    /// The caller as shown to callees.
    pub caller_number: String,
    pub caller_name: String,
    pub extension: Option<String>,
    pub extension_id: Option<String>,
    /// Keys that nobody has taken yet.
    pub typed: std::collections::VecDeque<char>,
    /// Documents since the caller last pressed a key.
    pub documents: u32,
    pub ids: Ids,
}

/// How far the caller's leg is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallerLeg {
    Ringing,
    /// Ordered; sounds may be played.
    Answered,
    Gone,
}

/// The numbers given to what orders start.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    play: u32,
    fetch: u32,
    leg: u32,
    request: u32,
}

impl Context<'_> {
    /// The dialect of what runs: that of the document, `callapi` in a dialplan.
    pub fn dialect(&self) -> Dialect {
        self.document.map_or(Dialect::CallApi, |document| document.node.dialect)
    }

    pub fn report(&mut self, report: Report) {
        self.orders.push(Order::Report(report));
    }

    pub fn warn(&mut self, text: impl Into<String>) {
        self.report(Report::Warning { text: text.into() });
    }

    /// Text with its variables replaced.
    pub fn expand(&self, text: &str) -> String {
        self.state.variables.expand(text)
    }

    /// The text of an element with its variables replaced, white space at both ends removed.
    pub fn text(&self, element: &Element) -> String {
        self.expand(&element.text()).trim().to_owned()
    }

    /// An attribute's value with its variables replaced; a bad one is reported, and its default taken.
    pub fn value(&mut self, element: &Element, attribute: &str) -> Option<Value> {
        let (value, bad) = element.value_with(attribute, self.dialect(), |text| self.state.variables.expand(text));
        if let Some(bad) = bad {
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

    pub fn string(&mut self, element: &Element, attribute: &str) -> Option<String> {
        match self.value(element, attribute) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn warn_bad(&mut self, element: &Element, bad: &BadValue) {
        self.warn(format!("{}: {bad}; its default is used", element.name));
    }

    /// Plays a list of sounds to the caller.
    pub fn play(&mut self, sounds: Vec<Sound>, times: Option<u32>) -> PlayId {
        let play = self.state.ids.next_play();
        self.orders.push(Order::Play { play, sounds, times });
        play
    }

    pub fn stop(&mut self, play: PlayId) {
        self.orders.push(Order::Stop { play });
    }

    /// Answers the caller, unless that is done.
    pub fn answer(&mut self) {
        if self.state.leg == CallerLeg::Ringing {
            self.state.leg = CallerLeg::Answered;
            self.orders.push(Order::Answer);
        }
    }

    /// The language of a sound: its own, else the call's.
    pub fn language(&mut self, element: &Element) -> String {
        self.string(element, "language")
            .filter(|language| !language.is_empty())
            .unwrap_or_else(|| self.plan.language.clone())
    }
}

impl Ids {
    pub fn next_play(&mut self) -> PlayId {
        self.play += 1;
        PlayId(self.play)
    }

    pub fn next_fetch(&mut self) -> FetchId {
        self.fetch += 1;
        FetchId(self.fetch)
    }

    pub fn next_leg(&mut self) -> LegId {
        self.leg += 1;
        LegId(self.leg)
    }

    /// Numbers requests; retries of one share its number.
    pub fn next_request(&mut self) -> u32 {
        self.request += 1;
        self.request
    }
}
