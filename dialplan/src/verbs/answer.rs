//! `Answer`: answers a call that still rings.

use std::sync::Arc;

use xml_schema::Element;

use super::{Step, Verb};
use crate::call::context::Context;
use crate::event::Event;
use crate::time::Instant;

pub(super) struct Answer {
    element: Arc<Element>,
    at: Option<Instant>,
}

impl Answer {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, at: None }
    }
}

impl Verb for Answer {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let after = cx.duration(&self.element, "after").unwrap_or_default();
        if after.is_zero() {
            cx.answer();
            return Step::Done;
        }
        cx.ring();
        self.at = Some(cx.now + after);
        Step::Wait
    }

    fn on(&mut self, _: &Event, cx: &mut Context<'_>) -> Step {
        if self.at.is_some_and(|at| cx.now >= at) {
            cx.answer();
            return Step::Done;
        }
        Step::Wait
    }

    fn deadline(&self) -> Option<Instant> {
        self.at
    }
}
