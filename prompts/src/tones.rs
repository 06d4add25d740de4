//! Tones made by arithmetic: ringing, test tones.

use std::f32::consts::TAU;
use std::time::Duration;

use crate::prompt::RATE_HZ;

/// One period of a country's ringing tone.
struct Ringing {
    hz: Sound,
    /// On, off, on, off …
    cadence_ms: &'static [u32],
}

/// What sounds while it is on.
enum Sound {
    /// Frequencies at once.
    Sum(&'static [f32]),
    /// A frequency whose level goes up and down with another one.
    Beat(f32, f32),
}

/// ITU-T E.180 Supplement 2, and national standards where that is silent.
fn ringing(country: &str) -> Ringing {
    use Sound::{Beat, Sum};
    let country = country.trim().to_ascii_lowercase();
    let (hz, cadence_ms): (Sound, &'static [u32]) = match country.as_str() {
        "us" | "ca" | "pr" | "do" | "jm" => (Sum(&[440.0, 480.0]), &[2000, 4000]),
        "gb" | "uk" | "ie" | "nz" => (Sum(&[400.0, 450.0]), &[400, 200, 400, 2000]),
        "au" => (Sum(&[413.0, 438.0]), &[400, 200, 400, 2000]),
        "ru" | "by" | "kz" | "kg" | "am" | "az" | "ge" | "md" | "tj" | "tm" | "uz" => (Sum(&[425.0]), &[800, 3200]),
        "at" => (Sum(&[420.0]), &[1000, 5000]),
        "be" => (Sum(&[425.0]), &[1000, 3000]),
        "cl" => (Sum(&[400.0]), &[1000, 3000]),
        "cn" => (Sum(&[450.0]), &[1000, 4000]),
        "es" => (Sum(&[425.0]), &[1500, 3000]),
        "fr" => (Sum(&[440.0]), &[1500, 3500]),
        "hu" => (Sum(&[425.0]), &[1250, 3750]),
        "il" => (Sum(&[400.0]), &[1000, 3000]),
        "in" => (Beat(400.0, 25.0), &[400, 200, 400, 2000]),
        "jp" => (Beat(400.0, 16.0), &[1000, 2000]),
        "kr" | "tw" => (Sum(&[440.0, 480.0]), &[1000, 2000]),
        "my" => (Sum(&[425.0]), &[400, 200, 400, 2000]),
        "ph" => (Sum(&[425.0, 480.0]), &[1000, 4000]),
        "pt" | "se" => (Sum(&[425.0]), &[1000, 5000]),
        "sg" => (Beat(425.0, 24.0), &[400, 200, 400, 2000]),
        "tr" => (Sum(&[450.0]), &[2000, 4000]),
        "za" => (Beat(400.0, 33.0), &[400, 200, 400, 2000]),
        // The rest of Europe, and what is most like it elsewhere. Recommended by ITU-T E.180.
        _ => (Sum(&[425.0]), &[1000, 4000]),
    };
    Ringing { hz, cadence_ms }
}

/// One period of the ringing tone, at -19 dBFS while it sounds.
pub(crate) fn ringback(country: &str) -> Vec<f32> {
    let ringing = ringing(country);
    let mut samples = Vec::new();
    for (place, milliseconds) in ringing.cadence_ms.iter().enumerate() {
        let start = samples.len();
        samples.resize(start + (milliseconds * RATE_HZ / 1000) as usize, 0.0);
        if place % 2 == 0 {
            let on = &mut samples[start..];
            ringing.hz.sound(on);
            fade(on);
        }
    }
    samples
}

impl Sound {
    fn sound(&self, samples: &mut [f32]) {
        match self {
            // As loud together as one alone.
            Self::Sum(frequencies) => {
                let amplitude = RING / (frequencies.len() as f32).sqrt();
                frequencies.iter().for_each(|hz| add_sine(samples, *hz, amplitude));
            }
            Self::Beat(hz, beat) => {
                add_sine(samples, *hz, RING);
                let mut envelope = vec![0.0; samples.len()];
                add_sine(&mut envelope, *beat, 0.9);
                for (sample, envelope) in samples.iter_mut().zip(envelope) {
                    *sample *= 1.0 + envelope;
                }
            }
        }
    }
}

/// -19 dBFS for one sine.
const RING: f32 = 0.16;

/// A sine at -12 dBFS.
pub(crate) fn tone(hz: u32, length: Duration) -> Vec<f32> {
    let mut samples = silence(length);
    add_sine(&mut samples, hz as f32, 0.35);
    fade(&mut samples);
    samples
}

/// Nothing.
pub(crate) fn silence(length: Duration) -> Vec<f32> {
    vec![0.0; (length.as_secs_f64() * f64::from(RATE_HZ)).round() as usize]
}

fn add_sine(samples: &mut [f32], hz: f32, amplitude: f32) {
    // The phase is kept below one turn: in f32 a long tone would drift.
    let (mut phase, step) = (0.0, hz / RATE_HZ as f32);
    for sample in samples {
        *sample += amplitude * (TAU * phase).sin();
        phase = (phase + step).fract();
    }
}

/// 3 ms at both ends, so that nothing clicks.
fn fade(samples: &mut [f32]) {
    let length = (RATE_HZ as usize * 3 / 1000).min(samples.len() / 2);
    let count = samples.len();
    for place in 0..length {
        let gain = place as f32 / length as f32;
        samples[place] *= gain;
        samples[count - 1 - place] *= gain;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rms_dbfs(samples: &[f32]) -> f32 {
        10.0 * (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).log10()
    }

    /// Power at a frequency, relative to all (Goertzel).
    fn share_at(samples: &[f32], hz: f32) -> f64 {
        let k = 2.0 * (std::f64::consts::TAU * f64::from(hz) / f64::from(RATE_HZ)).cos();
        let (mut last, mut before) = (0.0_f64, 0.0_f64);
        for sample in samples {
            (last, before) = (f64::from(*sample) + k * last - before, last);
        }
        let power: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        2.0 * (last * last + before * before - k * last * before) / (power * samples.len() as f64)
    }

    #[test]
    fn countries_have_their_frequencies_and_cadence() {
        let cases: [(&str, &[f32], usize); 6] = [
            ("us", &[440.0, 480.0], 6000),
            ("GB", &[400.0, 450.0], 3000),
            ("ru", &[425.0], 4000),
            ("fr", &[440.0], 5000),
            ("de", &[425.0], 5000),
            ("", &[425.0], 5000),
        ];
        for (country, frequencies, period_ms) in cases {
            let samples = ringback(country);

            assert_eq!(samples.len(), period_ms * 8, "{country}");
            let on = &samples[400..2800];
            let shares: Vec<f64> = frequencies.iter().map(|hz| share_at(on, *hz)).collect();
            assert!(shares.iter().all(|share| (share * frequencies.len() as f64 - 1.0).abs() < 0.05), "{shares:?}");
            assert!((-21.0..-16.0).contains(&rms_dbfs(on)), "{country}: {} dBFS", rms_dbfs(on));
            assert!(samples[samples.len() - 8000..].iter().all(|sample| *sample == 0.0), "{country} ends with a pause");
        }
    }

    #[test]
    fn a_tone_that_beats_stays_below_full_scale() {
        for country in ["in", "jp", "sg", "za"] {
            let samples = ringback(country);
            assert!(samples.iter().all(|sample| sample.abs() < 0.5));
            assert!((-21.0..-16.0).contains(&rms_dbfs(&samples[400..2800])), "{country}");
        }
    }

    #[test]
    fn a_tone_is_a_sine_of_its_frequency_to_the_end() {
        for hz in [1, 440, 1000, 3999] {
            let samples = tone(hz, Duration::from_secs(60));
            let end = &samples[samples.len() - 16_000..samples.len() - 8000];
            assert!(share_at(end, hz as f32) > 0.999, "{hz} Hz: {}", share_at(end, hz as f32));
            assert!(samples.iter().all(|sample| sample.abs() <= 0.36));
        }
        assert_eq!(tone(440, Duration::ZERO).len(), 0);
        assert_eq!(silence(Duration::from_millis(250)).len(), 2000);
    }
}
