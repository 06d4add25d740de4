//! Words with a stress mark, as sounds.
//!
//! The rules of espeak-ng for Russian know an acute accent behind a vowel, but this version of it cuts a word in two there.
//! So a word is given to its rules without the mark, and its sounds are put into the text with the stress where it belongs:
//! how a vowel without stress sounds is decided later, sound by sound.

use std::path::Path;

use espeak_ng::dictionary::Dictionary;
use espeak_ng::dictionary::stress::StressOpts;
use espeak_ng::phoneme::{PH_PAUSE, PH_STRESS, PH_VOWEL};
use espeak_ng::translate::{LangOptions, select_phoneme_table, word_to_phonemes};
use espeak_ng::{Error, PhonemeData};

use super::text::signs::{STRESS, phoneme};
use super::text::stress::is_vowel;

/// A Russian text with the sounds of its words that have a stress mark in their place.
pub(super) fn sounds(text: &str, data: &Path) -> Result<String, Error> {
    let mut rules = None;
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(STRESS) {
        let start = rest[..place].rfind(|character| !in_word(character));
        let start = start.map_or(0, |place| place + rest[place..].chars().next().map_or(0, char::len_utf8));
        let end = rest[place..].find(|character| !in_word(character)).map_or(rest.len(), |length| place + length);
        written.push_str(&rest[..start]);
        let rules = match &rules {
            Some(rules) => rules,
            None => rules.insert(Rules::load(data)?),
        };
        written.push_str(&rules.sounds(&rest[start..end]));
        rest = &rest[end..];
    }
    written.push_str(rest);
    Ok(written)
}

fn in_word(character: char) -> bool {
    character.is_alphabetic() || character == STRESS
}

/// What espeak-ng knows of Russian words.
struct Rules {
    dictionary: Dictionary,
    phonemes: PhonemeData,
    stress: StressOpts,
    options: LangOptions,
}

impl Rules {
    fn load(data: &Path) -> Result<Self, Error> {
        let mut phonemes = PhonemeData::load(data)?;
        select_phoneme_table(&mut phonemes, data, LANGUAGE)?;
        Ok(Self {
            dictionary: Dictionary::load(LANGUAGE, data)?,
            phonemes,
            stress: StressOpts::for_lang_in(LANGUAGE, data),
            options: LangOptions::for_lang(LANGUAGE),
        })
    }

    /// The sounds of a word, with the stress where it is marked; without its marks if its vowels are not heard one by one.
    fn sounds(&self, marked: &str) -> String {
        let (word, stressed) = unmarked(marked);
        // As words the dictionary has weak forms of these; with a mark they are letters by name.
        if let Some((_, sounds)) = LETTERS.iter().find(|(letter, _)| *letter == word) {
            return sounds.bytes().map(phoneme).collect();
        }
        let found = word_to_phonemes(&word, &self.dictionary, &self.phonemes, &self.stress, &self.options);
        let mut names: Vec<String> = Vec::new();
        let mut vowels = 0;
        for phoneme in found.phonemes.iter().filter_map(|code| self.phonemes.get(*code)) {
            match phoneme.typ {
                // Where the rules would put the stress, and code 0 at the end.
                PH_STRESS | PH_PAUSE => continue,
                PH_VOWEL => {
                    if stressed.contains(&vowels) {
                        names.push("'".to_owned());
                    }
                    vowels += 1;
                }
                _ => {}
            }
            names.push(phoneme.mnemonic_str());
        }
        if vowels != word.chars().filter(|letter| is_vowel(*letter)).count() {
            return marked.replace(STRESS, "");
        }
        // A bar keeps two sounds from being read as a third: `t|s` is not `ts`.
        names.join("|").bytes().map(phoneme).collect()
    }
}

/// A word in small letters, and which of its vowels are marked.
fn unmarked(marked: &str) -> (String, Vec<usize>) {
    let (mut word, mut stressed) = (String::with_capacity(marked.len()), Vec::new());
    let mut vowels = 0;
    for letter in marked.chars().flat_map(char::to_lowercase) {
        if letter == STRESS {
            stressed.push(vowels);
        } else {
            vowels += usize::from(is_vowel(letter));
            word.push(letter);
        }
    }
    (word, stressed)
}

const LETTERS: [(&str, &str); 2] = [("о", "'o"), ("и", "'i")];
const LANGUAGE: &str = "ru";
