//! Audio for the ear's tests: repeatable noise, and what a telephone does to it.

/// Noise that is the same on every run and unlike that of another seed.
pub fn noise(seed: u32, length: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 - 0.5
    };
    // Speech has most of its energy in low frequencies; a running mean does the same to noise.
    let mut mean = 0.0;
    (0..length)
        .map(|_| {
            mean += (next() - mean) * 0.4;
            mean * 0.5
        })
        .collect()
}

/// The same, companded and expanded as G.711 µ-law does.
pub fn mu_law(audio: &[f32]) -> Vec<f32> {
    const MU: f32 = 255.0;
    let steps = |sample: f32| {
        let compressed = sample.signum() * (1.0 + MU * sample.abs().min(1.0)).ln() / (1.0 + MU).ln();
        (compressed * 127.0).round() / 127.0
    };
    audio.iter().map(|sample| steps(*sample)).map(|y| y.signum() * ((1.0 + MU).powf(y.abs()) - 1.0) / MU).collect()
}

/// The same with noise of this level added.
pub fn with_noise(audio: &[f32], level: f32) -> Vec<f32> {
    audio.iter().zip(noise(77, audio.len())).map(|(sample, noise)| sample + noise * level * 10.0).collect()
}
