//! XML as it stands, before anybody knows what the names mean.

use crate::span::Span;

/// An element with whatever name.
#[derive(Debug, PartialEq)]
pub(super) struct RawElement {
    pub name: String,
    pub name_span: Span,
    pub span: Span,
    pub attributes: Vec<RawAttribute>,
    pub children: Vec<RawNode>,
}

/// Something inside an element.
#[derive(Debug, PartialEq)]
pub(super) enum RawNode {
    Element(RawElement),
    Text(RawText),
}

/// Characters, entities resolved.
#[derive(Debug, PartialEq)]
pub(super) struct RawText {
    pub value: String,
    pub span: Span,
}

/// An attribute with whatever name, entities resolved.
#[derive(Debug, PartialEq)]
pub(super) struct RawAttribute {
    pub name: String,
    pub name_span: Span,
    pub value: String,
    pub value_span: Span,
}

/// A piece of XML in the order of the text.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    /// `<name …>` or `<name …/>`; `name_span` and attributes as in the element.
    Start { name: String, name_span: Span, span: Span, attributes: Vec<RawAttribute>, empty: bool },
    /// `</name>`.
    End { name: String, span: Span },
    /// Characters, references and CDATA.
    Text(RawText),
}
