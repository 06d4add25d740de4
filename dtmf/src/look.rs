//! One look at 20 ms of audio: which key it is, if it is one and nothing else.

use std::f32::consts::{PI, TAU};
use std::sync::LazyLock;

use crate::{RATE, TONES_HZ};

/// Samples looked at: 20 ms tell 697 from 770 Hz.
pub const WINDOW: usize = 160;
/// Samples between two looks: 5 ms.
pub const HOP: usize = 40;

/// What is in one window: the tones of the keys, as vectors whose turn from look to look is their frequency, and the rest.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    cosines: [f32; 8],
    sines: [f32; 8],
    /// Mean square of all but what is below 500 Hz.
    power: f32,
    /// Mean square from 100 to 250 Hz: voices of men and most women.
    deep: f32,
    /// Mean square from 300 to 500 Hz: the rest of the voices, and the dial tones of the world. ITU-T E.180.
    dial: f32,
}

/// A key in a look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// Its place on the keypad.
    pub key: usize,
    /// The power below 500 Hz, as a part of the key's.
    pub below: f32,
}

/// One of the eight tones, as measured.
#[derive(Debug, Clone, Copy)]
struct Measured {
    tone: usize,
    power: f32,
}

/// Bins of 50 Hz below the keys: 100 to 500 Hz.
const LOW: usize = 9;
/// How many of them are `deep`.
const DEEP: usize = 4;
/// The constant part, cosines and sines of the keys, cosines and sines of the low bins, and room to be a round number.
const COLUMNS: usize = 36;

/// The window of Hann: what lies 100 Hz and more away does not count.
fn weight(place: usize) -> f32 {
    0.5 - 0.5 * (TAU * place as f32 / WINDOW as f32).cos()
}

/// By place: the weight, and what a sample is multiplied by for each column.
static WAVES: LazyLock<[(f32, [f32; COLUMNS]); WINDOW]> = LazyLock::new(|| {
    std::array::from_fn(|place| {
        let turn = |hz: f32| (hz * place as f32 / RATE).fract() * TAU;
        let low = |bin: usize| turn(50.0 * (bin + 2) as f32);
        let wave = |column: usize| match column {
            0..8 => turn(TONES_HZ[column]).cos(),
            8..16 => turn(TONES_HZ[column - 8]).sin(),
            16..25 => low(column - 16).cos(),
            25..34 => low(column - 25).sin(),
            34 => 1.0,
            _ => 0.0,
        };
        (weight(place), std::array::from_fn(|column| weight(place) * wave(column)))
    })
});

/// Sum of the weights, and of their squares.
const WEIGHT: f32 = WINDOW as f32 / 2.0;
const SQUARED_WEIGHT: f32 = WINDOW as f32 * 3.0 / 8.0;

/// Mean square of a sine as loud as 0 dBm0. G.711: the loudest sine is 3.17 dBm0.
const ZERO_DBM0: f32 = 32124.0 * 32124.0 / 2.0 / 2.0749;
/// The quieter tone must reach -35 dBm0, the louder one -29: Q.24 has -25 for each, and 8 dB between them.
const QUIETER: f32 = ZERO_DBM0 * 3.16e-4;
const LOUDER: f32 = ZERO_DBM0 * 1.26e-3;
/// How much the row may be above the column (10 dB), and the column above the row (6 dB). Q.24 has 8 and 4.
const TWIST: f32 = 10.0;
const REVERSE_TWIST: f32 = 4.0;
/// What part of all there is the two tones must be. 15 dB of noise leave 0.97.
const PURITY: f32 = 0.88;
/// What may be below them in any look, unless it is a dial tone: -17 dB.
const BELOW: f32 = 0.02;
/// How far off a tone may be: Q.24 accepts 1.5 %, and refuses 3.5 %.
const TOLERANCE: f32 = 0.025;
/// How much a tone may change within a hop: it is steady, a voice is not. 3 dB.
const STEADY: f32 = 2.0;

impl Look {
    /// Looks at a window, the oldest sample first.
    pub fn at<'s>(samples: impl Iterator<Item = &'s f32>) -> Self {
        let (mut parts, mut power) = ([0.0; COLUMNS], 0.0);
        for (sample, (weight, waves)) in samples.zip(WAVES.iter()) {
            power += (weight * sample).powi(2);
            for (part, wave) in parts.iter_mut().zip(waves) {
                *part += sample * wave;
            }
        }
        let constant = (parts[34] / WEIGHT).powi(2);
        let bin =
            |bin: usize| 2.0 * (parts[16 + bin].powi(2) + parts[25 + bin].powi(2)) / (WINDOW as f32 * SQUARED_WEIGHT);
        let (deep, dial) = ((0..DEEP).map(bin).sum::<f32>(), (DEEP..LOW).map(bin).sum::<f32>());
        Self {
            cosines: std::array::from_fn(|tone| parts[tone]),
            sines: std::array::from_fn(|tone| parts[8 + tone]),
            power: power / SQUARED_WEIGHT - constant - deep - dial,
            deep,
            dial,
        }
    }

    /// Mean square between 300 and 500 Hz.
    pub const fn dial(&self) -> f32 {
        self.dial
    }

    /// The key that is down, going by this look and the one before it.
    pub fn key(&self, before: &Self, dial_tone: bool) -> Option<Seen> {
        if self.power < LOUDER {
            return None;
        }
        let row = self.measure(before, 0)?;
        let column = self.measure(before, 4)?;
        let both = row.power + column.power;
        let below = if dial_tone { self.deep } else { self.deep + self.dial } / both;
        let accepted = row.power.min(column.power) >= QUIETER
            && row.power.max(column.power) >= LOUDER
            && row.power <= TWIST * column.power
            && column.power <= REVERSE_TWIST * row.power
            && both >= PURITY * self.power
            && below <= BELOW;
        accepted.then_some(Seen { key: row.tone * 4 + column.tone - 4, below })
    }

    /// The strongest of four tones, if it is steady and in tune.
    fn measure(&self, before: &Self, first: usize) -> Option<Measured> {
        let tone = (first..first + 4).max_by(|one, two| self.square(*one).total_cmp(&self.square(*two)))?;
        let (now, then) = (self.square(tone), before.square(tone));
        if now > STEADY * then || then > STEADY * now {
            return None;
        }
        let off_hz = self.off_hz(before, tone);
        if off_hz.abs() > TOLERANCE * TONES_HZ[tone] {
            return None;
        }
        // The answer of the window to a tone that is off.
        let bins = off_hz * WINDOW as f32 / RATE;
        let answer = if bins.abs() < 0.01 { 1.0 } else { (PI * bins).sin() / (PI * bins) / (1.0 - bins * bins) };
        Some(Measured { tone, power: 2.0 * now / (WEIGHT * WEIGHT) / (answer * answer) })
    }

    fn square(&self, tone: usize) -> f32 {
        self.cosines[tone].powi(2) + self.sines[tone].powi(2)
    }

    /// How far from its nominal frequency a tone is, going by how far it has turned in a hop.
    fn off_hz(&self, before: &Self, tone: usize) -> f32 {
        let angle = |look: &Self| (-look.sines[tone]).atan2(look.cosines[tone]);
        let expected = (TONES_HZ[tone] * HOP as f32 / RATE).fract() * TAU;
        let turned = (angle(self) - angle(before) - expected + PI).rem_euclid(TAU) - PI;
        turned / TAU * RATE / HOP as f32
    }
}
