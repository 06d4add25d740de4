//! The case a number stands in, by what is before and behind it.

use std::sync::LazyLock;

use regex::Regex;

use super::super::rule::pattern;

/// A case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Nominative,
    Genitive,
    Dative,
    Accusative,
    Instrumental,
    Prepositional,
}

/// The case that the text before a number asks for, and the noun behind it, as far as it is written out. `one`: the noun is
/// in the singular, as after 21.
///
/// Prepositions that go with two cases are told apart by the noun: `с 2 часов`, `с 2 детьми`.
pub(super) fn asked(before: &str, one: bool, noun: &str) -> Case {
    let word = governing(before);
    let noun = noun.to_lowercase();
    let letters = noun.chars().count();
    // Not the short words that end so: "сами, там, вам".
    let ends = |endings: &[&str]| letters > 3 && endings.iter().any(|ending| noun.ends_with(ending));
    let singular = |endings: &[&str]| one && ends(endings);
    match word.as_str() {
        _ if letters > 4 && ends(&["ами", "ями", "тьми", "дьми"]) => Case::Instrumental,
        "с" | "со" if singular(&["ом", "ем", "ём", "ой", "ей", "ью"]) => Case::Instrumental,
        "с" | "со" => Case::Genitive,
        word if GENITIVE.contains(&word) => Case::Genitive,
        "к" | "ко" => Case::Dative,
        "по" if one || ends(&["ам", "ям"]) => Case::Dative,
        "перед" | "между" | "над" => Case::Instrumental,
        "в" | "во" | "на" | "о" | "об" | "при" if ends(&["ах", "ях"]) || singular(&["е"]) => {
            Case::Prepositional
        }
        "в" | "во" | "на" | "за" | "через" | "под" | "про" | "спустя" => Case::Accusative,
        _ if singular(&["у", "ю"]) => Case::Accusative,
        _ => Case::Nominative,
    }
}

/// The word that governs a number: the one before it, or before the numbers it is joined to (`между 5 и`, `к 5, 6 и`, `до 2-`).
pub(super) fn governing(before: &str) -> String {
    // A pattern looks at all it is given, and a long text has many numbers.
    let mut near = before.len().saturating_sub(NEAR);
    while !before.is_char_boundary(near) {
        near += 1;
    }
    let mut before = &before[near..];
    for _ in 0..JOINED {
        match NUMBER_AND.find(before) {
            Some(found) if found.start() > 0 => before = &before[..found.start()],
            _ => break,
        }
    }
    let before = before.trim_end_matches(' ');
    let word = before.rsplit(|character: char| !character.is_alphabetic()).next().unwrap_or_default();
    word.to_lowercase()
}

/// The text behind a number and those it is joined to: what is counted there is counted by all of them (`1, 2 или 3 минуты`).
pub(super) fn behind_row(after: &str) -> &str {
    AND_NUMBERS.find(after).map_or(after, |row| &after[row.end()..])
}

/// A number and what joins it to the next one.
static NUMBER_AND: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\d[\d.,:]*(?: ?[%₽$€£°])?(?:,? (?:и|или) |, | ?[-–] ?)$"));
/// The numbers that a number is joined to.
static AND_NUMBERS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(?:,? (?:и|или) |, | ?[-–] ?)\d+(?:[.,]\d+)?\b){1,9}"));
/// A row of numbers is rarely longer.
const JOINED: usize = 4;
/// Bytes before a number that may govern it.
const NEAR: usize = 120;

const GENITIVE: [&str; 38] = [
    "до",
    "от",
    "около",
    "более",
    "менее",
    "больше",
    "меньше",
    "свыше",
    "после",
    "из",
    "без",
    "для",
    "у",
    "кроме",
    "вместо",
    "порядка",
    "старше",
    "младше",
    "моложе",
    "выше",
    "ниже",
    "дольше",
    "раньше",
    "ранее",
    "позже",
    "позднее",
    "дороже",
    "дешевле",
    "течение",
    "продолжение",
    "размере",
    "количестве",
    "среди",
    "против",
    "ради",
    "вокруг",
    "достигает",
    "достигло",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preposition_asks_for_a_case() {
        let cases = [
            ("с ", false, "часов", Case::Genitive),
            ("С ", false, "операторами", Case::Instrumental),
            ("с ", true, "оператором", Case::Instrumental),
            ("с ", false, "детьми", Case::Instrumental),
            ("не более ", false, "", Case::Genitive),
            ("между 5 и ", false, "", Case::Instrumental),
            ("к 5, 6, 7 или ", false, "", Case::Dative),
            ("до 2-", false, "дней", Case::Genitive),
            ("к 9:00 или ", false, "", Case::Dative),
            ("по ", true, "рублю", Case::Dative),
            ("по ", false, "рублей", Case::Nominative),
            ("по ", false, "каналам", Case::Dative),
            ("в ", false, "километрах", Case::Prepositional),
            ("в ", false, "часов", Case::Accusative),
            ("подождите ", true, "минуту", Case::Accusative),
            ("нажмите ", false, "там", Case::Nominative),
            ("итого: ", false, "", Case::Nominative),
            ("", false, "", Case::Nominative),
        ];
        for (before, one, noun, expected) in cases {
            assert_eq!(asked(before, one, noun), expected, "{before}… {noun}");
        }
    }
}
