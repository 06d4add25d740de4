//! What a menu must have, and which options get in one another's way.

use xml_schema::Diagnostic;

use super::messages;
use crate::plan::{Menu, Trigger};

pub(super) fn check(menu: &Menu, diagnostics: &mut Vec<Diagnostic>) {
    for special in [Trigger::Timeout, Trigger::Invalid] {
        if menu.option(&special).is_none() {
            diagnostics.push(messages::unset_special(menu.span, &menu.name, special.word()));
        }
    }
    for option in &menu.options {
        let Trigger::Digits(short) = &option.on else { continue };
        let longer = menu.options.iter().find(|other| match &other.on {
            Trigger::Digits(long) => long.len() > short.len() && long.starts_with(short.as_str()),
            Trigger::Pattern(long) => long.len() > short.len() && begins_with(long, short),
            _ => false,
        });
        if let Some(longer) = longer {
            let seconds = menu.inter_digit.as_secs_f32();
            diagnostics.push(messages::waits(option.span, longer.span, short, longer.on.word(), seconds));
        }
    }
}

fn begins_with(pattern: &str, keys: &str) -> bool {
    pattern.chars().zip(keys.chars()).all(|(place, key)| place == key || (place == 'X' && key.is_ascii_digit()))
}
