//! Russian abbreviations in capitals that cannot be said as words are spelled: `СМС`, `ООО`, `ФНС`.

use super::letters::letter as name;

/// Spells them out.
pub(super) fn spell(text: &str) -> String {
    // In a text of capitals only, the words are words.
    if !text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    text.split_inclusive(|character: char| !character.is_alphabetic()).map(word).collect()
}

fn word(piece: &str) -> String {
    let letters = piece.trim_end_matches(|character: char| !character.is_alphabetic());
    let rest = &piece[letters.len()..];
    let names: Option<Vec<&str>> =
        letters.chars().map(|letter| name(letter).filter(|_| letter.is_uppercase())).collect();
    match names {
        Some(names) if (2..=5).contains(&names.len()) && !can_be_said(letters) => format!("{}{rest}", names.join(" ")),
        _ => piece.to_owned(),
    }
}

/// `ЗАГС` and `ГАИ` are said as words: a vowel among consonants makes a syllable.
fn can_be_said(letters: &str) -> bool {
    let vowels = letters.chars().filter(|letter| VOWELS.contains(*letter)).count();
    vowels > 0 && vowels < letters.chars().count() && letters.chars().count() > 2
}

const VOWELS: &str = "АЕЁИОУЫЭЮЯ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_without_a_syllable_are_spelled() {
        let cases = [
            ("Код из СМС.", "Код из эс эм эс."),
            ("ООО Ромашка, ЗАГС", "\u{e010}о \u{e010}о \u{e010}о Ромашка, ЗАГС"),
            ("ФНС и Я", "эф эн эс и Я"),
            ("ВНИМАНИЕ! СМС", "ВНИМАНИЕ! СМС"),
        ];
        for (text, expected) in cases {
            assert_eq!(spell(text), expected);
        }
    }
}
