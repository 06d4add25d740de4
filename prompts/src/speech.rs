//! Speech: which voice speaks a language, and long texts piece by piece.

#[cfg(feature = "espeak")]
mod data;
#[cfg(feature = "espeak")]
mod espeak;
#[cfg(feature = "espeak")]
mod manner;
#[cfg(feature = "espeak")]
mod sentences;
#[cfg(feature = "espeak")]
mod text;
#[cfg(feature = "espeak")]
mod trim;
mod voice;

use std::path::Path;

use crate::error::PromptError;
use crate::spoken::{Mark, Prosody};
pub(crate) use voice::Voice;

/// A text, and how it is to be said.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "espeak"), allow(dead_code))]
pub(crate) struct Utterance<'r> {
    pub text: &'r str,
    pub language: &'r str,
    pub voice: Option<&'r str>,
    pub marks: &'r [Mark],
    pub prosody: Prosody,
}

/// The voices there are.
pub(crate) struct Voices {
    #[cfg(feature = "espeak")]
    espeak: espeak::Espeak,
}

#[cfg(feature = "espeak")]
impl Voices {
    pub fn new(cache_dir: Option<&Path>) -> Self {
        Self { espeak: espeak::Espeak::new(cache_dir) }
    }

    /// Speaks a text, at the rate of the line.
    pub fn speak(&self, utterance: &Utterance<'_>) -> Result<Vec<f32>, PromptError> {
        use crate::decode::{MAX_MINUTES, MAX_SAMPLES, too_long};
        use crate::prompt::RATE_HZ;
        use crate::resample::ToLine;

        let Utterance { text, language, voice, marks, prosody } = *utterance;
        let Some(voice) = Voice::choose(language, voice) else {
            let known = "en (en-GB, en-US) and ru".to_owned();
            return Err(PromptError::NoVoice { language: language.to_owned(), known });
        };
        let Some(stretches) = text::write_out(text, marks, voice) else {
            return Err(PromptError::Script { voice: voice.tag().to_owned() });
        };
        // Refused before the work, if it cannot but be too long.
        let length: usize = stretches.iter().map(|stretch| stretch.text.chars().count()).sum();
        if length > MAX_MINUTES as usize * 60 * CHARACTERS_PER_SECOND {
            return Err(too_long("speech"));
        }
        let mut samples: Vec<f32> = Vec::new();
        for stretch in stretches {
            for piece in sentences::pieces(&stretch.text) {
                let (spoken, rate_hz) = self.espeak.speak(stretch.voice, &piece, prosody)?;
                let mut line = ToLine::new("speech", rate_hz)?;
                line.push(trim::trim(&spoken, rate_hz));
                if !samples.is_empty() {
                    samples.resize(samples.len() + RATE_HZ as usize * GAP_MS / 1000, 0.0);
                }
                samples.append(&mut line.finish());
                if samples.len() > MAX_SAMPLES {
                    return Err(too_long("speech"));
                }
            }
        }
        Ok(samples)
    }
}

#[cfg(not(feature = "espeak"))]
impl Voices {
    pub fn new(_: Option<&Path>) -> Self {
        Self {}
    }

    /// Speaks a text: this build has no voice.
    #[allow(clippy::unused_self)]
    pub fn speak(&self, utterance: &Utterance<'_>) -> Result<Vec<f32>, PromptError> {
        let known = "none, because this build is without the feature `espeak`; use recordings".to_owned();
        Err(PromptError::NoVoice { language: utterance.language.to_owned(), known })
    }
}

/// The name of the voice that will speak, for cache keys.
pub(crate) fn voice_name(language: &str, voice: Option<&str>) -> String {
    Voice::choose(language, voice).map_or_else(|| language.to_owned(), |voice| voice.tag().to_owned())
}

/// Silence between pieces.
#[cfg(feature = "espeak")]
const GAP_MS: usize = 250;
/// Twice what a voice of ours says in a second.
#[cfg(feature = "espeak")]
const CHARACTERS_PER_SECOND: usize = 40;
