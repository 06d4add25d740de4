//! `Say`: speaks its text.

use std::sync::Arc;

use xml_schema::Element;

use super::sounding::Sounding;
use super::{Step, Verb, sounds};
use crate::call::context::Context;
use crate::event::Event;
use crate::time::Instant;

pub(super) struct Say {
    element: Arc<Element>,
    sounding: Sounding,
}

impl Say {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, sounding: Sounding::default() }
    }
}

impl Verb for Say {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let sounds = sounds::of_say(&self.element, cx);
        self.sounding.start(&self.element, sounds, cx)
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        self.sounding.on(event, cx)
    }

    fn deadline(&self) -> Option<Instant> {
        self.sounding.deadline()
    }

    fn takes_digits(&self) -> bool {
        self.sounding.takes_digits()
    }
}
