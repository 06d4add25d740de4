//! Reads a document: from text to a tree of elements the table knows, and everything that is wrong with it.

mod bind;
mod nest;
mod prologue;
mod raw;
mod scan;

use std::sync::Arc;

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
/// A `callapi` response is read leniently unless `strict`: an element that is not closed ends at the next tag, bare
/// ampersands stay as they are. Whatever the text, this returns, and every position in the result is inside of it.
pub fn parse(text: &str, file: FileId, kind: DocumentKind, limits: Limits, strict: bool) -> Parsed {
    let mut diagnostics = Vec::new();
    let root = read(text, file, kind, limits, strict, &mut diagnostics);
    diagnostics.sort_by_key(|found| (found.span.start, found.span.end));
    Parsed { root, diagnostics }
}

fn read(
    text: &str,
    file: FileId,
    kind: DocumentKind,
    limits: Limits,
    strict: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Arc<Element>> {
    if text.len() > limits.bytes.min(u32::MAX as usize) {
        diagnostics.push(messages::too_large(Span { file, start: 0, end: 0 }, text.len(), limits.bytes));
        return None;
    }
    let begin = prologue::check(text, file, diagnostics)?;
    let lenient = kind == DocumentKind::Response(Dialect::CallApi) && !strict;
    // Blanked instead of cut off, so that positions stay those of the file.
    let blanked;
    let body = if begin == 0 {
        text
    } else {
        blanked = format!("{}{}", " ".repeat(begin), &text[begin..]);
        &blanked
    };
    let scanned = scan::scan(body, file, lenient, diagnostics);
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let end = Span { file, start: end, end };
    let broken_before = scanned.broken;
    let nested = nest::nest(scanned.pieces, end, lenient || broken_before, diagnostics);
    bind::bind(nested, kind, limits, lenient, end, diagnostics)
}
