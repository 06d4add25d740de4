//! Sound: decodes, resamples, levels, speaks and caches what a caller is to hear.
//!
//! Everything ends as a [`Prompt`]: mono samples at 8 kHz, for wideband at 16 kHz too, and G.711 frames that are encoded
//! once and shared by all calls.
//! CPU and files only; no network, no async. Calls block while they work.

mod active;
mod cache;
mod codec;
mod decode;
mod double;
mod error;
mod g711;
mod key;
mod level;
mod lexicon;
mod limiter;
mod measure;
mod notices;
mod opus;
mod prompt;
mod render;
mod resample;
mod sound;
mod source;
mod speech;
mod spoken;
mod store;
mod tones;
mod voice_options;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use codec::{Codec, Decoder, Encoder};
pub use error::PromptError;
pub use g711::Law;
pub use lexicon::{Lexicon, Mistake};
pub use measure::{Measured, measure, measure_bytes};
pub use opus::OpusWishes;
pub use prompt::Prompt;
use sound::Band;
pub use speech::Sentence;
pub use spoken::{Clock, DateOrder, InterpretAs, Level, Mark, Prosody};
pub use voice_options::{Listener, Notice, VoiceDetails, VoiceInfo, VoiceOptions};

/// How prompts are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where rendered speech is kept over a restart; `None`: in memory only.
    pub cache_dir: Option<PathBuf>,
    /// How much memory rendered prompts may take, in bytes of samples and frames.
    pub memory_bytes: usize,
    /// How much disk rendered speech may take.
    pub disk_bytes: u64,
    /// Voices beside the built-in ones.
    pub voices: VoiceOptions,
    /// Whether prompts are made at 16 kHz, too, for legs with G.722: what they hear is else the narrow band of others.
    /// Costs twice the memory, three times the disk, and no second decoding or synthesis. What narrow legs hear stays
    /// the same.
    pub wideband: bool,
}

impl Default for Options {
    fn default() -> Self {
        let (memory_bytes, disk_bytes) = (64 << 20, 1 << 30);
        Self { cache_dir: None, memory_bytes, disk_bytes, voices: VoiceOptions::default(), wideband: false }
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
        /// A voice's name (`piper:NAME`, `piper:NAME#SPEAKER`, `espeak:en-us`); `None` or unknown: the language's own.
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

/// Whether a name (`espeak:en-gb`, or only `en-gb`) is that of a built-in voice.
pub fn is_built_in(name: &str) -> bool {
    speech::is_built_in(name)
}

/// Renders prompts, each once, and keeps them.
pub struct Prompts {
    cache: cache::Cache,
    renderer: render::Renderer,
}

impl Prompts {
    /// Prompts with an empty memory. Voices of a folder are loaded, which may take seconds; one that cannot be loaded is
    /// in [`voices`](Self::voices) with its reason.
    ///
    /// # Errors
    /// [`PromptError::Storage`], if the cache folder cannot be made.
    pub fn new(options: Options) -> Result<Self, PromptError> {
        let Options { cache_dir, memory_bytes, disk_bytes, voices, wideband } = options;
        let band = if wideband { Band::Wide } else { Band::Narrow };
        let renderer = render::Renderer::new(cache_dir, disk_bytes, voices, band)?;
        Ok(Self { cache: cache::Cache::new(memory_bytes, band), renderer })
    }

    /// Prompts that tell `listener` what an operator should know.
    #[must_use]
    pub fn on_notice(self, listener: Listener) -> Self {
        self.renderer.notices.listen(listener);
        self
    }

    /// The prompt, if it is in memory. Never waits for work.
    pub fn ready(&self, request: &Request) -> Option<Arc<Prompt>> {
        self.cache.get(&self.key(request)?)
    }

    /// The prompt, rendered if need be. Threads that want the same wait for the one that renders it.
    ///
    /// A text goes to its voices in turn, best first, until one speaks.
    ///
    /// # Errors
    /// [`PromptError`]; a later call tries again.
    pub fn render(&self, request: &Request) -> Result<Arc<Prompt>, PromptError> {
        if let Some(prompt) = self.ready(request) {
            return Ok(prompt);
        }
        if let Some(sentences) = self.sentences(request)? {
            return self.in_turn(request, &sentences);
        }
        let key = self.key(request).ok_or_else(|| key::missing(request))?;
        self.cache.get_or_make(key, || self.renderer.render(request, &key))
    }

    /// The sentences of a text whose voice takes long: the first can be heard while the others are made. `None`: it is
    /// rendered in one piece.
    ///
    /// # Errors
    /// [`PromptError`], if no voice can say the text.
    pub fn sentences(&self, request: &Request) -> Result<Option<Vec<Sentence>>, PromptError> {
        self.renderer.sentences(request)
    }

    /// A sentence in one of its voices, if it is in memory. Never waits for work.
    pub fn spoken(&self, sentence: &Sentence, choice: usize) -> Option<Arc<Prompt>> {
        self.cache.get(&key::of_sentence(sentence, choice))
    }

    /// A sentence in one of its voices, rendered if need be.
    ///
    /// # Errors
    /// [`PromptError`]; another choice may speak it.
    pub fn speak(&self, sentence: &Sentence, choice: usize) -> Result<Arc<Prompt>, PromptError> {
        let key = key::of_sentence(sentence, choice);
        self.cache.get_or_make(key, || self.renderer.sentence(sentence, choice, &key))
    }

    /// Keeps what the sentences of a text sound like as the text's prompt. For those that the first voice has said: what
    /// another said in its place should be tried again.
    pub fn keep(&self, request: &Request, sentences: &[Arc<Prompt>]) -> Arc<Prompt> {
        let prompt = Arc::new(Prompt::joined(sentences));
        if let Some(key) = self.key(request) {
            self.cache.keep(key, &prompt);
        }
        prompt
    }

    /// The voices of the folder, also those that cannot be used.
    pub fn voices(&self) -> &[VoiceInfo] {
        self.renderer.voices.infos()
    }

    /// What is wrong with the folder of voices, the engines that run them and the choice of defaults.
    pub fn remarks(&self) -> Vec<String> {
        self.renderer.voices.remarks()
    }

    /// Whether there is a voice of that name, from the folder or built in.
    pub fn has_voice(&self, name: &str) -> bool {
        self.renderer.voices.has(name)
    }

    /// The name of the voice that would speak a language first, given the name somebody asked for.
    pub fn voice_of(&self, language: &str, voice: Option<&str>) -> String {
        self.renderer.voices.name(language, voice)
    }

    fn in_turn(&self, request: &Request, sentences: &[Sentence]) -> Result<Arc<Prompt>, PromptError> {
        let mut prompts = Vec::with_capacity(sentences.len());
        let mut first_choice = true;
        for sentence in sentences {
            let (prompt, choice) = self.by_any(sentence)?;
            first_choice &= choice == 0;
            prompts.push(prompt);
        }
        Ok(if first_choice { self.keep(request, &prompts) } else { Arc::new(Prompt::joined(&prompts)) })
    }

    /// A sentence by the first voice that speaks it, and which that was.
    fn by_any(&self, sentence: &Sentence) -> Result<(Arc<Prompt>, usize), PromptError> {
        let mut choice = 0;
        loop {
            match self.speak(sentence, choice) {
                Ok(prompt) => return Ok((prompt, choice)),
                Err(error) if choice + 1 >= sentence.choices() => return Err(error),
                Err(error) => {
                    let (voice, reason) = (sentence.voice(choice), error.to_string());
                    self.renderer.notices.tell(&Notice::Passed { voice, reason });
                    choice += 1;
                }
            }
        }
    }

    fn key(&self, request: &Request) -> Option<key::Key> {
        key::of(request, |language, voice| self.renderer.voices.fingerprint(language, voice))
    }
}
