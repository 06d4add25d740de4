//! `Play`: a prompt, audio at a URL, or keys.

use std::sync::Arc;
use std::time::Duration;

use xml_schema::Element;

use super::sounds::{self, Playing};
use super::{Go, Step, Verb};
use crate::call::context::Context;
use crate::event::Event;
use crate::order::Order;
use crate::time::Instant;

pub(super) struct Play {
    element: Arc<Element>,
    playing: Playing,
    background: bool,
    /// The fallback text runs; it has none itself.
    is_fallback: bool,
    /// Keys are on their way until then.
    sending: Option<Instant>,
}

impl Play {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, playing: Playing::default(), background: false, is_fallback: false, sending: None }
    }

    fn send_digits(&mut self, digits: String, cx: &mut Context<'_>) -> Step {
        let length = digits.chars().map(key_length).sum();
        cx.orders.push(Order::SendDigits { leg: None, digits });
        self.sending = Some(cx.now + length);
        Step::Wait
    }

    fn fall_back(&mut self, cx: &mut Context<'_>) -> Step {
        self.is_fallback = true;
        self.playing.failed = false;
        let sounds = sounds::of_play_fallback(&self.element, cx);
        self.playing.start(sounds, Some(1), cx)
    }
}

impl Verb for Play {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.background = sounds::is_background(&self.element, cx);
        if let Some(digits) = cx.string(&self.element, "digits").filter(|digits| !digits.is_empty()) {
            return self.send_digits(digits, cx);
        }
        match sounds::of_play(&self.element, cx) {
            Ok(None) => Step::Done,
            Ok(Some(sound)) => {
                let times = sounds::times(&self.element, cx);
                self.playing.start(vec![sound], times, cx)
            }
            Err(reason) => {
                cx.warn(format!("Play: {reason}"));
                self.fall_back(cx)
            }
        }
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        if self.sending.is_some_and(|until| cx.now >= until) {
            return Step::Done;
        }
        if let Event::Digit { digit } = event {
            self.playing.stop(cx);
            if let Some(variable) = cx.string(&self.element, "digitvar").filter(|name| !name.is_empty()) {
                cx.state.variables.set(&variable, digit.to_string());
            }
            return Step::Go(Go::Key(*digit));
        }
        if !self.playing.ended(event) {
            return Step::Wait;
        }
        if self.playing.failed && !self.is_fallback { self.fall_back(cx) } else { Step::Done }
    }

    fn deadline(&self) -> Option<Instant> {
        self.sending
    }

    fn takes_digits(&self) -> bool {
        self.background
    }

    fn abandon(&mut self, cx: &mut Context<'_>) {
        self.playing.stop(cx);
    }
}

/// How long a key takes to send, its gap included: what the media side does.
fn key_length(key: char) -> Duration {
    Duration::from_millis(match key {
        'w' => 500,
        'W' => 1000,
        _ => 200,
    })
}
