//! How long a sound lasts: estimated from its text, or as it really is.

use std::sync::Arc;
use std::time::Duration;

use dialplan::sound::Sound;
use prompts::{Prompts, Request};

/// Where the lengths of a virtual run come from.
#[derive(Clone, Default)]
pub enum Lengths {
    /// From the number of letters: the same on every machine, and at no cost.
    #[default]
    Estimated,
    /// From the rendered prompts. A prompt that cannot be rendered is estimated.
    Real(Arc<Prompts>),
}

impl Lengths {
    /// How long a sound lasts; `None`: until it is stopped.
    pub fn of(&self, sound: &Sound) -> Option<Duration> {
        match sound {
            Sound::Silence { length } | Sound::Tone { length, .. } => Some(*length),
            Sound::Ringback { .. } => None,
            sound => Some(self.rendered(sound).unwrap_or_else(|| estimate(sound))),
        }
    }

    fn rendered(&self, sound: &Sound) -> Option<Duration> {
        let Self::Real(prompts) = self else { return None };
        let request = request(sound)?;
        Some(prompts.render(&request).ok()?.duration())
    }
}

impl std::fmt::Debug for Lengths {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Estimated => "Estimated",
            Self::Real(_) => "Real",
        })
    }
}

/// What to ask the prompts for; `None`: it has to be fetched first.
pub(crate) fn request(sound: &Sound) -> Option<Request> {
    engine::sound::request(sound, true)
}

/// Speech at an even pace; anything else a fixed time.
fn estimate(sound: &Sound) -> Duration {
    match sound {
        Sound::Speech { text, prosody, .. } => of_words(text) * 100 / u32::from(prosody.rate.max(1)),
        _ => RECORDING,
    }
}

/// How long it takes to say something.
pub(crate) fn of_words(text: &str) -> Duration {
    let letters = text.chars().filter(|character| character.is_alphanumeric()).count();
    let digits = text.chars().filter(|character| character.is_numeric()).count();
    let length = PER_LETTER * count(letters - digits) + PER_DIGIT * count(digits);
    if length.is_zero() { length } else { length + SPEECH_STARTS }
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
