//! XML as it stands, before anybody knows what the names mean. Names and most texts are still parts of the document.

use std::borrow::Cow;

use crate::span::Span;

/// An element with whatever name.
#[derive(Debug, PartialEq)]
pub(super) struct RawElement<'a> {
    pub name: &'a str,
    pub name_span: Span,
    pub span: Span,
    pub attributes: Vec<RawAttribute<'a>>,
    pub children: Vec<RawNode<'a>>,
}

/// Something inside an element.
#[derive(Debug, PartialEq)]
pub(super) enum RawNode<'a> {
    Element(RawElement<'a>),
    Text(RawText<'a>),
}

/// Characters, entities resolved.
#[derive(Debug, PartialEq)]
pub(super) struct RawText<'a> {
    pub value: Cow<'a, str>,
    pub span: Span,
}

/// An attribute with whatever name, entities resolved.
#[derive(Debug, PartialEq)]
pub(super) struct RawAttribute<'a> {
    pub name: &'a str,
    pub name_span: Span,
    pub value: Cow<'a, str>,
    pub value_span: Span,
}
