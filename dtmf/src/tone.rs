//! The tone of a key, to be sent.

use std::f32::consts::TAU;

use crate::{KEYPAD, RATE, TONES_HZ};

/// The two tones of a key. ITU-T Q.23.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    low_hz: f32,
    high_hz: f32,
}

/// Of each of the two tones: -10 dBm0 together, and the higher one 2 dB up, as lines attenuate it more.
const LOW: f32 = 4600.0;
const HIGH: f32 = 5800.0;

impl Tone {
    /// That of a key, `0`-`9 * # A`-`D` in either case; `None`: there is no such key.
    pub fn of(key: char) -> Option<Self> {
        let place = KEYPAD.iter().position(|known| known.eq_ignore_ascii_case(&key))?;
        Some(Self { low_hz: TONES_HZ[place / 4], high_hz: TONES_HZ[4 + place % 4] })
    }

    /// The sample at a place since the key went down.
    pub fn sample(&self, place: usize) -> i16 {
        let turn = |hz: f32| (TAU * (hz * place as f32 / RATE).fract()).sin();
        (LOW * turn(self.low_hz) + HIGH * turn(self.high_hz)) as i16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Power of one frequency.
    fn power(samples: &[f32], hz: f32) -> f32 {
        let part = |wave: fn(f32) -> f32| -> f32 {
            samples.iter().enumerate().map(|(place, sample)| sample * wave(TAU * hz * place as f32 / RATE)).sum()
        };
        part(f32::sin).powi(2) + part(f32::cos).powi(2)
    }

    #[test]
    fn every_key_is_the_two_frequencies_of_its_place() {
        for (key, low, high) in [('1', 697.0, 1209.0), ('6', 770.0, 1477.0), ('0', 941.0, 1336.0), ('d', 941.0, 1633.0)]
        {
            let tone = Tone::of(key).unwrap();
            let samples: Vec<_> = (0..800).map(|place| f32::from(tone.sample(place))).collect();

            let loudest =
                |of: &[f32]| of.iter().copied().max_by(|a, b| power(&samples, *a).total_cmp(&power(&samples, *b)));
            assert_eq!((loudest(&TONES_HZ[..4]), loudest(&TONES_HZ[4..])), (Some(low), Some(high)), "{key}");
            let all: f32 = TONES_HZ.iter().map(|hz| power(&samples, *hz)).sum();
            assert!(power(&samples, low) + power(&samples, high) > 0.98 * all, "{key}");
        }
        assert_eq!(Tone::of('x'), None);
    }
}
