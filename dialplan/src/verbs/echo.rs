//! `Echo`: sends the caller's voice back.

use std::sync::Arc;

use xml_schema::Element;

use super::{Step, Verb};
use crate::call::context::Context;
use crate::event::Event;
use crate::time::Instant;

pub(super) struct Echo {
    element: Arc<Element>,
    /// `None`: until the caller hangs up.
    until: Option<Instant>,
}

impl Echo {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, until: None }
    }
}

impl Verb for Echo {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.until = cx.duration(&self.element, "for").map(|length| cx.now + length);
        cx.echo();
        Step::Wait
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match event {
            Event::Timeout if self.until.is_some_and(|until| cx.now >= until) => Step::Done,
            _ => Step::Wait,
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.until
    }
}
