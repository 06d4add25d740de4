//! espeak-ng, the built-in voices for English and Russian. GPL-3.0-or-later; cargo feature `espeak`.
//!
//! The engine of version 0.2.0 holds no state between sentences and nothing global: it reads its files anew for every
//! one (about 20 ms), any number of threads may speak at once, and what it says depends on the text alone.

use std::path::Path;
use std::sync::Arc;

use espeak_ng::EspeakNg;

use super::data::Data;
use super::manner::Manner;
use super::stressed;
use super::voice::Voice;
use crate::error::PromptError;
use crate::notices::Notices;
use crate::spoken::Prosody;

/// Voices that share one set of data files.
pub(super) struct Espeak {
    data: Data,
}

impl Espeak {
    pub fn new(cache_dir: Option<&Path>, notices: Arc<Notices>) -> Self {
        Self { data: Data::new(cache_dir, notices) }
    }

    /// Speaks a piece of text; the samples and their rate.
    pub fn speak(&self, voice: Voice, text: &str, prosody: Prosody) -> Result<(Vec<f32>, u32), PromptError> {
        let manner = Manner::new(prosody);
        let (samples, rate_hz) =
            self.with(voice, text, |engine, text| manner.set(engine).synth(&manner.commands(text)))?;
        Ok((samples.iter().map(|sample| f32::from(*sample) / 32768.0).collect(), rate_hz))
    }

    /// What a text sounds like, in the International Phonetic Alphabet with its punctuation.
    #[cfg(any(feature = "piper", test))]
    pub fn phonemes(&self, voice: Voice, text: &str) -> Result<String, PromptError> {
        let manner = Manner::new(Prosody::default());
        self.with(voice, text, |engine, text| engine.text_to_phonemes_phonemizer(&manner.commands(text)))
    }

    /// Asks an engine for a voice; once more, if its files were lost.
    fn with<T>(
        &self,
        voice: Voice,
        text: &str,
        work: impl Fn(EspeakNg, &str) -> Result<T, espeak_ng::Error>,
    ) -> Result<T, PromptError> {
        let once = || -> Result<Result<T, espeak_ng::Error>, PromptError> {
            let folder = self.data.folder()?;
            let text = if voice == Voice::Russian { stressed::sounds(text, &folder) } else { Ok(text.to_owned()) };
            Ok(text.and_then(|text| work(EspeakNg::with_data_dir(voice.tag(), &folder)?, &text)))
        };
        let done = match once()? {
            Err(_) if self.data.doubt() => once()?,
            done => done,
        };
        done.map_err(|error| PromptError::Speech { voice: voice.tag().to_owned(), reason: error.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::{OwnWords, Way, write_out};
    use super::*;

    #[test]
    fn a_stress_mark_moves_the_stress_and_what_the_other_vowels_sound_like() {
        let cases = [
            ("замок, з+амок, зам+ок", "zamˈok, zˈɑmʌk, zamˈok"),
            ("за\u{301}мок", "zˈɑmʌk"),
            ("мук+а, м+ука.", "mukˈɑ, mˈuka."),
            ("В+оды! Воды нет, вод+ы.", "vˈody! vˈody nʲˈet, vʌdˈy."),
            ("М+олоко", "mˈoɭʌkʌ"),
            ("+адрес", "ˈɑdrʲis"),
            ("2+2", "dvˈɑ pɭʲˈu\"s dvˈɑ"),
        ];
        let espeak = Espeak::new(None, Arc::default());
        let own = OwnWords::default();
        for (text, expected) in cases {
            let way = Way { rules: Voice::Russian, language: "ru", own: &own, sounds: true };
            let written = write_out(text, &[], &way).unwrap();
            assert_eq!(espeak.phonemes(Voice::Russian, &written[0].text).unwrap(), expected, "{text}");
        }
    }
}
