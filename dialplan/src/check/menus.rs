//! What a menu must have, and which options get in one another's way.

use xml_schema::{Diagnostic, Dialect, Element, Tag, Value};

use super::messages;
use crate::plan::{Menu, MenuOption, Trigger};

pub(super) fn check(menu: &Menu, diagnostics: &mut Vec<Diagnostic>) {
    specials(menu, diagnostics);
    for (place, option) in menu.options.iter().enumerate() {
        let others = || menu.options.iter().filter(|other| keys(other).len() > keys(option).len());
        if let Some(longer) = others().find(|other| begins(keys(option), keys(other))) {
            let seconds = menu.inter_digit.as_secs_f32();
            diagnostics.push(messages::waits(option.span, longer.span, keys(option), keys(longer), seconds));
        }
        if let Some(earlier) = menu.options[..place].iter().find(|earlier| share(earlier, option)) {
            diagnostics.push(messages::overlap(option.span, earlier.span, keys(earlier), keys(option)));
        }
    }
}

/// `timeout` and `invalid` of a menu in which they can come to pass.
fn specials(menu: &Menu, diagnostics: &mut Vec<Diagnostic>) {
    // With one try the first failure is `exhausted`. A menu without keys is a list of actions, and ends with it.
    if menu.tries <= 1 || !menu.dial_extensions && menu.options.iter().all(|option| keys(option).is_empty()) {
        return;
    }
    let start = menu.option(&Trigger::Start).map(|option| &*option.actions).unwrap_or_default();
    let leaves = start
        .last()
        .is_some_and(|action| matches!(action.def.tag, Tag::Jump | Tag::Hangup | Tag::Reject | Tag::Redirect));
    let listens = start.iter().any(|action| is_background(action));
    // One that always goes on elsewhere never waits for a first key; but a key that stops its prompt is a choice.
    let possible = [(Trigger::Timeout, !leaves), (Trigger::Invalid, !leaves || listens)];
    for (special, _) in possible.into_iter().filter(|(_, possible)| *possible) {
        if menu.option(&special).is_none() {
            diagnostics.push(messages::unset_special(menu.span, &menu.name, special.word()));
        }
    }
}

/// Whether a key stops it, as it does in a menu's option unless it says otherwise.
fn is_background(action: &Element) -> bool {
    matches!(action.def.tag, Tag::Say | Tag::Play)
        && action.value("where", Dialect::CallApi).as_ref().and_then(Value::as_keyword) != Some("foreground")
}

/// The keys or pattern of an option; none for a special.
fn keys(option: &MenuOption) -> &str {
    match &option.on {
        Trigger::Digits(keys) | Trigger::Pattern(keys) => keys,
        _ => "",
    }
}

/// Whether keys that match `short` may go on to match `long`.
fn begins(short: &str, long: &str) -> bool {
    let same = |one: char, other: char| {
        one == other || (one == 'X' && other.is_ascii_digit()) || (other == 'X' && one.is_ascii_digit())
    };
    !short.is_empty() && short.chars().zip(long.chars()).all(|(one, other)| same(one, other))
}

/// Whether two patterns of the same length match some keys both. Exact keys win over a pattern, and nobody wonders.
fn share(one: &MenuOption, other: &MenuOption) -> bool {
    let patterns = matches!((&one.on, &other.on), (Trigger::Pattern(_), Trigger::Pattern(_)));
    patterns && keys(one).len() == keys(other).len() && begins(keys(one), keys(other))
}
