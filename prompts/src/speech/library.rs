//! The voices of a folder, and the order in which voices are asked to speak.

use std::collections::BTreeMap;
use std::sync::Arc;

use piper::{Found, Runtime};

use super::choice::{locale, primary};
use super::speaker::Speaker;
use super::voice::Voice;
use crate::voice_options::{VoiceDetails, VoiceInfo, VoiceOptions};

/// The voices that can be used, and what became of the others.
pub(super) struct Library {
    voices: Vec<Arc<piper::Voice>>,
    infos: Vec<VoiceInfo>,
    remark: Option<String>,
}

impl Library {
    /// Loads a folder; each voice on a thread of its own, because a large one takes seconds.
    pub fn open(options: &VoiceOptions) -> Self {
        let Some(folder) = &options.folder else {
            return Self { voices: Vec::new(), infos: Vec::new(), remark: None };
        };
        let found = match piper::find(folder) {
            Ok(found) => found,
            Err(error) => {
                let remark = format!("the folder of voices {} cannot be read: {error}", folder.display());
                return Self { voices: Vec::new(), infos: Vec::new(), remark: Some(remark) };
            }
        };
        let (runtime, remark) = Runtime::find(options.onnxruntime.as_deref(), options.threads);
        let remark = remark.map(|reason| format!("ONNX Runtime is not used, the built-in engine is: {reason}"));
        let loaded: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = found.iter().map(|found| scope.spawn(|| load(found, &runtime))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err("loading it broke down".into())))
                .collect()
        });
        let infos = found.iter().zip(&loaded).map(|(found, loaded)| info(found, loaded)).collect();
        Self { voices: loaded.into_iter().filter_map(Result::ok).collect(), infos, remark }
    }

    /// What was found.
    pub fn infos(&self) -> &[VoiceInfo] {
        &self.infos
    }

    /// What is wrong with the folder, or with ONNX Runtime.
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// The voice of a name (`piper:NAME`, `piper:NAME#SPEAKER`, with or without `piper:`); a speaker it does not have is
    /// nobody.
    pub fn named(&self, name: &str) -> Option<Speaker> {
        let name = name.trim();
        let name = name.strip_prefix("piper:").unwrap_or(name);
        let (name, speaker) = name.split_once('#').map_or((name, None), |(name, speaker)| (name, Some(speaker)));
        let voice = self.voices.iter().find(|voice| voice.name().eq_ignore_ascii_case(name))?;
        let speaker = voice.speaker(&piper::Speaker::of(speaker))?;
        Some(Speaker::Piper(Arc::clone(voice), speaker))
    }

    /// The voices of a language: first that of the exact locale, then one of the language.
    pub fn of_language(&self, language: &str) -> Vec<Speaker> {
        let exact = self.voices.iter().find(|voice| locale(&voice.language()) == locale(language));
        let near = self.voices.iter().find(|voice| primary(&voice.language()) == primary(language));
        exact.into_iter().chain(near).map(own_speaker).collect()
    }
}

fn load(found: &Found, runtime: &Runtime) -> Result<Arc<piper::Voice>, String> {
    let voice = piper::Voice::load(found, runtime).map_err(|error| error.to_string())?;
    if voice.phoneme_type() == piper::PhonemeType::Espeak && rules(&voice).is_none() {
        let rules = voice.espeak_voice().map_or_else(|| voice.language(), str::to_owned);
        return Err(format!("its phonemes need the rules of espeak-ng for {rules:?}; built in are those of en and ru"));
    }
    Ok(Arc::new(voice))
}

/// The built-in voice whose rules make a voice's phonemes and write out its texts; `None`: its texts are taken as they
/// are.
pub(super) fn rules(voice: &piper::Voice) -> Option<Voice> {
    let of_phonemes = voice.espeak_voice().filter(|_| voice.phoneme_type() == piper::PhonemeType::Espeak);
    Voice::choose(of_phonemes.unwrap_or(&voice.language()), None)
}

fn own_speaker(voice: &Arc<piper::Voice>) -> Speaker {
    Speaker::Piper(Arc::clone(voice), voice.speaker(&piper::Speaker::Default).unwrap_or_default())
}

fn info(found: &Found, loaded: &Result<Arc<piper::Voice>, String>) -> VoiceInfo {
    let details = |voice: &Arc<piper::Voice>| {
        let by_number: BTreeMap<i64, &String> = voice.speakers().iter().map(|(name, number)| (*number, name)).collect();
        VoiceDetails {
            language: voice.language(),
            backend: voice.backend().name(),
            rate_hz: voice.rate_hz(),
            quality: voice.quality().map(str::to_owned),
            speakers: by_number.into_values().cloned().collect(),
            speaker_count: voice.speaker_count(),
        }
    };
    let state = loaded.as_ref().map(details).map_err(Clone::clone);
    VoiceInfo { name: found.name.clone(), path: found.network.clone(), state }
}
