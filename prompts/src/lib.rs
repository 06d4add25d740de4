//! Sound: decodes, resamples, levels, speaks and caches what a caller is to hear.
//!
//! Everything ends as a [`Prompt`]: 8 kHz mono samples, and G.711 frames that are encoded once and shared by all calls.
//! CPU and files only; no network, no async. Calls block while they work.

mod cache;
mod decode;
mod error;
mod g711;
mod key;
mod level;
mod limiter;
mod prompt;
mod render;
mod resample;
mod source;
mod speech;
mod spoken;
mod store;
mod tones;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use error::PromptError;
pub use g711::Law;
pub use prompt::Prompt;
pub use spoken::{Clock, DateOrder, InterpretAs, Level, Mark, Prosody};

/// How prompts are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where rendered speech is kept over a restart; `None`: in memory only.
    pub cache_dir: Option<PathBuf>,
    /// How much memory rendered prompts may take, in bytes of samples and frames.
    pub memory_bytes: usize,
    /// How much disk rendered speech may take.
    pub disk_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { cache_dir: None, memory_bytes: 64 << 20, disk_bytes: 1 << 30 }
    }
}

/// What is to be heard.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Request {
    /// A text, spoken.
    Speech {
        /// Plain text, as written.
        text: String,
        /// BCP 47 language tag.
        language: String,
        /// A voice's name; `None` or unknown: the language's own.
        voice: Option<String>,
        /// What of the text is read in a way of its own. Marks that do not fit the text are passed over.
        marks: Vec<Mark>,
        /// How fast, loud and high it is said.
        prosody: Prosody,
        /// Whether it may be kept on disk: `false` for texts with personal data.
        keep: bool,
    },
    /// A recording.
    File {
        /// Where it is.
        path: PathBuf,
        /// Sample for sample, without levelling.
        as_is: bool,
    },
    /// A recording that somebody has fetched.
    Bytes {
        /// What tells it apart from another: the URL and what the server says of its age.
        key: String,
        /// What the server says it is.
        content_type: Option<String>,
        /// The file.
        bytes: Arc<[u8]>,
    },
    /// One period of the ringing tone of a country (ISO 3166 alpha-2, lower case). ITU-T E.180.
    Ringback {
        /// The country; an unknown one has the European tone.
        country: String,
    },
    /// A sine.
    Tone {
        /// Its frequency, 1 to 3999 Hz.
        hz: u32,
        /// How long.
        length: Duration,
    },
    /// Nothing.
    Silence {
        /// How long; at most ten minutes.
        length: Duration,
    },
}

impl Request {
    /// A plain text, spoken by the language's own voice and not kept on disk.
    pub fn speech(text: impl Into<String>, language: impl Into<String>) -> Self {
        Self::Speech {
            text: text.into(),
            language: language.into(),
            voice: None,
            marks: Vec::new(),
            prosody: Prosody::default(),
            keep: false,
        }
    }
}

/// Renders prompts, each once, and keeps them.
pub struct Prompts {
    cache: cache::Cache,
    renderer: render::Renderer,
}

impl Prompts {
    /// Prompts with an empty memory.
    ///
    /// # Errors
    /// [`PromptError::Storage`], if the cache folder cannot be made.
    pub fn new(options: Options) -> Result<Self, PromptError> {
        let Options { cache_dir, memory_bytes, disk_bytes } = options;
        Ok(Self { cache: cache::Cache::new(memory_bytes), renderer: render::Renderer::new(cache_dir, disk_bytes)? })
    }

    /// The prompt, if it is in memory. Never waits for work.
    pub fn ready(&self, request: &Request) -> Option<Arc<Prompt>> {
        self.cache.get(&key::of(request)?)
    }

    /// The prompt, rendered if need be. Threads that want the same wait for the one that renders it.
    ///
    /// # Errors
    /// [`PromptError`]; a later call tries again.
    pub fn render(&self, request: &Request) -> Result<Arc<Prompt>, PromptError> {
        let key = key::of(request).ok_or_else(|| key::missing(request))?;
        self.cache.get_or_make(key, || self.renderer.render(request))
    }
}
