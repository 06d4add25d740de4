//! A voice that can speak.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::config::{Config, PhonemeType};
use crate::error::{SpeakError, VoiceError};
use crate::files::{self, Found};
use crate::network::{Backend, Network, Runtime};
use crate::short;
use crate::speaker::Speaker;
use crate::symbols::Symbols;

/// A loaded voice. Any number of threads may let it speak.
pub struct Voice {
    name: String,
    config: Config,
    symbols: Symbols,
    network: Box<dyn Network>,
    backend: Backend,
    digest: [u8; 32],
}

/// How a sentence is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    /// The speaker's number.
    pub speaker: i64,
    /// How fast, in percent of the voice's own speed.
    pub rate: u16,
}

/// A sentence, spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// Between -1 and 1, at the voice's rate.
    pub samples: Vec<f32>,
    /// Code points that the voice has no symbol for, and how often: they are not heard.
    pub unknown: BTreeMap<char, usize>,
}

impl Voice {
    /// Loads a voice and lets it say a syllable: what passes here speaks.
    ///
    /// # Errors
    /// [`VoiceError`]: why it cannot be used.
    pub fn load(found: &Found, runtime: &Runtime) -> Result<Self, VoiceError> {
        let path = &found.network;
        let description = files::description(path);
        let config = Config::read(&description)?;
        let symbols = Symbols::new(&config.ids, &config.vowel_clusters, &description)?;
        let bytes = files::read(path, MAX_BYTES)?;
        let digest = Sha256::new().chain_update(&bytes).chain_update(files::read(&description, MAX_BYTES)?);
        let backend = runtime.backend();
        let bad = |reason: String| VoiceError::Network { path: path.clone(), backend: backend.name(), reason };
        let network = runtime.load(bytes, config.num_speakers > 1).map_err(bad)?;
        let voice =
            Self { name: found.name.clone(), config, symbols, network, backend, digest: digest.finalize().into() };
        voice.trial().map_err(|error| bad(error.to_string()))?;
        Ok(voice)
    }

    /// Its name, that of its files.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its language as a BCP 47 tag: as its description says, else its name, else its phonemes.
    pub fn language(&self) -> String {
        let of_name = || self.name.split_once('-').map(|(language, _)| language).filter(|tag| is_tag(tag));
        let written = self.config.language.as_deref().filter(|tag| is_tag(tag)).or_else(of_name);
        written.or(self.config.espeak_voice.as_deref()).unwrap_or_default().replace('_', "-")
    }

    /// What its phonemes are.
    pub fn phoneme_type(&self) -> PhonemeType {
        self.config.phoneme_type
    }

    /// The rules its phonemes are made with, in espeak-ng's names.
    pub fn espeak_voice(&self) -> Option<&str> {
        self.config.espeak_voice.as_deref()
    }

    /// Its own word for its size: `x_low`, `low`, `medium`, `high`.
    pub fn quality(&self) -> Option<&str> {
        self.config.quality.as_deref()
    }

    /// The rate of its samples.
    pub fn rate_hz(&self) -> u32 {
        self.config.rate_hz
    }

    /// What runs it.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Its speakers by name; none, if it has one only or they have numbers only.
    pub fn speakers(&self) -> &BTreeMap<String, i64> {
        &self.config.speakers
    }

    /// How many speakers it has.
    pub fn speaker_count(&self) -> i64 {
        self.config.num_speakers
    }

    /// A speaker's number; `None` if there is no such speaker.
    pub fn speaker(&self, speaker: &Speaker) -> Option<i64> {
        let name = match speaker {
            Speaker::Default => return Some(self.config.default_speaker),
            Speaker::Named(name) => name,
        };
        let number = || name.parse().ok().filter(|number| (0..self.config.num_speakers).contains(number));
        self.config.speakers.get(name).copied().or_else(number)
    }

    /// Everything of this voice that shapes its sound, for keys of caches: both files, what runs them, how.
    pub fn fingerprint(&self, manner: Manner) -> String {
        let digest: String = self.digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let scales = self.scales(manner.rate);
        format!("piper 2 {digest} {} {} {scales:?}", self.backend, manner.speaker)
    }

    /// Whether a character is one of its symbols.
    pub fn has_symbol(&self, symbol: char) -> bool {
        self.symbols.has(symbol)
    }

    /// Says one sentence, or less. What is very short is said within pauses that are not heard.
    ///
    /// # Errors
    /// [`SpeakError`]; the voice may be asked again.
    pub fn speak(&self, phonemes: &str, manner: Manner) -> Result<Spoken, SpeakError> {
        let short = short::within_pauses(phonemes, &self.symbols);
        let sequence = self.symbols.sequence(short.as_deref().unwrap_or(phonemes));
        if sequence.ids.len() > MAX_IDS {
            return Err(SpeakError::TooLong { symbols: sequence.ids.len(), most: MAX_IDS });
        }
        let speaker = (self.config.num_speakers > 1).then_some(manner.speaker);
        let samples =
            self.network.run(&sequence.ids, self.scales(manner.rate), speaker).map_err(SpeakError::Network)?;
        if samples.iter().any(|sample| !sample.is_finite()) {
            return Err(SpeakError::Network("its sound has values that are no numbers".to_owned()));
        }
        let samples = if short.is_some() { short::without_pauses(samples, self.config.rate_hz) } else { samples };
        Ok(Spoken { samples, unknown: sequence.unknown })
    }

    fn scales(&self, rate: u16) -> [f32; 3] {
        let length = self.config.length_scale * 100.0 / f32::from(rate.clamp(20, 500));
        [self.config.noise_scale, length, self.config.noise_w]
    }

    /// A few of its own symbols: a network that does not belong to the description fails here, not in a call.
    fn trial(&self) -> Result<(), SpeakError> {
        let letters: String =
            self.config.ids.keys().filter(|symbol| !matches!(symbol.as_str(), "_" | "^" | "$")).cloned().collect();
        let first = self.config.ids.iter().max_by_key(|(_, ids)| ids.iter().max().copied());
        let last = first.map(|(symbol, _)| symbol.as_str()).unwrap_or_default();
        let some: String = letters.chars().rev().take(TRIAL).collect();
        let manner = Manner { speaker: self.config.num_speakers - 1, rate: 100 };
        let spoken = self.speak(&format!("{some}{last}"), manner)?;
        if spoken.samples.is_empty() {
            return Err(SpeakError::Network("it says nothing".to_owned()));
        }
        Ok(())
    }
}

impl std::fmt::Debug for Voice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Voice")
            .field("name", &self.name)
            .field("backend", &self.backend)
            .finish_non_exhaustive()
    }
}

/// Whether this looks like a language: `en`, `en_GB`, `en-US`.
fn is_tag(text: &str) -> bool {
    let language = text.split(['_', '-']).next().unwrap_or_default();
    (2..=3).contains(&language.len()) && language.chars().all(|letter| letter.is_ascii_lowercase())
}

/// The largest published voices have 120 MB.
const MAX_BYTES: u64 = 1 << 30;
/// A sentence of 400 letters has about 1,000; memory and time of a run grow with them.
const MAX_IDS: usize = 4000;
const TRIAL: usize = 6;

/// The files of a voice by the path of its network.
impl From<&Path> for Found {
    fn from(network: &Path) -> Self {
        let name = network.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Self { name, network: network.to_owned() }
    }
}
