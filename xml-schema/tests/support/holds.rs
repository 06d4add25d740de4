//! What holds of every text that was read: positions lie in it, a refusal has a reason, everything can be shown.

use xml_schema::{Element, FileId, Node, Parsed, Source, Span, render, to_json};

fn inside(span: Span, text: &str) {
    let (start, end) = (span.start as usize, span.end as usize);
    assert_eq!(span.file, FileId(0));
    assert!(start <= end && end <= text.len(), "{span:?} of {}", text.len());
    assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{span:?}");
}

fn element_inside(element: &Element, text: &str) {
    inside(element.span, text);
    inside(element.name_span, text);
    assert_eq!(&text[element.name_span.start as usize..element.name_span.end as usize], element.name);
    for attribute in &element.attributes {
        inside(attribute.name_span, text);
        inside(attribute.value_span, text);
    }
    for child in &element.children {
        match child {
            Node::Text(part) => inside(part.span, text),
            Node::Element(child) => element_inside(child, text),
        }
    }
}

/// Panics if a promise of the parser is broken.
pub fn holds(text: &str, parsed: &Parsed) {
    let problems = parsed.diagnostics.iter();
    for span in problems.flat_map(|found| found.related.iter().map(|other| other.span).chain([found.span])) {
        inside(span, text);
    }
    if let Some(root) = &parsed.root {
        element_inside(root, text);
    }
    assert!(parsed.root.is_some() || !parsed.diagnostics.is_empty(), "refused without a word");
    let source = [Source { name: "a.xml".to_owned(), text: text.to_owned() }];
    assert_eq!(render(&parsed.diagnostics, &source, false).is_empty(), parsed.diagnostics.is_empty());
    assert_eq!(to_json(&parsed.diagnostics, &source).len(), parsed.diagnostics.len());
}
