//! How loud speech is while somebody speaks: the active speech level of ITU-T P.56 (12/2011), method B.
//!
//! Two smoothings over 30 ms make an envelope. What is above a threshold counts as speech, and so do the 200 ms behind it,
//! for a short pause is part of speech. The threshold is the one that lies 15.9 dB below the level of what is above it.

use crate::prompt::{FRAME, RATE_HZ};

/// The active speech level of samples at the rate of the line, as RMS relative to full scale; `None` for silence.
///
/// They are measured as if they were heard again and again, without the quiet around them: P.56 is for seconds of speech,
/// and of a single word the 200 ms behind it would be a third.
pub(crate) fn active_rms(samples: &[f32]) -> Option<f32> {
    let speech = without_quiet(samples)?;
    let mut meter = Meter::new();
    let lead_in = &speech[speech.len().saturating_sub(LEAD_IN)..];
    for sample in lead_in {
        meter.hear(*sample);
    }
    let mut counts = [0_u32; THRESHOLDS];
    for sample in speech {
        meter.hear(*sample);
        for (count, quiet) in counts.iter_mut().zip(meter.quiet) {
            *count += u32::from(quiet <= HANGOVER);
        }
    }
    let square: f64 = speech.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    let rms = 10.0_f64.powf(level(square, &counts) / 20.0) as f32;
    (rms > 0.0).then_some(rms)
}

/// From the first frame within 40 dB of the loudest to the last one.
fn without_quiet(samples: &[f32]) -> Option<&[f32]> {
    let power = |frame: &[f32]| frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32;
    let powers: Vec<f32> = samples.chunks(FRAME).map(power).collect();
    let loudest = powers.iter().copied().fold(0.0, f32::max);
    let is_heard = |power: &f32| *power > loudest * QUIET;
    let (first, last) = (powers.iter().position(is_heard)?, powers.iter().rposition(is_heard)?);
    (loudest >= SILENCE).then(|| &samples[first * FRAME..((last + 1) * FRAME).min(samples.len())])
}

/// The level in dBFS at the threshold that lies the margin below it, between the two nearest.
fn level(square: f64, counts: &[u32; THRESHOLDS]) -> f64 {
    let mut before: Option<(f64, f64)> = None;
    for (count, threshold) in counts.iter().zip(LEVELS).take_while(|(count, _)| **count > 0) {
        let level = 10.0 * (square / f64::from(*count)).log10();
        let above = level - 20.0 * threshold.log10() - MARGIN_DB;
        match before {
            Some((lower, below)) if above <= 0.0 => return lower + (level - lower) * below / (below - above),
            // So soft that all thresholds are above it: all of it counts.
            None if above <= 0.0 => return level,
            _ => before = Some((level, above)),
        }
    }
    before.map_or(f64::NEG_INFINITY, |(level, _)| level)
}

/// The envelope, and how long ago it was above each threshold.
struct Meter {
    once: f64,
    twice: f64,
    /// In samples; more than the hangover: nobody speaks.
    quiet: [u32; THRESHOLDS],
}

impl Meter {
    fn new() -> Self {
        Self { once: 0.0, twice: 0.0, quiet: [HANGOVER + 1; THRESHOLDS] }
    }

    fn hear(&mut self, sample: f32) {
        self.once = DECAY * self.once + (1.0 - DECAY) * f64::from(sample.abs());
        self.twice = DECAY * self.twice + (1.0 - DECAY) * self.once;
        for (quiet, threshold) in self.quiet.iter_mut().zip(LEVELS) {
            *quiet = if self.twice >= threshold { 0 } else { (*quiet + 1).min(HANGOVER + 1) };
        }
    }
}

/// 6 dB apart, relative to full scale: from -96 dB to -6 dB.
const LEVELS: [f64; THRESHOLDS] = {
    let mut levels = [0.5; THRESHOLDS];
    let mut place = THRESHOLDS - 1;
    while place > 0 {
        levels[place - 1] = levels[place] / 2.0;
        place -= 1;
    }
    levels
};
const THRESHOLDS: usize = 16;
const MARGIN_DB: f64 = 15.9;
/// 200 ms.
const HANGOVER: u32 = RATE_HZ / 5;
/// e^(-1 / (8000 · 0.03)): 30 ms at the rate of the line.
const DECAY: f64 = 0.995_842;
/// A second settles the envelope.
const LEAD_IN: usize = RATE_HZ as usize;
/// -40 dB, as power.
const QUIET: f32 = 1e-4;
/// -70 dBFS, as power: nothing is there.
const SILENCE: f32 = 1e-7;

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(amplitude: f32, seconds: f32) -> Vec<f32> {
        let count = (seconds * RATE_HZ as f32) as usize;
        (0..count).map(|n| amplitude * (std::f32::consts::TAU * 500.0 * n as f32 / RATE_HZ as f32).sin()).collect()
    }

    fn dbfs(samples: &[f32]) -> f32 {
        20.0 * active_rms(samples).unwrap().log10()
    }

    #[test]
    fn a_tone_has_its_own_level_however_short_or_soft() {
        for (amplitude, seconds) in [(1.0, 3.0), (0.1, 3.0), (0.1, 0.1), (0.001, 0.5)] {
            let (level, own) = (dbfs(&tone(amplitude, seconds)), 20.0 * amplitude.log10() - 3.01);
            assert!((level - own).abs() < 0.1, "{amplitude} for {seconds} s: {level:.2} dBFS, expected {own:.2}");
        }
    }

    #[test]
    fn a_long_pause_does_not_count_and_a_short_one_does() {
        let with_pause =
            |seconds: f32| [tone(0.1, 1.0), vec![0.0; (8000.0 * seconds) as usize], tone(0.1, 1.0)].concat();

        assert!((dbfs(&with_pause(0.2)) + 23.01 + 0.41).abs() < 0.1, "{}", dbfs(&with_pause(0.2)));
        // What is left of a long one are the 200 ms, and what the envelope takes to come down.
        assert!((dbfs(&with_pause(20.0)) + 23.01 + 0.6).abs() < 0.3, "{}", dbfs(&with_pause(20.0)));
    }

    #[test]
    fn noise_far_below_speech_does_not_count() {
        let mut hiss = tone(0.1, 2.0);
        hiss.extend((0..80_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 16) as f32 / 65_536.0 * 0.004 - 0.002));
        hiss.extend(tone(0.1, 2.0));
        assert!((dbfs(&hiss) + 23.01).abs() < 0.6, "{}", dbfs(&hiss));
    }

    #[test]
    fn a_click_and_silence_have_a_level_or_none() {
        let mut click = vec![0.0; 8000];
        click[4000] = 1.0;

        assert!(active_rms(&click).is_some_and(f32::is_finite));
        assert_eq!([active_rms(&[]), active_rms(&[0.0; 100]), active_rms(&[1e-4; 900])], [None; 3]);
    }
}
