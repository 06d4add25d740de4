//! Where sound and tones begin and end, reported.

use super::activity::Border;
use super::tone::ToneBorder;
use super::{Ear, time};
use crate::observation::{Observation, Sound, SoundKind};

impl Ear {
    pub(super) fn report_activity(&mut self, observations: &mut Vec<Observation>) {
        let mut borders = Vec::new();
        self.activity.look(&self.audio, &mut borders);
        for border in borders {
            self.strange.border(border);
            observations.push(match border {
                Border::Begins(position) => Observation::Audible { at: self.at(position) },
                Border::Ends(position) => Observation::Quiet { at: self.at(position) },
            });
        }
    }

    pub(super) fn report_tones(&mut self, observations: &mut Vec<Observation>) {
        let mut borders = Vec::new();
        for (tone, id) in &mut self.tones {
            tone.look(&self.audio, &mut borders);
            for border in borders.drain(..) {
                match border {
                    ToneBorder::Begins(position) => {
                        self.ids += 1;
                        *id = self.ids;
                        let (kind, started) = (SoundKind::Tone { hz: Some(tone.hz) }, time(self.base, position));
                        observations.push(Observation::Sound(Sound { id: *id, kind, text: String::new(), started }));
                    }
                    ToneBorder::Ends(position) => {
                        observations.push(Observation::SoundEnded {
                            id: *id,
                            at: time(self.base, position),
                            heard: 1.0,
                        });
                    }
                }
            }
        }
    }
}
