//! Whether there is anything to hear.

use super::FRAME;
use super::correlate::level;

/// Finds the stretches of audio that are not silence.
#[derive(Debug, Default)]
pub(super) struct Activity {
    /// Up to where the audio was looked at.
    looked: usize,
    /// Where the stretch began that goes on now.
    active: Option<usize>,
    /// Where the last frame with sound ended.
    last_sound: usize,
}

/// A border between sound and silence, as a position in the audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Border {
    Begins(usize),
    Ends(usize),
}

impl Activity {
    /// Looks at what is new.
    pub fn look(&mut self, audio: &[f32], borders: &mut Vec<Border>) {
        while let Some(frame) = audio.get(self.looked..self.looked + FRAME) {
            let end = self.looked + FRAME;
            if level(frame) > LOUD {
                if self.active.is_none() {
                    self.active = Some(self.looked);
                    borders.push(Border::Begins(self.looked));
                }
                self.last_sound = end;
            } else if self.active.is_some() && end - self.last_sound >= PAUSE {
                self.active = None;
                borders.push(Border::Ends(self.last_sound));
            }
            self.looked = end;
        }
    }
}

/// -50 dB: above line noise and the tail of a companded silence, below any speech.
const LOUD: f32 = 0.003;
/// Speech pauses between words; this is longer.
const PAUSE: usize = 8_000 * 3 / 10;

#[cfg(test)]
mod tests {
    use super::super::test_audio::noise;
    use super::*;

    #[test]
    fn a_short_pause_does_not_end_a_sound_and_a_long_one_does() {
        let mut audio = noise(1, 1_600);
        audio.extend(vec![0.0; 1_600]);
        audio.extend(noise(2, 1_600));
        audio.extend(vec![0.0; 4_000]);
        let (mut activity, mut borders) = (Activity::default(), Vec::new());

        activity.look(&audio, &mut borders);

        assert_eq!(borders, [Border::Begins(0), Border::Ends(4_800)]);
    }
}
