//! Cuts a text into tags and characters, with positions; repairs what `lenient` allows and reports it.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::{BytesDecl, BytesStart, Event};

use super::characters::{begins_name, is_character, is_name};
use super::nest::Nest;
use super::raw::RawElement;
use super::{attributes, length, syntax};
use crate::diagnostic::Diagnostic;
use crate::messages;
use crate::span::{FileId, Span};

/// How many `<` that begin no tag are taken as text. Each costs a search for the next `>`.
const BARE_BRACKETS: usize = 100;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Cuts `text` into pieces and hands them to `nest`, up to its end, or up to where it stops being XML: then `true`, and
/// it has been reported. `lenient`: bare ampersands, bare `<` and attribute values without quotes are warnings.
pub(super) fn scan<'a>(
    text: &'a str,
    file: FileId,
    lenient: bool,
    nest: &mut Nest<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let mut scanner = Scanner { text, file, lenient, diagnostics, nest, begun: false };
    let mut from = 0;
    let mut brackets = 0;
    loop {
        match scanner.read(from) {
            Stop::End => return false,
            Stop::Broken => return true,
            Stop::Bracket(at) => {
                brackets += 1;
                let span = scanner.span(at, at + 1);
                if !lenient || brackets > BARE_BRACKETS {
                    scanner.diagnostics.push(messages::not_a_tag(span));
                    return true;
                }
                scanner.diagnostics.push(messages::bare_bracket(span));
                scanner.nest.text(Cow::Borrowed("<"), span);
                from = at + 1;
            }
        }
    }
}

/// Why reading stopped.
enum Stop {
    /// The text is at its end.
    End,
    /// The text is not XML; it has been reported.
    Broken,
    /// The `<` here begins no tag.
    Bracket(u32),
}

struct Scanner<'a, 's> {
    text: &'a str,
    file: FileId,
    lenient: bool,
    diagnostics: &'s mut Vec<Diagnostic>,
    nest: &'s mut Nest<'a>,
    /// Something other than white space has been read.
    begun: bool,
}

impl<'a> Scanner<'a, '_> {
    /// Reads from an offset as far as it goes.
    fn read(&mut self, mut from: u32) -> Stop {
        let text = self.text;
        // The reader swallows a byte order mark without counting it.
        while text[from as usize..].starts_with(BYTE_ORDER_MARK) {
            from += length(BYTE_ORDER_MARK);
        }
        let mut reader = Reader::from_str(&text[from as usize..]);
        let config = reader.config_mut();
        // Nesting is checked by `nest`, which knows where both tags stand.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = self.lenient;
        config.check_comments = !self.lenient;
        let position = |offset: u64| from.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        loop {
            let start = position(reader.buffer_position());
            match reader.read_event() {
                Ok(Event::Eof) => return Stop::End,
                Ok(event) => {
                    if let Some(stop) = self.event(event, self.span(start, position(reader.buffer_position()))) {
                        return stop;
                    }
                }
                Err(error) => return self.broken(&error, position(reader.error_position())),
            }
        }
    }

    /// A part of the text; empty if there is none there.
    fn part(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span { file: self.file, start, end }
    }

    /// Takes one event; a [`Stop`] if the text must not be read further.
    fn event(&mut self, event: Event<'a>, span: Span) -> Option<Stop> {
        let goes_on = match event {
            Event::Start(tag) => return self.tag(&tag, span, false),
            Event::Empty(tag) => return self.tag(&tag, span, true),
            Event::End(tag) => {
                let length = length(tag.name().as_ref().trim_ascii_end());
                // Behind `</`.
                let name = self.part(span.start + 2, span.start + 2 + length);
                self.nest.end(name, span, self.diagnostics);
                true
            }
            Event::Text(text) => {
                // White space before the declaration has been reported.
                let begun = self.begun || !text.trim().is_empty();
                let goes_on = self.text(text.into_inner(), span);
                self.begun = begun;
                return if goes_on { None } else { Some(Stop::Broken) };
            }
            Event::CData(text) => {
                self.nest.text(with_line_feeds(text.into_inner()), span);
                true
            }
            Event::GeneralRef(reference) => self.reference(&reference.into_inner(), span),
            Event::DocType(_) => {
                self.diagnostics.push(messages::doctype(span));
                false
            }
            Event::Decl(declaration) => self.declaration(&declaration, span),
            Event::PI(instruction) if !instruction.target().starts_with(begins_name) => {
                self.diagnostics.push(messages::bad_instruction(span, self.lenient));
                self.lenient
            }
            Event::PI(_) | Event::Comment(_) | Event::Eof => true,
        };
        self.begun = true;
        if goes_on { None } else { Some(Stop::Broken) }
    }

    /// XML 1.0 §2.8: a declaration is the first thing in a document, or it is not there.
    fn declaration(&mut self, declaration: &BytesDecl<'_>, span: Span) -> bool {
        let found = if self.begun {
            messages::late_declaration(span, self.lenient)
        } else if !declaration.version().is_ok_and(|version| matches!(version.as_ref(), "1.0" | "1.1")) {
            messages::bad_declaration(span, self.lenient)
        } else {
            return true;
        };
        self.diagnostics.push(found);
        self.lenient
    }

    fn text(&mut self, text: Cow<'a, str>, span: Span) -> bool {
        let place = |at: usize, end: usize| Span {
            start: span.start + length(&text[..at]),
            end: span.start + length(&text[..end]),
            ..span
        };
        // XML 1.0 §2.4: only the end of a CDATA section may look like one. A bracket alone is found faster.
        if text.contains(']')
            && let Some(at) = text.find("]]>")
        {
            self.diagnostics.push(messages::bare_section_end(place(at, at + 3), self.lenient));
            if !self.lenient {
                return false;
            }
        }
        // Only a lenient reader lets it through.
        if self.lenient
            && let Some(at) = text.find('&')
        {
            self.diagnostics.push(messages::bare_ampersand(place(at, at + 1)));
        }
        self.nest.text(with_line_feeds(text), span);
        true
    }

    fn reference(&mut self, name: &str, span: Span) -> bool {
        let written = format!("&{name};");
        match quick_xml::escape::unescape(&written) {
            Ok(value) if value.chars().all(is_character) => {
                let value = Cow::Owned(value.into_owned());
                self.nest.text(value, span);
                true
            }
            _ => {
                self.diagnostics.push(messages::unknown_entity(span, &written, self.lenient));
                if self.lenient {
                    self.nest.text(with_line_feeds(Cow::Owned(written)), span);
                }
                self.lenient
            }
        }
    }

    fn tag(&mut self, tag: &BytesStart<'_>, span: Span, empty: bool) -> Option<Stop> {
        self.begun = true;
        let name_start = span.start + 1;
        let name_span = self.span(name_start, name_start + length(tag.name().as_ref()));
        let name = self.part(name_span.start, name_span.end);
        if !is_name(name) {
            return Some(Stop::Bracket(span.start));
        }
        let read = attributes::read(self.text, tag, span, self.lenient, self.diagnostics);
        let Some(attributes) = read else { return Some(Stop::Broken) };
        let element = RawElement { name, name_span, span, attributes, children: Vec::new() };
        self.nest.start(element, empty, self.diagnostics);
        None
    }

    /// What the reader could not read: in a lenient text a tag that the end of the text cuts off is left out.
    fn broken(&mut self, error: &Error, at: u32) -> Stop {
        let span = syntax::place(self.text, self.file, at);
        if let Error::Syntax(
            SyntaxError::UnclosedTag
            | SyntaxError::UnclosedSingleQuotedAttributeValue
            | SyntaxError::UnclosedDoubleQuotedAttributeValue,
        ) = error
            && self.text[span.start as usize..].starts_with('<')
        {
            let rest = &self.text[span.end as usize..];
            if !rest.trim_start_matches('/').starts_with(begins_name) {
                return Stop::Bracket(span.start);
            }
            if self.lenient {
                self.diagnostics.push(messages::cut_off(span));
                return Stop::End;
            }
        }
        self.diagnostics.push(syntax::message(error, span));
        Stop::Broken
    }
}

/// XML 1.0 §2.11: every line ends with a line feed alone.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}
