//! `Play`: a prompt, audio at a URL, or keys.

use std::sync::Arc;
use std::time::Duration;

use xml_schema::Element;

use super::sounding::Sounding;
use super::{Step, Verb, sounds};
use crate::call::context::Context;
use crate::event::Event;
use crate::order::Order;
use crate::time::Instant;

pub(super) struct Play {
    element: Arc<Element>,
    sounding: Sounding,
    /// The fallback text runs; it has none itself.
    is_fallback: bool,
    /// Keys are on their way until then.
    sending: Option<Instant>,
}

impl Play {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, sounding: Sounding::default(), is_fallback: false, sending: None }
    }

    fn send_digits(&mut self, digits: String, cx: &mut Context<'_>) -> Step {
        let length = digits.chars().map(key_length).sum();
        cx.orders.push(Order::SendDigits { leg: None, digits });
        self.sending = Some(cx.now + length);
        Step::Wait
    }
}

impl Verb for Play {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        if let Some(digits) = cx.string(&self.element, "digits") {
            return self.send_digits(digits, cx);
        }
        match sounds::of_play(&self.element, cx) {
            Ok(sound) => self.sounding.start(&self.element, sound.into_iter().collect(), cx),
            Err(reason) => {
                cx.warn(format!("{}: {reason}", self.element.name));
                self.is_fallback = true;
                let sounds = sounds::of_play_fallback(&self.element, cx);
                self.sounding.start(&self.element, sounds, cx)
            }
        }
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        if let Some(until) = self.sending {
            return if cx.now >= until { Step::Done } else { Step::Wait };
        }
        let step = self.sounding.on(event, cx);
        let played = matches!((&step, event), (Step::Done, Event::Played { .. }));
        if played && self.sounding.failed && !self.is_fallback {
            self.is_fallback = true;
            let sounds = sounds::of_play_fallback(&self.element, cx);
            return self.sounding.replace(sounds, cx);
        }
        step
    }

    fn deadline(&self) -> Option<Instant> {
        self.sending.or_else(|| self.sounding.deadline())
    }

    fn takes_digits(&self) -> bool {
        self.sounding.takes_digits()
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
