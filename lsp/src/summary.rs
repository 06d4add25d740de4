//! A menu or a schedule in a few lines: what it says, and where its keys lead.

use xml_schema::Tag;

use crate::document::Text;
use crate::names::{Index, Kind, Place};
use crate::syntax::plain;

/// A longer text is cut.
const SHOWN: usize = 80;

/// A menu: what callers hear, its options and where they lead, and how often it is used. Markdown.
pub fn menu(index: &Index, given: &Place) -> String {
    let text = index.text(given);
    let uses = index.same(given).filter(|place| !place.name.given).count();
    let plural = if uses == 1 { "place" } else { "places" };
    let mut lines = format!("**menu {:?}** · used in {uses} {plural}\n", given.name.name);
    for (place, option) in text.tree.children(given.name.element) {
        if option.def.is_none_or(|def| def.tag != Tag::Option) {
            continue;
        }
        let on = option.value(&text.text, "on").unwrap_or_default();
        lines.push_str(&format!("\n- `{}` {}", on.trim(), story(text, place)));
    }
    lines
}

/// A schedule: when it is open. Markdown.
pub fn schedule(index: &Index, given: &Place) -> String {
    let text = index.text(given);
    let mut lines = format!("**schedule {:?}**\n", given.name.name);
    for (_, hours) in text.tree.children(given.name.element) {
        lines.push_str(&format!("\n- `{}`", text.part(&hours.tag)));
    }
    lines
}

/// A variable: what sets it. Markdown.
pub fn variable(index: &Index, name: &str) -> String {
    let set = index.names().filter(|place| place.name.kind == Kind::Variable && place.name.given);
    let places: Vec<String> = set
        .filter(|place| place.name.name == name)
        .map(|place| {
            let text = index.text(place);
            let file =
                crate::paths::below(&index.files[place.file].0, crate::paths::folder(&index.files[place.file].0));
            let element = text.part(&text.tree.elements[place.name.element].name);
            format!("\n- `{element}` in {file}, line {}", text.lines.line(place.name.range.start) + 1)
        })
        .collect();
    match places.is_empty() {
        true if dialplan::call::is_built_in(name) => format!("**variable {name}** · set by the call itself"),
        true => format!("**variable {name}** · nothing in this plan sets it"),
        false => format!("**variable {name}** · set by\n{}", places.concat()),
    }
}

/// What an option does, in the order of its actions.
fn story(text: &Text, option: usize) -> String {
    let mut parts = Vec::new();
    for (place, action) in text.tree.elements.iter().enumerate().skip(option + 1) {
        if action.tag.start >= text.tree.elements[option].span.end || parts.len() == 4 {
            break;
        }
        let Some(def) = action.def else { continue };
        let value = |name: &str| action.value(&text.text, name).unwrap_or_default().trim().to_owned();
        match def.tag {
            Tag::Say | Tag::Play => parts.push(format!("“{}”", words(text, place))),
            Tag::Jump => parts.push(format!("→ {}", value("menu"))),
            Tag::Transfer | Tag::Dial if value("to").is_empty() => parts.push(format!("☎ {}", words(text, place))),
            Tag::Transfer | Tag::Dial => parts.push(format!("☎ {}", value("to"))),
            Tag::Interactive => parts.push(format!("asks {}", value("url"))),
            Tag::Hangup | Tag::Record | Tag::Gather | Tag::Reject => parts.push(def.name.to_owned()),
            _ => {}
        }
    }
    parts.join(" ")
}

/// The text of an element in one line.
fn words(text: &Text, element: usize) -> String {
    let content = text.tree.elements[element].content.clone().unwrap_or(0..0);
    let written = plain(text.part(&content));
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
