//! Speech: which voice speaks a language, and long texts piece by piece.

#[cfg(feature = "espeak")]
mod choice;
#[cfg(feature = "espeak")]
mod data;
#[cfg(feature = "piper")]
mod emphasis;
#[cfg(feature = "espeak")]
mod espeak;
#[cfg(feature = "piper")]
mod library;
#[cfg(all(feature = "espeak", not(feature = "piper")))]
#[path = "speech/no_library.rs"]
mod library;
#[cfg(feature = "espeak")]
mod manner;
#[cfg(all(test, feature = "espeak"))]
mod phrases;
#[cfg(feature = "piper")]
mod piper;
mod sentence;
#[cfg(feature = "espeak")]
mod sentences;
mod speaker;
#[cfg(feature = "espeak")]
mod stressed;
#[cfg(feature = "espeak")]
mod text;
#[cfg(feature = "espeak")]
mod trim;
mod voice;
#[cfg(feature = "espeak")]
mod voices;
#[cfg(not(feature = "espeak"))]
#[path = "speech/no_voices.rs"]
mod voices;

use crate::spoken::{Mark, Prosody};
pub use sentence::Sentence;
pub(crate) use voices::Voices;

/// Whether a pronunciation can be spoken in a language.
#[cfg(feature = "espeak")]
pub(crate) fn check_ipa(ipa: &str, language: &str) -> Result<(), crate::lexicon::Bad> {
    let voice = voice::Voice::choose(language, None).ok_or(crate::lexicon::Bad::Language)?;
    text::pronounced(ipa, voice).map(drop)
}

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

/// Whether a name is that of a built-in voice.
pub(crate) fn is_built_in(name: &str) -> bool {
    voice::Voice::choose("", Some(name)).is_some()
}

/// What writes texts out and makes phonemes of them: changed when either does it in another way.
const PHONEMISER: &str = "espeak-ng 0.2.0, texts 3";
