//! Says in plain words what the XML reader stumbled over.

use quick_xml::errors::{Error, IllFormedError, SyntaxError};

use super::length;
use crate::diagnostic::Diagnostic;
use crate::messages;
use crate::span::{FileId, Span};

/// The character at an offset, or the end of the text.
pub(super) fn place(text: &str, file: FileId, at: u32) -> Span {
    let mut start = (at as usize).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let (before, rest) = text.split_at(start);
    let next = rest.chars().next().map_or(0, char::len_utf8);
    let start = length(before);
    Span { file, start, end: start + u32::try_from(next).unwrap_or(0) }
}

/// The message for an error of the reader.
pub(super) fn message(error: &Error, span: Span) -> Diagnostic {
    let (what, help) = match error {
        Error::Syntax(SyntaxError::UnclosedTag) => ("a tag that begins here has no `>`", "write `<` in text as `&lt;`"),
        Error::Syntax(
            SyntaxError::UnclosedSingleQuotedAttributeValue | SyntaxError::UnclosedDoubleQuotedAttributeValue,
        ) => ("an attribute value has no closing quote", "close it with the quote it began with"),
        Error::Syntax(SyntaxError::UnclosedComment) => ("a comment that begins here has no `-->`", "end it with `-->`"),
        Error::Syntax(SyntaxError::UnclosedCData) => {
            ("a CDATA section that begins here has no `]]>`", "end it with `]]>`")
        }
        Error::Syntax(SyntaxError::UnclosedDoctype) => ("a DOCTYPE is not taken", "leave it out"),
        Error::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => {
            ("`<?` begins here and no `?>` ends it", "end it with `?>`")
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => ("a bare `&` is not XML", "write it as `&amp;`"),
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
            ("`--` may not stand inside a comment", "write a single hyphen")
        }
        _ => ("this is not XML", "compare it with a document that works"),
    };
    messages::not_well_formed(span, what, help)
}
