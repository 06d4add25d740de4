//! Takes out of a text what no voice says.

use super::signs::is_sign;
use super::stress;

/// One line of letters, digits and signs that our voices know. Emoji would be read out by name, unknown scripts as
/// noise, control characters are commands to espeak-ng, and so are double brackets.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut letters = 0;
    for character in stress::mark(text).chars() {
        match character {
            // Soft hyphens and joiners stand inside words, accents over letters that have none of their own.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}' => {}
            '«' | '»' | '“' | '”' | '„' => clean.push('"'),
            '‘' | '’' | '`' => clean.push('\''),
            '‐' | '‑' | '−' => clean.push('-'),
            '–' | '—' => clean.push('–'),
            '…' => clean.push('.'),
            '[' | ']' | '{' | '}' | '<' | '>' | '|' | '\\' | '^' | '~' | '_' => clean.push(' '),
            '\n' => clean.push('\n'),
            character if is_known(character) || is_sign(character) => clean.push(character),
            _ => clean.push(' '),
        }
        letters = if character.is_alphabetic() || is_sign(character) { letters + 1 } else { 0 };
        if letters == LONGEST_WORD {
            clean.push(' ');
            letters = 0;
        }
    }
    let lines = clean.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// espeak-ng breaks down on a word of more than 99 vowels, and nobody can say one.
const LONGEST_WORD: usize = 60;

fn is_known(character: char) -> bool {
    matches!(character,
        ' '..='~'
        | 'À'..='ɏ' // Latin with accents
        | 'Ѐ'..='ԯ' // Cyrillic
        | '№' | '£' | '€' | '₽' | '°' | '½' | '¼' | '¾')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_emoji_and_unknown_scripts_go_and_words_stay_whole() {
        let cases = [
            ("Hi\u{1}50P there", "Hi 50P there"),
            ("[[h@l'oU]] x", "h@l'oU x"),
            ("party 🎉 time", "party time"),
            ("你好 world", "world"),
            ("co\u{ad}operate за\u{302}мок", "cooperate замок"),
            ("«Ромашка» — лучше", "\"Ромашка\" – лучше"),
            (" two \n\n lines\u{a0}here ", "two\nlines here"),
            ("a\0b", "a b"),
        ];
        let endless = clean(&"ая".repeat(100));
        assert!(endless.split(' ').all(|word| word.chars().count() <= LONGEST_WORD), "{endless}");
        for (text, expected) in cases {
            assert_eq!(clean(text), expected);
        }
    }
}
