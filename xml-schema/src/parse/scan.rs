//! Cuts a text into tags and characters, with positions; repairs what `lenient` allows and reports it.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesStart, Event};

use super::raw::{Piece, RawAttribute, RawText};
use crate::diagnostic::Diagnostic;
use crate::messages;
use crate::span::{FileId, Span};

/// The pieces of a text up to its end, or up to where it stops being XML.
pub(super) struct Scan {
    pub pieces: Vec<Piece>,
    /// The text is not well-formed; `pieces` end there. Already reported.
    pub broken: bool,
}

/// Cuts `text` into pieces. `lenient`: bare ampersands and attribute values without quotes are warnings.
pub(super) fn scan(text: &str, file: FileId, lenient: bool, diagnostics: &mut Vec<Diagnostic>) -> Scan {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    // Nesting is checked by `nest`, which knows where both tags stand.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = lenient;
    let mut scanner = Scanner { text, file, lenient, diagnostics, pieces: Vec::new() };
    let mut broken = false;
    loop {
        let start = position(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => {
                if !scanner.event(event, scanner.span(start, position(reader.buffer_position()))) {
                    broken = true;
                    break;
                }
            }
            Err(error) => {
                let at = position(reader.error_position());
                scanner.syntax(&error, at);
                broken = true;
                break;
            }
        }
    }
    Scan { broken, pieces: scanner.pieces }
}

fn position(offset: u64) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

struct Scanner<'a> {
    text: &'a str,
    file: FileId,
    lenient: bool,
    diagnostics: &'a mut Vec<Diagnostic>,
    pieces: Vec<Piece>,
}

impl Scanner<'_> {
    fn span(&self, start: u32, end: u32) -> Span {
        Span { file: self.file, start, end }
    }

    /// Takes one event; `false`: the text must not be read further.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::Start(tag) => return self.tag(&tag, span, false),
            Event::Empty(tag) => return self.tag(&tag, span, true),
            Event::End(tag) => {
                self.pieces.push(Piece::End { name: tag.name().as_ref().trim_ascii_end().to_owned(), span });
            }
            Event::Text(text) => self.characters(&text.into_inner(), span),
            Event::CData(text) => self.characters(&text.into_inner(), span),
            Event::GeneralRef(reference) => return self.reference(&reference.into_inner(), span),
            Event::DocType(_) => {
                self.diagnostics.push(messages::doctype(span));
                return false;
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => {}
        }
        true
    }

    fn characters(&mut self, value: &str, span: Span) {
        // Neighbouring pieces of text are one: an entity in the middle must not split a word.
        if let Some(Piece::Text(last)) = self.pieces.last_mut()
            && last.span.end == span.start
        {
            last.value.push_str(value);
            last.span.end = span.end;
            return;
        }
        self.pieces.push(Piece::Text(RawText { value: value.to_owned(), span }));
    }

    fn reference(&mut self, name: &str, span: Span) -> bool {
        let written = format!("&{name};");
        match quick_xml::escape::unescape(&written) {
            Ok(value) => {
                let value = value.into_owned();
                self.characters(&value, span);
                true
            }
            Err(_) => self.bad_reference(&written, span),
        }
    }

    fn bad_reference(&mut self, written: &str, span: Span) -> bool {
        self.diagnostics.push(messages::unknown_entity(span, written, self.lenient));
        if self.lenient {
            self.characters(written, span);
        }
        self.lenient
    }

    fn tag(&mut self, tag: &BytesStart<'_>, span: Span, empty: bool) -> bool {
        let name = tag.name();
        let name = name.as_ref();
        let name_start = span.start + 1;
        let name_span = self.span(name_start, name_start + length(name));
        if name.is_empty() || !name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            self.diagnostics.push(messages::not_a_tag(span));
            return false;
        }
        let Some(attributes) = self.attributes(tag, span) else { return false };
        let name = name.to_owned();
        self.pieces.push(Piece::Start { name, name_span, span, attributes, empty });
        true
    }

    fn attributes(&mut self, tag: &BytesStart<'_>, tag_span: Span) -> Option<Vec<RawAttribute>> {
        let mut attributes: Vec<RawAttribute> = Vec::new();
        let mut all = if self.lenient { tag.html_attributes() } else { tag.attributes() };
        // Duplicates are reported here, with both places.
        all.with_checks(false);
        for attribute in all {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    self.diagnostics.push(messages::bad_attribute_syntax(tag_span, &error.to_string()));
                    return None;
                }
            };
            let name = attribute.key.as_ref();
            let name_span = self.part(name, tag_span);
            let value_span = self.part(&attribute.value, tag_span);
            if let Some(first) = attributes.iter().find(|other| other.name == name) {
                self.diagnostics.push(messages::duplicate_attribute(name_span, first.name_span, name, self.lenient));
                if self.lenient {
                    continue;
                }
                return None;
            }
            let value = match quick_xml::escape::unescape(&attribute.value) {
                Ok(value) => value.into_owned(),
                Err(_) => {
                    self.diagnostics.push(messages::unknown_entity(value_span, &attribute.value, self.lenient));
                    if !self.lenient {
                        return None;
                    }
                    attribute.value.clone().into_owned()
                }
            };
            attributes.push(RawAttribute { name: name.to_owned(), name_span, value: normalized(&value), value_span });
        }
        Some(attributes)
    }

    /// Where a part of a tag stands: it is a slice of our text, so its address tells.
    fn part(&self, part: &str, tag: Span) -> Span {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if offset + part.len() <= self.text.len() {
            let start = u32::try_from(offset).unwrap_or(tag.start);
            self.span(start, start + length(part))
        } else {
            // An attribute without a value has an empty one that stands nowhere.
            tag
        }
    }

    fn syntax(&mut self, error: &Error, at: u32) {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let mut at = at.min(end);
        while !self.text.is_char_boundary(at as usize) {
            at -= 1;
        }
        let next =
            self.text[at as usize..].chars().next().map_or(0, |character| length(character.encode_utf8(&mut [0; 4])));
        let span = self.span(at, at + next);
        let (what, help) = match error {
            Error::Syntax(SyntaxError::UnclosedTag) => {
                ("a tag that begins here has no `>`", "write `<` in text as `&lt;`")
            }
            Error::Syntax(
                SyntaxError::UnclosedSingleQuotedAttributeValue | SyntaxError::UnclosedDoubleQuotedAttributeValue,
            ) => ("an attribute value has no closing quote", "close it with the quote it began with"),
            Error::Syntax(SyntaxError::UnclosedComment) => {
                ("a comment that begins here has no `-->`", "end it with `-->`")
            }
            Error::Syntax(SyntaxError::UnclosedCData) => {
                ("a CDATA section that begins here has no `]]>`", "end it with `]]>`")
            }
            Error::Syntax(SyntaxError::UnclosedDoctype) => ("a DOCTYPE is not taken", "leave it out"),
            Error::IllFormed(IllFormedError::UnclosedReference) => ("a bare `&` is not XML", "write it as `&amp;`"),
            _ => ("this is not XML", "compare it with a document that works"),
        };
        self.diagnostics.push(messages::not_well_formed(span, what, help));
    }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// Line ends and tabs in attribute values are spaces. XML 1.0 §3.3.3.
fn normalized(value: &str) -> String {
    value.replace("\r\n", " ").replace(['\n', '\t', '\r'], " ")
}
