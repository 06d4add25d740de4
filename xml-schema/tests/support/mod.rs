//! Reads texts as the tests see them: what is told about them, and what is left of them.
#![allow(dead_code)] // Each test uses a part of it.

use std::fmt::Write;

use xml_schema::{Dialect, DocumentKind, Element, FileId, Limits, Node, Parsed, Source, parse, render};

pub const TWIML: DocumentKind = DocumentKind::Response(Dialect::Twiml);
pub const CALLAPI: DocumentKind = DocumentKind::Response(Dialect::CallApi);
pub const DIALPLAN: DocumentKind = DocumentKind::Dialplan;
pub const SCRIPT: DocumentKind = DocumentKind::Script;

/// A text, read.
pub fn read(text: &str, kind: DocumentKind) -> Parsed {
    parse(text, FileId(0), kind, Limits::for_kind(kind), false)
}

/// Everything that is told about a text, as a person reads it; the codes of Twilio behind it.
pub fn told(text: &str, kind: DocumentKind) -> String {
    let parsed = read(text, kind);
    let source = [Source { name: "doc.xml".to_owned(), text: text.to_owned() }];
    let mut told = render(&parsed.diagnostics, &source, false);
    let codes: Vec<_> = parsed.diagnostics.iter().filter_map(|found| found.twilio).collect();
    if !codes.is_empty() {
        write!(told, "twilio: {codes:?}").expect("a String takes everything");
    }
    told
}

/// What is left of a callapi answer, and in a line each what was repaired.
pub fn repaired(text: &str) -> String {
    let parsed = read(text, CALLAPI);
    let mut lines = parsed.root.as_ref().map_or("refused".to_owned(), |root| written(root));
    for found in &parsed.diagnostics {
        let help = found.help.as_deref().unwrap_or_default();
        write!(lines, "\n{} {}; {help}", found.code.0, found.message).expect("a String takes everything");
    }
    lines
}

/// An element as it would be written without a mistake.
pub fn written(element: &Element) -> String {
    let mut text = format!("<{}", element.name);
    for attribute in &element.attributes {
        write!(text, " {}=\"{}\"", attribute.name, escaped(&attribute.value)).expect("a String takes everything");
    }
    text.push('>');
    for child in &element.children {
        match child {
            Node::Text(part) => text.push_str(&escaped(&part.value)),
            Node::Element(child) => text.push_str(&written(child)),
        }
    }
    write!(text, "</{}>", element.name).expect("a String takes everything");
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
