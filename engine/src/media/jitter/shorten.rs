//! A voice made shorter without being made higher.

use crate::media::concealment::likeness;

/// Weaker than this nobody hears what is left out: -50 dBFS.
const FAINT: u32 = 100;
/// The periods that may be left out, in samples: 400 to 100 Hz.
const SHORTEST: usize = 20;
const LONGEST: usize = 80;
/// How alike two periods have to be.
const ALIKE: f32 = 0.7;

/// Leaves out all of a faint stretch, or a period of a voice, or nothing if it has none.
pub fn shorten(samples: &mut Vec<i16>) {
    let strength: u32 = samples.iter().map(|sample| u32::from(sample.unsigned_abs())).sum();
    if strength < FAINT * samples.len() as u32 {
        samples.clear();
        return;
    }
    let heard: Vec<f32> = samples.iter().copied().map(f32::from).collect();
    let alike = |period: usize| likeness(&heard[..period], &heard[period..2 * period]);
    let periods = SHORTEST..=LONGEST.min(samples.len() / 2);
    let Some((period, alike)) =
        periods.map(|period| (period, alike(period))).max_by(|one, other| one.1.total_cmp(&other.1))
    else {
        return;
    };
    if alike < ALIKE {
        return;
    }
    // The first period turns into the second.
    for place in 0..period {
        let part = (place + 1) as f32 / (period + 1) as f32;
        samples[period + place] = (heard[place] * (1.0 - part) + heard[period + place] * part) as i16;
    }
    samples.drain(..period);
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    fn tone(hz: f32, count: usize) -> Vec<i16> {
        (0..count).map(|n| (8000.0 * (TAU * hz * n as f32 / 8000.0).sin()) as i16).collect()
    }

    #[test]
    fn whole_periods_of_a_voice_are_left_out() {
        let mut samples = tone(200.0, 160);
        shorten(&mut samples);
        assert!(samples.len().is_multiple_of(40) && samples.len() < 160, "{}", samples.len());
        for (shorter, before) in samples.iter().zip(tone(200.0, 160)) {
            assert!(shorter.abs_diff(before) < 200);
        }
    }

    #[test]
    fn silence_goes_and_what_has_no_period_stays() {
        let mut silence = vec![20; 160];
        shorten(&mut silence);
        assert!(silence.is_empty());

        let mut random = 1_u32;
        let mut noise: Vec<i16> = Vec::new();
        for _ in 0..160 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise.push((random >> 16) as i16 / 4);
        }
        let before = noise.clone();
        shorten(&mut noise);
        assert_eq!(noise, before);

        for length in [0, 1, 30, 79] {
            let mut short = tone(1000.0, length);
            shorten(&mut short);
            assert!(short.len() <= length);
        }
    }
}
