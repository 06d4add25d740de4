//! How long a sound lasts: estimated from its text, or as it really is.

use std::time::Duration;

use dialplan::sound::Sound;

/// Where the lengths of a virtual run come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Lengths {
    /// From the number of letters: the same on every machine, and at no cost.
    #[default]
    Estimated,
}

impl Lengths {
    /// How long a sound lasts; `None`: until it is stopped.
    pub fn of(&self, sound: &Sound) -> Option<Duration> {
        match sound {
            Sound::Silence { length } | Sound::Tone { length, .. } => Some(*length),
            Sound::Ringback { .. } => None,
            sound => Some(estimate(sound)),
        }
    }
}

/// Speech at an even pace; anything else a fixed time.
fn estimate(sound: &Sound) -> Duration {
    match sound {
        Sound::Speech { text, .. } => {
            let letters = text.chars().filter(|character| character.is_alphanumeric()).count();
            let digits = text.chars().filter(|character| character.is_numeric()).count();
            let length = PER_LETTER * count(letters - digits) + PER_DIGIT * count(digits);
            if length.is_zero() { length } else { length + SPEECH_STARTS }
        }
        _ => RECORDING,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// 160 words a minute of 5 letters each.
const PER_LETTER: Duration = Duration::from_millis(75);
/// A digit is a word.
const PER_DIGIT: Duration = Duration::from_millis(350);
/// Silence before and after a sentence.
const SPEECH_STARTS: Duration = Duration::from_millis(200);
/// A recording whose length nobody asked for.
const RECORDING: Duration = Duration::from_secs(3);
