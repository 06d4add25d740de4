//! What stands under the pointer: the reference text, what a name means, and what a finding's code means.

use std::ops::Range;

use gen_lsp_types::{Hover, MarkupContent, MarkupKind};

use crate::desk::{Desk, Spot};
use crate::findings::Findings;
use crate::names::{Index, Kind, Place};
use crate::summary;
use crate::syntax::{Cursor, cursor};

/// What is known about a place.
pub fn hover(desk: &Desk, findings: &Findings, spot: &Spot) -> Option<Hover> {
    desk.kind(&spot.text)?;
    let mut parts = Vec::new();
    let mut range = None;
    let index = desk.index(&spot.path);
    if let Some(place) = index.at(&spot.path, spot.offset) {
        range = Some(place.name.range.clone());
        parts.extend(meaning(&index, place));
    }
    if let Some((text, around)) = reference(spot) {
        range = range.or(Some(around));
        parts.push(text);
    }
    for finding in findings.get(&spot.path).into_iter().flatten() {
        if finding.range.start <= spot.offset && spot.offset <= finding.range.end {
            range = range.or(Some(finding.range.clone()));
            parts.extend(explained(finding.found.code.0));
        }
    }
    parts.dedup();
    let contents = MarkupContent { kind: MarkupKind::Markdown, value: parts.join("\n\n---\n\n") };
    let range = range.map(|range| spot.text.range(&range, desk.client.encoding));
    (!parts.is_empty()).then(|| Hover { contents: contents.into(), range })
}

/// What the reference page says about the name here.
fn reference(spot: &Spot) -> Option<(String, Range<usize>)> {
    let text = &*spot.text;
    let of_element = |element: usize, range| text.tree.elements[element].def.map(|def| (def.describe(), range));
    let of_attribute = |element: usize, attribute: usize, range| {
        let element = &text.tree.elements[element];
        let known = element.attributes[attribute].def(&text.text, element)?;
        element.def.map(|def| (known.describe(def), range))
    };
    match cursor(&text.tree, &text.text, spot.offset) {
        Cursor::Name { range, element } => of_element(element, range),
        Cursor::EndName { range, .. } => {
            let ended = text.tree.elements.iter().position(|element| element.end_name.as_ref() == Some(&range));
            of_element(ended?, range)
        }
        Cursor::AttributeName { range, element, attribute } => of_attribute(element, attribute?, range),
        Cursor::Value { range, element, attribute } => of_attribute(element, attribute, range),
        Cursor::Text { .. } | Cursor::Aside => None,
    }
}

/// What a name of the plan stands for.
fn meaning(index: &Index, place: &Place) -> Option<String> {
    let given = index.same(place).find(|other| other.name.given);
    match place.name.kind {
        Kind::Menu | Kind::MenuId => {
            let given = given?;
            // An id is told by the menu's own name.
            let of_menu = |other: &&Place| {
                (other.file, other.name.element, other.name.kind) == (given.file, given.name.element, Kind::Menu)
            };
            Some(summary::menu(index, index.names().find(of_menu).unwrap_or(given)))
        }
        Kind::Schedule => Some(summary::schedule(index, given?)),
        Kind::Variable => Some(summary::variable(index, &place.name.name)),
        Kind::File => None,
    }
}

/// What a code means, with what mends it.
fn explained(code: &str) -> Option<String> {
    let known = dialplan::explain::explain(code)?;
    Some(format!("**{code}** {}\n\n```xml\n{}\n```\n\nbetter:\n\n```xml\n{}\n```", known.why, known.bad, known.good))
}
