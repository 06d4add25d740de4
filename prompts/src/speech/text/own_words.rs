//! The words of a lexicon in a text, and what is said for them.

use std::collections::{BTreeMap, HashMap};

use super::super::voice::Voice;
use super::clean::clean;
use super::ipa;
use crate::lexicon::{Lexicon, Said, tag};

/// A lexicon to look words up in.
#[derive(Default)]
pub(in crate::speech) struct OwnWords {
    /// By language, then by what the word begins with, the longest first.
    languages: BTreeMap<String, HashMap<String, Vec<OwnWord>>>,
}

struct OwnWord {
    word: Vec<char>,
    /// Written with a capital letter: it is meant as it is written.
    exact: bool,
    said: Said,
}

impl OwnWords {
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut languages: BTreeMap<String, HashMap<String, Vec<OwnWord>>> = BTreeMap::new();
        for (language, entries) in &lexicon.languages {
            let words = languages.entry(language.clone()).or_default();
            for entry in entries {
                // As texts are before they are looked through: with plain quotes and hyphens.
                let word = clean(&entry.word);
                let exact = word.chars().any(char::is_uppercase);
                let said = match &entry.said {
                    Said::As(text) => Said::As(clean(text)),
                    ipa @ Said::Ipa(_) => ipa.clone(),
                };
                let Some(first) = token(&word) else { continue };
                let same = words.entry(first.to_lowercase()).or_default();
                same.push(OwnWord { word: word.chars().collect(), exact, said });
            }
            for same in words.values_mut() {
                same.sort_by_key(|own| std::cmp::Reverse((own.word.len(), own.exact)));
            }
        }
        Self { languages }
    }

    /// A clean text with what is said for its words. `phonemes`: whether the voice takes sounds beside words.
    pub fn apply(&self, text: &str, language: &str, voice: Option<Voice>, phonemes: bool) -> String {
        let locale = tag(language);
        let primary = locale.split('-').next().unwrap_or_default().to_owned();
        let exact = self.languages.get(&locale);
        let near = self.languages.get(&primary).filter(|_| primary != locale);
        if exact.is_none() && near.is_none() {
            return text.to_owned();
        }
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(token) = token(rest) {
            let first = token.to_lowercase();
            let free = !(joins(written.chars().next_back()) && joins(token.chars().next()));
            let found = [exact, near].into_iter().flatten().filter_map(|words| words.get(&first)).flatten();
            let found = found.filter_map(|own| Some((own, own.length_in(rest)?)));
            // Of equals the exact locale's, which is looked at first.
            let found = found.filter(|_| free).reduce(|best, next| if next.1 > best.1 { next } else { best });
            let said = found.and_then(|(own, length)| Some((own.said(&rest[..length], voice, phonemes)?, length)));
            let (said, length) = said.unwrap_or_else(|| (token.to_owned(), token.len()));
            if joins(written.chars().next_back()) && joins(said.chars().next()) {
                written.push(' ');
            }
            written.push_str(&said);
            rest = &rest[length..];
        }
        written
    }
}

impl OwnWord {
    /// How much of the beginning of a text it is, in bytes.
    fn length_in(&self, text: &str) -> Option<usize> {
        let mut characters = text.char_indices();
        for own in &self.word {
            let (_, seen) = characters.next()?;
            let blank = own.is_whitespace() && seen.is_whitespace();
            let same = *own == seen || blank || (!self.exact && own.to_lowercase().eq(seen.to_lowercase()));
            if !same {
                return None;
            }
        }
        let end = characters.next().map_or(text.len(), |(place, _)| place);
        let inside = joins(self.word.last().copied()) && joins(text[end..].chars().next());
        (!inside).then_some(end)
    }

    fn said(&self, seen: &str, voice: Option<Voice>, phonemes: bool) -> Option<String> {
        match &self.said {
            Said::As(text) if seen.starts_with(char::is_uppercase) => Some(capitalised(text)),
            Said::As(text) => Some(text.clone()),
            Said::Ipa(ipa) => ipa::pronounced(ipa, voice.filter(|_| phonemes)?).ok(),
        }
    }
}

/// Letters and digits that stand together, or one sign.
fn token(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let end = if joins(Some(first)) {
        text.find(|character| !joins(Some(character))).unwrap_or(text.len())
    } else {
        first.len_utf8()
    };
    Some(&text[..end])
}

/// Whether a character is a part of a word, and so is what stands beside it. A stress mark is inside of one.
fn joins(character: Option<char>) -> bool {
    character.is_some_and(|character| character.is_alphanumeric() || character == super::signs::STRESS)
}

/// With a large letter where a sentence begins: abbreviations look whether one follows.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(list: &str, text: &str) -> String {
        let mut lexicon = Lexicon::default();
        assert_eq!(lexicon.add("en", list), []);
        OwnWords::new(&lexicon).apply(text, "en-GB", Some(Voice::English), true)
    }

    #[test]
    fn whole_words_are_replaced_and_the_longest_first() {
        let list =
            "dial = die al\ndial tree = dialtree\nAT&T = A T and T\n24/7 = all day\n.net = dot net\nкафе = каф+е";
        let cases = [
            ("A dial, dials and redial.", "A die al, dials and redial."),
            ("Dial  tree? dial tree!", "Die al  tree? dialtree!"),
            ("Call AT&T 24/7, at&t 124/7", "Call A T and T all day, at&t 124/7"),
            ("use .NET here.net", "use dot net here dot net"),
            ("Кафе", "Каф\u{e010}е"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(said(list, text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_with_a_capital_letter_is_meant_as_it_is_written() {
        assert_eq!(said("US = U S\npolish = pollish", "US and us, Polish, polish"), "U S and us, Pollish, pollish");
    }

    #[test]
    fn a_list_of_the_exact_locale_comes_first() {
        let mut lexicon = Lexicon::default();
        lexicon.add("en", "z = zee\nlift = elevator");
        lexicon.add("en-GB", "z = zed");
        let words = OwnWords::new(&lexicon);
        let said = |language| words.apply("z lift", language, Some(Voice::English), true);

        assert_eq!(said("en_GB"), "zed elevator");
        assert_eq!(said("en-US"), "zee elevator");
        assert_eq!(said("fr"), "z lift");
    }

    #[test]
    fn sounds_are_for_voices_that_take_them() {
        let mut lexicon = Lexicon::default();
        lexicon.add("ru", "кафе = [kɐˈfɛ]");
        let words = OwnWords::new(&lexicon);

        let sounds = words.apply("кафе", "ru", Some(Voice::Russian), true);
        assert!(sounds.chars().all(super::super::signs::is_sign), "{sounds}");
        assert_eq!(words.apply("кафе", "ru", Some(Voice::Russian), false), "кафе");
    }

    proptest::proptest! {
        #[test]
        fn what_is_not_listed_stays(text in "[a-cA-CА-В .,&]{0,60}") {
            assert_eq!(said("x = y\nab & d = z", &text), text);
        }
    }
}
