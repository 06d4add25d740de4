//! Looks at the beginning of a text: is it XML at all, and where does it begin.

use crate::diagnostic::Diagnostic;
use crate::dialect::DocumentKind;
use crate::messages;
use crate::span::{FileId, Span};

/// The offset where the XML begins; `None` if it is something else, which is reported.
pub(super) fn check(text: &str, file: FileId, kind: DocumentKind, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
    let begin = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0').len();
    let rest = &text[begin..];
    let start = u32::try_from(begin).unwrap_or(u32::MAX);
    let first = rest.chars().next().map_or(0, |c| u32::try_from(c.len_utf8()).unwrap_or(1));
    let span = Span { file, start, end: start + first };
    if rest.is_empty() {
        diagnostics.push(messages::empty(kind, Span { file, start: 0, end: 0 }));
        return None;
    }
    if rest.starts_with(['{', '[']) {
        diagnostics.push(messages::json(kind, span));
        return None;
    }
    if starts_with(rest, "<!doctype html") || starts_with(rest, "<html") {
        diagnostics.push(messages::html(kind, span));
        return None;
    }
    if begin > 0 && rest.starts_with("<?xml") {
        diagnostics.push(messages::before_declaration(Span { file, start: 0, end: start }));
    }
    Some(begin)
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}
