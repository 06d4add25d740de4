//! `Pause`: waits in silence.

use std::sync::Arc;

use xml_schema::Element;

use super::{Step, Verb};
use crate::call::context::Context;
use crate::event::Event;
use crate::time::Instant;

pub(super) struct Pause {
    element: Arc<Element>,
    until: Option<Instant>,
}

impl Pause {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, until: None }
    }
}

impl Verb for Pause {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let length = cx.duration(&self.element, "length").unwrap_or_default();
        if length.is_zero() {
            return Step::Done;
        }
        self.until = Some(cx.now + length);
        Step::Wait
    }

    fn on(&mut self, _: &Event, cx: &mut Context<'_>) -> Step {
        if self.until.is_some_and(|until| cx.now >= until) { Step::Done } else { Step::Wait }
    }

    fn deadline(&self) -> Option<Instant> {
        self.until
    }
}
