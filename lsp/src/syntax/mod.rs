//! A text as tags and attributes, however broken it is: what an editor has while somebody types.
//!
//! The parser of `xml-schema` stops where a text stops being XML, and rightly: what is not understood must not run. This one
//! never stops, and never complains.

mod bind;
mod cursor;
mod scan;

use std::borrow::Cow;
use std::ops::Range;

use xml_schema::{AttributeDef, DocumentKind, ElementDef};

pub use cursor::{Cursor, cursor};
pub use scan::scan;

/// The tags of a text.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Every start tag in the order of the text; the place in this list is what others call an element by.
    pub elements: Vec<Element>,
    /// Every end tag, also those that end nothing.
    pub ends: Vec<EndTag>,
    /// Comments, CDATA sections and instructions.
    pub asides: Vec<Aside>,
}

/// An element, and what the table knows about it.
#[derive(Debug, Clone)]
pub struct Element {
    /// The name in the start tag; empty behind a lonely `<`.
    pub name: Range<usize>,
    /// The start tag, from `<` to behind its `>`, or as far as it goes.
    pub tag: Range<usize>,
    /// What stands between the tags; `None`: there is one tag only.
    pub content: Option<Range<usize>>,
    /// From the start tag to behind the end tag.
    pub span: Range<usize>,
    /// The name in the end tag.
    pub end_name: Option<Range<usize>>,
    /// Whether the start tag has its `>`.
    pub finished: bool,
    /// The attributes in order.
    pub attributes: Vec<Attribute>,
    /// The element it stands in.
    pub parent: Option<usize>,
    /// Its entry in the table; `None`: unknown.
    pub def: Option<&'static ElementDef>,
}

/// An attribute as it is written.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name.
    pub name: Range<usize>,
    /// Its value between the quotes; `None`: there is no `=`.
    pub value: Option<Range<usize>>,
    /// The quote the value begins with, if there is one.
    pub quote: Option<char>,
}

/// An end tag.
#[derive(Debug, Clone)]
pub struct EndTag {
    /// From `</` to behind its `>`, or as far as it goes.
    pub span: Range<usize>,
    /// Its name.
    pub name: Range<usize>,
    /// The innermost element that was open before it.
    pub inside: Option<usize>,
}

/// Something that is neither tag nor text.
#[derive(Debug, Clone)]
pub struct Aside {
    /// From `<` to behind its end.
    pub span: Range<usize>,
    /// Whether it is a comment.
    pub is_comment: bool,
}

impl Tree {
    /// Reads a text and looks its names up.
    pub fn new(text: &str) -> Self {
        let mut tree = scan(text);
        bind::bind(&mut tree, text);
        tree
    }

    /// The first element that has a name: the root.
    pub fn root(&self) -> Option<&Element> {
        self.elements.iter().find(|element| !element.name.is_empty())
    }

    /// The children of an element in order.
    pub fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Element)> {
        let behind = self.elements.iter().enumerate().skip(parent + 1);
        let end = self.elements.get(parent).map_or(0, |element| element.span.end);
        behind
            .take_while(move |(_, child)| child.tag.start < end)
            .filter(move |(_, child)| child.parent == Some(parent))
    }

    /// What kind of document this is; `None`: none of ours.
    pub fn kind(&self, text: &str) -> Option<DocumentKind> {
        let root = self.root()?;
        let name = &text[root.name.clone()];
        if name.eq_ignore_ascii_case("Dialplan") {
            return Some(DocumentKind::Dialplan);
        }
        if name.eq_ignore_ascii_case("Script") {
            // A page may have scripts; ours says whose it is.
            let ours = root.value(text, "xmlns").is_some_and(|value| value.starts_with("urn:dialtree"));
            return ours.then_some(DocumentKind::Script);
        }
        // Others have responses, too: without a namespace, and with a verb or nothing in it, it is one of ours.
        let foreign = name != "Response" || root.value(text, "xmlns").is_some();
        let mut children = self.elements.iter().skip(1).peekable();
        let verbs = children.peek().is_none() || children.any(|child| child.def.is_some());
        (!foreign && verbs).then_some(DocumentKind::Response(xml_schema::Dialect::CallApi))
    }
}

impl Element {
    /// The attribute that the table has under this name, in whatever spelling.
    pub fn attribute<'t>(&'t self, text: &str, name: &str) -> Option<&'t Attribute> {
        let known = self.def.and_then(|def| def.attribute(name));
        self.attributes.iter().find(|attribute| {
            let written = &text[attribute.name.clone()];
            written == name || known.is_some_and(|known| known.name == written || known.aliases.contains(&written))
        })
    }

    /// The value of an attribute, entities resolved.
    pub fn value<'t>(&self, text: &'t str, name: &str) -> Option<Cow<'t, str>> {
        let value = self.attribute(text, name)?.value.clone()?;
        Some(plain(&text[value]))
    }
}

impl Attribute {
    /// Its entry in the table.
    pub fn def(&self, text: &str, element: &Element) -> Option<&'static AttributeDef> {
        element.def.and_then(|def| def.attribute(&text[self.name.clone()]))
    }
}

/// A text with its entities resolved; as it is if it has unknown ones.
pub fn plain(written: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(written).unwrap_or(Cow::Borrowed(written))
}

/// A range without the white space at both of its ends.
pub fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}
