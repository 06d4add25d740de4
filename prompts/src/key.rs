//! What a prompt is known by in the caches.

use std::path::Path;
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::Request;
use crate::error::PromptError;
use crate::speech::Sentence;

/// SHA-256 over everything that decides what a prompt sounds like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

/// Changed when the same request would sound different: a new resampler, another loudness.
const VERSION: &str = "4";

impl Key {
    fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(VERSION.as_bytes());
        for part in parts {
            hasher.update(part.len().to_be_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// As a file's name.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The key of a sentence in one of its voices.
pub(crate) fn of_sentence(sentence: &Sentence, choice: usize) -> Key {
    Key::of(&[b"sentence", sentence.fingerprint(choice).as_bytes(), sentence.text.as_bytes()])
}

/// The key of a request; `None` if its file is not there. A file that has changed has another key. `voices` says what
/// would speak a language, given the name somebody asked for, and what writes its texts out.
pub(crate) fn of(request: &Request, voices: impl Fn(&str, Option<&str>) -> String) -> Option<Key> {
    Some(match request {
        // `keep` decides where it is kept, not how it sounds.
        Request::Speech { text, language, voice, marks, prosody, keep: _ } => {
            let voice = voices(language, voice.as_deref());
            let (rate, volume, pitch) = (prosody.rate, prosody.volume, prosody.pitch);
            let manner = format!("{rate} {volume} {pitch} {marks:?}");
            Key::of(&[b"speech", voice.as_bytes(), text.as_bytes(), manner.as_bytes()])
        }
        Request::File { path, as_is } => {
            let (length, modified) = age(path)?;
            let path = path.to_string_lossy();
            Key::of(&[b"file", path.as_bytes(), &length.to_be_bytes(), &modified.to_be_bytes(), &[u8::from(*as_is)]])
        }
        // A server may change a file and say nothing: the content counts, and what it is taken for.
        Request::Bytes { key, content_type, bytes } => {
            Key::of(&[b"bytes", key.as_bytes(), content_type.as_deref().unwrap_or_default().as_bytes(), bytes])
        }
        Request::Ringback { country } => Key::of(&[b"ringback", country.as_bytes()]),
        Request::Tone { hz, length } => Key::of(&[b"tone", &hz.to_be_bytes(), &length.as_micros().to_be_bytes()]),
        Request::Silence { length } => Key::of(&[b"silence", &length.as_micros().to_be_bytes()]),
    })
}

fn age(path: &Path) -> Option<(u64, u128)> {
    let metadata = std::fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    Some((metadata.len(), modified))
}

/// Why a request has no key.
pub(crate) fn missing(request: &Request) -> PromptError {
    match request {
        Request::File { path, .. } => PromptError::File {
            path: path.clone(),
            reason: std::fs::metadata(path)
                .err()
                .map_or_else(|| "its age is unknown".into(), |error| error.to_string()),
        },
        _ => PromptError::Broken { reason: "a request without a file has a key".into() },
    }
}
