//! Values: words of the table, and names of the plan.

use std::ops::Range;

use dialplan::load::Files;
use gen_lsp_types::CompletionItemKind as Item;
use xml_schema::{AttributeDef, Status, Tag, ValueKind};

use super::{Offer, variables};
use crate::desk::{Desk, Spot};
use crate::names::{Index, Kind, what};
use crate::prompts::{self, Prompt};
use crate::{paths, summary};

/// What an attribute's value may be; with a range if that is not the whole value.
pub(super) fn offers(
    desk: &Desk,
    spot: &Spot,
    (element, attribute): (usize, usize),
    value: &Range<usize>,
) -> (Option<Range<usize>>, Vec<Offer>) {
    let text = &*spot.text;
    let owner = &text.tree.elements[element];
    let (Some(def), Some(known)) = (owner.def, owner.attributes[attribute].def(&text.text, owner)) else {
        return (None, Vec::new());
    };
    let index = desk.index(&spot.path);
    let bare = def.tag == Tag::Interactive && known.name == "url";
    if let Some((range, offers)) = variables::at(&index, spot, value, bare) {
        return (Some(range), offers);
    }
    if def.tag == Tag::If && known.name == "test" {
        let (range, offers) = variables::in_condition(&index, spot, value);
        return (Some(range), offers);
    }
    let mut offers = named(desk, &index, spot, (def.tag, known.name), element);
    offers.extend(words(known));
    for offer in &mut offers {
        if offer.documentation.is_empty() {
            offer.documentation = known.describe(def);
        }
    }
    (None, offers)
}

/// What may be written in a text besides elements; `None`: nothing.
pub(super) fn in_text(desk: &Desk, spot: &Spot, inside: Option<usize>) -> Option<(Range<usize>, Vec<Offer>)> {
    let text = &*spot.text;
    let owner = &text.tree.elements[inside?];
    let content = owner.content.clone()?;
    let def = owner.def?;
    let index = desk.index(&spot.path);
    // Back to the last tag is this text.
    let start = text.text[content.start..spot.offset].rfind('>').map_or(content.start, |at| content.start + at + 1);
    if let Some(found) = variables::at(&index, spot, &(start..spot.offset), false) {
        return Some(found);
    }
    let alone = text.tree.children(inside?).next().is_none();
    if !alone || text.text[start..spot.offset].contains('<') {
        return None;
    }
    let offers: Vec<Offer> = match def.tag {
        Tag::Play => recordings(desk, &index),
        Tag::SetVar => menus(&index),
        _ => return None,
    };
    let whole = crate::syntax::trimmed(&text.text, &content);
    let range = if whole.start <= spot.offset && spot.offset <= whole.end { whole } else { spot.offset..spot.offset };
    Some((range, offers)).filter(|(_, offers)| !offers.is_empty())
}

/// Names of the plan that the attribute may have.
fn named(desk: &Desk, index: &Index, spot: &Spot, (tag, name): (Tag, &str), element: usize) -> Vec<Offer> {
    match (tag, name) {
        (Tag::Interactive, "waitPlay") | (Tag::Hear, "prompt") => return recordings(desk, index),
        (Tag::Jump, "option") => return options_of_target(index, spot, element),
        (Tag::Option, "on") => {
            let words = ["start", "timeout", "invalid", "exhausted", "hangup"];
            return words.map(|word| Offer::word(word, Item::Event, "")).into();
        }
        (Tag::Dialplan | Tag::Schedule, "timezone") => {
            let zones = dialplan::schedule::zones().into_iter();
            return zones.map(|zone| Offer::word(zone, Item::Value, "time zone")).collect();
        }
        (Tag::Prompts, "dir") => return folders(desk, spot),
        _ => {}
    }
    match what(tag, name) {
        Some((Kind::Menu, false)) => menus(index),
        Some((Kind::Schedule, false)) => given(index, Kind::Schedule, Item::Event),
        // A name that is given again: what sets a variable may stand in several places.
        Some((Kind::Variable, _)) => given(index, Kind::Variable, Item::Variable),
        Some((Kind::File, _)) => files(desk, spot),
        _ => Vec::new(),
    }
}

/// Words that the table has.
fn words(known: &'static AttributeDef) -> Vec<Offer> {
    let words: &[&str] = match known.kind {
        ValueKind::Keyword(words) | ValueKind::Keywords(words) => words,
        ValueKind::Boolean => &["true", "false"],
        ValueKind::Method => &["GET", "POST"],
        _ => &[],
    };
    if known.status != Status::Works {
        return Vec::new();
    }
    let default = known.default.of(xml_schema::Dialect::CallApi);
    let word = |word: &&str| Offer::word(*word, Item::EnumMember, if Some(*word) == default { "default" } else { "" });
    words.iter().map(word).collect()
}

fn menus(index: &Index) -> Vec<Offer> {
    let menus = index.names().filter(|place| place.name.kind == Kind::Menu && place.name.given);
    menus
        .map(|place| Offer::word(&place.name.name, Item::Class, "menu").documented(summary::menu(index, place)))
        .collect()
}

fn given(index: &Index, kind: Kind, item: Item) -> Vec<Offer> {
    index.given(kind).into_iter().map(|name| Offer::word(name, item, "")).collect()
}

/// The options of the menu that a `Jump` leads to.
fn options_of_target(index: &Index, spot: &Spot, jump: usize) -> Vec<Offer> {
    let menu = spot.text.tree.elements[jump].value(&spot.text.text, "menu");
    let target = menu.and_then(|menu| {
        let name = menu.trim().to_owned();
        index.names().find(|place| place.name.kind == Kind::Menu && place.name.given && place.name.name == name)
    });
    let Some(target) = target else { return Vec::new() };
    let text = index.text(target);
    let options = text.tree.children(target.name.element).filter_map(|(_, option)| option.value(&text.text, "on"));
    options.map(|on| Offer::word(on.trim(), Item::Event, "")).collect()
}

fn recordings(desk: &Desk, index: &Index) -> Vec<Offer> {
    let of = |prompt: Prompt| Offer::word(prompt.name, Item::File, prompt.languages.join(", "));
    prompts::prompts(desk, index).into_iter().map(of).collect()
}

/// Other documents beside this one, and below.
fn files(desk: &Desk, spot: &Spot) -> Vec<Offer> {
    let folder = paths::folder(&spot.path);
    let names = desk.shelf.below(folder).into_iter().filter(|name| format!("{folder}/{name}") != spot.path);
    let ours =
        names.filter(|name| name.ends_with(".xml") && desk.plans.kind(&format!("{folder}/{name}")) == spot.text.kind);
    ours.map(|name| Offer::word(name, Item::File, "")).collect()
}

/// The folders beside this file, and below.
fn folders(desk: &Desk, spot: &Spot) -> Vec<Offer> {
    let folder = paths::folder(&spot.path);
    let names = desk.shelf.below(folder);
    let folders: std::collections::BTreeSet<&str> =
        names.iter().map(|name| paths::folder(name)).filter(|folder| !folder.is_empty()).collect();
    let exists = |name: &&&str| desk.shelf.is_dir(&format!("{folder}/{name}"));
    folders.iter().filter(exists).map(|name| Offer::word(*name, Item::Folder, "")).collect()
}
