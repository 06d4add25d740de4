//! What stands for the voices in a build without any.

use std::path::Path;
use std::sync::Arc;

use super::voice::Voice;
use super::{Sentence, Utterance};
use crate::error::PromptError;
use crate::notices::Notices;
use crate::sound::{Band, Sound};
use crate::voice_options::{VoiceInfo, VoiceOptions};

pub(crate) struct Voices;

#[allow(clippy::unused_self)]
impl Voices {
    pub fn new(_: Option<&Path>, _: VoiceOptions, _: Band, _: &Arc<Notices>) -> Self {
        Self
    }

    pub fn infos(&self) -> &[VoiceInfo] {
        &[]
    }

    pub fn remarks(&self) -> Vec<String> {
        Vec::new()
    }

    pub fn has(&self, _: &str) -> bool {
        false
    }

    /// For cache keys.
    pub fn fingerprint(&self, language: &str, voice: Option<&str>) -> String {
        self.name(language, voice)
    }

    /// The name of the voice that would speak.
    pub fn name(&self, language: &str, voice: Option<&str>) -> String {
        Voice::choose(language, voice).map_or_else(|| language.to_owned(), |voice| voice.tag().to_owned())
    }

    pub fn speak(&self, utterance: &Utterance<'_>) -> Result<Sound, PromptError> {
        let known = "none, because this build is without the feature `espeak`; use recordings".to_owned();
        Err(PromptError::NoVoice { language: utterance.language.to_owned(), known })
    }

    pub fn sentences(&self, _: &Utterance<'_>, _: bool) -> Result<Option<Vec<Sentence>>, PromptError> {
        Ok(None)
    }

    pub fn say(&self, _: &Sentence, choice: usize) -> Result<Sound, PromptError> {
        Err(PromptError::Broken { reason: format!("a sentence has no voice number {choice}") })
    }
}
