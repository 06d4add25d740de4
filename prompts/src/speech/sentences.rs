//! Pieces of a long text: memory and time of a synthesis grow with its length, and each one begins with loading a
//! dictionary.

use super::text::signs::{Sign, is_heard};

/// A piece is at most this long; most prompts are one piece.
const MAX_CHARS: usize = 400;

/// The pieces of a text, none of them longer than [`MAX_CHARS`]: whole sentences if they fit, else parts of one that end
/// where one breathes.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for sentence in sentences(text).into_iter().flat_map(|sentence| parts(sentence, MAX_CHARS)) {
        match pieces.last_mut() {
            Some(piece) if length(piece) + 1 + length(sentence) <= MAX_CHARS => {
                piece.push(' ');
                piece.push_str(sentence);
            }
            _ => pieces.push(sentence.to_owned()),
        }
    }
    carry_on(pieces.iter_mut());
    pieces
}

/// Emphasis that is on where a text was cut is on in the next piece.
fn carry_on<'p>(pieces: impl Iterator<Item = &'p mut String>) {
    let mut sign = Sign::Normal;
    for piece in pieces {
        let last = piece.chars().rev().find_map(Sign::of);
        if sign != Sign::Normal {
            piece.insert(0, sign.character());
        }
        sign = last.unwrap_or(sign);
    }
}

/// What is spoken at one time by a voice that takes long, and the silence behind it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub pause_ms: u32,
}

/// The sentences of a text, each by itself. The first thing of all to be heard is short, because a caller waits for it.
pub(super) fn single(text: &str, first: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for sentence in sentences(text) {
        let mut rest = sentence;
        if first
            && pieces.is_empty()
            && let Some(clause) = first_clause(sentence)
        {
            pieces.push(Piece { text: clause.to_owned(), pause_ms: CLAUSE_MS });
            rest = sentence[clause.len()..].trim_start();
        }
        let parts = parts(rest, MAX_SENTENCE);
        let count = parts.len();
        for (place, part) in parts.into_iter().enumerate() {
            let pause_ms = if place + 1 == count { SENTENCE_MS } else { CLAUSE_MS };
            pieces.push(Piece { text: part.to_owned(), pause_ms });
        }
    }
    carry_on(pieces.iter_mut().map(|piece| &mut piece.text));
    pieces
}

/// The beginning of a long sentence up to where one breathes.
fn first_clause(sentence: &str) -> Option<&str> {
    let (limit, _) = sentence.char_indices().nth(SHORT)?;
    let end = sentence[..limit].rfind([',', ';', ':']).map(|place| place + 1)?;
    let follows_space = sentence[end..].starts_with(' ');
    let clause = &sentence[..end];
    (follows_space && length(clause) >= CLAUSE && sentence[end..].chars().any(is_heard)).then_some(clause)
}

/// A first sentence up to this length is spoken in one piece.
const SHORT: usize = 60;
/// A clause shorter than this sounds torn off.
const CLAUSE: usize = 12;
/// Time and memory of a voice from a file grow with what it says at once.
const MAX_SENTENCE: usize = 200;
const SENTENCE_MS: u32 = 250;
const CLAUSE_MS: u32 = 100;

/// Sentences with something to say, white space around them taken off.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        let ends = match character {
            '\n' => true,
            // Not inside of numbers and addresses: `3.5`, `example.com`.
            '.' | '!' | '?' => characters.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        if ends {
            sentences.push(text[start..place + character.len_utf8()].trim());
            start = place + character.len_utf8();
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|sentence| sentence.chars().any(is_heard));
    sentences
}

/// Parts of a sentence that is too long.
fn parts(sentence: &str, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some((limit, _)) = rest.char_indices().nth(most) {
        let head = &rest[..limit];
        let comma =
            head.rfind([',', ';', ':', '–']).map(|place| place + 1).filter(|place| head.is_char_boundary(*place));
        let cut = comma.or_else(|| head.rfind(' ')).filter(|place| *place > 0).unwrap_or(limit);
        parts.push(rest[..cut].trim());
        rest = rest[cut..].trim_start();
    }
    parts.push(rest);
    parts
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_at_its_sentences() {
        assert_eq!(sentences("Pay 3.50 now. Go to a.example! OK?"), ["Pay 3.50 now.", "Go to a.example!", "OK?"]);
        assert_eq!(sentences(" ... "), Vec::<&str>::new());
    }

    #[test]
    fn short_sentences_stay_together() {
        assert_eq!(pieces("One. Two.\nThree."), ["One. Two. Three."]);

        let sentence = format!("{}end.", "word ".repeat(50));
        let long = pieces(&[sentence.as_str(); 3].join(" "));
        assert_eq!(long, [sentence.as_str(); 3]);
    }

    #[test]
    fn a_long_sentence_is_cut_where_one_breathes() {
        let text = format!("{} end, {}", "word ".repeat(70), "more ".repeat(70));
        let pieces = pieces(&text);
        assert!(pieces.len() == 2 && pieces[0].ends_with("end,"), "{pieces:?}");
    }

    #[test]
    fn emphasis_goes_on_in_the_next_sentence() {
        let [strong, normal] = [Sign::Strong, Sign::Normal].map(Sign::character);
        let texts = |text: &str| single(text, false).into_iter().map(|piece| piece.text).collect::<Vec<_>>();

        let said = texts(&format!("So {strong}stop. Go back{normal} now. At once."));

        assert_eq!(said, [format!("So {strong}stop."), format!("{strong}Go back{normal} now."), "At once.".to_owned()]);
    }

    #[test]
    fn what_is_heard_first_is_short() {
        let piece = |text: &str, pause_ms| Piece { text: text.to_owned(), pause_ms };
        let text = "Thank you for calling the clinic, we are glad that you have found the way to us. Press 1, or hold.";

        assert_eq!(
            single(text, true),
            [
                piece("Thank you for calling the clinic,", 100),
                piece("we are glad that you have found the way to us.", 250),
                piece("Press 1, or hold.", 250),
            ]
        );
        assert_eq!(single(text, false).len(), 2);
        assert_eq!(single("Hello, world.", true), [piece("Hello, world.", 250)]);
    }

    proptest! {
        #[test]
        fn no_sentence_is_too_long_and_no_letter_is_lost(text in "[ a-zа-я,.–\n]{0,2000}") {
            let pieces = single(&text, true);

            prop_assert!(pieces.iter().all(|piece| length(&piece.text) <= MAX_SENTENCE));
            let letters = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).collect::<String>();
            let spoken: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            prop_assert_eq!(letters(&spoken), letters(&text));
        }

        #[test]
        fn no_piece_is_too_long_and_no_letter_is_lost(text in "[ a-zа-я,.–\n]{0,2000}") {
            let pieces = pieces(&text);

            prop_assert!(pieces.iter().all(|piece| length(piece) <= MAX_CHARS));
            let letters = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).collect::<String>();
            prop_assert_eq!(letters(&pieces.concat()), letters(&text));
        }
    }
}
