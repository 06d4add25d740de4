//! `[speech]`: voices.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::de::DeValue;

use crate::config::item::Item;
use crate::config::lexicon::Found;
use crate::config::section::Section;
use xml_schema::Diagnostic;

/// `[speech]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Speech {
    /// The folder of Piper voices; `None`: the built-in voices only.
    pub voices: Option<PathBuf>,
    /// The voice of a language.
    pub default: BTreeMap<String, String>,
    /// Words that are said in a way of their own.
    pub lexicon: prompts::Lexicon,
    /// The library of ONNX Runtime or its folder; `None`: looked for.
    pub onnxruntime: Option<PathBuf>,
}

impl Speech {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let path = |key: &str| section.value(key, |item| Ok(section.reader.path(&item.some_text()?)));
        Self {
            voices: path("voices"),
            default: section.value("default", default).unwrap_or_default(),
            lexicon: section.value("lexicon", |item| lexicon(section, item)).unwrap_or_default(),
            onnxruntime: path("onnxruntime"),
        }
    }

    /// What the prompts are told.
    pub fn options(&self) -> prompts::VoiceOptions {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        prompts::VoiceOptions {
            folder: self.voices.clone(),
            default: self.default.clone(),
            onnxruntime: self.onnxruntime.clone(),
            lexicon: self.lexicon.clone(),
            // A core is left to the calls.
            threads: cores.saturating_sub(1).max(1),
        }
    }
}

fn lexicon(section: &Section<'_, '_>, item: Item<'_, '_>) -> Result<prompts::Lexicon, Box<Diagnostic>> {
    let folder = section.reader.path(&item.some_text()?);
    let (lexicon, found) = Found::read(&folder).map_err(|error| item.unusable(&folder, &error.to_string()))?;
    section.reader.found(found);
    Ok(lexicon)
}

fn default(item: Item<'_, '_>) -> Result<BTreeMap<String, String>, Box<Diagnostic>> {
    let expected = "a table of languages and their voices, like { en = \"piper:NAME\", ru = \"espeak:ru\" }";
    let table = item.table().ok_or_else(|| item.wrong_type(expected))?;
    let mut voices = BTreeMap::new();
    for (language, voice) in table {
        let DeValue::String(voice) = voice.get_ref() else { return Err(item.bad(expected)) };
        let known = voice.starts_with("piper:") || voice.starts_with("espeak:");
        if !known || language.get_ref().trim().is_empty() {
            return Err(item.bad(expected));
        }
        voices.insert(language.get_ref().to_string(), voice.to_string());
    }
    Ok(voices)
}
