//! Writes a file of the language as everybody writes it: indentation, one action a line, attributes on lines of their own where
//! one line is too short. What the file means stays: texts that are heard, comments, CDATA, entities and the declaration are
//! copied.

mod layout;
mod read;

use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::{Dialect, DocumentKind};
use crate::parse::{Limits, parse};
use crate::span::FileId;
use crate::tree::{Element, Node};

/// Why a text is not formatted.
#[derive(Debug, Clone, PartialEq)]
pub enum Unformatted {
    /// It is not well-formed, or no file of the language: everything that is wrong with it.
    Syntax(Vec<Diagnostic>),
    /// It would mean something else afterwards. That is a mistake of ours; the text is to be left as it is.
    Changed,
}

/// The text in its usual form. What is wrong with names and values is none of its business.
///
/// Formatting what has been formatted changes nothing.
///
/// # Errors
/// [`Unformatted`]; nothing is formatted in part.
pub fn format(text: &str) -> Result<String, Unformatted> {
    let kind = kind(text);
    // Line ends as XML 1.0 §2.11 reads them.
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let before = meaning(&unix, kind)?;
    let Some(document) = read::read(&unix) else { return Err(Unformatted::Syntax(before.diagnostics)) };
    let formatted = layout::write(&document);
    match meaning(&formatted, kind) {
        Ok(after) if before.outline == after.outline => Ok(formatted),
        _ => Err(Unformatted::Changed),
    }
}

/// What kind of file a text is, by its root.
fn kind(text: &str) -> DocumentKind {
    match read::root_name(text) {
        Some("Script") => DocumentKind::Script,
        Some("Response") => DocumentKind::Response(Dialect::CallApi),
        _ => DocumentKind::Dialplan,
    }
}

/// What a text means.
struct Meaning {
    /// Its elements without their places; `None`: there are none.
    outline: Option<String>,
    /// What is wrong with it.
    diagnostics: Vec<Diagnostic>,
}

fn meaning(text: &str, kind: DocumentKind) -> Result<Meaning, Unformatted> {
    let limits = Limits { bytes: 16 << 20, depth: 64, verbs: 1_000_000 };
    let parsed = parse(text, FileId(0), kind, limits, true);
    let is_syntax = |found: &Diagnostic| found.severity == Severity::Error && SYNTAX.contains(&found.code.0);
    // Without an element there is nothing to bring into form, whatever the reason.
    if parsed.diagnostics.iter().any(is_syntax) || parsed.root.is_none() && !parsed.diagnostics.is_empty() {
        return Err(Unformatted::Syntax(parsed.diagnostics));
    }
    Ok(Meaning { outline: parsed.root.map(|root| outline(&root)), diagnostics: parsed.diagnostics })
}

/// The codes of texts that are not well-formed, or have another root.
const SYNTAX: [&str; 9] = ["X001", "X002", "X003", "X004", "X005", "X006", "X007", "X008", "X009"];

/// An element without its places. White space between elements means nothing, except between words that are spoken.
fn outline(element: &Element) -> String {
    let mut text = format!("<{}", element.name);
    for attribute in &element.attributes {
        text.push_str(&format!(" {}={:?}", attribute.name, attribute.value));
    }
    text.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => text.push_str(&outline(child)),
            Node::Text(words) if words.value.trim().is_empty() && !layout::is_spoken(element.def.tag) => {}
            Node::Text(words) => text.push_str(&format!("{:?}", words.value)),
        }
    }
    text.push_str("</>");
    text
}
