//! The reference page, generated from the table.

use std::fmt::Write;

use crate::elements::TABLE;
use crate::table::{AttributeDef, DefaultValue, ElementDef, Origin, Status, Tag, TextContent};

type Belongs = fn(&ElementDef) -> bool;

/// The parts of the page: a heading, and which elements stand under it.
const PARTS: &[(&str, Belongs)] = &[
    ("Verbs", |def| def.parents.contains(&Tag::Response) || def.tag == Tag::Interactive),
    ("Parts of verbs", |def| {
        !is_any(def, &[Tag::Response, Tag::Dialplan, Tag::Script, Tag::Menu, Tag::Schedule, Tag::App])
            && !is_speech(def)
    }),
    ("Speech (SSML)", is_speech),
    ("Dialplans", |def| def.tag == Tag::Dialplan || is_any(def, &[Tag::Dialplan, Tag::Menu, Tag::Schedule])),
    ("Scripts", |def| def.tag == Tag::Script || is_any(def, &[Tag::Script, Tag::App])),
];

/// The page docs/verbs.md: every element and attribute with its status, type, default and meaning.
pub fn reference() -> String {
    let mut page = String::from(
        "# Reference: every element and attribute\n\nGenerated from the element table; do not edit. `UPDATE_DOCS=1 cargo test -p xml-schema` writes it again.\n\n\
         *works*: does what is said here. *planned*: known and checked; skipped with a warning when it runs, an error in a dialplan. *not offered*: skipped with a warning.\n\n\
         *callapi*, *twiml*: the applications whose word it is; every word is understood from both. *ours*: no other system has it.\n\n\
         Durations in seconds take a unit, too (`5`, `5s`, `500ms`); the others need one. `${name}` in a value or text is replaced by the variable.\n",
    );
    let mut listed: Vec<&ElementDef> = Vec::new();
    for (heading, belongs) in PARTS {
        // Writing to a String cannot fail, here and below.
        write!(page, "\n## {heading}\n").ok();
        for def in TABLE.iter().copied().filter(|def| belongs(def)) {
            if def.status == Status::NotOffered || listed.iter().any(|known| std::ptr::eq(*known, def)) {
                continue;
            }
            listed.push(def);
            element(def, &mut page);
        }
    }
    page.push_str("\n## Not offered\n\n");
    let names = TABLE.iter().filter(|def| def.status == Status::NotOffered).map(|def| format!("`{}`", def.name));
    writeln!(page, "{}: known from other systems, skipped with a warning.", names.collect::<Vec<_>>().join(", ")).ok();
    page
}

fn is_any(def: &ElementDef, parents: &[Tag]) -> bool {
    def.parents.iter().any(|parent| parents.contains(parent))
}

fn is_speech(def: &ElementDef) -> bool {
    def.parents.contains(&Tag::P)
}

fn element(def: &ElementDef, page: &mut String) {
    write!(page, "\n### `{}`", def.name).ok();
    if !def.aliases.is_empty() {
        let names: Vec<_> = def.aliases.iter().map(|name| format!("`{name}`")).collect();
        write!(page, " (also {})", names.join(", ")).ok();
    }
    write!(page, " · *{}* · {}\n\n{}", status_word(def.status), origin(def.origin), def.prose).ok();
    match def.text {
        TextContent::Required => page.push_str(" Needs text."),
        TextContent::Optional => page.push_str(" May have text."),
        TextContent::None => {}
    }
    page.push('\n');
    if def.attributes.is_empty() {
        return;
    }
    page.push_str("\n| attribute | takes | default | from | |\n|---|---|---|---|---|\n");
    for attribute in def.attributes {
        row(attribute, def, page);
    }
}

fn row(attribute: &AttributeDef, element: &ElementDef, page: &mut String) {
    let mut name = format!("`{}`", attribute.name);
    for alias in attribute.aliases {
        name.push_str(&format!(", `{alias}`"));
    }
    let default = if attribute.required { "required".to_owned() } else { default(attribute.default) };
    let from = attribute.origin.map_or("", origin);
    let planned = if attribute.status == element.status {
        String::new()
    } else {
        format!(" *{}*", status_word(attribute.status))
    };
    let takes = attribute.kind.expected().replace('|', "\\|");
    writeln!(page, "| {name} | {takes} | {default} | {from} | {}{planned} |", attribute.prose).ok();
}

/// A default as the pages write it; empty if there is none.
pub(crate) fn default(default: DefaultValue) -> String {
    match default {
        DefaultValue::None => String::new(),
        DefaultValue::Same(value) => format!("`{value}`"),
        DefaultValue::Each { twiml, callapi } => format!("`{callapi}`; twiml `{twiml}`"),
    }
}

/// Whose word it is, as the pages write it.
pub(crate) fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Both => "callapi, twiml",
        Origin::CallApi => "callapi",
        Origin::Twiml => "twiml",
        Origin::Ours => "ours",
    }
}

/// A status as the pages write it.
pub(crate) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Works => "works",
        Status::Planned => "planned",
        Status::NotOffered => "not offered",
    }
}
