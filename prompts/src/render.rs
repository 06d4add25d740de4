//! Makes a prompt of a request: the one place that knows the order of the steps.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::decode::{MAX_MINUTES, decode};
use crate::error::PromptError;
use crate::prompt::Prompt;
use crate::speech::Voices;
use crate::store::Store;
use crate::{Request, key, level, resample, tones};

pub(crate) struct Renderer {
    voices: Voices,
    store: Option<Store>,
}

/// Files larger than this hold more than a prompt may.
const MAX_BYTES: u64 = 512 << 20;

impl Renderer {
    pub fn new(cache_dir: Option<PathBuf>, disk_bytes: u64) -> Result<Self, PromptError> {
        let voices = Voices::new(cache_dir.as_deref());
        let store = cache_dir.map(|folder| Store::open(&folder, disk_bytes)).transpose()?;
        Ok(Self { voices, store })
    }

    pub fn render(&self, request: &Request) -> Result<Prompt, PromptError> {
        match request {
            Request::Speech { text, language, voice, keep } => {
                self.speech(request, text, language, voice.as_deref(), *keep)
            }
            Request::File { path, as_is } => {
                let bytes = read(path)?;
                recording(&path.to_string_lossy(), bytes, None, *as_is)
            }
            Request::Bytes { key, content_type, bytes } => {
                // The suffix of a URL stands before its query.
                let name = key.split(['?', '#', ' ']).next().unwrap_or(key);
                recording(name, bytes.to_vec(), content_type.as_deref(), false)
            }
            Request::Ringback { country } => Ok(finished(&tones::ringback(country))),
            Request::Tone { hz, length } => {
                Ok(finished(&tones::tone((*hz).clamp(1, 3999), limited("a tone", *length)?)))
            }
            Request::Silence { length } => Ok(finished(&tones::silence(limited("a silence", *length)?))),
        }
    }

    fn speech(
        &self,
        request: &Request,
        text: &str,
        language: &str,
        voice: Option<&str>,
        keep: bool,
    ) -> Result<Prompt, PromptError> {
        let store = self.store.as_ref().filter(|_| keep);
        let key = key::of(request);
        if let (Some(store), Some(key)) = (store, &key)
            && let Some(samples) = store.get(key)
        {
            return Ok(Prompt::from_samples(samples));
        }
        let (samples, rate_hz) = self.voices.speak(text, language, voice)?;
        let mut samples = resample::to_line_rate("speech", samples, rate_hz)?;
        level::even(&mut samples);
        let samples = level::to_samples(&samples);
        if let (Some(store), Some(key)) = (store, &key) {
            store.put(key, &samples);
        }
        Ok(Prompt::from_samples(samples))
    }
}

fn recording(name: &str, bytes: Vec<u8>, content_type: Option<&str>, as_is: bool) -> Result<Prompt, PromptError> {
    let decoded = decode(name, bytes, content_type)?;
    let mut samples = resample::to_line_rate(name, decoded.samples, decoded.rate_hz)?;
    if !as_is {
        level::even(&mut samples);
    }
    // 32768 steps to a side, as they were decoded: a G.711 file comes back byte for byte.
    let scale = |sample: &f32| (sample * 32768.0).round().clamp(-32768.0, 32767.0) as i16;
    Ok(Prompt::from_samples(samples.iter().map(scale).collect()))
}

fn finished(samples: &[f32]) -> Prompt {
    Prompt::from_samples(level::to_samples(samples))
}

fn limited(name: &str, length: Duration) -> Result<Duration, PromptError> {
    if length > Duration::from_secs(60 * MAX_MINUTES) {
        return Err(PromptError::TooLong { name: name.to_owned(), minutes: MAX_MINUTES });
    }
    Ok(length)
}

fn read(path: &Path) -> Result<Vec<u8>, PromptError> {
    let bad = |reason: String| PromptError::File { path: path.to_owned(), reason };
    let length = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?.len();
    if length > MAX_BYTES {
        return Err(PromptError::TooLong { name: path.display().to_string(), minutes: MAX_MINUTES });
    }
    std::fs::read(path).map_err(|error| bad(error.to_string()))
}
