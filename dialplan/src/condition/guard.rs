//! What is refused before the CEL library sees it: it overflows the stack on deep nesting, and lists can take for ever.

use super::ConditionError;

/// Characters of a condition.
const LONGEST: usize = 500;
/// Brackets inside of one another: an unoptimised build of the library needs 200 kB of stack for each.
const DEEPEST: usize = 6;
/// `a ? b : c` inside of one another.
const MOST_CHOICES: usize = 16;
/// Macros that go through lists.
const LISTS: [&str; 5] = ["map", "filter", "all", "exists", "exists_one"];

/// Whether the library may see it.
pub(super) fn check(text: &str) -> Result<(), ConditionError> {
    let refused = |what: String, offset: usize| Err(ConditionError { what, offset });
    if text.chars().count() > LONGEST {
        return refused(format!("it is longer than {LONGEST} characters; take it apart into several `If`"), LONGEST);
    }
    let (mut depth, mut choices, mut quote) = (0_usize, 0_usize, None);
    let mut escape = false;
    for (place, c) in text.chars().enumerate() {
        let escaped = escape;
        escape = c == '\\' && !escaped;
        match (quote, c) {
            (Some(open), c) if c == open && !escaped => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, '?') => choices += 1,
            _ => {}
        }
        if depth > DEEPEST {
            return refused(format!("more than {DEEPEST} brackets stand inside of one another"), place);
        }
        if choices > MOST_CHOICES {
            return refused(format!("it has more than {MOST_CHOICES} choices with `?`; use `Switch`"), place);
        }
    }
    match list_macro(text) {
        Some((name, place)) => refused(format!("`{name}` goes through lists, and conditions have none"), place),
        None => Ok(()),
    }
}

/// A macro that goes through a list: its name, and where it stands.
fn list_macro(text: &str) -> Option<(&'static str, usize)> {
    for (at, _) in text.match_indices('.') {
        let rest = text[at + 1..].trim_start();
        let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let called = rest[name.len()..].trim_start().starts_with('(');
        if let Some(known) = LISTS.iter().find(|known| called && **known == name) {
            return Some((known, text[..at].chars().count()));
        }
    }
    None
}
