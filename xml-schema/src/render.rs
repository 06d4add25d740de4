//! Writes diagnostics: for people with line, caret and hint, for programs as JSON.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::span::{FileId, Source, Span};

/// Writes diagnostics as rustc does, in the order given, and a line that counts them. `sources` is what their spans
/// point into. Empty if there are none.
pub fn render(diagnostics: &[Diagnostic], sources: &[Source], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&renderer.render(&[group(diagnostic, sources)]));
        text.push_str("\n\n");
    }
    if !diagnostics.is_empty() {
        text.push_str(&summary(diagnostics));
        text.push('\n');
    }
    text
}

/// `2 errors, 1 warning`.
fn summary(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let mut text = String::new();
    for (count, word) in [(errors, "error"), (diagnostics.len() - errors, "warning")] {
        if count > 0 {
            let separator = if text.is_empty() { "" } else { ", " };
            let plural = if count == 1 { "" } else { "s" };
            // Writing to a String cannot fail.
            write!(text, "{separator}{count} {word}{plural}").ok();
        }
    }
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a [Source]) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.0);
    let mut files: Vec<_> = vec![diagnostic.span.file];
    for related in &diagnostic.related {
        if !files.contains(&related.span.file) {
            files.push(related.span.file);
        }
    }
    let mut group = Group::with_title(title);
    for file in files {
        if let Some(source) = sources.get(file.0 as usize) {
            group = group.element(snippet(diagnostic, file, source));
        }
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    }
}

/// The places of a diagnostic that are in one file. Only their lines: the renderer looks at all it is given, each time.
fn snippet<'a>(diagnostic: &'a Diagnostic, file: FileId, source: &'a Source) -> Snippet<'a, Annotation<'a>> {
    let related = diagnostic.related.iter().filter(|related| related.span.file == file);
    let primary = Some(diagnostic.span).filter(|span| span.file == file);
    let spans = primary.into_iter().chain(related.clone().map(|related| related.span));
    let window = lines(spans.map(|span| range(span, &source.text)), &source.text);
    let place = |span: Span| {
        let range = range(span, &source.text);
        range.start - window.start..range.end - window.start
    };
    let first = source.text[..window.start].bytes().filter(|&byte| byte == b'\n').count() + 1;
    let text = &source.text[window.clone()];
    let mut snippet = Snippet::source(text).line_start(first).path(source.name.as_str()).fold(true);
    if let Some(span) = primary {
        snippet = snippet.annotation(AnnotationKind::Primary.span(place(span)).label(diagnostic.label.as_str()));
    }
    for related in related {
        let context = AnnotationKind::Context.span(place(related.span));
        snippet = snippet.annotation(context.label(related.label.as_str()));
    }
    snippet
}

/// From the beginning of the first line that is touched to the end of the last one.
fn lines(ranges: impl Iterator<Item = Range<usize>>, text: &str) -> Range<usize> {
    let (start, end) = ranges.fold((text.len(), 0), |(start, end), range| (start.min(range.start), end.max(range.end)));
    let start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    start..end.max(start)
}

/// The span as a range that surely lies in the text, on character boundaries.
fn range(span: Span, text: &str) -> Range<usize> {
    let boundary = |offset: u32| {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let (start, end) = (boundary(span.start), boundary(span.end));
    start..end.max(start)
}

/// A diagnostic as programs get it: lines and columns count from 1, columns in characters, ends are exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JsonDiagnostic {
    /// `error` or `warning`.
    pub severity: Severity,
    /// Our stable code.
    pub code: &'static str,
    /// Twilio's error code for the same problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub twilio: Option<u16>,
    /// The file.
    pub file: String,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line behind the last character.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
    /// What was seen.
    pub message: String,
    /// A few words about the place.
    pub label: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// Diagnostics for programs, in the order given.
pub fn to_json(diagnostics: &[Diagnostic], sources: &[Source]) -> Vec<JsonDiagnostic> {
    let of = |found: &Diagnostic| {
        let source = sources.get(found.span.file.0 as usize);
        let (line, column) = source.map_or((1, 1), |source| source.line_column(found.span.start));
        let (end_line, end_column) = source.map_or((1, 1), |source| source.line_column(found.span.end));
        JsonDiagnostic {
            severity: found.severity,
            code: found.code.0,
            twilio: found.twilio,
            file: source.map(|source| source.name.clone()).unwrap_or_default(),
            line,
            column,
            end_line,
            end_column,
            message: found.message.clone(),
            label: found.label.clone(),
            help: found.help.clone(),
        }
    };
    diagnostics.iter().map(of).collect()
}
