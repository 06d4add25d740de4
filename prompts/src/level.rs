//! One loudness for all prompts: a caller must not reach for the volume between a recording and speech.

use crate::active::active_rms;
use crate::limiter;
use crate::prompt::{RATE_HZ, WIDE_HZ};
use crate::sound::Sound;

/// The active speech level, as RMS relative to full scale: -20 dBFS, about what a handset sends.
const TARGET: f32 = 0.1;
/// More is another recording; the noise of a bad one would come up with it.
const MOST_GAIN: f32 = 4.0;
const LEAST_GAIN: f32 = 0.25;
/// Below 120 Hz a telephone carries hum.
const HIGH_PASS_HZ: f32 = 120.0;

/// Evens the loudness of a prompt. The telephone band decides, so that both rates are as loud as each other.
pub(crate) fn even(sound: &mut Sound) {
    high_pass(&mut sound.narrow, RATE_HZ);
    if let Some(wide) = &mut sound.wide {
        high_pass(wide, WIDE_HZ);
    }
    let Some(active) = active_rms(&sound.narrow) else { return };
    change(sound, (TARGET / active).clamp(LEAST_GAIN, MOST_GAIN));
}

/// Makes it louder or softer.
pub(crate) fn change(sound: &mut Sound, gain: f32) {
    amplify(&mut sound.narrow, gain, RATE_HZ);
    if let Some(wide) = &mut sound.wide {
        amplify(wide, gain, WIDE_HZ);
    }
}

fn amplify(samples: &mut [f32], gain: f32, rate_hz: u32) {
    for sample in samples.iter_mut() {
        *sample *= gain;
    }
    limiter::limit(samples, rate_hz);
}

/// To 16 bits: 32,768 steps to a side, so that a G.711 file comes back byte for byte.
pub(crate) fn to_samples(samples: &[f32]) -> Vec<i16> {
    samples.iter().map(|sample| (sample * 32768.0).round().clamp(-32768.0, 32767.0) as i16).collect()
}

/// One pole is enough: hum goes down by 6 dB an octave, speech stays.
fn high_pass(samples: &mut [f32], rate_hz: u32) {
    let k = 1.0 / (1.0 + std::f32::consts::TAU * HIGH_PASS_HZ / rate_hz as f32);
    let (mut last_in, mut last_out) = (samples.first().copied().unwrap_or(0.0), 0.0);
    for sample in samples {
        let out = k * (last_out + *sample - last_in);
        last_in = *sample;
        last_out = out;
        *sample = out;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32, hz: f32) -> Vec<f32> {
        (0..8000).map(|n| amplitude * (std::f32::consts::TAU * hz * n as f32 / 8000.0).sin()).collect()
    }

    fn evened(samples: Vec<f32>) -> Vec<f32> {
        let mut sound = Sound::narrow(samples);
        even(&mut sound);
        sound.narrow
    }

    fn rms(samples: &[f32]) -> f32 {
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }

    #[test]
    fn loud_and_quiet_end_alike() {
        for amplitude in [0.05, 0.1, 0.4, 0.5] {
            let samples = evened(sine(amplitude, 1000.0));
            assert!((rms(&samples) - TARGET).abs() < 0.01, "{amplitude}: {}", rms(&samples));
        }
    }

    #[test]
    fn pauses_do_not_make_speech_louder() {
        let mut sparse = sine(0.3, 500.0);
        sparse.extend(vec![0.0; 40_000]);
        let sparse = evened(sparse);
        assert!((rms(&sparse[400..7600]) - TARGET).abs() < 0.01, "{}", rms(&sparse[400..7600]));
    }

    #[test]
    fn silence_stays_silent_and_peaks_stay_below_the_limit() {
        let silence = evened(vec![0.0001; 800]);
        assert!(silence.iter().all(|sample| sample.abs() < 0.001));

        let mut clicks = vec![0.0; 8000];
        clicks[4000] = 1.0;
        clicks[1000..1800].copy_from_slice(&sine(0.02, 500.0)[..800]);
        let clicks = evened(clicks);
        assert!(clicks.iter().all(|sample| sample.abs() <= limiter::PEAK));
    }

    #[test]
    fn a_constant_voltage_is_taken_out() {
        let samples = evened(sine(0.1, 1000.0).iter().map(|sample| sample + 0.3).collect());
        let mean = samples[4000..].iter().sum::<f32>() / 4000.0;
        assert!(mean.abs() < 1e-3, "{mean}");
    }

    #[test]
    fn both_rates_are_as_loud_in_the_telephone_band() {
        let narrow = sine(0.02, 1000.0);
        let wide: Vec<f32> =
            (0..16_000).map(|n| 0.02 * (std::f32::consts::TAU * 1000.0 * n as f32 / 16_000.0).sin()).collect();
        let mut sound = Sound::both(narrow, wide);

        even(&mut sound);

        let (narrow, wide) = (rms(&sound.narrow), rms(&sound.wide.unwrap()));
        // The same filter is a little softer at half the rate: 0.2 dB.
        assert!((wide / narrow - 1.0).abs() < 0.03, "{narrow} and {wide}");
    }
}
