//! `Gather`: plays what stands in it, and collects keys.
//!
//! ```text
//! Prompting ──key (bargeIn) or end of the prompts──► Collecting ──complete or time──► action, variable, Case, next verb
//!     ▲                                                                   │
//!     └──────────────── retries ──────────────── NoInput, NoMatch ◄───────┘
//! ```

mod prompts;
mod rules;

use std::sync::Arc;

use xml_schema::{Dialect, Element, Tag};

use super::{Go, Step, Verb};
use crate::ask::Ask;
use crate::call::context::Context;
use crate::call::frame::block;
use crate::call::is_built_in;
use crate::event::Event;
use crate::time::Instant;
use prompts::Prompts;
use rules::Rules;

pub(super) struct Gather {
    element: Arc<Element>,
    rules: Rules,
    digits: String,
    prompts: Prompts,
    deadline: Option<Instant>,
    rounds: u32,
    /// What was missed last: `NoInput` or `NoMatch`.
    missed: Tag,
}

impl Gather {
    pub fn new(element: Arc<Element>) -> Self {
        Self {
            element,
            rules: Rules::default(),
            digits: String::new(),
            prompts: Prompts::default(),
            deadline: None,
            rounds: 0,
            missed: Tag::NoInput,
        }
    }

    fn prompt(&mut self, cx: &mut Context<'_>) -> Step {
        self.digits.clear();
        self.deadline = None;
        // Who has typed ahead does not hear the prompts.
        if cx.state.typed.is_empty() || !self.rules.barge_in {
            self.prompts.start(&self.element, cx);
        }
        if self.prompts.is_playing() { Step::Wait } else { self.listen(cx) }
    }

    /// The prompts are over: keys typed ahead first, else the first key has its time.
    fn listen(&mut self, cx: &mut Context<'_>) -> Step {
        self.deadline = Some(cx.now + self.rules.timeout);
        while let Some(key) = cx.state.typed.pop_front() {
            match self.key(key, cx) {
                Step::Wait => {}
                step => return step,
            }
        }
        Step::Wait
    }

    fn key(&mut self, key: char, cx: &mut Context<'_>) -> Step {
        self.prompts.stop(cx);
        if self.rules.finish_on.contains(key) {
            if self.digits.is_empty() {
                // It acts only after another one; that it came is a sign of life.
                self.deadline = Some(cx.now + self.rules.timeout);
                return Step::Wait;
            }
            return self.complete(Some(key), cx);
        }
        self.digits.push(key);
        if self.rules.max.is_some_and(|max| self.digits.len() >= max) || self.is_case() {
            return self.complete(None, cx);
        }
        self.deadline = Some(cx.now + self.rules.inter_digit);
        Step::Wait
    }

    /// Whether a `Case` takes the keys so far, and no longer one could.
    fn is_case(&self) -> bool {
        let mut longer = self.cases().filter(|(digits, _)| digits.len() > self.digits.len());
        self.case().is_some() && !longer.any(|(digits, _)| digits.starts_with(&self.digits))
    }

    fn case(&self) -> Option<&Arc<Element>> {
        self.cases().find(|(digits, _)| *digits == self.digits).map(|(_, case)| case)
    }

    fn cases(&self) -> impl Iterator<Item = (&str, &Arc<Element>)> {
        let cases = self.element.elements().filter(|child| child.def.tag == Tag::GatherCase);
        cases.filter_map(|case| Some((case.attribute("digits")?.value.trim(), case)))
    }

    fn complete(&mut self, finished_on: Option<char>, cx: &mut Context<'_>) -> Step {
        self.deadline = None;
        if self.digits.is_empty() {
            return self.miss(Tag::NoInput, cx);
        }
        if !self.rules.allow(&self.digits) {
            return self.miss(Tag::NoMatch, cx);
        }
        let digits = self.digits.clone();
        if let Some(case) = self.case().cloned() {
            self.store("Digits", &digits, cx);
            return Step::Go(Go::Island(block(&case)));
        }
        // Who writes down the entries that count, and no place for others, wants no others.
        let is_closed = self.cases().next().is_some() && !self.rules.stores && self.rules.action.is_none();
        if is_closed {
            return self.miss(Tag::NoMatch, cx);
        }
        self.submit(&digits, finished_on, cx)
    }

    /// Nothing entered, or nothing that counts: what stands in the element for it, then again while tries are left.
    fn miss(&mut self, what: Tag, cx: &mut Context<'_>) -> Step {
        self.missed = what;
        let part = self.element.elements().find(|child| child.def.tag == what);
        match part {
            Some(part) => Step::Within(block(part)),
            None => self.after_miss(cx),
        }
    }

    fn after_miss(&mut self, cx: &mut Context<'_>) -> Step {
        if self.rounds < self.rules.retries {
            self.rounds += 1;
            return self.prompt(cx);
        }
        if self.missed == Tag::NoInput && self.rules.action_on_empty {
            return self.submit("", None, cx);
        }
        Step::Done
    }

    /// Stores the digits where the element says, or sends them.
    fn submit(&mut self, digits: &str, finished_on: Option<char>, cx: &mut Context<'_>) -> Step {
        self.store("Digits", digits, cx);
        if self.rules.stores {
            let variable = cx.string(&self.element, "var").unwrap_or_default();
            if is_built_in(&variable) {
                cx.warn(format!("Gather: {variable} is set by the call itself; the digits are in Digits"));
            } else {
                self.store(&variable, digits, cx);
            }
            return Step::Done;
        }
        // In a dialplan there is no current URL to send them to.
        if self.rules.action.is_none() && cx.document.is_none() {
            return Step::Done;
        }
        let mut extra = vec![("Digits".to_owned(), digits.to_owned())];
        if cx.dialect() == Dialect::Twiml {
            extra.push(("FinishedOnKey".to_owned(), finished_on.map(String::from).unwrap_or_default()));
        }
        let action = self.rules.action.clone().unwrap_or_default();
        Step::Go(Go::Ask(Box::new(Ask::action(&self.element, action, extra, cx))))
    }

    fn store(&self, name: &str, digits: &str, cx: &mut Context<'_>) {
        if self.rules.sensitive && !digits.is_empty() && !cx.state.secrets.iter().any(|known| known == digits) {
            cx.state.secrets.push(digits.to_owned());
        }
        cx.set_variable(name, digits);
    }
}

impl Verb for Gather {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.rules = Rules::of(&self.element, cx);
        self.prompt(cx)
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        if let Event::Digit { digit } = event {
            if self.prompts.is_playing() && !self.rules.barge_in {
                // The prompt plays to its end; what is typed meanwhile counts behind it.
                cx.keep_key_always(*digit);
                return Step::Wait;
            }
            return self.key(*digit, cx);
        }
        if self.prompts.is_playing() {
            self.prompts.on(event, cx);
            return if self.prompts.is_playing() { Step::Wait } else { self.listen(cx) };
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

    fn resume(&mut self, cx: &mut Context<'_>) -> Step {
        self.after_miss(cx)
    }
}
