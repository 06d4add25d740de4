//! The outline of a document: its menus and their options, its schedules; the steps of a script; the verbs of an answer.

use std::ops::Range;

use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind,
};
use xml_schema::{ElementDef, Tag};

use crate::desk::{Desk, Spot};
use crate::document::Text;
use crate::syntax::{plain, trimmed};

/// More entries than this nobody looks through.
const MAX_SYMBOLS: usize = 20_000;
/// A longer text beside a name is cut.
const SHOWN: usize = 40;

/// The outline.
pub fn symbols(desk: &Desk, spot: &Spot) -> DocumentSymbolResponse {
    let text = &*spot.text;
    let root = text.tree.root().filter(|_| desk.kind(text).is_some());
    let root = root.and_then(|root| text.tree.elements.iter().position(|element| std::ptr::eq(element, root)));
    let top: Vec<DocumentSymbol> = root.map(|root| children(desk, text, root, 0)).unwrap_or_default();
    if desk.client.nested_symbols {
        return top.into();
    }
    let mut flat: Vec<SymbolInformation> = Vec::new();
    if let Some(uri) = desk.shelf.uri(&spot.path) {
        for symbol in top {
            let inside = symbol.children.clone().unwrap_or_default();
            let container = symbol.name.clone();
            flat.push(information(symbol, None, &uri));
            flat.extend(inside.into_iter().map(|child| information(child, Some(container.clone()), &uri)));
        }
    }
    flat.into()
}

fn children(desk: &Desk, text: &Text, parent: usize, level: usize) -> Vec<DocumentSymbol> {
    let known = text.tree.children(parent).filter_map(|(place, element)| Some((place, element.def?)));
    let shown = known
        .filter(|(_, def)| level == 0 || matches!(def.tag, Tag::Option | Tag::AppAnswer | Tag::Open | Tag::Closed));
    shown.take(MAX_SYMBOLS).map(|(place, def)| symbol(desk, text, place, def, level)).collect()
}

// The field `deprecated` is, and has no other way to be left empty.
#[allow(deprecated)]
fn symbol(desk: &Desk, text: &Text, place: usize, def: &ElementDef, level: usize) -> DocumentSymbol {
    let element = &text.tree.elements[place];
    let value = |name: &str| element.value(&text.text, name).map(|value| value.trim().to_owned());
    let called = value("name").or_else(|| value("on")).or_else(|| value("file")).filter(|name| !name.is_empty());
    let detail = match def.tag {
        Tag::Route => Some(format!(
            "{} → {}",
            value("to").or_else(|| value("match")).unwrap_or_default(),
            value("menu").unwrap_or_default()
        )),
        Tag::Open | Tag::Closed => Some(text.part(&element.tag).trim_matches(['<', '>', '/']).to_owned()),
        _ => words(text, element.content.as_ref()),
    };
    let selection = if element.name.is_empty() { element.tag.clone() } else { element.name.clone() };
    DocumentSymbol {
        name: called.unwrap_or_else(|| def.name.to_owned()),
        detail: detail.filter(|detail| !detail.is_empty()),
        kind: kind(def.tag),
        tags: None,
        deprecated: None,
        range: text.range(&element.span, desk.client.encoding),
        selection_range: text.range(&selection, desk.client.encoding),
        children: (level == 0).then(|| children(desk, text, place, 1)).filter(|list| !list.is_empty()),
    }
}

#[allow(deprecated)]
fn information(symbol: DocumentSymbol, container_name: Option<String>, uri: &url::Url) -> SymbolInformation {
    let base = BaseSymbolInformation { name: symbol.name, kind: symbol.kind, tags: None, container_name };
    let location = Location { uri: uri.clone(), range: symbol.range };
    SymbolInformation { deprecated: None, location, base_symbol_information: base }
}

fn kind(tag: Tag) -> SymbolKind {
    match tag {
        Tag::Menu => SymbolKind::Class,
        Tag::Option => SymbolKind::Method,
        Tag::Schedule => SymbolKind::Enum,
        Tag::Open | Tag::Closed => SymbolKind::EnumMember,
        Tag::Route => SymbolKind::Interface,
        Tag::Include | Tag::Prompts => SymbolKind::Module,
        _ => SymbolKind::Function,
    }
}

/// The beginning of an element's text, if it has nothing but text.
fn words(text: &Text, content: Option<&Range<usize>>) -> Option<String> {
    let written = plain(text.part(&trimmed(&text.text, content?)));
    if written.contains('<') {
        return None;
    }
    let line: Vec<&str> = written.split_whitespace().collect();
    Some(line.join(" ").chars().take(SHOWN).collect())
}
