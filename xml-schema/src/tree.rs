//! A document as a tree of elements, each bound to its entry in the table.
//!
//! Children are shared (`Arc`), so that a running call can hold on to a part of a document without copying it.

use std::sync::Arc;

use crate::span::Span;
use crate::table::ElementDef;

/// An element that the table knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its entry in the table; `def.tag` says what it is.
    pub def: &'static ElementDef,
    /// Its name as written: an alias such as `SimpleTransfer` stays visible.
    pub name: &'static str,
    /// The name in the start tag.
    pub name_span: Span,
    /// The whole element, from `<` to the end of its end tag.
    pub span: Span,
    /// The attributes that the table knows, under their canonical names, in the order written.
    pub attributes: Vec<Attribute>,
    /// Elements and text in order. Unknown elements and misplaced text are reported and left out.
    pub children: Vec<Node>,
}

/// Something inside an element.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A child element.
    Element(Arc<Element>),
    /// Characters between tags, entities resolved, white space as written.
    Text(Text),
}

/// Characters between tags.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The characters, entities resolved.
    pub value: String,
    /// Where they stand.
    pub span: Span,
}

/// An attribute that the table knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The canonical name (`menu`, even if `context` was written).
    pub name: &'static str,
    /// The value as written, entities resolved; `${name}` not yet replaced.
    pub value: String,
    /// The attribute's name as written.
    pub name_span: Span,
    /// The value between its quotes.
    pub value_span: Span,
}

impl Element {
    /// The value of an attribute as written, by its canonical name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Arc<Element>> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The element's own text (not that of its children), white space at both ends removed.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for node in &self.children {
            if let Node::Text(part) = node {
                text.push_str(&part.value);
            }
        }
        text.trim().to_owned()
    }
}
