//! Voices from files: where they are, which of them speaks a language, and what is known of each.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::lexicon::Lexicon;

/// Which voices there are beside the built-in ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoiceOptions {
    /// The folder of Piper voices, `NAME.onnx` and `NAME.onnx.json`; `None`: the built-in voices only.
    pub folder: Option<PathBuf>,
    /// The voice of a language (BCP 47, `en` or `en-GB`): `piper:NAME`, `piper:NAME#SPEAKER` or `espeak:en-gb`.
    pub default: BTreeMap<String, String>,
    /// The library of ONNX Runtime or its folder; `None`: looked for.
    pub onnxruntime: Option<PathBuf>,
    /// Words that are pronounced in a way of their own.
    pub lexicon: Lexicon,
    /// How many sentences may be spoken at one time; 0 counts as 1.
    pub threads: usize,
}

/// A voice of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceInfo {
    /// Its name: `piper:` and this is what a `voice` attribute says.
    pub name: String,
    /// Its network's file.
    pub path: PathBuf,
    /// What it is, or why it cannot be used.
    pub state: Result<VoiceDetails, String>,
}

/// What a voice that can be used is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceDetails {
    /// Its language (BCP 47).
    pub language: String,
    /// What runs it: `rten`, `onnxruntime`.
    pub backend: &'static str,
    /// The rate of its own samples.
    pub rate_hz: u32,
    /// Its own word for its size.
    pub quality: Option<String>,
    /// Its speakers by name, in the order of their numbers; empty if they have none.
    pub speakers: Vec<String>,
    /// How many speakers it has.
    pub speaker_count: i64,
}

/// Who is told.
pub type Listener = Arc<dyn Fn(&Notice) + Send + Sync>;

/// Something an operator should know, without what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A voice did not speak, and the next one did.
    Passed {
        /// The voice.
        voice: String,
        /// What it says.
        reason: String,
    },
    /// A voice has no symbol for some phonemes, which are not heard.
    Unheard {
        /// The voice.
        voice: String,
        /// The symbols, each once.
        symbols: String,
        /// How many places there were.
        count: usize,
    },
    /// Nothing can be written into a folder of the cache: what is made is played, but not kept there. Told once a minute
    /// at most.
    Unkept {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}
