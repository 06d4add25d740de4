//! Replaces what a pattern finds, with an eye on what stands around it.

use regex::{Captures, Regex};

/// Something a pattern has found.
pub(super) struct Found<'t> {
    captures: Captures<'t>,
    /// The text before it.
    pub before: &'t str,
    /// The text after it.
    pub after: &'t str,
}

impl<'t> Found<'t> {
    /// A group; empty if it took no part.
    pub fn group(&self, name: &str) -> &'t str {
        self.captures.name(name).map_or("", |group| group.as_str())
    }

    /// All of it.
    pub fn all(&self) -> &'t str {
        self.captures.get(0).map_or("", |group| group.as_str())
    }

    /// Whether it is a part of a longer word or number.
    pub fn is_inside_word(&self) -> bool {
        self.before.chars().next_back().is_some_and(char::is_alphanumeric)
            || self.after.chars().next().is_some_and(char::is_alphanumeric)
    }

    /// The word before it, without signs.
    pub fn word_before(&self) -> &'t str {
        let word = self.before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
        word.trim_matches(|character: char| !character.is_alphanumeric())
    }
}

/// Replaces all that is found; `None` leaves it as it is.
pub(super) fn replace(text: &str, pattern: &Regex, mut with: impl FnMut(&Found<'_>) -> Option<String>) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut end = 0;
    for captures in pattern.captures_iter(text) {
        let Some(place) = captures.get(0) else { continue };
        let found = Found { captures, before: &text[..place.start()], after: &text[place.end()..] };
        if let Some(new) = with(&found) {
            replaced.push_str(&text[end..place.start()]);
            replaced.push_str(&new);
            end = place.end();
        }
    }
    replaced.push_str(&text[end..]);
    replaced
}

/// A pattern of ours.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns are constants, and each is used in a test")
}
