//! What the cursor stands in.

use std::ops::Range;

use super::Tree;

/// What the cursor stands in; ranges are what a completion replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// The name of an element, behind its `<`.
    Name {
        /// The name so far.
        range: Range<usize>,
        /// The element whose name it is.
        element: usize,
    },
    /// The name of an end tag.
    EndName {
        /// The name so far.
        range: Range<usize>,
        /// The innermost element that is open here.
        inside: Option<usize>,
    },
    /// The name of an attribute, or where there may be one.
    AttributeName {
        /// The name so far; empty between two.
        range: Range<usize>,
        /// Whose attribute.
        element: usize,
        /// Which of its attributes; `None`: one that is not there yet.
        attribute: Option<usize>,
    },
    /// The value of an attribute, between its quotes.
    Value {
        /// The whole value.
        range: Range<usize>,
        /// Whose attribute.
        element: usize,
        /// Which of its attributes.
        attribute: usize,
    },
    /// Text.
    Text {
        /// The element it stands in; `None`: outside of the root.
        inside: Option<usize>,
    },
    /// A comment or the like, where nothing is offered.
    Aside,
}

/// What stands at an offset.
pub fn cursor(tree: &Tree, text: &str, offset: usize) -> Cursor {
    let offset = offset.min(text.len());
    if tree.asides.iter().any(|aside| aside.span.start < offset && offset < aside.span.end) {
        return Cursor::Aside;
    }
    let end = tree.ends.partition_point(|end| end.span.start < offset).checked_sub(1).map(|end| &tree.ends[end]);
    if let Some(end) = end.filter(|end| end.span.start + 2 <= offset && offset <= end.name.end) {
        return Cursor::EndName { range: end.name.clone(), inside: end.inside };
    }
    let last = tree.elements.partition_point(|element| element.tag.start < offset).checked_sub(1);
    let Some(last) = last else { return Cursor::Text { inside: None } };
    let element = &tree.elements[last];
    if offset <= element.name.end {
        return Cursor::Name { range: element.name.clone(), element: last };
    }
    if offset < element.tag.end || (offset == element.tag.end && !element.finished) {
        return inside_tag(tree, last, offset);
    }
    Cursor::Text { inside: innermost(tree, last, offset) }
}

fn inside_tag(tree: &Tree, element: usize, offset: usize) -> Cursor {
    for (attribute, written) in tree.elements[element].attributes.iter().enumerate() {
        if written.name.start <= offset && offset <= written.name.end {
            return Cursor::AttributeName { range: written.name.clone(), element, attribute: Some(attribute) };
        }
        if let Some(value) = &written.value
            && value.start <= offset
            && offset <= value.end
        {
            return Cursor::Value { range: value.clone(), element, attribute };
        }
    }
    Cursor::AttributeName { range: offset..offset, element, attribute: None }
}

/// The innermost element around an offset behind the start tag of `last`.
fn innermost(tree: &Tree, last: usize, offset: usize) -> Option<usize> {
    let mut candidate = Some(last);
    while let Some(place) = candidate {
        let element = &tree.elements[place];
        if element.content.as_ref().is_some_and(|content| content.start <= offset && offset <= content.end) {
            return Some(place);
        }
        candidate = element.parent;
    }
    None
}
