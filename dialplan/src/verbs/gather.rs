//! `Gather`: plays what stands in it, and collects keys.
//!
//! ```text
//! Prompting ──key (bargeIn) or end of the prompts──► Collecting ──complete or time──► next verb, action, Case, NoInput, NoMatch
//!     ▲                                                                   │
//!     └───────────────────────────── retries ─────────────────────────────┘
//! ```

use std::sync::Arc;
use std::time::Duration;

use xml_schema::{Dialect, Element, Tag};

use super::sounds::{self, Playing};
use super::{Go, Step, Verb};
use crate::ask::Ask;
use crate::call::context::Context;
use crate::call::frame::block;
use crate::call::variables::is_built_in;
use crate::event::Event;
use crate::order::Report;
use crate::sound::Sound;
use crate::time::Instant;

pub(super) struct Gather {
    element: Arc<Element>,
    rules: Rules,
    digits: String,
    playing: Playing,
    prompting: bool,
    deadline: Option<Instant>,
    rounds: u32,
}

/// What the attributes say, read when it starts.
#[derive(Default)]
struct Rules {
    timeout: Duration,
    inter_digit: Duration,
    finish_on: String,
    max: Option<usize>,
    min: usize,
    valid: Option<String>,
    barge_in: bool,
    retries: u32,
    sensitive: bool,
}

impl Gather {
    pub fn new(element: Arc<Element>) -> Self {
        Self {
            element,
            rules: Rules::default(),
            digits: String::new(),
            playing: Playing::default(),
            prompting: false,
            deadline: None,
            rounds: 0,
        }
    }

    fn prompt(&mut self, cx: &mut Context<'_>) -> Step {
        self.digits.clear();
        self.deadline = None;
        let sounds = self.sounds(cx);
        self.prompting = !sounds.is_empty();
        if self.prompting {
            self.playing.start(sounds, Some(1), cx);
        }
        // Keys that were typed ahead come first, and stop the prompt like any.
        while self.prompting_allows_keys() && !cx.state.typed.is_empty() {
            let key = cx.state.typed.pop_front().unwrap_or_default();
            match self.key(key, cx) {
                Step::Wait => {}
                step => return step,
            }
        }
        if !self.prompting && self.deadline.is_none() {
            self.deadline = Some(cx.now + self.rules.timeout);
        }
        Step::Wait
    }

    fn prompting_allows_keys(&self) -> bool {
        !self.prompting || self.rules.barge_in
    }

    /// The nested prompts as one list, each as often as it says.
    fn sounds(&self, cx: &mut Context<'_>) -> Vec<Sound> {
        let mut list = Vec::new();
        for child in self.element.elements() {
            let sounds = match child.def.tag {
                Tag::Say => sounds::of_say(child, cx),
                Tag::Pause => vec![Sound::Silence { length: cx.duration(child, "length").unwrap_or_default() }],
                Tag::Play => match sounds::of_play(child, cx) {
                    Ok(sound) => sound.into_iter().collect(),
                    Err(reason) => {
                        cx.warn(format!("Play: {reason}"));
                        sounds::of_play_fallback(child, cx)
                    }
                },
                _ => continue,
            };
            // Inside of a Gather "for ever" would never let the timer start; ten times is what a caller endures.
            let times = if child.def.tag == Tag::Pause { 1 } else { sounds::times(child, cx).unwrap_or(10) };
            for _ in 0..times.min(100) {
                list.extend(sounds.iter().cloned());
            }
        }
        list
    }

    fn key(&mut self, key: char, cx: &mut Context<'_>) -> Step {
        if self.prompting {
            self.prompting = false;
            self.playing.stop(cx);
        }
        // The finishing key acts only after another one.
        if self.rules.finish_on.contains(key) && !self.digits.is_empty() {
            return self.complete(Some(key), cx);
        }
        self.digits.push(key);
        if self.rules.max.is_some_and(|max| self.digits.len() >= max) || self.matches_case() {
            return self.complete(None, cx);
        }
        self.deadline = Some(cx.now + self.rules.inter_digit);
        Step::Wait
    }

    /// Whether a `Case` takes the keys so far, and no longer one could.
    fn matches_case(&self) -> bool {
        let cases = || self.cases().filter_map(|case| case.attribute("digits"));
        cases().any(|digits| digits.value.trim() == self.digits)
            && !cases()
                .any(|digits| digits.value.trim().starts_with(&self.digits) && digits.value.trim() != self.digits)
    }

    fn cases(&self) -> impl Iterator<Item = &Arc<Element>> {
        self.element.elements().filter(|child| child.def.tag == Tag::GatherCase)
    }

    fn complete(&mut self, finished_on: Option<char>, cx: &mut Context<'_>) -> Step {
        self.deadline = None;
        if self.digits.is_empty() {
            return self.nothing(cx);
        }
        let allowed = |key: char| self.rules.valid.as_ref().is_none_or(|valid| valid.contains(key));
        if self.digits.len() < self.rules.min || !self.digits.chars().all(allowed) {
            return self.no_match(cx);
        }
        let digits = self.digits.clone();
        if let Some(case) = self.cases().find(|case| case.attribute("digits").is_some_and(|d| d.value.trim() == digits))
        {
            let actions = block(case);
            self.store("Digits", &digits, cx);
            return Step::Go(Go::Island(actions));
        }
        self.submit(&digits, finished_on, cx)
    }

    /// Stores the digits where the element says, or sends them.
    fn submit(&self, digits: &str, finished_on: Option<char>, cx: &mut Context<'_>) -> Step {
        if let Some(variable) = cx.string(&self.element, "var").filter(|name| !name.is_empty()) {
            if is_built_in(&variable) {
                cx.warn(format!("Gather: {variable} is set by the call itself; the digits are in Digits"));
            } else {
                self.store(&variable, digits, cx);
            }
            self.store("Digits", digits, cx);
            return Step::Done;
        }
        let action = cx.string(&self.element, "action");
        // In a dialplan there is no current URL to send them to.
        if action.as_ref().is_none_or(String::is_empty) && cx.document.is_none() {
            self.store("Digits", digits, cx);
            return Step::Done;
        }
        self.store("Digits", digits, cx);
        let mut extra = vec![("Digits".to_owned(), digits.to_owned())];
        if cx.dialect() == Dialect::Twiml {
            extra.push(("FinishedOnKey".to_owned(), finished_on.map(String::from).unwrap_or_default()));
        }
        Step::Go(Go::Ask(Box::new(Ask::action(&self.element, action.unwrap_or_default(), extra, cx))))
    }

    fn store(&self, name: &str, digits: &str, cx: &mut Context<'_>) {
        cx.state.variables.set(name, digits);
        let value = if self.rules.sensitive { "***" } else { digits };
        cx.report(Report::Variable { name: name.to_owned(), value: value.to_owned() });
    }

    fn nothing(&mut self, cx: &mut Context<'_>) -> Step {
        if let Some(step) = self.again(Tag::NoInput, cx) {
            return step;
        }
        if cx.boolean(&self.element, "actionOnEmptyResult") {
            return self.submit("", None, cx);
        }
        Step::Done
    }

    fn no_match(&mut self, cx: &mut Context<'_>) -> Step {
        self.again(Tag::NoMatch, cx).unwrap_or(Step::Done)
    }

    /// Asks again while tries are left; then what stands in the element for this case.
    fn again(&mut self, tag: Tag, cx: &mut Context<'_>) -> Option<Step> {
        if self.rounds < self.rules.retries {
            self.rounds += 1;
            return Some(self.prompt(cx));
        }
        let part = self.element.elements().find(|child| child.def.tag == tag)?;
        Some(Step::Go(Go::Island(block(part))))
    }

    fn rules(&self, cx: &mut Context<'_>) -> Rules {
        let element = &self.element;
        let timeout = cx.duration(element, "timeout").unwrap_or(Duration::from_secs(5));
        let count = |value: Option<i64>| value.and_then(|count| usize::try_from(count).ok());
        Rules {
            timeout,
            inter_digit: cx.duration(element, "interDigitTimeout").unwrap_or(timeout),
            finish_on: cx.string(element, "finishOnKey").unwrap_or_default(),
            max: count(cx.integer(element, "numDigits")),
            min: count(cx.integer(element, "minDigits")).unwrap_or(0),
            valid: cx.string(element, "validDigits").filter(|valid| !valid.is_empty()),
            barge_in: cx.boolean(element, "bargeIn"),
            retries: cx.integer(element, "retries").and_then(|count| u32::try_from(count).ok()).unwrap_or(0),
            sensitive: cx.boolean(element, "sensitive"),
        }
    }
}

impl Verb for Gather {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.rules = self.rules(cx);
        if let Some(words) = self.element.attribute("input")
            && !words.value.contains("dtmf")
        {
            cx.warn("Gather: speech input is not offered; keys are collected");
        }
        self.prompt(cx)
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        if let Event::Digit { digit } = event {
            if self.prompting_allows_keys() {
                return self.key(*digit, cx);
            }
            // The prompt plays to its end; what is typed meanwhile counts behind it.
            cx.state.typed.push_back(*digit);
            return Step::Wait;
        }
        if self.playing.ended(event) && self.prompting {
            self.prompting = false;
            self.deadline = Some(cx.now + self.rules.timeout);
            while let Some(key) = cx.state.typed.pop_front() {
                match self.key(key, cx) {
                    Step::Wait => {}
                    step => return step,
                }
            }
            return Step::Wait;
        }
        if self.deadline.is_some_and(|deadline| cx.now >= deadline) {
            return self.complete(None, cx);
        }
        Step::Wait
    }

    fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn takes_digits(&self) -> bool {
        true
    }

    fn is_sensitive(&self) -> bool {
        self.rules.sensitive
    }

    fn abandon(&mut self, cx: &mut Context<'_>) {
        self.playing.stop(cx);
    }
}
