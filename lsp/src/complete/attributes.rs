//! Attributes that an element takes and does not have.

use gen_lsp_types::CompletionItemKind;
use xml_schema::Status;

use super::Offer;
use crate::document::Text;

/// The attributes of an element that are not there yet; `current`: the one whose name is being typed.
pub(super) fn offers(text: &Text, element: usize, current: Option<usize>) -> Vec<Offer> {
    let element = &text.tree.elements[element];
    let Some(def) = element.def else { return Vec::new() };
    let others = element.attributes.iter().enumerate().filter(|(place, _)| Some(*place) != current);
    let present: Vec<_> = others.filter_map(|(_, attribute)| attribute.def(&text.text, element)).collect();
    let has_value = current.is_some_and(|current| element.attributes[current].value.is_some());
    let missing = def.attributes.iter().filter(|known| known.status == Status::Works && !present.contains(known));
    let offer = |known: &'static xml_schema::AttributeDef| {
        let mut offer = Offer::word(known.name, CompletionItemKind::Property, known.kind.expected());
        if !has_value {
            offer.snippet = format!("{}=\"$1\"", known.name);
            offer.plain = format!("{}=\"\"", known.name);
        }
        offer.documented(known.describe(def))
    };
    // What must be there stands first.
    let (needed, other): (Vec<_>, Vec<_>) = missing.partition(|known| known.required);
    needed.into_iter().chain(other).map(offer).collect()
}
