//! Sound that is none of the known prompts.

use dialplan::time::Instant;

use super::activity::Border;
use crate::observation::{Observation, Sound, SoundKind};

/// Keeps the stretches of sound until they are explained by a prompt, or clearly are not.
#[derive(Debug, Default)]
pub(super) struct Strange {
    stretches: Vec<Stretch>,
}

#[derive(Debug)]
struct Stretch {
    begin: usize,
    end: Option<usize>,
    /// The number it was reported with.
    reported: Option<u32>,
}

impl Strange {
    pub fn border(&mut self, border: Border) {
        match border {
            Border::Begins(begin) => self.stretches.push(Stretch { begin, end: None, reported: None }),
            Border::Ends(end) => {
                if let Some(stretch) = self.stretches.last_mut() {
                    stretch.end = Some(end);
                }
            }
        }
    }

    /// A known prompt was found here: the sound there is no longer strange; behind it, it may be.
    pub fn explained(&mut self, begin: usize, end: usize) {
        for stretch in &mut self.stretches {
            let overlaps = stretch.begin < end && stretch.end.is_none_or(|stretch_end| stretch_end > begin);
            if overlaps && stretch.reported.is_none() {
                stretch.begin = end;
            }
        }
        self.stretches
            .retain(|stretch| stretch.reported.is_some() || stretch.end.is_none_or(|end| stretch.begin < end));
    }

    /// Reports what is certainly strange: it was searched and nothing was found.
    pub fn report(
        &mut self,
        searched: usize,
        ids: &mut u32,
        at: impl Fn(usize) -> Instant,
        observations: &mut Vec<Observation>,
    ) {
        for stretch in &mut self.stretches {
            let long_enough = stretch.end.is_none_or(|end| end.saturating_sub(stretch.begin) >= SHORTEST);
            let sure = searched >= stretch.begin + SURE || stretch.end.is_some_and(|end| searched >= end);
            if stretch.reported.is_none() && sure && long_enough {
                *ids += 1;
                stretch.reported = Some(*ids);
                let (kind, started) = (SoundKind::Unknown, at(stretch.begin));
                observations.push(Observation::Sound(Sound { id: *ids, kind, text: String::new(), started }));
            }
            if let (Some(id), Some(end)) = (stretch.reported, stretch.end) {
                observations.push(Observation::SoundEnded { id, at: at(end), heard: 1.0 });
            }
        }
        self.stretches.retain(|stretch| stretch.end.is_none_or(|end| searched < end));
    }
}

/// A second and a half without any known prompt.
const SURE: usize = 12_000;
/// A fifth of a second; anything shorter is a click.
const SHORTEST: usize = 1_600;
