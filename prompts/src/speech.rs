//! Speech: which voice speaks a language, and long texts sentence by sentence.

#[cfg(feature = "espeak")]
mod espeak;
mod sentences;

use std::path::Path;

use crate::error::PromptError;

/// Samples at the voice's own rate.
pub(crate) type Spoken = (Vec<f32>, u32);

/// The voices there are.
pub(crate) struct Voices {
    #[cfg(feature = "espeak")]
    espeak: espeak::Espeak,
}

impl Voices {
    pub fn new(cache_dir: Option<&Path>) -> Self {
        #[cfg(not(feature = "espeak"))]
        let _ = cache_dir;
        Self {
            #[cfg(feature = "espeak")]
            espeak: espeak::Espeak::new(cache_dir),
        }
    }

    /// Speaks a text.
    #[cfg(feature = "espeak")]
    pub fn speak(&self, text: &str, language: &str, voice: Option<&str>) -> Result<Spoken, PromptError> {
        let Some(tag) = espeak::voice_tag(language, voice) else {
            let known = "en (en-gb, en-us) and ru".to_owned();
            return Err(PromptError::NoVoice { language: language.to_owned(), known });
        };
        let (mut samples, mut rate_hz) = (Vec::new(), espeak::RATE_HZ);
        for sentence in sentences::split(text) {
            let (spoken, rate) = self.espeak.speak(&tag, sentence)?;
            if !samples.is_empty() {
                let gap = rate as usize * sentences::GAP_MS / 1000;
                samples.resize(samples.len() + gap, 0.0);
            }
            samples.extend(spoken);
            rate_hz = rate;
        }
        Ok((samples, rate_hz))
    }

    /// Speaks a text: this build has no voice.
    #[cfg(not(feature = "espeak"))]
    #[allow(clippy::unused_self)]
    pub fn speak(&self, _: &str, language: &str, _: Option<&str>) -> Result<Spoken, PromptError> {
        let known = "none: this build is without the feature `espeak`".to_owned();
        Err(PromptError::NoVoice { language: language.to_owned(), known })
    }
}

/// The name of the voice that will speak, for cache keys.
pub(crate) fn voice_name(language: &str, voice: Option<&str>) -> String {
    #[cfg(feature = "espeak")]
    let name = espeak::voice_tag(language, voice);
    #[cfg(not(feature = "espeak"))]
    let name: Option<String> = voice.map(str::to_owned);
    name.unwrap_or_else(|| language.to_owned())
}
