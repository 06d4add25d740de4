//! `Say`: speaks its text.

use std::sync::Arc;

use xml_schema::Element;

use super::sounds::{self, Playing};
use super::{Go, Step, Verb};
use crate::call::context::Context;
use crate::event::Event;

pub(super) struct Say {
    element: Arc<Element>,
    playing: Playing,
    background: bool,
}

impl Say {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, playing: Playing::default(), background: false }
    }
}

impl Verb for Say {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.background = sounds::is_background(&self.element, cx);
        let sounds = sounds::of_say(&self.element, cx);
        let times = sounds::times(&self.element, cx);
        self.playing.start(sounds, times, cx)
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        if let Event::Digit { digit } = event {
            self.playing.stop(cx);
            return Step::Go(Go::Key(*digit));
        }
        if self.playing.ended(event) { Step::Done } else { Step::Wait }
    }

    fn takes_digits(&self) -> bool {
        self.background
    }

    fn abandon(&mut self, cx: &mut Context<'_>) {
        self.playing.stop(cx);
    }
}
