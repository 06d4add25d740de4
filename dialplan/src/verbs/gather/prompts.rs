//! The prompts inside of a `Gather`: one list, so that nothing gapes between them.

use std::time::Duration;

use xml_schema::{Element, Tag};

use crate::call::context::Context;
use crate::event::Event;
use crate::ids::PlayId;
use crate::sound::Sound;
use crate::verbs::{sounding, sounds};

/// "For ever" would never let the time for keys begin; this often is more than a caller endures.
const FOR_EVER: u32 = 10;
/// Copies of one prompt in a list.
const MOST_TIMES: u32 = 100;

/// Prompts in progress.
#[derive(Debug, Default)]
pub(super) struct Prompts {
    play: Option<PlayId>,
    /// What is spoken for sounds that cannot be had, by their place in the list.
    spare: Vec<(usize, Vec<Sound>)>,
    /// What is to be spoken behind the list for those that could not.
    instead: Vec<Sound>,
}

impl Prompts {
    pub fn start(&mut self, element: &Element, cx: &mut Context<'_>) {
        let mut list = Vec::new();
        self.spare.clear();
        self.instead.clear();
        for child in element.elements() {
            let sounds = match child.def.tag {
                Tag::Say => sounds::of_say(child, cx),
                Tag::Play => self.of_play(child, list.len(), cx),
                Tag::Pause => {
                    let length = cx.duration(child, "length").filter(|length| *length > Duration::ZERO);
                    list.extend(length.map(|length| Sound::Silence { length }));
                    continue;
                }
                _ => continue,
            };
            for _ in 0..sounding::times(child, cx).unwrap_or(FOR_EVER).min(MOST_TIMES) {
                list.extend(sounds.iter().cloned());
            }
        }
        self.play = (!list.is_empty()).then(|| cx.play(list, Some(1)));
    }

    pub fn is_playing(&self) -> bool {
        self.play.is_some()
    }

    pub fn on(&mut self, event: &Event, cx: &mut Context<'_>) {
        match event {
            Event::Played { play, .. } if Some(*play) == self.play => {
                let instead = std::mem::take(&mut self.instead);
                self.play = (!instead.is_empty()).then(|| cx.play(instead, Some(1)));
            }
            Event::SoundFailed { play, index, reason } if Some(*play) == self.play => {
                cx.warn(format!("a sound cannot be had: {reason}"));
                let spare = self.spare.iter().position(|(place, _)| place == index);
                self.instead.extend(spare.map(|place| self.spare.swap_remove(place).1).into_iter().flatten());
            }
            _ => {}
        }
    }

    pub fn stop(&mut self, cx: &mut Context<'_>) {
        if let Some(play) = self.play.take() {
            cx.stop(play);
        }
    }

    /// The sound of a `Play` that will stand at `place` first.
    fn of_play(&mut self, child: &Element, place: usize, cx: &mut Context<'_>) -> Vec<Sound> {
        match sounds::of_play(child, cx) {
            Ok(sound) => {
                self.spare.push((place, sounds::of_play_fallback(child, cx)));
                sound.into_iter().collect()
            }
            Err(reason) => {
                cx.warn(format!("{}: {reason}", child.name));
                sounds::of_play_fallback(child, cx)
            }
        }
    }
}
