//! Words that are pronounced in a way of their own: a designer's list per language.
//!
//! A line is a word and what is said for it: `Thoresen = [ˈtɔːrəsən]`, `SQL = sequel`, `кафе = каф+е`. The W3C's
//! Pronunciation Lexicon says the same in five lines of XML; a list that people keep by hand is better with one.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use sha2::{Digest, Sha256};

/// Words and what is said for them, by language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lexicon {
    pub(crate) languages: BTreeMap<String, Vec<Entry>>,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub word: String,
    pub said: Said,
}

/// What is said for a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// Other words.
    As(String),
    /// Sounds, in the International Phonetic Alphabet.
    Ipa(String),
}

/// Something wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where, in bytes of the text.
    pub place: Range<usize>,
    /// What was seen: one sentence without a full stop.
    pub message: String,
    /// A few words beside the place.
    pub label: &'static str,
    /// What to do.
    pub help: String,
    /// Where the same word stands already.
    pub first: Option<Range<usize>>,
}

impl Lexicon {
    /// Adds a list for a language (BCP 47, `en` or `en-GB`). Empty lines and lines that begin with `#` are passed over, and
    /// so are those with a mistake, all of which are told.
    pub fn add(&mut self, language: &str, list: &str) -> Vec<Mistake> {
        let language = tag(language);
        let mut mistakes = Vec::new();
        let mut places: HashMap<String, Range<usize>> = HashMap::new();
        let entries = self.languages.entry(language.clone()).or_default();
        for line in lines(list) {
            let entry = match line.entry(&language) {
                Ok(Some(entry)) => entry,
                Ok(None) => continue,
                Err(mistake) => {
                    mistakes.push(mistake);
                    continue;
                }
            };
            if let Some(first) = places.get(&entry.word) {
                mistakes.push(Mistake {
                    place: line.word(),
                    message: format!("`{}` is listed twice", entry.word),
                    label: "again",
                    help: "keep one of the lines".to_owned(),
                    first: Some(first.clone()),
                });
                continue;
            }
            places.insert(entry.word.clone(), line.word());
            entries.push(entry);
        }
        mistakes
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.languages.values().map(Vec::len).sum()
    }

    /// Changes with every word and language of it.
    #[cfg_attr(not(feature = "espeak"), allow(dead_code))] // A build without voices has nothing to say differently.
    pub(crate) fn fingerprint(&self) -> String {
        let digest = Sha256::digest(format!("{:?}", self.languages).as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A language tag to compare: `en_GB` is `en-gb`.
pub(crate) fn tag(language: &str) -> String {
    language.trim().to_ascii_lowercase().replace('_', "-")
}

/// A line of a list, without white space around it, and where it begins.
struct Line<'t> {
    text: &'t str,
    start: usize,
}

fn lines(list: &str) -> impl Iterator<Item = Line<'_>> {
    let list_start = list.len() - list.trim_start_matches('\u{feff}').len();
    list[list_start..].split_inclusive('\n').scan(list_start, |next, line| {
        let start = *next + line.len() - line.trim_start().len();
        *next += line.len();
        Some(Line { text: line.trim(), start })
    })
}

impl Line<'_> {
    fn entry(&self, language: &str) -> Result<Option<Entry>, Mistake> {
        if self.text.is_empty() || self.text.starts_with('#') {
            return Ok(None);
        }
        let Some((word, said)) = self.text.split_once(separator(self.text)) else {
            let help = format!("write the word, `=`, and what is said for it: `{} = …`", first_word(self.text));
            return Err(self.mistake(self.whole(), "there is no `=` in this line".to_owned(), "no `=`", help));
        };
        let (word, written) = (word.trim_end(), said.trim_start());
        if !word.contains(char::is_alphanumeric) {
            let help = "put a word with a letter or a digit before the `=`; signs are read by rules of their own";
            let place = if word.is_empty() { self.at(0, 1) } else { self.word() };
            return Err(self.mistake(place, "nothing is said for signs alone".to_owned(), "no word", help.to_owned()));
        }
        let place = self.at(self.text.len() - written.len(), written.len());
        let said = match (written.strip_prefix('['), written.strip_suffix(']')) {
            (Some(_), Some(_)) => self.ipa(written, language)?,
            (None, None) => self.words(written, word)?,
            _ => {
                let help = "put the pronunciation between `[` and `]`, and nothing else: `[təˈmɑːtəʊ]`".to_owned();
                return Err(self.mistake(place, "a bracket is missing".to_owned(), "one bracket only", help));
            }
        };
        Ok(Some(Entry { word: word.split_whitespace().collect::<Vec<_>>().join(" "), said }))
    }

    fn words(&self, written: &str, word: &str) -> Result<Said, Mistake> {
        if written.contains(char::is_alphanumeric) {
            return Ok(Said::As(written.to_owned()));
        }
        let start = self.text.len() - written.len();
        let place = if written.is_empty() { self.at(start - 1, 1) } else { self.at(start, written.len()) };
        let help = "write words, or the International Phonetic Alphabet in brackets: `[ˈtɔːrəsən]`".to_owned();
        Err(self.mistake(place, format!("nothing is said for `{word}`"), "no words", help))
    }

    fn ipa(&self, written: &str, language: &str) -> Result<Said, Mistake> {
        let start = self.text.len() - written.len() + 1;
        let ipa = &written[1..written.len() - 1];
        match check(ipa, language) {
            Ok(()) => Ok(Said::Ipa(ipa.trim().to_owned())),
            Err(Bad::Language) => {
                let message =
                    format!("a pronunciation is understood in lists of en and ru, this one is of `{language}`");
                let help = "write words that sound like it instead of the brackets".to_owned();
                Err(self.mistake(self.at(start - 1, written.len()), message, "not in this language", help))
            }
            Err(Bad::Empty) => {
                let help = "write sounds of the International Phonetic Alphabet: `[ˈtɔːrəsən]`".to_owned();
                let message = "there is no sound between the brackets".to_owned();
                Err(self.mistake(self.at(start - 1, written.len()), message, "no sound", help))
            }
            Err(Bad::Sound(rest)) => {
                let sound = ipa[ipa.len() - rest..].chars().next().unwrap_or(' ');
                let message = format!("`{sound}` is no sound of the voice for `{language}`");
                let help = "take the nearest sound of the language; docs/prompts.md lists them".to_owned();
                let place = self.at(start + ipa.len() - rest, sound.len_utf8());
                Err(self.mistake(place, message, "unknown sound", help))
            }
        }
    }

    fn mistake(&self, place: Range<usize>, message: String, label: &'static str, help: String) -> Mistake {
        Mistake { place, message, label, help, first: None }
    }

    fn at(&self, start: usize, length: usize) -> Range<usize> {
        self.start + start..self.start + start + length
    }

    fn whole(&self) -> Range<usize> {
        self.at(0, self.text.len())
    }

    /// The place of the word.
    fn word(&self) -> Range<usize> {
        let word = self.text.split_once(separator(self.text)).map_or(self.text, |(word, _)| word);
        self.at(0, word.trim_end().len())
    }
}

/// A tabulator where there is no `=`: what spreadsheets write.
fn separator(line: &str) -> char {
    if line.contains('=') { '=' } else { '\t' }
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// Why a pronunciation cannot be spoken.
#[cfg_attr(not(feature = "espeak"), allow(dead_code))]
pub(crate) enum Bad {
    /// There are no tables for the language.
    Language,
    /// It has no sound.
    Empty,
    /// The last so many bytes begin with a sound that the table does not have.
    Sound(usize),
}

#[cfg(feature = "espeak")]
use crate::speech::check_ipa as check;

#[cfg(not(feature = "espeak"))]
fn check(_: &str, _: &str) -> Result<(), Bad> {
    // Nobody is there to speak it.
    Ok(())
}

#[cfg(test)]
#[path = "lexicon_tests.rs"]
mod tests;
