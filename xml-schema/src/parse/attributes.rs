//! Reads the attributes of a tag, with the places of their names and values.

use std::borrow::Cow;

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::AttrError;

use super::characters::{is_character, is_name};
use super::length;
use super::raw::RawAttribute;
use crate::diagnostic::Diagnostic;
use crate::messages;
use crate::span::Span;

/// More than any element takes; comparing names must not take for ever.
const ATTRIBUTES: usize = 100;

/// The attributes of the tag at `tag_span` of `text`; `None` if they cannot be read, which is reported.
pub(super) fn read<'a>(
    text: &'a str,
    tag: &BytesStart<'_>,
    tag_span: Span,
    lenient: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<RawAttribute<'a>>> {
    let mut all = if lenient { tag.html_attributes() } else { tag.attributes() };
    // Duplicates are reported here, with both places.
    all.with_checks(false);
    // As many as there are `=`, or a few more.
    let written = text.get(tag_span.start as usize..tag_span.end as usize).unwrap_or_default();
    let count = written.bytes().filter(|byte| *byte == b'=').count().min(ATTRIBUTES);
    let mut attributes = Attributes { text, tag_span, lenient, diagnostics, read: Vec::with_capacity(count) };
    for attribute in all {
        let taken = match attribute {
            Ok(attribute) => attributes.take(attribute.key.as_ref(), &attribute.value),
            Err(error) => attributes.refuse(&error),
        };
        if !taken {
            return None;
        }
    }
    Some(attributes.read)
}

struct Attributes<'a, 'd> {
    text: &'a str,
    tag_span: Span,
    lenient: bool,
    diagnostics: &'d mut Vec<Diagnostic>,
    read: Vec<RawAttribute<'a>>,
}

impl<'a> Attributes<'a, '_> {
    /// Takes one attribute; `false`: the document must not be read further.
    fn take(&mut self, name: &str, written: &str) -> bool {
        let name_span = self.part(name);
        let value_span = self.part(written);
        // The same as parts of the text, which outlives the tag.
        let name = self.text.get(name_span.start as usize..name_span.end as usize).unwrap_or_default();
        let written = match value_span == self.tag_span {
            true => "",
            false => self.text.get(value_span.start as usize..value_span.end as usize).unwrap_or_default(),
        };
        if self.read.len() == ATTRIBUTES {
            self.diagnostics.push(messages::too_many_attributes(name_span, ATTRIBUTES));
            return false;
        }
        if let Some(first) = self.read.iter().find(|other| other.name == name) {
            let found = messages::duplicate_attribute(name_span, first.name_span, name, self.lenient);
            self.diagnostics.push(found);
            return self.lenient;
        }
        if !is_name(name) {
            self.diagnostics.push(messages::bad_attribute_name(name_span, name, self.lenient));
            return self.lenient;
        }
        let plain = written.bytes().all(|byte| !matches!(byte, b'&' | b'<' | b'\n' | b'\t' | b'\r'));
        if let Some(found) = self.badly_written(name, name_span, value_span, !plain && written.contains('<')) {
            self.diagnostics.push(found);
            if !self.lenient {
                return false;
            }
        }
        let value = if plain { Some(Cow::Borrowed(written)) } else { self.resolved(written, value_span) };
        let Some(value) = value else { return false };
        self.read.push(RawAttribute { name, name_span, value, value_span });
        true
    }

    /// A value with its references replaced; `None`: the document must not be read further.
    fn resolved(&mut self, written: &'a str, span: Span) -> Option<Cow<'a, str>> {
        match quick_xml::escape::unescape(written) {
            // What is no reference has been looked at with the whole text.
            Ok(Cow::Borrowed(value)) => Some(normalized(value)),
            Ok(Cow::Owned(value)) if value.chars().all(is_character) => {
                Some(Cow::Owned(normalized(&value).into_owned()))
            }
            _ => {
                self.diagnostics.push(messages::unknown_entity(span, written, self.lenient));
                self.lenient.then_some(Cow::Borrowed(written))
            }
        }
    }

    /// What the reader lets pass and XML does not. XML 1.0 §3.1.
    fn badly_written(&self, name: &str, name_span: Span, value_span: Span, bracket: bool) -> Option<Diagnostic> {
        let before = |span: Span| self.text.as_bytes().get((span.start as usize).wrapping_sub(1));
        if value_span == self.tag_span {
            Some(messages::no_value(name_span, name))
        } else if !matches!(before(value_span), Some(b'"' | b'\'')) {
            Some(messages::unquoted_value(name_span, name, self.lenient))
        } else if bracket {
            Some(messages::bracket_in_value(value_span, name, self.lenient))
        } else if !before(name_span).is_some_and(u8::is_ascii_whitespace) {
            Some(messages::attributes_stick(name_span, name, self.lenient))
        } else {
            None
        }
    }

    fn refuse(&mut self, error: &AttrError) -> bool {
        let (at, what) = match error {
            AttrError::ExpectedEq(at) => (*at, "after an attribute's name comes `=`"),
            AttrError::ExpectedValue(at) => (*at, "after `=` comes a value in quotes"),
            AttrError::UnquotedValue(at) => (*at, "an attribute's value has no quotes"),
            AttrError::ExpectedQuote(at, _) => (*at, "an attribute value has no closing quote"),
            AttrError::Duplicated(at, _) => (*at, "an attribute is written twice"),
        };
        // Positions count from behind the `<`, and may be that of the `>`.
        let start = self.tag_span.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)).saturating_add(1);
        let rest = self.text.get(start as usize..self.tag_span.end as usize);
        let span = match rest.and_then(|rest| rest.chars().next()) {
            Some(first) => Span { start, end: start + length(first.encode_utf8(&mut [0; 4])), ..self.tag_span },
            None => self.tag_span,
        };
        self.diagnostics.push(messages::not_well_formed(span, what, "write attributes as name=\"value\""));
        false
    }

    /// Where a part of the tag stands: it is a slice of our text, so its address tells.
    fn part(&self, part: &str) -> Span {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        let (start, end) = (offset, offset.saturating_add(part.len()));
        let inside = start >= self.tag_span.start as usize && end <= self.tag_span.end as usize;
        match (inside, u32::try_from(start), u32::try_from(end)) {
            (true, Ok(start), Ok(end)) => Span { start, end, ..self.tag_span },
            // An attribute without a value has an empty one that stands nowhere.
            _ => self.tag_span,
        }
    }
}

/// Line ends and tabs in attribute values are spaces. XML 1.0 §3.3.3.
fn normalized(value: &str) -> Cow<'_, str> {
    if value.bytes().all(|byte| !matches!(byte, b'\n' | b'\t' | b'\r')) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(value.replace("\r\n", " ").replace(['\n', '\t', '\r'], " "))
}
