//! The folder of words that are said in a way of their own: `en.txt`, `ru.txt`, `en-GB.txt`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use prompts::{Lexicon, Mistake};
use xml_schema::{Diagnostic, FileId, Source, Span};

use super::{ConfigErrors, span};

/// What is wrong with the files of a folder.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Their spans point into the sources.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that have been read.
    pub sources: Vec<Source>,
}

/// Reads a folder of words.
///
/// # Errors
/// [`ConfigErrors`]: every mistake of every file, or that the folder cannot be read.
pub fn lexicon(folder: &Path) -> Result<Lexicon, ConfigErrors> {
    match Found::read(folder) {
        Ok((lexicon, found)) if found.diagnostics.is_empty() => Ok(lexicon),
        Ok((_, Found { diagnostics, sources })) => Err(ConfigErrors { diagnostics, sources }),
        Err(error) => {
            let message = format!("the folder {} cannot be read: {error}", folder.display());
            let help = "give a folder with files like en.txt and ru.txt";
            let diagnostics = vec![Diagnostic::error("L001", Span::default(), message).help(help)];
            Err(ConfigErrors { diagnostics, sources: Vec::new() })
        }
    }
}

impl Found {
    /// The words of a folder, and what is wrong with its files.
    pub fn read(folder: &Path) -> io::Result<(Lexicon, Self)> {
        let (mut lexicon, mut found) = (Lexicon::default(), Self::default());
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
        files.sort();
        for file in files {
            match extension(&file).as_str() {
                "txt" => found.list(&file, &mut lexicon),
                // Somebody means it to be used.
                "pls" | "xml" | "csv" | "tsv" => {
                    let help =
                        "write a text file with a word, `=` and what is said for it in each line: `SQL = sequel`";
                    found.unusable(&file, "it is no list of words that we read", help);
                }
                _ => {}
            }
        }
        Ok((lexicon, found))
    }

    fn list(&mut self, file: &Path, lexicon: &mut Lexicon) {
        let language = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !is_tag(&language) {
            let help = "call it by the language of its words: en.txt, ru.txt, en-GB.txt";
            return self.unusable(file, &format!("{language:?} is no language"), help);
        }
        let text = match read(file) {
            Ok(text) => text,
            Err(reason) => return self.unusable(file, &reason, "it has to be a text file in UTF-8, of 1 MiB at most"),
        };
        let mistakes = lexicon.add(&language, &text);
        let id = FileId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(Source { name: file.display().to_string(), text });
        self.diagnostics.extend(mistakes.into_iter().map(|mistake| diagnostic(mistake, id)));
    }

    fn unusable(&mut self, file: &Path, reason: &str, help: &str) {
        let message = format!("{} cannot be used: {reason}", file.display());
        // No place in any file.
        let nowhere = Span { file: FileId(u32::MAX), ..Span::default() };
        self.diagnostics.push(Diagnostic::error("L001", nowhere, message).help(help));
    }

    /// The same, as sources of a list that has others before them.
    pub fn behind(mut self, others: usize) -> Self {
        let others = u32::try_from(others).unwrap_or(u32::MAX);
        let move_on = |span: &mut Span| span.file = FileId(span.file.0.saturating_add(others));
        for found in &mut self.diagnostics {
            move_on(&mut found.span);
            found.related.iter_mut().for_each(|related| move_on(&mut related.span));
        }
        self
    }
}

fn diagnostic(mistake: Mistake, file: FileId) -> Diagnostic {
    let Mistake { place, message, label, help, first } = mistake;
    let found = Diagnostic::error("L002", Span { file, ..span(place) }, message).label(label).help(help);
    match first {
        Some(first) => found.also(Span { file, ..span(first) }, "the first is here"),
        None => found,
    }
}

fn read(file: &Path) -> Result<String, String> {
    let metadata = fs::metadata(file).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is no file".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err(format!("it has {} bytes", metadata.len()));
    }
    fs::read_to_string(file).map_err(|error| error.to_string())
}

fn extension(file: &Path) -> String {
    let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let extension = file.extension().filter(|_| !hidden).unwrap_or_default();
    extension.to_string_lossy().to_ascii_lowercase()
}

/// BCP 47: a language of two or three letters, and what follows in parts of up to eight.
fn is_tag(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let known = matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    known && parts.all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// 10,000 words are a quarter of it.
const MAX_BYTES: u64 = 1 << 20;
