//! What is heard in the place of packets that never came.

/// Fills gaps in samples at 8 kHz after the manner of ITU-T G.711 Appendix I: the last period of the voice is repeated, and
/// fades after 10 ms to nothing at 60 ms. Where the voice comes back the two are blended.
#[derive(Debug, Clone)]
pub struct Concealment {
    /// The last samples that were heard, the newest last.
    past: [f32; PAST],
    gap: Option<Gap>,
}

/// A gap that is being filled.
#[derive(Debug, Clone)]
struct Gap {
    /// The period that is repeated, its end blended into its beginning.
    cycle: [f32; LONGEST],
    period: usize,
    /// What the voice was above the beginning of its period when it broke off.
    step: f32,
    filled: usize,
}

/// The periods of a voice, in samples: 200 Hz to 66 Hz.
const SHORTEST: usize = 40;
const LONGEST: usize = 120;
/// Samples that two periods are compared over: 20 ms.
const COMPARED: usize = 160;
const PAST: usize = LONGEST + COMPARED;
/// How long a gap is filled at full strength, and until when it has faded.
const FULL: usize = 80;
const FADED: usize = 480;
/// Samples over which the voice comes back, for each 10 ms of the gap, and at most.
const BLENDED_EACH: usize = 32;
const BLENDED: usize = 80;

impl Default for Concealment {
    fn default() -> Self {
        Self { past: [0.0; PAST], gap: None }
    }
}

impl Concealment {
    /// Takes samples that have come; their beginning is blended with what a gap before them was filled with.
    pub fn hear(&mut self, samples: &mut [i16]) {
        if let Some(mut gap) = self.gap.take() {
            let blended = (gap.period / 4 + BLENDED_EACH * (gap.filled / FULL)).min(BLENDED).min(samples.len());
            for (place, sample) in samples.iter_mut().take(blended).enumerate() {
                let heard = (place + 1) as f32 / (blended + 1) as f32;
                *sample = (gap.next() * (1.0 - heard) + f32::from(*sample) * heard) as i16;
            }
        }
        self.remember(samples);
    }

    /// Fills a gap, or its next part.
    pub fn fill(&mut self, out: &mut [i16]) {
        let mut gap = self.gap.take().unwrap_or_else(|| Gap::behind(&self.past));
        out.fill_with(|| gap.next() as i16);
        self.gap = Some(gap);
        self.remember(out);
    }

    /// Takes silence that was meant.
    pub fn rest(&mut self, out: &mut [i16]) {
        out.fill(0);
        self.hear(out);
    }

    fn remember(&mut self, samples: &[i16]) {
        let newest = &samples[samples.len().saturating_sub(PAST)..];
        self.past.copy_within(newest.len().., 0);
        for (past, sample) in self.past[PAST - newest.len()..].iter_mut().zip(newest) {
            *past = f32::from(*sample);
        }
    }
}

impl Gap {
    fn behind(past: &[f32; PAST]) -> Self {
        let period = period(past);
        let mut cycle = [0.0; LONGEST];
        cycle[..period].copy_from_slice(&past[PAST - period..]);
        let step = past[PAST - 1] - past[PAST - 1 - period];
        // Its end leads to its beginning as it did one period earlier.
        let blended = period / 4;
        for place in 0..blended {
            let before = past[PAST - period - blended + place];
            let part = (place + 1) as f32 / (blended + 1) as f32;
            let sample = &mut cycle[period - blended + place];
            *sample = *sample * (1.0 - part) + before * part;
        }
        Self { cycle, period, step, filled: 0 }
    }

    fn next(&mut self) -> f32 {
        let strength = match self.filled {
            ..FULL => 1.0,
            FULL..FADED => (FADED - self.filled) as f32 / (FADED - FULL) as f32,
            _ => 0.0,
        };
        let sample = self.cycle[self.filled % self.period];
        let quarter = (self.period / 4) as f32;
        let step = self.step * (1.0 - self.filled as f32 / quarter).max(0.0);
        self.filled += 1;
        strength * (sample + step)
    }
}

/// The period of a voice: the distance at which it is most like itself.
fn period(past: &[f32; PAST]) -> usize {
    let newest = &past[PAST - COMPARED..];
    let alike = |period: &usize| {
        let before = &past[PAST - COMPARED - period..PAST - period];
        likeness(newest, before)
    };
    (SHORTEST..=LONGEST).max_by(|one, other| alike(one).total_cmp(&alike(other))).unwrap_or(SHORTEST)
}

/// How alike two stretches are: 1 if one is the other, stronger or weaker.
pub fn likeness(one: &[f32], other: &[f32]) -> f32 {
    let (mut product, mut power, mut other_power) = (0.0, 1.0, 1.0);
    for (one, other) in one.iter().zip(other) {
        product += one * other;
        power += one * one;
        other_power += other * other;
    }
    product / f32::sqrt(power * other_power)
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    /// A voice of 120 Hz with its harmonics.
    fn voice(count: usize) -> Vec<i16> {
        let at = |n: usize| (1..8).map(move |part| (TAU * 120.0 * part as f32 * n as f32 / 8000.0).sin() / part as f32);
        (0..count).map(|n| (5000.0 * at(n).sum::<f32>()) as i16).collect()
    }

    fn power(samples: &[i16]) -> f32 {
        samples.iter().map(|sample| f32::from(*sample).powi(2)).sum::<f32>() / samples.len() as f32
    }

    /// What differs, below what is expected, in dB.
    fn ratio(expected: &[i16], heard: &[i16]) -> f32 {
        let off: Vec<i16> = expected.iter().zip(heard).map(|(one, other)| one.saturating_sub(*other)).collect();
        10.0 * (power(expected) / power(&off).max(1.0)).log10()
    }

    /// The voice with a gap in it that was filled.
    fn with_gap(from: usize, length: usize) -> (Vec<i16>, Vec<i16>) {
        let expected = voice(4000);
        let mut heard = expected.clone();
        let mut concealment = Concealment::default();
        for (number, frame) in heard.chunks_mut(80).enumerate() {
            let lost = (from..from + length).contains(&(number * 80));
            if lost { concealment.fill(frame) } else { concealment.hear(frame) }
        }
        (expected, heard)
    }

    #[test]
    fn a_voice_goes_on_over_a_lost_packet() {
        let (expected, heard) = with_gap(1600, 160);

        assert_eq!(expected[..1600], heard[..1600]);
        assert!(ratio(&expected[1600..1760], &heard[1600..1760]) > 10.0);
        assert_eq!(expected[1840..], heard[1840..]);
    }

    #[test]
    fn no_step_is_heard_where_it_breaks_off_and_comes_back() {
        let (expected, heard) = with_gap(1600, 240);

        let steepest = |samples: &[i16]| samples.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap();
        assert!(steepest(&heard) <= steepest(&expected) * 5 / 4);
    }

    #[test]
    fn a_long_gap_fades_to_silence() {
        let (expected, heard) = with_gap(1600, 1600);

        assert!(power(&heard[1680..1760]) > power(&expected[1680..1760]) / 3.0);
        assert!(power(&heard[1920..2000]) < power(&expected[1920..2000]) / 3.0);
        assert_eq!(heard[2080..3200], [0; 1120]);
    }

    #[test]
    fn silence_stays_silent_and_noise_does_not_grow() {
        let mut concealment = Concealment::default();
        let mut out = [7; 480];
        concealment.fill(&mut out);
        assert_eq!(out, [0; 480]);

        let mut random = 1_u32;
        let mut noise: Vec<i16> = std::iter::repeat_with(|| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 16) as i16 / 8
        })
        .take(1600)
        .collect();
        concealment.hear(&mut noise);
        concealment.fill(&mut out);
        assert!(power(&out[..80]) < power(&noise) * 2.0);
    }
}
