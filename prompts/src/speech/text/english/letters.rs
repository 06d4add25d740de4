//! English names of letters, digits and signs.

use super::super::russian::letter as russian_letter;
use super::words::digit;

/// The name of a character; `None`: nothing is said for it.
pub(super) fn name(character: char, american: bool) -> Option<String> {
    if let Some(value) = character.to_digit(10) {
        return Some(digit(value as u8).to_owned());
    }
    if let Some((_, sign)) = SIGNS.iter().find(|(sign, _)| *sign == character) {
        let pound = american && character == '#';
        return Some(if pound { "pound" } else { sign }.to_owned());
    }
    match character {
        // Alone, espeak-ng takes it for the article.
        'a' | 'A' => Some("eigh".to_owned()),
        letter if letter.is_alphabetic() => {
            russian_letter(letter).map(str::to_owned).or_else(|| Some(letter.to_uppercase().collect()))
        }
        _ => None,
    }
}

const SIGNS: [(char, &str); 28] = [
    ('*', "star"),
    ('#', "hash"),
    ('+', "plus"),
    ('-', "dash"),
    ('–', "dash"),
    ('.', "dot"),
    (',', "comma"),
    (':', "colon"),
    (';', "semicolon"),
    ('/', "slash"),
    ('\\', "backslash"),
    ('_', "underscore"),
    ('@', "at"),
    ('&', "ampersand"),
    ('=', "equals"),
    ('%', "percent"),
    ('!', "exclamation mark"),
    ('?', "question mark"),
    ('\'', "apostrophe"),
    ('"', "quote"),
    ('(', "open bracket"),
    (')', "close bracket"),
    ('$', "dollar"),
    ('£', "pound sign"),
    ('€', "euro"),
    ('~', "tilde"),
    ('№', "number"),
    ('°', "degrees"),
];
