//! Makes a prompt of a request: the one place that knows the order of the steps.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::decode::{MAX_MINUTES, decode, too_long};
use crate::error::PromptError;
use crate::prompt::Prompt;
use crate::source::Source;
use crate::speech::{Utterance, Voices};
use crate::store::Store;
use crate::{Request, key, level, tones};

pub(crate) struct Renderer {
    voices: Voices,
    store: Option<Store>,
}

impl Renderer {
    pub fn new(cache_dir: Option<PathBuf>, disk_bytes: u64) -> Result<Self, PromptError> {
        let voices = Voices::new(cache_dir.as_deref());
        let store = cache_dir.map(|folder| Store::open(&folder, disk_bytes)).transpose()?;
        Ok(Self { voices, store })
    }

    pub fn render(&self, request: &Request) -> Result<Prompt, PromptError> {
        match request {
            Request::Speech { text, language, voice, marks, prosody, keep } => {
                let voice = voice.as_deref();
                self.speech(request, &Utterance { text, language, voice, marks, prosody: *prosody }, *keep)
            }
            Request::File { path, as_is } => {
                recording(&path.to_string_lossy(), Source::File(open(path)?), None, *as_is)
            }
            Request::Bytes { key, content_type, bytes } => {
                // The suffix of a URL stands before its query.
                let name = key.split(['?', '#', ' ']).next().unwrap_or(key);
                recording(name, Source::Bytes(Arc::clone(bytes)), content_type.as_deref(), false)
            }
            Request::Ringback { country } => Ok(finished(&tones::ringback(country))),
            Request::Tone { hz, length } => {
                Ok(finished(&tones::tone((*hz).clamp(1, 3999), limited("a tone", *length)?)))
            }
            Request::Silence { length } => Ok(finished(&tones::silence(limited("a silence", *length)?))),
        }
    }

    fn speech(&self, request: &Request, utterance: &Utterance<'_>, keep: bool) -> Result<Prompt, PromptError> {
        let store = self.store.as_ref().filter(|_| keep);
        let key = key::of(request);
        if let (Some(store), Some(key)) = (store, &key)
            && let Some(samples) = store.get(key)
        {
            return Ok(Prompt::from_samples(samples));
        }
        let mut samples = self.voices.speak(utterance)?;
        level::even(&mut samples);
        if utterance.prosody.volume != 100 {
            level::change(&mut samples, f32::from(utterance.prosody.volume) / 100.0);
        }
        let samples = level::to_samples(&samples);
        if let (Some(store), Some(key)) = (store, &key) {
            store.put(key, &samples);
        }
        Ok(Prompt::from_samples(samples))
    }
}

fn recording(name: &str, source: Source, content_type: Option<&str>, as_is: bool) -> Result<Prompt, PromptError> {
    let mut samples = decode(name, source, content_type)?;
    if !as_is {
        level::even(&mut samples);
    }
    Ok(finished(&samples))
}

fn finished(samples: &[f32]) -> Prompt {
    Prompt::from_samples(level::to_samples(samples))
}

fn limited(name: &str, length: Duration) -> Result<Duration, PromptError> {
    if length > Duration::from_secs(60 * MAX_MINUTES) { Err(too_long(name)) } else { Ok(length) }
}

fn open(path: &Path) -> Result<File, PromptError> {
    let bad = |reason: String| PromptError::File { path: path.to_owned(), reason };
    // Asked before it is opened: opening a pipe waits for who writes into it, and a device never ends.
    let metadata = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?;
    if !metadata.is_file() {
        return Err(bad("it is not a regular file".to_owned()));
    }
    File::open(path).map_err(|error| bad(error.to_string()))
}
