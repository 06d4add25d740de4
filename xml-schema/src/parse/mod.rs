//! Reads a document: from text to a tree of elements the table knows, and everything that is wrong with it.

mod attributes;
mod bind;
mod characters;
mod nest;
mod prologue;
mod raw;
mod scan;
mod syntax;

use std::borrow::Cow;
use std::sync::Arc;

use nest::{Nest, Repair};

use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::{Dialect, DocumentKind};
use crate::messages;
use crate::span::{FileId, Span};
use crate::tree::Element;

/// How large a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of its text.
    pub bytes: usize,
    /// How deep elements may be nested; the root is 1.
    pub depth: usize,
    /// How many elements it may have.
    pub verbs: usize,
}

impl Limits {
    /// 64 KiB, 32 deep and 1,000 elements for what an application returns (Twilio's limit of size); 16 MiB for a file.
    pub fn for_kind(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Response(_) => Self { bytes: 64 << 10, depth: 32, verbs: 1000 },
            DocumentKind::Dialplan | DocumentKind::Script => Self { bytes: 16 << 20, depth: 32, verbs: 1_000_000 },
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::for_kind(DocumentKind::Response(Dialect::CallApi))
    }
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The document. There is one even if parts of it were left out; `None` if nothing of it can be used.
    pub root: Option<Arc<Element>>,
    /// Everything that is wrong with it, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether nothing of the document may run.
    pub fn refused(&self) -> bool {
        self.root.is_none() || self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Reads a document of a kind.
///
/// A `callapi` response is read leniently unless `strict`: an element that is not closed ends before the next tag that may
/// not stand in it, bare `&` and `<` stay as they are. Whatever the text, this returns, and every position in the result
/// is inside of it. Of very many problems only the first ones are told.
pub fn parse(text: &str, file: FileId, kind: DocumentKind, limits: Limits, strict: bool) -> Parsed {
    let lenient = kind == DocumentKind::Response(Dialect::CallApi) && !strict;
    let mut diagnostics = Vec::new();
    let root = Reading { file, kind, limits, lenient }.read(text, &mut diagnostics);
    diagnostics.sort_by_key(|found| (found.span.start, found.span.end));
    Parsed { root, diagnostics: shortened(diagnostics) }
}

/// The first problems, and how many are not told. An error always stays: it decides whether the document runs.
fn shortened(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if diagnostics.len() <= PROBLEMS {
        return diagnostics;
    }
    let rest = diagnostics.split_off(PROBLEMS);
    let count = rest.len();
    let error = rest.into_iter().find(|found| found.severity == Severity::Error);
    let last = diagnostics.last().map_or(Span::default(), |found| found.span);
    if !diagnostics.iter().any(|found| found.severity == Severity::Error) {
        diagnostics.extend(error);
    }
    diagnostics.push(messages::and_more(last, count));
    diagnostics
}

/// How a text is read.
#[derive(Clone, Copy)]
struct Reading {
    file: FileId,
    kind: DocumentKind,
    limits: Limits,
    lenient: bool,
}

impl Reading {
    fn read(self, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<Element>> {
        let file = self.file;
        let limit = self.limits.bytes.min(u32::MAX as usize);
        if text.len() > limit {
            diagnostics.push(messages::too_large(Span { file, start: 0, end: 0 }, text.len(), limit));
            return None;
        }
        let begin = prologue::check(text, file, self.kind, diagnostics)?;
        let forbidden = self.forbidden(&text[begin..], length(&text[..begin]), diagnostics)?;
        // Blanked instead of cut off, so that positions stay those of the file.
        let body = if begin > 0 || forbidden { Cow::Owned(blanked(text, begin)) } else { Cow::Borrowed(text) };
        let repair = if self.lenient { Repair::Report } else { Repair::Refuse };
        let mut nest = Nest::new(repair, self.limits.depth);
        let broken = scan::scan(&body, file, self.lenient, &mut nest, diagnostics);
        let end = Span { file, start: length(text), end: length(text) };
        let nested = nest.finish(end, broken, diagnostics);
        bind::bind(nested, self, end, diagnostics)
    }

    /// Whether there are characters that XML does not have; `None` if that refuses the document. XML 1.0 §2.2.
    fn forbidden(self, text: &str, offset: u32, diagnostics: &mut Vec<Diagnostic>) -> Option<bool> {
        if characters::are_plain(text) {
            return Some(false);
        }
        let Some((at, character)) = text.char_indices().find(|(_, c)| !characters::is_character(*c)) else {
            return Some(false);
        };
        let start = offset + length(&text[..at]);
        let span = Span { file: self.file, start, end: start + length(character.encode_utf8(&mut [0; 4])) };
        diagnostics.push(messages::forbidden_character(span, character, self.lenient));
        self.lenient.then_some(true)
    }
}

/// The text with spaces for what stands before its beginning, and for characters that XML does not have.
fn blanked(text: &str, begin: usize) -> String {
    let mut blanked = " ".repeat(begin);
    for character in text[begin..].chars() {
        if characters::is_character(character) {
            blanked.push(character);
        } else {
            blanked.extend(std::iter::repeat_n(' ', character.len_utf8()));
        }
    }
    blanked
}

/// More problems than these help nobody.
const PROBLEMS: usize = 500;

/// The length of a text that is known to be shorter than 4 GiB.
fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}
