//! Russian digits and places in a row.

use super::cardinal::cardinal;
use super::case::Case;

/// The gender of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

/// A digit.
pub(super) fn digit(digit: u8) -> &'static str {
    DIGITS[usize::from(digit.min(9))]
}

/// How the last word of a place in a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Masculine,
    Feminine,
    Neuter,
    /// Of the masculine and neuter: `пятого`.
    Genitive,
    /// Of the masculine and neuter: `к пятому`.
    Dative,
    /// Of the masculine and neuter: `перед пятым`.
    Instrumental,
    /// Of the masculine and neuter: `на пятом`.
    Prepositional,
    /// `на пятую`.
    FeminineAccusative,
    /// The other cases of the feminine: `на пятой`.
    FeminineOblique,
    /// Of many, in the genitive: `двух пятых`.
    Many,
}

impl Ending {
    /// As it is written after the digits.
    pub fn written(ending: &str) -> Option<Self> {
        Some(match ending {
            "й" | "ый" | "ой" | "ий" => Self::Masculine,
            "я" | "ая" => Self::Feminine,
            "е" | "ое" => Self::Neuter,
            "го" | "ого" | "его" => Self::Genitive,
            "му" | "ому" | "ему" => Self::Dative,
            "м" | "ом" | "ем" => Self::Prepositional,
            "ым" | "им" => Self::Instrumental,
            "ю" | "ую" => Self::FeminineAccusative,
            "х" | "ых" | "их" => Self::Many,
            _ => return None,
        })
    }
}

/// A place in a row: only the last word of it is declined.
pub(super) fn ordinal(number: u64, ending: Ending) -> String {
    let last = match number {
        0..20 => number,
        _ if number.is_multiple_of(1000) => 1000,
        _ if number.is_multiple_of(100) => number % 1000,
        _ if number % 100 < 20 => number % 100,
        _ if number.is_multiple_of(10) => number % 100,
        _ => number % 10,
    };
    if last == 1000 {
        return thousandth(number / 1000, ending);
    }
    let head = number - last;
    let last =
        ended(STEMS.iter().find(|(value, ..)| *value == last).map_or(("нулев", "ой"), |(_, s, e)| (*s, *e)), ending);
    if head == 0 {
        last
    } else {
        format!("{} {last}", without_one(&cardinal(head, Gender::Masculine, Case::Nominative)))
    }
}

/// `двухтысячный`: what is counted goes in front of it, in one word where there is one.
fn thousandth(count: u64, ending: Ending) -> String {
    let prefix = match count {
        1 => String::new(),
        2 => "двух".to_owned(),
        3 => "трёх".to_owned(),
        _ => format!("{} ", cardinal(count, Gender::Masculine, Case::Nominative)),
    };
    format!("{prefix}{}", ended(("тысячн", "ый"), ending))
}

fn ended((stem, masculine): (&str, &str), ending: Ending) -> String {
    let soft = masculine == "ий";
    let (hard, soft_ending) = match ending {
        Ending::Masculine => (masculine, masculine),
        Ending::Feminine => ("ая", "ья"),
        Ending::Neuter => ("ое", "ье"),
        Ending::Genitive => ("ого", "ьего"),
        Ending::Dative => ("ому", "ьему"),
        Ending::Instrumental => ("ым", "ьим"),
        Ending::Prepositional => ("ом", "ьем"),
        Ending::FeminineAccusative => ("ую", "ью"),
        Ending::FeminineOblique => ("ой", "ьей"),
        Ending::Many => ("ых", "ьих"),
    };
    let ending = if soft { soft_ending } else { hard };
    format!("{stem}{ending}")
}

/// A year begins with `тысяча`, not with `одна тысяча`.
fn without_one(words: &str) -> &str {
    words.strip_prefix("одна ").unwrap_or(words)
}

const DIGITS: [&str; 10] = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"];
/// Stems of the places in a row, and how the masculine ends.
const STEMS: [(u64, &str, &str); 37] = [
    (0, "нулев", "ой"),
    (1, "перв", "ый"),
    (2, "втор", "ой"),
    (3, "трет", "ий"),
    (4, "четвёрт", "ый"),
    (5, "пят", "ый"),
    (6, "шест", "ой"),
    (7, "седьм", "ой"),
    (8, "восьм", "ой"),
    (9, "девят", "ый"),
    (10, "десят", "ый"),
    (11, "одиннадцат", "ый"),
    (12, "двенадцат", "ый"),
    (13, "тринадцат", "ый"),
    (14, "четырнадцат", "ый"),
    (15, "пятнадцат", "ый"),
    (16, "шестнадцат", "ый"),
    (17, "семнадцат", "ый"),
    (18, "восемнадцат", "ый"),
    (19, "девятнадцат", "ый"),
    (20, "двадцат", "ый"),
    (30, "тридцат", "ый"),
    (40, "сороков", "ой"),
    (50, "пятидесят", "ый"),
    (60, "шестидесят", "ый"),
    (70, "семидесят", "ый"),
    (80, "восьмидесят", "ый"),
    (90, "девяност", "ый"),
    (100, "сот", "ый"),
    (200, "двухсот", "ый"),
    (300, "трёхсот", "ый"),
    (400, "четырёхсот", "ый"),
    (500, "пятисот", "ый"),
    (600, "шестисот", "ый"),
    (700, "семисот", "ый"),
    (800, "восьмисот", "ый"),
    (900, "девятисот", "ый"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_place_in_a_row_is_declined() {
        let cases = [
            (1, Ending::Masculine, "первый"),
            (3, Ending::Feminine, "третья"),
            (23, Ending::Genitive, "двадцать третьего"),
            (40, Ending::Masculine, "сороковой"),
            (2026, Ending::Genitive, "две тысячи двадцать шестого"),
            (2000, Ending::Genitive, "двухтысячного"),
            (1999, Ending::Genitive, "тысяча девятьсот девяносто девятого"),
            (1900, Ending::Genitive, "тысяча девятисотого"),
            (112, Ending::Neuter, "сто двенадцатое"),
            (0, Ending::Masculine, "нулевой"),
        ];
        for (number, ending, expected) in cases {
            assert_eq!(ordinal(number, ending), expected);
        }
    }
}
