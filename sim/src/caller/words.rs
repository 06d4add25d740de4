//! Text as words that can be compared.

/// A word as it is compared.
#[derive(Debug)]
pub(super) struct Word {
    pub text: String,
    /// Byte offset of its beginning in the text.
    pub start: usize,
    /// Byte offset behind it.
    pub end: usize,
}

/// Words in lower case without punctuation: `Don't press 2!` is `dont`, `press`, `2`.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (start, character) in text.char_indices() {
        if character.is_alphanumeric() {
            if !open {
                words.push(Word { text: String::new(), start, end: start });
            }
            open = true;
            if let Some(word) = words.last_mut() {
                word.text.extend(character.to_lowercase());
                word.end = start + character.len_utf8();
            }
        } else if !matches!(character, '\'' | '’' | '\u{301}') {
            open = false;
        }
    }
    words
}
