//! espeak-ng, the built-in voices for English and Russian. GPL-3.0-or-later; cargo feature `espeak`.
//!
//! The engine of version 0.2.0 holds no state between sentences and nothing global: it reads its files anew for every
//! one (about 20 ms), any number of threads may speak at once, and what it says depends on the text alone.

use std::path::Path;

use espeak_ng::EspeakNg;

use super::data::Data;
use super::manner::Manner;
use super::voice::Voice;
use crate::error::PromptError;
use crate::spoken::Prosody;

/// Voices that share one set of data files.
pub(super) struct Espeak {
    data: Data,
}

impl Espeak {
    pub fn new(cache_dir: Option<&Path>) -> Self {
        Self { data: Data::new(cache_dir) }
    }

    /// Speaks a piece of text; the samples and their rate.
    pub fn speak(&self, voice: Voice, text: &str, prosody: Prosody) -> Result<(Vec<f32>, u32), PromptError> {
        let spoken = self.once(voice, text, prosody)?;
        let spoken = match spoken {
            Err(_) if self.data.doubt() => self.once(voice, text, prosody)?,
            spoken => spoken,
        };
        let (samples, rate_hz) =
            spoken.map_err(|error| PromptError::Speech { voice: voice.tag().to_owned(), reason: error.to_string() })?;
        Ok((samples.iter().map(|sample| f32::from(*sample) / 32768.0).collect(), rate_hz))
    }

    /// What a text sounds like, in the International Phonetic Alphabet with its punctuation.
    #[cfg(feature = "piper")]
    pub fn phonemes(&self, voice: Voice, text: &str) -> Result<String, PromptError> {
        let commands = Manner::new(Prosody::default()).commands(text);
        let once = || -> Result<Result<String, espeak_ng::Error>, PromptError> {
            let folder = self.data.folder()?;
            Ok(EspeakNg::with_data_dir(voice.tag(), folder)
                .and_then(|engine| engine.text_to_phonemes_phonemizer(&commands)))
        };
        let phonemes = match once()? {
            Err(_) if self.data.doubt() => once()?,
            phonemes => phonemes,
        };
        phonemes.map_err(|error| PromptError::Speech { voice: voice.tag().to_owned(), reason: error.to_string() })
    }

    fn once(
        &self,
        voice: Voice,
        text: &str,
        prosody: Prosody,
    ) -> Result<Result<(Vec<i16>, u32), espeak_ng::Error>, PromptError> {
        let folder = self.data.folder()?;
        let manner = Manner::new(prosody);
        Ok(EspeakNg::with_data_dir(voice.tag(), folder)
            .and_then(|engine| manner.set(engine).synth(&manner.commands(text))))
    }
}
