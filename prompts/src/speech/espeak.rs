//! espeak-ng, the built-in voices for English and Russian. GPL-3.0-or-later; cargo feature `espeak`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use espeak_ng::EspeakNg;

use crate::error::PromptError;

/// The rate of its voices.
pub(super) const RATE_HZ: u32 = 22_050;

/// Its data has to lie in files; they are written once per version.
const DATA: &str = "espeak-ng-0.2.0";

/// Voices that share one set of data files.
pub(super) struct Espeak {
    /// Where the data files are or will be.
    folder: PathBuf,
    installed: OnceLock<Result<(), PromptError>>,
    /// Loading the data takes longer than a sentence: each voice is kept.
    voices: Mutex<Vec<(String, std::sync::Arc<EspeakNg>)>>,
}

impl Espeak {
    pub fn new(cache_dir: Option<&Path>) -> Self {
        let folder = match cache_dir {
            Some(folder) => folder.join(DATA),
            // One folder a user: somebody else's may not be readable, or not be what we wrote.
            None => std::env::temp_dir().join(format!("dialtree-{}-{DATA}", user())),
        };
        Self { folder, installed: OnceLock::new(), voices: Mutex::new(Vec::new()) }
    }

    /// Speaks a sentence at [`RATE_HZ`].
    pub fn speak(&self, voice: &str, sentence: &str) -> Result<(Vec<f32>, u32), PromptError> {
        self.installed.get_or_init(|| install(&self.folder)).clone()?;
        let bad = |error: espeak_ng::Error| PromptError::Speech { voice: voice.to_owned(), reason: error.to_string() };
        let engine = self.voice(voice).map_err(bad)?;
        let (samples, rate_hz) = engine.synth(sentence).map_err(bad)?;
        Ok((samples.iter().map(|sample| f32::from(*sample) / 32768.0).collect(), rate_hz))
    }

    fn voice(&self, name: &str) -> Result<std::sync::Arc<EspeakNg>, espeak_ng::Error> {
        let mut voices = self.voices.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, voice)) = voices.iter().find(|(known, _)| known == name) {
            return Ok(std::sync::Arc::clone(voice));
        }
        let voice = std::sync::Arc::new(EspeakNg::with_data_dir(name, &self.folder)?);
        voices.push((name.to_owned(), std::sync::Arc::clone(&voice)));
        Ok(voice)
    }
}

/// The voice for a language: the one asked for if it is one of ours, else the language's own.
pub(super) fn voice_tag(language: &str, voice: Option<&str>) -> Option<String> {
    let asked = voice.map(|voice| voice.trim().to_ascii_lowercase());
    let asked = asked.as_deref().map(|voice| voice.strip_prefix("espeak:").unwrap_or(voice));
    let asked = asked.filter(|voice| matches!(*voice, "en" | "en-gb" | "en-us" | "ru"));
    if let Some(voice) = asked {
        return Some(voice.to_owned());
    }
    let language = language.trim().to_ascii_lowercase().replace('_', "-");
    Some(match language.split('-').next()? {
        "en" if language == "en-us" || language == "en-ca" => "en-us".to_owned(),
        "en" => "en-gb".to_owned(),
        "ru" => "ru".to_owned(),
        _ => return None,
    })
}

/// Writes the data files, unless they are there. Beside and renamed, so that a second process never sees half of them.
fn install(folder: &Path) -> Result<(), PromptError> {
    if folder.join(COMPLETE).is_file() {
        return Ok(());
    }
    let bad = |error: std::io::Error| PromptError::Storage { path: folder.to_owned(), reason: error.to_string() };
    let part = folder.with_extension(format!("{}.part", std::process::id()));
    fs::create_dir_all(&part).map_err(bad)?;
    espeak_ng::install_bundled_languages(&part, &["en", "ru"]).map_err(bad)?;
    fs::write(part.join(COMPLETE), "").map_err(bad)?;
    let renamed = fs::rename(&part, folder);
    if renamed.is_err() {
        // Another process was first, or a folder of an interrupted start is in the way.
        if !folder.join(COMPLETE).is_file() {
            fs::remove_dir_all(folder).ok();
            return fs::rename(&part, folder).map_err(bad);
        }
        fs::remove_dir_all(&part).ok();
    }
    Ok(())
}

const COMPLETE: &str = "complete";

fn user() -> String {
    let name = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_else(|_| "nobody".to_owned());
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
