//! Elements that may stand here, and ends of those that are open.

use std::ops::Range;

use gen_lsp_types::CompletionItemKind;
use xml_schema::table::TextContent;
use xml_schema::{ElementDef, Status, TABLE, Tag};

use super::{Form, Offer, detail};
use crate::desk::Desk;
use crate::document::Text;

/// What may stand in an element; `None`: at the top.
pub(super) fn offers(desk: &Desk, text: &Text, parent: Option<usize>, form: Form) -> Vec<Offer> {
    let Some(parent) = parent else { return roots(desk, text, form) };
    let Some(parent) = text.tree.elements[parent].def else { return Vec::new() };
    let is_response = matches!(text.kind, Some(xml_schema::DocumentKind::Response(_)));
    let fits = |def: &&ElementDef| def.parents.contains(&parent.tag) && def.status == Status::Works;
    let children = TABLE.iter().copied().filter(fits).filter(|def| !(is_response && def.tag == Tag::Interactive));
    children.flat_map(|def| def.names().map(move |name| element(def, name, form))).collect()
}

/// The end tags of what is open, the innermost first; `name`: what is written of one.
pub(super) fn ends(text: &Text, inside: Option<usize>, name: &Range<usize>) -> Vec<Offer> {
    let close = if text.text[name.end..].trim_start().starts_with('>') { "" } else { ">" };
    let open = std::iter::successors(inside, |place| text.tree.elements[*place].parent);
    let end = |place: usize| {
        let name = text.part(&text.tree.elements[place].name);
        Offer {
            label: name.to_owned(),
            ..Offer::word(format!("{name}{close}"), CompletionItemKind::Class, "ends here")
        }
    };
    open.map(end).collect()
}

/// An element as it is written, with what it needs.
fn element(def: &'static ElementDef, name: &str, form: Form) -> Offer {
    let base = Offer::word(name, CompletionItemKind::Class, detail(def)).documented(def.describe());
    if form == Form::Name {
        return base;
    }
    let open = if form == Form::Bracketed { "<" } else { "" };
    let mut snippet = format!("{open}{name}");
    let mut plain = snippet.clone();
    let mut stop = 0;
    for needed in def.attributes.iter().filter(|attribute| attribute.required) {
        stop += 1;
        snippet.push_str(&format!(" {}=\"${stop}\"", needed.name));
        plain.push_str(&format!(" {}=\"\"", needed.name));
    }
    if def.text != TextContent::None {
        snippet.push_str(&format!(">$0</{name}>"));
        plain.push_str(&format!("></{name}>"));
    } else if TABLE.iter().any(|child| child.parents.contains(&def.tag)) {
        snippet.push_str(&format!(">\n\t$0\n</{name}>"));
        plain.push_str(&format!(">\n</{name}>"));
    } else {
        snippet.push_str("/>$0");
        plain.push_str("/>");
    }
    Offer { snippet, plain, ..base }
}

/// What a document begins with.
fn roots(desk: &Desk, text: &Text, form: Form) -> Vec<Offer> {
    // A document has one root.
    if desk.kind(text).is_some() || form == Form::Name {
        return Vec::new();
    }
    let open = if form == Form::Bracketed { "<" } else { "" };
    let root = |name: &str, start: &str, inside: &str| {
        let def = xml_schema::lookup(None, name);
        let tag = format!("{open}{name}{start}>\n");
        let base = Offer::word(name, CompletionItemKind::Class, def.map(detail).unwrap_or_default());
        Offer {
            snippet: format!("{}\t{inside}\n</{name}>", tag.replace("TO", "$1")),
            plain: format!("{}</{name}>", tag.replace("TO", "")),
            documentation: def.map(ElementDef::describe).unwrap_or_default(),
            ..base
        }
    };
    vec![
        root(
            "Dialplan",
            " xmlns=\"urn:dialtree:1\"",
            "<Route to=\"*\" menu=\"${1:main}\"/>\n\n\t<Menu name=\"${1:main}\">\n\t\t<Option on=\"start\">$0</Option>\n\t</Menu>",
        ),
        root("Script", " xmlns=\"urn:dialtree:1\" to=\"TO\"", "$0"),
        root("Response", "", "$0"),
    ]
}
