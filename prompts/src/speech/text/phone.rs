//! Telephone numbers, which are said digit by digit in the groups they are written in.

use std::sync::LazyLock;

use regex::Regex;

use super::numeral::digits;
use super::rule::{Found, pattern, replace};

/// Writes telephone numbers out. `digit` names a digit, `plus` the sign.
pub(super) fn write_out(text: &str, plus: &str, digit: impl Fn(u8) -> &'static str) -> String {
    replace(text, &CANDIDATE, |found| {
        let groups = groups(found)?;
        let group = |group: &&str| digits(group).map(&digit).collect::<Vec<_>>().join(" ");
        let said = groups.iter().map(group).collect::<Vec<_>>().join(", ");
        Some(if found.all().starts_with('+') { format!("{plus} {said}") } else { said })
    })
}

/// Digits in groups of brackets, spaces and hyphens. ITU-T E.123 writes them so.
static CANDIDATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[+(]?\d[\d ().-]{4,22}\d"));

/// The groups, if it is a telephone number: by its `+`, its brackets, its hyphens, or the zero it starts with.
fn groups<'t>(found: &Found<'t>) -> Option<Vec<&'t str>> {
    let text = found.all();
    if found.is_inside_word() {
        return None;
    }
    let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let count = groups.iter().map(|group| group.len()).sum::<usize>();
    if !(6..=15).contains(&count) || groups.iter().all(|group| group.len() == 1) {
        return None;
    }
    let international = text.starts_with('+') && count >= 7;
    let brackets = text.contains('(') && text.contains(')');
    let plain = !text.contains(['.', '(', ')']);
    let hyphens = plain && text.contains('-') && !text.contains("- ") && count >= 6;
    let trunk_zero = plain && text.starts_with('0') && groups.len() > 1 && count >= 9;
    (international || brackets || hyphens || trunk_zero).then(|| in_threes(groups))
}

/// A long group is said in threes: nobody keeps eleven digits in mind.
fn in_threes(groups: Vec<&str>) -> Vec<&str> {
    let mut short = Vec::new();
    for mut group in groups {
        while group.len() > 4 {
            let (head, rest) = group.split_at(3);
            short.push(head);
            group = rest;
        }
        short.push(group);
    }
    short
}

/// Says character by character what somebody writes down; groups as written, with a comma's pause between them.
pub(super) fn spell(text: &str, name: impl Fn(char) -> Option<String>) -> String {
    let group = |group: &str| group.chars().filter_map(&name).collect::<Vec<_>>().join(" ");
    text.split_whitespace().map(group).filter(|group| !group.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Says a telephone number. `word`: what is said for a word in it, such as that for an extension.
pub(super) fn dictate(
    text: &str,
    name: impl Fn(char) -> Option<String>,
    word: impl Fn(&str) -> Option<&'static str>,
) -> String {
    let between = |c: char| !(c.is_alphanumeric() || matches!(c, '+' | '*' | '#'));
    let mut said = String::new();
    let mut pause = "";
    for group in text.split(between).filter(|group| !group.is_empty()) {
        let letters = group.trim_end_matches(|c: char| c.is_ascii_digit());
        let known = word(&letters.to_lowercase());
        if let Some(word) = known {
            said.push_str(pause);
            said.push_str(word);
            pause = " ";
        }
        let digits = if known.is_some() { &group[letters.len()..] } else { group };
        let short =
            if digits.bytes().all(|byte| byte.is_ascii_digit()) { in_threes(vec![digits]) } else { vec![digits] };
        for spelled in short.iter().map(|group| spell(group, &name)).filter(|group| !group.is_empty()) {
            said.push_str(pause);
            said.push_str(&spelled);
            pause = ", ";
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let names = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        write_out(text, "plus", |digit| names[usize::from(digit)])
    }

    #[test]
    fn telephone_numbers_are_said_in_their_groups() {
        let cases = [
            ("Call +44 20 7946 0958.", "Call plus 4 4, 2 0, 7 9 4 6, 0 9 5 8."),
            ("8 (495) 123-45-67", "8, 4 9 5, 1 2 3, 4 5, 6 7"),
            ("(555) 123-4567 now", "5 5 5, 1 2 3, 4 5 6 7 now"),
            ("555-1234", "5 5 5, 1 2 3 4"),
            ("020 7946 0958", "0 2 0, 7 9 4 6, 0 9 5 8"),
            ("+74951234567", "plus 7 4 9, 5 1 2, 3 4 5, 6 7"),
        ];
        for (text, expected) in cases {
            assert_eq!(said(text), expected);
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in
            ["1 234 567", "3.141592", "1 2 3 4 5 6 7", "10-15", "A123-456-789", "12345678901234567890", "192.168.0.1"]
        {
            assert_eq!(said(text), text);
        }
    }
}
