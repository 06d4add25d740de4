//! What may be written at the cursor.

mod attributes;
mod elements;
mod values;
mod variables;

use std::ops::Range;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, InsertTextFormat, MarkupContent,
    MarkupKind, TextEdit,
};
use xml_schema::ElementDef;

use crate::desk::{Desk, Spot};
use crate::syntax::{Cursor, Element, cursor};

/// Something that may be written.
struct Offer {
    label: String,
    kind: CompletionItemKind,
    /// A few words beside it.
    detail: String,
    /// Markdown.
    documentation: String,
    /// With places to fill in, `$1` and `$0`, if the editor knows them.
    snippet: String,
    /// Without.
    plain: String,
}

/// What may be written at a place; `None` in a document that is none of ours.
pub fn complete(desk: &Desk, spot: &Spot) -> Option<CompletionList> {
    let text = &*spot.text;
    let foreign = |root: &Element| !root.name.is_empty() && root.def.is_none();
    if desk.kind(text).is_none() && text.tree.root().is_some_and(foreign) {
        // Unless it is the name of the root that is being typed.
        let Cursor::Name { element: 0, .. } = cursor(&text.tree, &text.text, spot.offset) else { return None };
    }
    let (replaced, offers) = offers(desk, spot);
    let items = offers.into_iter().enumerate().map(|(place, offer)| offer.item(desk, spot, &replaced, place));
    Some(CompletionList { items: items.collect(), ..CompletionList::default() })
}

fn offers(desk: &Desk, spot: &Spot) -> (Range<usize>, Vec<Offer>) {
    let here = spot.offset..spot.offset;
    let text = &*spot.text;
    match cursor(&text.tree, &text.text, spot.offset) {
        Cursor::Aside => (here, Vec::new()),
        Cursor::Name { range, element } => {
            let element = &text.tree.elements[element];
            // A name with something behind it is changed, a lonely one is written with all that it needs.
            let is_new = element.attributes.is_empty() && !element.finished;
            let form = if is_new { Form::Whole } else { Form::Name };
            (range, elements::offers(desk, text, element.parent, form))
        }
        Cursor::EndName { range, inside } => {
            let offers = elements::ends(text, inside, &range);
            (range, offers)
        }
        Cursor::AttributeName { range, element, attribute } => (range, attributes::offers(text, element, attribute)),
        Cursor::Value { range, element, attribute } => {
            let (inside, mut offers) = values::offers(desk, spot, (element, attribute), &range);
            if inside.is_none() && text.tree.elements[element].attributes[attribute].quote.is_none() {
                offers.iter_mut().for_each(Offer::quote);
            }
            (inside.unwrap_or(range), offers)
        }
        Cursor::Text { inside } => values::in_text(desk, spot, inside)
            .unwrap_or_else(|| (here, elements::offers(desk, text, inside, Form::Bracketed))),
    }
}

/// How much of an element is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Its name: the rest is there.
    Name,
    /// Everything behind the `<`.
    Whole,
    /// Everything, the `<` included.
    Bracketed,
}

impl Offer {
    /// A name that stands for itself.
    fn word(label: impl Into<String>, kind: CompletionItemKind, detail: impl Into<String>) -> Self {
        let label = label.into();
        let (snippet, plain) = (literal(&label), label.clone());
        Self { label, kind, detail: detail.into(), documentation: String::new(), snippet, plain }
    }

    /// Puts quotes around it: nobody has yet.
    fn quote(&mut self) {
        self.plain = format!("\"{}\"", self.plain);
        self.snippet = format!("\"{}\"", self.snippet);
    }

    fn documented(self, documentation: impl Into<String>) -> Self {
        Self { documentation: documentation.into(), ..self }
    }

    fn item(self, desk: &Desk, spot: &Spot, replaced: &Range<usize>, place: usize) -> CompletionItem {
        let is_snippet = desk.client.snippets && self.snippet != literal(&self.plain);
        let new_text = if is_snippet { self.snippet } else { self.plain };
        let range = spot.text.range(replaced, desk.client.encoding);
        let documentation = MarkupContent { kind: MarkupKind::Markdown, value: self.documentation };
        CompletionItem {
            // Behind a bracket that was typed the editor looks for the label.
            filter_text: new_text.starts_with('<').then(|| format!("<{}", self.label)),
            label: self.label,
            kind: Some(self.kind),
            detail: Some(self.detail).filter(|detail| !detail.is_empty()),
            documentation: (!documentation.value.is_empty()).then(|| documentation.into()),
            // In the order of the table, as the reference page.
            sort_text: Some(format!("{place:05}")),
            insert_text_format: is_snippet.then_some(InsertTextFormat::Snippet),
            text_edit: Some(CompletionItemTextEdit::from(TextEdit { range, new_text })),
            ..CompletionItem::default()
        }
    }
}

/// A text inside of a snippet. Language Server Protocol 3.17, §"Snippet syntax".
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// An element's entry in words that fit beside its name.
fn detail(def: &ElementDef) -> String {
    def.prose.split_once(". ").map_or(def.prose, |(first, _)| first).trim_end_matches('.').to_owned()
}
