//! Sentences by a voice from a file.

use std::collections::BTreeMap;

use piper::{Manner, PhonemeType, Voice};

use super::Voices;
use super::library;
use super::sentence::Sentence;
use super::text::signs::{self, Sign};
use crate::error::PromptError;
use crate::voice_options::Notice;

impl Voices {
    /// Says a sentence; the samples and their rate.
    pub(super) fn piper(
        &self,
        voice: &Voice,
        speaker: i64,
        sentence: &Sentence,
    ) -> Result<(Vec<f32>, u32), PromptError> {
        let phonemes = match (voice.phoneme_type(), library::rules(voice)) {
            (PhonemeType::Espeak, Some(rules)) => {
                without_flags(&self.espeak.phonemes(rules, &without_signs(&sentence.text))?)
            }
            _ => sentence.text.chars().filter(|character| !signs::is_sign(*character)).collect(),
        };
        let failed = |error: piper::SpeakError| {
            let voice = format!("piper:{}", voice.name());
            PromptError::Speech { voice, reason: error.to_string() }
        };
        let spoken = voice.speak(&phonemes, Manner { speaker, rate: sentence.prosody.rate }).map_err(failed)?;
        self.unheard(voice, &spoken.unknown);
        Ok((spoken.samples, voice.rate_hz()))
    }

    fn unheard(&self, voice: &Voice, unknown: &BTreeMap<char, usize>) {
        if !unknown.is_empty() {
            let symbols = unknown.keys().collect();
            self.tell(&Notice::Unheard { voice: voice.name().to_owned(), symbols, count: unknown.values().sum() });
        }
    }
}

/// A text without the signs of emphasis: a voice from a file has none.
fn without_signs(text: &str) -> String {
    text.chars().filter(|character| Sign::of(*character).is_none()).collect()
}

/// Phonemes without what espeak-ng puts where it changes to the rules of another language: `(en)`.
fn without_flags(phonemes: &str) -> String {
    ["(en)", "(ru)", "(en-gb)", "(en-us)"].iter().fold(phonemes.to_owned(), |text, flag| text.replace(flag, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_sound_is_taken_out() {
        assert_eq!(
            without_flags("ʌdʲˈin, (en)həlˈəʊ wˈɜːld. (ru)(ɪn bɹˈakɪts)"),
            "ʌdʲˈin, həlˈəʊ wˈɜːld. (ɪn bɹˈakɪts)"
        );
        assert_eq!(without_signs(&format!("a{}b", Sign::Strong.character())), "ab");
    }
}
