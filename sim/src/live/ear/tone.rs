//! Pure tones, by Goertzel's algorithm.

use super::FRAME;
use super::correlate::level;

/// Listens for a tone of one frequency.
#[derive(Debug)]
pub(super) struct ToneEar {
    pub hz: u32,
    looked: usize,
    sounding: bool,
    misses: usize,
}

/// A border of a tone, as a position in the audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ToneBorder {
    Begins(usize),
    Ends(usize),
}

impl ToneEar {
    pub fn new(hz: u32) -> Self {
        Self { hz, looked: 0, sounding: false, misses: 0 }
    }

    /// Looks at what is new.
    pub fn look(&mut self, audio: &[f32], borders: &mut Vec<ToneBorder>) {
        while let Some(frame) = audio.get(self.looked..self.looked + FRAME) {
            let end = self.looked + FRAME;
            if is_tone(frame, self.hz) {
                if !self.sounding {
                    borders.push(ToneBorder::Begins(self.looked));
                }
                (self.sounding, self.misses) = (true, 0);
            } else if self.sounding {
                self.misses += 1;
                if self.misses == MISSES {
                    self.sounding = false;
                    borders.push(ToneBorder::Ends(end - MISSES * FRAME));
                }
            }
            self.looked = end;
        }
    }
}

/// Whether most of a frame's energy is at this frequency.
fn is_tone(frame: &[f32], hz: u32) -> bool {
    let level = level(frame);
    if level < 0.003 {
        return false;
    }
    let coefficient = 2.0 * (std::f32::consts::TAU * hz as f32 / 8_000.0).cos();
    let (mut last, mut before) = (0.0_f32, 0.0_f32);
    for sample in frame {
        (last, before) = (sample + coefficient * last - before, last);
    }
    let power = last * last + before * before - coefficient * last * before;
    let length = frame.len() as f32;
    // A sine of amplitude a has the power (a n / 2)² here, and the mean square a² / 2.
    let share = 2.0 * power / (length * length * level * level);
    share > 0.8
}

/// One bad frame, as a lost packet makes it, does not end a tone.
const MISSES: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hz: f32, length: usize) -> Vec<f32> {
        (0..length).map(|n| 0.3 * (std::f32::consts::TAU * hz * n as f32 / 8_000.0).sin()).collect()
    }

    #[test]
    fn a_tone_is_heard_and_its_neighbour_is_not() {
        let mut audio = vec![0.0; 800];
        audio.extend(sine(440.0, 4_000));
        audio.extend(sine(700.0, 4_000));
        let (mut ear, mut borders) = (ToneEar::new(440), Vec::new());

        ear.look(&audio, &mut borders);

        assert_eq!(borders, [ToneBorder::Begins(800), ToneBorder::Ends(4_800)]);
    }
}
