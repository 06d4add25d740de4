//! Hears keys in audio as it comes.

use crate::KEYPAD;
use crate::dial_tone::DialTone;
use crate::look::{HOP, Look, WINDOW};
use crate::press::Press;

/// Hears the keys that are pressed in the audio of one stream.
///
/// A key counts once, about 30 ms after it went down, and again only after a pause of 30 ms. Accepted is what ITU-T Q.24
/// has administrations accept: 40 ms, 0 to -25 dBm0 a tone, 1.5 % off, 8 dB of twist (4 dB the other way), noise 15 dB
/// below, over a dial tone. Tones of less than 23 ms, of 3.5 % off, and what is not two tones alone are no keys.
#[derive(Debug, Clone)]
pub struct Detector {
    /// The newest samples, the oldest at `next`.
    samples: [f32; WINDOW],
    next: usize,
    /// Samples until the next look.
    wanted: usize,
    last: Option<Look>,
    dial_tone: DialTone,
    press: Press,
}

impl Default for Detector {
    fn default() -> Self {
        Self {
            samples: [0.0; WINDOW],
            next: 0,
            wanted: WINDOW,
            last: None,
            dial_tone: DialTone::default(),
            press: Press::default(),
        }
    }
}

impl Detector {
    /// Takes samples that follow on the last ones, and tells of the keys in them.
    pub fn hear(&mut self, samples: &[i16], mut pressed: impl FnMut(char)) {
        for sample in samples {
            self.samples[self.next] = f32::from(*sample);
            self.next = (self.next + 1) % WINDOW;
            self.wanted -= 1;
            if self.wanted == 0 {
                self.wanted = HOP;
                if let Some(key) = self.look() {
                    pressed(KEYPAD[key]);
                }
            }
        }
    }

    /// So many samples will never come. A key that is down stays down, a pause goes on.
    pub fn lose(&mut self, samples: usize) {
        self.press.lose(looks(samples));
        (self.wanted, self.last) = (WINDOW, None);
    }

    /// So many samples are silence that nobody has sent.
    pub fn rest(&mut self, samples: usize) {
        self.press.rest(looks(samples));
        (self.wanted, self.last) = (WINDOW, None);
    }

    fn look(&mut self) -> Option<usize> {
        let (newer, older) = self.samples.split_at(self.next);
        let look = Look::at(older.iter().chain(newer));
        let dial_tone = self.dial_tone.take(look.dial());
        let key = self.last.replace(look).and_then(|last| look.key(&last, dial_tone));
        self.press.take(key)
    }
}

fn looks(samples: usize) -> u8 {
    u8::try_from(samples / HOP).unwrap_or(u8::MAX)
}
