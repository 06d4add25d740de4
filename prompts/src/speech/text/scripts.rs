//! Russian words in an English text are said by the Russian voice: "for Russian press two, Русский – два".
//!
//! The other way round nothing is to do: the Russian voice of espeak-ng says English words by itself.

use super::super::voice::Voice;

/// The stretches of a text by voice. What is between two words of one script goes with them.
pub(super) fn split(text: &str, voice: Voice) -> Vec<(Voice, String)> {
    if voice == Voice::Russian || !text.chars().any(is_cyrillic) {
        return vec![(voice, text.to_owned())];
    }
    let mut stretches: Vec<(Voice, String)> = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let letter = word.chars().find(|character| character.is_alphabetic());
        let own = match (letter, stretches.last()) {
            (Some(letter), _) => {
                if is_cyrillic(letter) {
                    Voice::Russian
                } else {
                    voice
                }
            }
            // Numbers and dashes belong to the words before them.
            (None, Some((last, _))) => *last,
            (None, None) => voice,
        };
        match stretches.last_mut() {
            Some((last, text)) if *last == own => text.push_str(word),
            _ => stretches.push((own, word.to_owned())),
        }
    }
    stretches
}

fn is_cyrillic(character: char) -> bool {
    matches!(character, 'Ѐ'..='ԯ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_has_its_voice() {
        let text = "For Russian press 2. Для русского – 2. Thanks.";
        let expected = [
            (Voice::English, "For Russian press 2. ".to_owned()),
            (Voice::Russian, "Для русского – 2. ".to_owned()),
            (Voice::English, "Thanks.".to_owned()),
        ];
        assert_eq!(split(text, Voice::English), expected);
        assert_eq!(split("Скажите hello", Voice::Russian).len(), 1);
    }
}
