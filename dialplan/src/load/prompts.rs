//! The recordings in a dialplan's `Prompts` folders.

use xml_schema::{Diagnostic, Dialect, Element, Value};

use super::messages;
use crate::files::{Files, beside};
use crate::plan::{PromptFile, PromptIndex};

/// The suffixes of files that are recordings.
const SUFFIXES: [&str; 18] = [
    "wav", "mp3", "m4a", "mp4", "aac", "ogg", "oga", "opus", "flac", "aiff", "aif", "aifc", "caf", "ulaw", "ul",
    "alaw", "al", "pcmu",
];

/// Adds the recordings of a folder to the index.
pub(super) fn add(
    element: &Element,
    file: &str,
    files: &dyn Files,
    index: &mut PromptIndex,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(dir) = element.attribute("dir") else { return };
    let folder = beside(file, dir.value.trim().trim_end_matches('/'));
    let names = match files.list(&folder) {
        Ok(names) => names,
        Err(error) => return diagnostics.push(messages::no_folder(dir.value_span, &folder, &error)),
    };
    let level = element.value("level", Dialect::CallApi);
    let as_is = level.as_ref().and_then(Value::as_keyword) == Some("as-is");
    for name in names {
        let Some((stem, suffix)) = name.rsplit_once('.') else { continue };
        if !SUFFIXES.contains(&suffix.to_ascii_lowercase().as_str()) {
            continue;
        }
        let (language, stem) = match stem.split_once('/') {
            Some((first, rest)) if is_language(first) => (Some(first.to_owned()), rest),
            _ => (None, stem),
        };
        let path = format!("{folder}/{name}");
        let written = files.writing(&path);
        let prompt = PromptFile { name: stem.to_owned(), language, path, as_is, written };
        let same = |other: &&PromptFile| other.name == prompt.name && other.language == prompt.language;
        if let Some(first) = index.files.iter().find(same) {
            diagnostics.push(messages::prompt_twice(dir.value_span, &prompt.name, &first.path, &prompt.path));
            continue;
        }
        index.files.push(prompt);
    }
}

/// `ru`, `en-GB`: a folder of this form holds a language's recordings.
fn is_language(folder: &str) -> bool {
    let (language, region) = folder.split_once('-').unwrap_or((folder, "XX"));
    language.len() == 2
        && language.bytes().all(|letter| letter.is_ascii_lowercase())
        && region.len() >= 2
        && region.bytes().all(|letter| letter.is_ascii_alphanumeric())
}
