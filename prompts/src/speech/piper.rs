//! Sentences by a voice from a file.

use std::collections::BTreeMap;

use piper::{Manner, PhonemeType, Voice};

use super::emphasis::{self, Piece};
use super::sentence::Sentence;
use super::text::signs;
use super::{Voices, library, trim};
use crate::error::PromptError;
use crate::voice_options::Notice;

impl Voices {
    /// Says a sentence; the samples and their rate.
    ///
    /// A network has one speed for all of a run, so a part that is stressed is a run of its own.
    pub(super) fn piper(
        &self,
        voice: &Voice,
        speaker: i64,
        sentence: &Sentence,
    ) -> Result<(Vec<f32>, u32), PromptError> {
        let pieces = emphasis::pieces(&sentence.text);
        let rate_hz = voice.rate_hz();
        let mut samples = Vec::new();
        let mut unknown = BTreeMap::new();
        for piece in &pieces {
            let (speed, loudness) = piece.sign.speed_and_loudness();
            let manner = Manner { speaker, rate: percent(sentence.prosody.rate, speed) };
            let spoken = voice.speak(&self.phonemes(voice, piece)?, manner).map_err(|error| {
                let voice = format!("piper:{}", voice.name());
                PromptError::Speech { voice, reason: error.to_string() }
            })?;
            for (symbol, count) in spoken.unknown {
                *unknown.entry(symbol).or_insert(0) += count;
            }
            if pieces.len() == 1 {
                samples = spoken.samples;
            } else {
                let gain = f32::from(loudness) / 100.0;
                samples.extend(trim::trim(&spoken.samples, rate_hz).iter().map(|sample| sample * gain));
            }
        }
        self.unheard(voice, &unknown);
        Ok((samples, rate_hz))
    }

    /// What a voice takes for a piece: sounds, or letters.
    fn phonemes(&self, voice: &Voice, piece: &Piece) -> Result<String, PromptError> {
        let mut phonemes = match (voice.phoneme_type(), library::rules(voice)) {
            (PhonemeType::Espeak, Some(rules)) => without_flags(&self.espeak.phonemes(rules, &piece.text)?),
            _ => piece.text.chars().filter(|character| !signs::is_sign(*character)).collect(),
        };
        // Its melody should not end here.
        if piece.goes_on && phonemes.trim_end().ends_with(char::is_alphanumeric) && voice.has_symbol(',') {
            phonemes.truncate(phonemes.trim_end().len());
            phonemes.push(',');
        }
        Ok(phonemes)
    }

    fn unheard(&self, voice: &Voice, unknown: &BTreeMap<char, usize>) {
        if !unknown.is_empty() {
            let symbols = unknown.keys().collect();
            self.notices.tell(&Notice::Unheard {
                voice: voice.name().to_owned(),
                symbols,
                count: unknown.values().sum(),
            });
        }
    }
}

/// A percentage of another.
fn percent(of: u16, percent: u16) -> u16 {
    u16::try_from(u32::from(of) * u32::from(percent) / 100).unwrap_or(u16::MAX)
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
    }
}
