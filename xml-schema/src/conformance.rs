//! The conformance page, generated from the table: what of each dialect works, is planned, or is not offered.

use std::collections::HashSet;
use std::fmt::Write;

use crate::elements::TABLE;
use crate::reference::status_word;
use crate::table::{AttributeDef, ElementDef, Origin, Status, Tag};

/// The parts of the page: a heading, a sentence, and whose words stand in it.
const PARTS: &[(&str, &str, &[Origin])] = &[
    (
        "TwiML",
        "What applications written for Twilio, Telnyx TeXML or SignalWire cXML send.",
        &[Origin::Twiml, Origin::Both],
    ),
    ("CallAPI", "What applications written for VoipNow or Telphin send.", &[Origin::CallApi, Origin::Both]),
    ("Ours", "What no other system has. Answers of both dialects may use it.", &[Origin::Ours]),
];

/// The page docs/conformance.md: every element and attribute that an answer may hold, with its status, a table for each dialect.
pub fn conformance() -> String {
    let mut page = String::from(
        "# Conformance: what works of which dialect\n\nGenerated from the element table; do not edit. `UPDATE_DOCS=1 cargo test -p xml-schema` writes it again.\n\n\
         *works*: it does what [verbs.md](verbs.md) says. *planned*: it is known; an answer that uses it runs without it, with a warning. \
         *not offered*: the same, and it will not come; nothing inside of it is listed.\n\n\
         Words of both dialects are understood in answers of both. A row without an attribute is the element's own.\n",
    );
    let answers = in_answers();
    for (heading, sentence, origins) in PARTS {
        let rows = rows(&answers, origins);
        // Writing to a String cannot fail, here and below.
        write!(page, "\n## {heading}\n\n{sentence} {}\n\n", counted(&rows)).ok();
        page.push_str("| element | stands in | attribute | |\n|---|---|---|---|\n");
        for row in &rows {
            let attribute = row.attribute.map_or(String::new(), |name| format!("`{name}`"));
            writeln!(page, "| {} | {attribute} | {} |", row.element, status_word(row.status)).ok();
        }
    }
    page
}

struct Row {
    /// The element's names, and what it may stand in if this is its own row.
    element: String,
    attribute: Option<&'static str>,
    status: Status,
}

/// The elements that an answer may hold, in the table's order.
fn in_answers() -> Vec<&'static ElementDef> {
    let mut tags = HashSet::from([Tag::Response]);
    loop {
        let inside = |def: &&&ElementDef| def.parents.iter().any(|parent| tags.contains(parent));
        let more: Vec<Tag> = TABLE.iter().filter(inside).map(|def| def.tag).filter(|tag| !tags.contains(tag)).collect();
        if more.is_empty() {
            break;
        }
        tags.extend(more);
    }
    // Interactive is for files only, whatever it stands in.
    let held = |def: &&'static ElementDef| {
        !matches!(def.tag, Tag::Response | Tag::Interactive | Tag::Param | Tag::Fallback)
            && def.parents.iter().any(|parent| tags.contains(parent))
    };
    TABLE.iter().copied().filter(held).collect()
}

fn rows(answers: &[&'static ElementDef], origins: &[Origin]) -> Vec<Row> {
    let mut rows = Vec::new();
    for def in answers {
        let belongs = |attribute: &&AttributeDef| origins.contains(&attribute.origin.unwrap_or(def.origin));
        let names: Vec<_> = def.names().map(|name| format!("`{name}`")).collect();
        let names = names.join(", ");
        if origins.contains(&def.origin) {
            rows.push(Row { element: format!("{names} | {}", parents(def)), attribute: None, status: def.status });
        }
        for attribute in def.attributes.iter().filter(belongs) {
            // What stands in an element that does not work does not work either.
            let status = if attribute.status == Status::Works { def.status } else { attribute.status };
            for name in std::iter::once(attribute.name).chain(attribute.aliases.iter().copied()) {
                rows.push(Row { element: format!("{names} | "), attribute: Some(name), status });
            }
        }
    }
    rows
}

/// What an element may stand in: words of the two dialects, or of ours if there are no others.
fn parents(def: &ElementDef) -> String {
    let known = |tag: &Tag| TABLE.iter().find(|def| def.tag == *tag && def.status != Status::NotOffered);
    let parents: Vec<_> = def.parents.iter().filter_map(known).collect();
    let mut names = Vec::new();
    for foreign in [true, false] {
        if names.is_empty() {
            let chosen = parents.iter().filter(|def| (def.origin != Origin::Ours) == foreign);
            names.extend(chosen.map(|def| format!("`{}`", def.name)));
        }
    }
    names.dedup();
    names.join(", ")
}

/// How many rows have which status.
fn counted(rows: &[Row]) -> String {
    let count = |status| rows.iter().filter(|row| row.status == status).count();
    let (works, planned, not_offered) = (count(Status::Works), count(Status::Planned), count(Status::NotOffered));
    format!("{works} work, {planned} are planned, {not_offered} are not offered.")
}
