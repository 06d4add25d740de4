//! Tells speech from silence by its energy, whatever the line's noise.

/// Listens to frames of 20 ms.
///
/// What is four times as strong as the quietest of the last two seconds is a voice: speech has gaps between its
/// syllables, noise has none. Bounds keep a perfect line from hearing voices, and a loud voice from being taken for noise.
#[derive(Debug)]
pub(super) struct Speech {
    /// The weakest frames of the last stretches, the current one last.
    weakest: [f32; STRETCHES],
    /// Frames in the current stretch.
    frames: u32,
    /// Goes up with strong frames, down with weak ones.
    evidence: u8,
}

/// Stretches that are remembered.
const STRETCHES: usize = 8;
/// Frames in a stretch: 250 ms or so.
const STRETCH: u32 = 12;
/// How much stronger a voice is than the noise.
const ABOVE: f32 = 4.0;
/// The weakest voice, about -48 dBFS.
const FAINTEST: f32 = 130.0;
/// The strongest noise, about -30 dBFS.
const LOUDEST: f32 = 1000.0;
/// Strong frames that make a voice: a click is shorter.
pub(super) const EVIDENCE: u8 = 3;

impl Speech {
    pub const fn new() -> Self {
        Self { weakest: [f32::MAX; STRETCHES], frames: 0, evidence: 0 }
    }

    /// Whether somebody speaks, now that this frame has been heard.
    pub fn hear(&mut self, frame: &[i16]) -> bool {
        let strength = strength(frame);
        self.remember(strength);
        let noise = self.weakest.iter().copied().fold(f32::MAX, f32::min);
        let threshold = if noise == f32::MAX { FAINTEST } else { (noise * ABOVE).clamp(FAINTEST, LOUDEST) };
        self.evidence =
            if strength >= threshold { (self.evidence + 1).min(EVIDENCE) } else { self.evidence.saturating_sub(1) };
        self.evidence == EVIDENCE && strength >= threshold
    }

    fn remember(&mut self, strength: f32) {
        self.frames += 1;
        if self.frames > STRETCH {
            self.frames = 1;
            self.weakest.rotate_left(1);
            self.weakest[STRETCHES - 1] = f32::MAX;
        }
        // Lost packets are no part of the noise.
        if strength >= 1.0 {
            self.weakest[STRETCHES - 1] = self.weakest[STRETCHES - 1].min(strength);
        }
    }
}

/// The root of the mean square.
fn strength(frame: &[i16]) -> f32 {
    let sum: f32 = frame.iter().map(|sample| f32::from(*sample) * f32::from(*sample)).sum();
    (sum / frame.len().max(1) as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of a 400 Hz tone.
    fn tone(amplitude: f32) -> Vec<i16> {
        (0..160).map(|at| ((at as f32 * 0.314).sin() * amplitude) as i16).collect()
    }

    /// A frame of noise with a fixed seed.
    fn noise(amplitude: i32, seed: &mut u32) -> Vec<i16> {
        let mut next = || {
            *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((*seed >> 16) as i32 % (2 * amplitude) - amplitude) as i16
        };
        (0..160).map(|_| next()).collect()
    }

    /// Frames in which somebody spoke.
    fn spoken(frames: impl IntoIterator<Item = Vec<i16>>) -> usize {
        let mut speech = Speech::new();
        frames.into_iter().filter(|frame| speech.hear(frame)).count()
    }

    #[test]
    fn nothing_is_silence() {
        assert_eq!(spoken(vec![vec![0; 160]; 500]), 0);
        assert_eq!(spoken(vec![vec![8; 160]; 500]), 0);
        assert_eq!(spoken(vec![Vec::new(); 5]), 0);
    }

    #[test]
    fn a_voice_is_heard_from_the_first_word() {
        assert_eq!(spoken(vec![tone(6000.0); 50]), 48);
    }

    #[test]
    fn a_faint_voice_is_heard_over_a_quiet_line() {
        let frames = (0..200).map(|number| if number % 100 < 50 { tone(15.0) } else { tone(400.0) });
        assert!(spoken(frames) > 80);
    }

    #[test]
    fn steady_noise_is_silence_and_a_voice_in_it_is_not() {
        let mut seed = 1;
        let quiet: Vec<_> = (0..500).map(|_| noise(500, &mut seed)).collect();
        assert_eq!(spoken(quiet.clone()), 0);

        let talk = quiet.into_iter().enumerate().map(|(number, frame)| if number < 200 { frame } else { tone(5000.0) });
        assert!(spoken(talk) > 250);
    }

    #[test]
    fn loss_does_not_turn_noise_into_a_voice() {
        let mut seed = 7;
        let frames = (0..500).map(|number| if number % 7 == 0 { vec![0; 160] } else { noise(500, &mut seed) });
        assert_eq!(spoken(frames), 0);
    }

    #[test]
    fn a_click_is_no_voice() {
        let frames = (0..300).map(|number| if number % 50 < 2 { tone(20_000.0) } else { tone(10.0) });
        assert_eq!(spoken(frames), 0);
    }
}
