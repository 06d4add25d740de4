//! Stress marks of Russian words: `з+амок` or `за́мок`.

use unicode_normalization::UnicodeNormalization;

use super::signs::STRESS;

/// A text with our sign before the vowels that are marked, and with letters and their accents in one character each.
///
/// A `+` marks a vowel that follows it within a word, so that `C++`, `2+2`, `+7 495` and `А+` are what they were. An acute
/// accent stands behind its vowel.
pub(super) fn mark(text: &str) -> String {
    let text: String = text.nfc().collect();
    if !text.contains(['+', ACUTE]) {
        return text;
    }
    let mut marked = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(in_word) {
        let word = &rest[start..];
        let (word, after) = word.split_at(word.find(|character| !in_word(character)).unwrap_or(word.len()));
        marked.push_str(&rest[..start]);
        let joined = marked.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric);
        push(&mut marked, word, joined);
        rest = after;
    }
    marked.push_str(rest);
    marked
}

/// A word with its marks; `joined`: something that is no Russian letter stands right beside it.
fn push(marked: &mut String, word: &str, joined: bool) {
    let letters = word.chars().filter(|character| is_letter(*character)).count();
    let pluses_mark = letters >= SHORTEST && !joined;
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        match character {
            '+' if pluses_mark && next.is_some_and(is_vowel) => marked.push(STRESS),
            vowel if is_vowel(vowel) && next == Some(ACUTE) => {
                // Once is enough, if it is marked both ways.
                if !marked.ends_with(STRESS) {
                    marked.push(STRESS);
                }
                marked.push(vowel);
            }
            ACUTE => {}
            other => marked.push(other),
        }
    }
}

fn in_word(character: char) -> bool {
    is_letter(character) || matches!(character, '+' | ACUTE)
}

fn is_letter(character: char) -> bool {
    matches!(character, 'А'..='я' | 'Ё' | 'ё')
}

/// Whether a Russian letter is a vowel.
pub(in crate::speech) fn is_vowel(character: char) -> bool {
    "аеёиоуыэюяАЕЁИОУЫЭЮЯ".contains(character)
}

/// A sum of letters (`А+Е`) is no word.
const SHORTEST: usize = 3;
const ACUTE: char = '\u{301}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_or_an_accent_marks_a_vowel_of_a_word() {
        let cases = [
            ("з+амок и зам+ок", "з!амок и зам!ок"),
            ("«+адрес», З+АМОК", "«!адрес», З!АМОК"),
            ("за\u{301}мок, З+а\u{301}мок", "з!амок, З!амок"),
            ("C++, 2+2, +7 495, А+, А+Е, 5+а, x+один", "C++, 2+2, +7 495, А+, А+Е, 5+а, x+один"),
            ("мама+папа + +", "мама+папа + +"),
            ("cafe\u{301} и\u{306} е\u{308} ж\u{301}", "café й ё ж"),
        ];
        for (text, expected) in cases {
            assert_eq!(mark(text).replace(STRESS, "!"), expected);
        }
    }
}
