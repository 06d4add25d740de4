//! Makes a prompt of a request: the one place that knows the order of the steps.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::decode::{MAX_MINUTES, decode, too_long};
use crate::error::PromptError;
use crate::key::Key;
use crate::notices::Notices;
use crate::prompt::{Prompt, RATE_HZ, WIDE_HZ};
use crate::sound::{Band, Sound};
use crate::source::Source;
use crate::speech::{Sentence, Utterance, Voices};
use crate::spoken::Prosody;
use crate::store::Store;
use crate::voice_options::VoiceOptions;
use crate::{Request, level, tones};

pub(crate) struct Renderer {
    pub voices: Voices,
    pub notices: Arc<Notices>,
    store: Option<Store>,
    band: Band,
}

impl Renderer {
    pub fn new(
        cache_dir: Option<PathBuf>,
        disk_bytes: u64,
        voices: VoiceOptions,
        band: Band,
    ) -> Result<Self, PromptError> {
        let notices = Arc::<Notices>::default();
        let voices = Voices::new(cache_dir.as_deref(), voices, band, &notices);
        let store = cache_dir.map(|folder| Store::open(&folder, disk_bytes, Arc::clone(&notices))).transpose()?;
        Ok(Self { voices, notices, store, band })
    }

    pub fn render(&self, request: &Request, key: &Key) -> Result<Prompt, PromptError> {
        match request {
            Request::Speech { text, language, voice, marks, prosody, keep } => {
                let voice = voice.as_deref();
                self.speech(key, &Utterance { text, language, voice, marks, prosody: *prosody }, *keep)
            }
            Request::File { path, as_is } => {
                self.recording(&path.to_string_lossy(), Source::File(open(path)?), None, *as_is)
            }
            Request::Bytes { key, content_type, bytes } => {
                self.recording(name_in_url(key), Source::Bytes(Arc::clone(bytes)), content_type.as_deref(), false)
            }
            Request::Ringback { country } => Ok(finished(tones::ringback(country))),
            Request::Tone { hz, length } => {
                Ok(finished(tones::tone((*hz).clamp(1, 3999), limited("a tone", *length)?)))
            }
            Request::Silence { length } => Ok(finished(tones::silence(limited("a silence", *length)?))),
        }
    }

    /// The sentences of a text that is better spoken by the sentence.
    pub fn sentences(&self, request: &Request) -> Result<Option<Vec<Sentence>>, PromptError> {
        let Request::Speech { text, language, voice, marks, prosody, keep } = request else { return Ok(None) };
        let voice = voice.as_deref();
        self.voices.sentences(&Utterance { text, language, voice, marks, prosody: *prosody }, *keep)
    }

    /// A sentence in one of its voices.
    pub fn sentence(&self, sentence: &Sentence, choice: usize, key: &Key) -> Result<Prompt, PromptError> {
        self.kept(key, sentence.keep, || {
            let mut sound = levelled(self.voices.say(sentence, choice)?, sentence.prosody);
            sentence.finish(&mut sound);
            Ok(sound)
        })
    }

    fn speech(&self, key: &Key, utterance: &Utterance<'_>, keep: bool) -> Result<Prompt, PromptError> {
        self.kept(key, keep, || Ok(levelled(self.voices.speak(utterance)?, utterance.prosody)))
    }

    /// What is on the disk under a key, else what is made now.
    fn kept(
        &self,
        key: &Key,
        keep: bool,
        make: impl FnOnce() -> Result<Sound, PromptError>,
    ) -> Result<Prompt, PromptError> {
        let Some(store) = self.store.as_ref().filter(|_| keep) else {
            return make().map(|sound| Prompt::from_sound(&sound));
        };
        if let Some(prompt) = self.found(store, key) {
            return Ok(prompt);
        }
        let prompt = Prompt::from_sound(&make()?);
        store.put(key, RATE_HZ, prompt.samples());
        if self.band == Band::Wide {
            store.put(key, WIDE_HZ, prompt.wide_samples());
        }
        Ok(prompt)
    }

    /// What is on the disk, at all rates that are wanted.
    fn found(&self, store: &Store, key: &Key) -> Option<Prompt> {
        let samples = store.get(key, RATE_HZ)?;
        match self.band {
            Band::Narrow => Some(Prompt::from_samples(samples)),
            Band::Wide => {
                let wide = store.get(key, WIDE_HZ).filter(|wide| wide.len() == samples.len() * 2)?;
                Some(Prompt::from_both(samples, wide))
            }
        }
    }

    fn recording(
        &self,
        name: &str,
        source: Source,
        content_type: Option<&str>,
        as_is: bool,
    ) -> Result<Prompt, PromptError> {
        let mut sound = decode(name, source, content_type, self.band)?;
        if !as_is {
            level::even(&mut sound);
        }
        Ok(Prompt::from_sound(&sound))
    }
}

/// Speech at the loudness of all prompts, or louder or softer if that was asked for.
fn levelled(mut sound: Sound, prosody: Prosody) -> Sound {
    level::even(&mut sound);
    if prosody.volume != 100 {
        level::change(&mut sound, f32::from(prosody.volume) / 100.0);
    }
    sound
}

/// A URL up to its query: its suffix is at the end.
pub(crate) fn name_in_url(url: &str) -> &str {
    url.split(['?', '#', ' ']).next().unwrap_or(url)
}

/// Tones of ours have nothing above the telephone band.
fn finished(samples: Vec<f32>) -> Prompt {
    Prompt::from_sound(&Sound::narrow(samples))
}

fn limited(name: &str, length: Duration) -> Result<Duration, PromptError> {
    if length > Duration::from_secs(60 * MAX_MINUTES) { Err(too_long(name)) } else { Ok(length) }
}

pub(crate) fn open(path: &Path) -> Result<File, PromptError> {
    let bad = |reason: String| PromptError::File { path: path.to_owned(), reason };
    // Asked before it is opened: opening a pipe waits for who writes into it, and a device never ends.
    let metadata = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?;
    if !metadata.is_file() {
        return Err(bad("it is not a regular file".to_owned()));
    }
    File::open(path).map_err(|error| bad(error.to_string()))
}
