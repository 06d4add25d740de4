//! Menus and their options.

use std::time::Duration;

use xml_schema::{Diagnostic, Dialect, Element, Span, Tag, Value, suggest};

use super::build::{children, duration};
use super::messages;
use super::sources::Root;
use crate::menu_index::MenuIndex;
use crate::plan::{Menu, MenuId, MenuOption, Trigger};

const SPECIALS: [&str; 5] = ["start", "timeout", "invalid", "exhausted", "hangup"];

pub(super) fn menus(roots: &[Root], diagnostics: &mut Vec<Diagnostic>) -> (Vec<Menu>, MenuIndex) {
    let mut menus: Vec<Menu> = Vec::new();
    let mut index = MenuIndex::default();
    for (_, element) in children(roots, Tag::Menu) {
        // A menu without a name has been reported; its options are still looked at.
        let menu = menu(element, diagnostics);
        let named = |what: &str, value: &str, span: Span, first: Option<&Menu>| {
            first.map(|first| messages::duplicate_menu(span, first.span, what, value))
        };
        let span = |name: &str| element.attribute(name).map_or(element.name_span, |attribute| attribute.value_span);
        let same_name = index.named(&menu.name).filter(|_| !menu.name.is_empty()).map(|first| &menus[first.0]);
        diagnostics.extend(named("name", &menu.name, span("name"), same_name));
        if let Some(id) = &menu.id {
            let same_id = index.with_id(id).map(|first| &menus[first.0]);
            diagnostics.extend(named("id", id, span("id"), same_id));
        }
        index.add(MenuId(menus.len()), &menu);
        menus.push(menu);
    }
    (menus, index)
}

fn menu(element: &Element, diagnostics: &mut Vec<Diagnostic>) -> Menu {
    let value = |name: &str| element.value(name, Dialect::CallApi);
    let text = |name: &str| value(name).and_then(|value| value.as_text().map(str::to_owned));
    let number = |name: &str| value(name).as_ref().and_then(Value::as_integer).unwrap_or(1);
    let dial_extensions = value("dialExtensions").as_ref().and_then(Value::as_boolean).unwrap_or(false);
    let is_open = dial_extensions && element.attribute("maxDigits").is_none();
    Menu {
        name: text("name").unwrap_or_default(),
        id: text("id").filter(|id| !id.is_empty()),
        timeout: duration(value("timeout").as_ref()).unwrap_or(Duration::from_secs(5)),
        inter_digit: duration(value("interDigit").as_ref()).unwrap_or(Duration::from_secs(2)),
        max_digits: if is_open { EXTENSION } else { usize::try_from(number("maxDigits")).unwrap_or(1) },
        tries: u32::try_from(number("tries")).unwrap_or(3),
        dial_extensions,
        options: options(element, diagnostics),
        span: element.name_span,
    }
}

/// Keys of an extension, as long as they are where several offices share a house: `0003*099`.
const EXTENSION: usize = 8;

fn options(menu: &Element, diagnostics: &mut Vec<Diagnostic>) -> Vec<MenuOption> {
    let mut options: Vec<MenuOption> = Vec::new();
    for element in menu.elements().filter(|child| child.def.tag == Tag::Option) {
        let Some(attribute) = element.attribute("on") else { continue };
        let written = attribute.value.trim();
        let on = Trigger::from_word(written);
        if !is_possible(&on, written) {
            let suggestion = suggest(written, SPECIALS).filter(|_| written.len() > 2);
            diagnostics.push(messages::bad_option(attribute.value_span, written, suggestion));
            continue;
        }
        if let Some(first) = options.iter().find(|option| option.on == on) {
            diagnostics.push(messages::duplicate_option(attribute.value_span, first.span, on.word()));
            continue;
        }
        options.push(MenuOption { on, actions: element.elements().cloned().collect(), span: attribute.value_span });
    }
    options
}

/// Whether `on=` is one of the specials as written out, or keys.
fn is_possible(on: &Trigger, written: &str) -> bool {
    match on {
        Trigger::Digits(keys) | Trigger::Pattern(keys) => {
            !keys.is_empty()
                && keys.len() <= 32
                && keys.chars().all(|key| matches!(key, '0'..='9' | '*' | '#' | 'A'..='D' | 'X'))
        }
        _ => SPECIALS.contains(&written),
    }
}
