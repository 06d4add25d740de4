//! From 8 to 16 kHz while a stream runs.

/// Puts a sample between each two, with what came before in mind: half of a filter whose other half is the samples
/// themselves. They come out 16 places later, 1 ms.
#[derive(Debug, Clone)]
pub(crate) struct Doubler {
    /// The last samples, the newest last.
    past: [f32; TAPS],
}

/// Samples a new one is made from: what is below 3.4 kHz stays as it was within 0.05 dB.
const TAPS: usize = 32;

impl Doubler {
    pub const fn new() -> Self {
        Self { past: [0.0; TAPS] }
    }

    /// Writes two samples for each, as far as there is room.
    pub fn double(&mut self, samples: &[i16], out: &mut [i16]) {
        for (sample, pair) in samples.iter().zip(out.chunks_exact_mut(2)) {
            self.past.copy_within(1.., 0);
            self.past[TAPS - 1] = f32::from(*sample);
            let between: f32 = self.past.iter().zip(&WEIGHTS).map(|(sample, weight)| sample * weight).sum();
            // The cast saturates.
            pair.copy_from_slice(&[self.past[TAPS / 2 - 1] as i16, between.round() as i16]);
        }
    }
}

/// A sinc at the halves, under a Kaiser window (beta 5), from its middle outwards; both sides together are 1.
const WEIGHTS: [f32; TAPS] = mirrored([
    0.635_676, -0.208_219, 0.120_616, -0.081_691, 0.059_135, -0.044_163, 0.033_415, -0.025_330, 0.019_084, -0.014_194,
    0.010_354, -0.007_355, 0.005_039, -0.003_285, 0.001_992, -0.001_074,
]);

const fn mirrored(half: [f32; TAPS / 2]) -> [f32; TAPS] {
    let mut all = [0.0; TAPS];
    let mut place = 0;
    while place < TAPS / 2 {
        all[TAPS / 2 + place] = half[place];
        all[TAPS / 2 - 1 - place] = half[place];
        place += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    fn tone(hz: f64, rate_hz: f64, count: usize) -> Vec<i16> {
        (0..count).map(|n| (10_000.0 * (TAU * hz * n as f64 / rate_hz).sin()).round() as i16).collect()
    }

    #[test]
    fn a_tone_stays_what_it_was_in_whatever_pieces_it_comes() {
        for hz in [300.0, 1000.0, 3300.0] {
            let (narrow, wide) = (tone(hz, 8000.0, 1600), tone(hz, 16_000.0, 3200));
            let (mut doubler, mut out) = (Doubler::new(), vec![0; 3200]);
            for (piece, out) in narrow.chunks(70).zip(out.chunks_mut(140)) {
                doubler.double(piece, out);
            }

            for (expected, heard) in wide.iter().zip(&out[DELAY..]).skip(100) {
                assert!(expected.abs_diff(*heard) < 100, "{hz} Hz: {heard} instead of {expected}");
            }
        }
    }

    /// In samples at 16 kHz.
    const DELAY: usize = TAPS;
}
