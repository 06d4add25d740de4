//! How alike two pieces of audio are, whatever their level: normalised cross-correlation.

use std::sync::Arc;

use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};

/// The likeness of two equally long pieces, -1 to 1; 0 if one of them is silent.
pub(super) fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let (mut dot, mut energy_a, mut energy_b) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (f64::from(*a), f64::from(*b));
        dot += a * b;
        energy_a += a * a;
        energy_b += b * b;
    }
    let scale = (energy_a * energy_b).sqrt();
    if scale < f64::EPSILON { 0.0 } else { (dot / scale) as f32 }
}

/// The root of the mean square.
pub(super) fn level(samples: &[f32]) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let energy: f64 = samples.iter().map(|sample| f64::from(*sample) * f64::from(*sample)).sum();
    (energy / samples.len() as f64).sqrt() as f32
}

/// Looks for short patterns in a block of audio, at every offset at once.
pub(super) struct Correlator {
    forward: Arc<dyn Fft<f32>>,
    inverse: Arc<dyn Fft<f32>>,
    block: Vec<Complex<f32>>,
    product: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    /// Energy of the block's first n samples.
    energy: Vec<f64>,
}

/// A pattern, ready to be looked for.
pub(super) struct Pattern {
    /// The complex conjugate of its spectrum.
    spectrum: Vec<Complex<f32>>,
    length: usize,
    norm: f64,
}

impl Correlator {
    pub fn new() -> Self {
        let mut planner = FftPlanner::new();
        let (forward, inverse) = (planner.plan_fft_forward(SIZE), planner.plan_fft_inverse(SIZE));
        let zero = Complex::new(0.0, 0.0);
        let scratch = forward.get_inplace_scratch_len().max(inverse.get_inplace_scratch_len());
        Self {
            forward,
            inverse,
            block: vec![zero; SIZE],
            product: vec![zero; SIZE],
            scratch: vec![zero; scratch],
            energy: Vec::with_capacity(SIZE + 1),
        }
    }

    pub fn pattern(&mut self, samples: &[f32]) -> Pattern {
        let mut spectrum = padded(samples);
        self.forward.process_with_scratch(&mut spectrum, &mut self.scratch);
        for value in &mut spectrum {
            *value = value.conj();
        }
        let energy: f64 = samples.iter().map(|sample| f64::from(*sample) * f64::from(*sample)).sum();
        Pattern { spectrum, length: samples.len(), norm: energy.sqrt() }
    }

    /// Takes a block of at most [`SIZE`] samples to look into.
    pub fn load(&mut self, samples: &[f32]) {
        self.energy.clear();
        self.energy.push(0.0);
        let mut sum = 0.0;
        for sample in samples {
            sum += f64::from(*sample) * f64::from(*sample);
            self.energy.push(sum);
        }
        self.block = padded(samples);
        self.forward.process_with_scratch(&mut self.block, &mut self.scratch);
    }

    /// The offset below `offsets` where the pattern is most alike, and how much.
    pub fn best(&mut self, pattern: &Pattern, offsets: usize) -> Option<(usize, f32)> {
        for ((product, block), spectrum) in self.product.iter_mut().zip(&self.block).zip(&pattern.spectrum) {
            *product = block * spectrum;
        }
        self.inverse.process_with_scratch(&mut self.product, &mut self.scratch);
        let mut best: Option<(usize, f32)> = None;
        let last = self.energy.len().checked_sub(1 + pattern.length)?;
        for offset in 0..offsets.min(last + 1) {
            let energy = self.energy[offset + pattern.length] - self.energy[offset];
            let scale = energy.max(0.0).sqrt() * pattern.norm * SIZE as f64;
            // Nothing is like silence.
            if energy < SILENT_ENERGY * pattern.length as f64 || scale < f64::EPSILON {
                continue;
            }
            let likeness = (f64::from(self.product[offset].re) / scale) as f32;
            if best.is_none_or(|(_, most)| likeness > most) {
                best = Some((offset, likeness));
            }
        }
        best
    }
}

fn padded(samples: &[f32]) -> Vec<Complex<f32>> {
    let mut padded: Vec<_> = samples.iter().take(SIZE).map(|sample| Complex::new(*sample, 0.0)).collect();
    padded.resize(SIZE, Complex::new(0.0, 0.0));
    padded
}

/// Room for half a second of pattern and half a second of offsets, at 8 kHz.
pub(super) const SIZE: usize = 8_192;
/// Mean square of what counts as silence, full scale being 1: -66 dB.
const SILENT_ENERGY: f64 = 2.5e-7;

#[cfg(test)]
mod tests {
    use super::super::test_audio::noise;
    use super::*;

    #[test]
    fn likeness_does_not_mind_the_level() {
        let (a, b) = (noise(1, 800), noise(2, 800));
        let quieter: Vec<f32> = a.iter().map(|sample| sample * 0.1).collect();

        assert!(likeness(&a, &quieter) > 0.999);
        assert!(likeness(&a, &b).abs() < 0.2);
        assert_eq!(likeness(&a, &vec![0.0; 800]), 0.0);
    }

    #[test]
    fn a_pattern_is_found_where_it_is() {
        let audio = noise(1, 6_000);
        let mut correlator = Correlator::new();
        let pattern = correlator.pattern(&audio[1_234..1_234 + 4_000]);

        correlator.load(&audio);
        let (offset, likeness) = correlator.best(&pattern, 2_000).unwrap();

        assert_eq!(offset, 1_234);
        assert!(likeness > 0.999);
    }

    #[test]
    fn no_pattern_is_found_in_silence() {
        let mut correlator = Correlator::new();
        let pattern = correlator.pattern(&noise(1, 4_000));

        correlator.load(&vec![0.0; 6_000]);

        assert_eq!(correlator.best(&pattern, 2_000), None);
    }
}
