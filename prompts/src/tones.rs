//! Tones made by arithmetic: ringing, test tones.

use std::f32::consts::TAU;
use std::time::Duration;

use crate::prompt::RATE_HZ;

/// One period of a country's ringing tone: the frequencies, and on and off times in milliseconds. ITU-T E.180 Supplement 2.
struct Ringing {
    hz: &'static [f32],
    /// On, off, on, off …
    cadence_ms: &'static [u32],
}

fn ringing(country: &str) -> Ringing {
    match country {
        "us" | "ca" => Ringing { hz: &[440.0, 480.0], cadence_ms: &[2000, 4000] },
        "gb" | "ie" | "au" | "nz" => Ringing { hz: &[400.0, 450.0], cadence_ms: &[400, 200, 400, 2000] },
        "ru" | "by" | "kz" => Ringing { hz: &[425.0], cadence_ms: &[800, 3200] },
        "fr" => Ringing { hz: &[440.0], cadence_ms: &[1500, 3500] },
        "jp" => Ringing { hz: &[384.0, 416.0], cadence_ms: &[1000, 2000] },
        _ => Ringing { hz: &[425.0], cadence_ms: &[1000, 4000] },
    }
}

/// One period of the ringing tone, at -19 dBFS.
pub(crate) fn ringback(country: &str) -> Vec<f32> {
    let ringing = ringing(country);
    let mut samples = Vec::new();
    for (place, milliseconds) in ringing.cadence_ms.iter().enumerate() {
        let count = (milliseconds * RATE_HZ / 1000) as usize;
        if place % 2 == 0 {
            let start = samples.len();
            samples.resize(start + count, 0.0);
            for hz in ringing.hz {
                add_sine(&mut samples[start..], *hz, 0.16 / ringing.hz.len() as f32);
            }
            fade(&mut samples[start..]);
        } else {
            samples.resize(samples.len() + count, 0.0);
        }
    }
    samples
}

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
