//! A sound in progress, and what keys do to it.

use std::time::Duration;

use xml_schema::Element;

use super::{Go, Step};
use crate::call::context::Context;
use crate::call::is_built_in;
use crate::event::Event;
use crate::ids::PlayId;
use crate::sound::Sound;
use crate::time::Instant;

/// What a key does while a sound plays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Keys {
    /// It waits for the next action that wants keys: the sound is in the foreground.
    #[default]
    Wait,
    /// It stops the sound, and waits for the next action that wants keys.
    Stop,
    /// It stops the sound, and is the first of the menu's choice.
    Choose,
    /// It stops the sound, and goes into this variable together with those that follow.
    Collect(String),
}

/// The sound of a `Say` or `Play`.
#[derive(Debug, Default)]
pub(super) struct Sounding {
    play: Option<PlayId>,
    keys: Keys,
    collected: String,
    deadline: Option<Instant>,
    /// A part of it could not be had.
    pub failed: bool,
}

/// Between keys that are collected, outside of a menu that says another time.
const INTER_DIGIT: Duration = Duration::from_secs(2);

impl Sounding {
    /// Plays what an element sounds like, as often as its `loop` says.
    pub fn start(&mut self, element: &Element, sounds: Vec<Sound>, cx: &mut Context<'_>) -> Step {
        let times = times(element, cx);
        self.keys = keys(element, times, cx);
        // Who types ahead of the menu's prompts has heard them before.
        if self.keys == Keys::Choose && !cx.state.typed.is_empty() {
            return Step::Go(Go::Choose);
        }
        if sounds.is_empty() {
            return Step::Done;
        }
        self.play = Some(cx.play(sounds, times));
        Step::Wait
    }

    /// Plays something else instead, once.
    pub fn replace(&mut self, sounds: Vec<Sound>, cx: &mut Context<'_>) -> Step {
        self.failed = false;
        if sounds.is_empty() {
            return Step::Done;
        }
        self.play = Some(cx.play(sounds, Some(1)));
        Step::Wait
    }

    pub fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match event {
            Event::Played { play, .. } if Some(*play) == self.play => Step::Done,
            Event::SoundFailed { play, reason, .. } if Some(*play) == self.play => {
                self.failed = true;
                cx.warn(format!("a sound cannot be had: {reason}"));
                Step::Wait
            }
            Event::Digit { digit } => self.key(*digit, cx),
            Event::Timeout if self.deadline.is_some_and(|deadline| cx.now >= deadline) => self.collected(cx),
            _ => Step::Wait,
        }
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    pub fn takes_digits(&self) -> bool {
        self.keys != Keys::Wait
    }

    fn key(&mut self, key: char, cx: &mut Context<'_>) -> Step {
        if let Some(play) = self.play.take() {
            cx.stop(play);
        }
        match self.keys {
            Keys::Collect(_) => self.collect(key, cx),
            Keys::Choose => {
                cx.keep_key(key);
                Step::Go(Go::Choose)
            }
            Keys::Stop | Keys::Wait => {
                cx.keep_key(key);
                Step::Done
            }
        }
    }

    /// Up to the menu's `maxDigits`, ended by its inter-digit time or `#`.
    fn collect(&mut self, key: char, cx: &mut Context<'_>) -> Step {
        let max = cx.menu.map_or(1, |menu| menu.max_digits);
        if key != '#' {
            self.collected.push(key);
            if self.collected.len() < max {
                self.deadline = Some(cx.now + cx.menu.map_or(INTER_DIGIT, |menu| menu.inter_digit));
                return Step::Wait;
            }
        }
        self.collected(cx)
    }

    fn collected(&mut self, cx: &mut Context<'_>) -> Step {
        if let Keys::Collect(variable) = &self.keys {
            cx.set_variable(variable, &self.collected);
        }
        Step::Done
    }
}

/// `loop=` as the order has it: 0 is until stopped.
pub(super) fn times(element: &Element, cx: &mut Context<'_>) -> Option<u32> {
    match cx.integer(element, "loop").unwrap_or(1) {
        0 => None,
        count => Some(u32::try_from(count).unwrap_or(1)),
    }
}

/// In the background, which is what a menu's options are unless they say otherwise, keys stop a sound. One without end is
/// stopped anywhere.
fn keys(element: &Element, times: Option<u32>, cx: &mut Context<'_>) -> Keys {
    let background = match cx.keyword(element, "where") {
        Some(place) => place == "background",
        None => cx.in_option,
    };
    match background {
        false if times.is_none() => Keys::Stop,
        false => Keys::Wait,
        true => match cx.string(element, "digitvar") {
            Some(name) if is_built_in(&name) => {
                cx.warn(format!(
                    "{}: {name} is set by the call itself; keys are kept for what comes next",
                    element.name
                ));
                Keys::Stop
            }
            Some(name) => Keys::Collect(name),
            None if cx.keys_choose => Keys::Choose,
            None => Keys::Stop,
        },
    }
}
