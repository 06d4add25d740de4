//! Text as a voice should say it: what is written short is written out, because espeak-ng reads it wrong or not at all.

mod address;
mod amount;
mod clean;
mod clock;
mod date;
mod english;
mod fraction;
mod ipa;
mod marks;
mod numeral;
mod own_words;
mod phone;
mod rule;
mod russian;
mod scripts;
pub(super) mod signs;
pub(super) mod stress;

use super::voice::Voice;
use crate::spoken::{InterpretAs, Mark};
pub(super) use ipa::pronounced;
pub(super) use own_words::OwnWords;

/// A stretch of text for one voice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub voice: Voice,
    pub text: String,
}

/// Who speaks a text.
#[derive(Clone, Copy)]
pub(super) struct Way<'w> {
    /// The built-in voice whose rules write it out.
    pub rules: Voice,
    /// Its language (BCP 47), for the words of the lexicon.
    pub language: &'w str,
    /// The lexicon.
    pub own: &'w OwnWords,
    /// Whether the voice takes sounds: `false` if it knows letters only.
    pub sounds: bool,
}

/// Writes a text out, in stretches of one voice. `None`: it has letters, but none that a voice of ours can say.
pub(super) fn write_out(text: &str, marks: &[Mark], way: &Way<'_>) -> Option<Vec<Stretch>> {
    let had_letters = text.chars().any(char::is_alphabetic);
    let marks: Vec<Mark> = marks.iter().filter(|mark| way.sounds || !is_pronunciation(mark)).cloned().collect();
    let text = clean::clean(&marks::apply(text, &marks, way.rules));
    if had_letters && !text.chars().any(signs::is_heard) {
        return None;
    }
    let spoken = |(voice, text): (Voice, String)| {
        // Words of another language are in the list of that language.
        let language = if same_language(way.language, voice) { way.language } else { voice.tag() };
        let text = way.own.apply(&text, language, Some(voice), way.sounds);
        let text = match voice {
            Voice::English | Voice::American => english::write_out(&text, voice),
            Voice::Russian => russian::write_out(&text),
        };
        Stretch { voice, text }
    };
    Some(scripts::split(&text, way.rules).into_iter().map(spoken).collect())
}

/// A text for a voice whose language has no rules here: on one line, with the words of the lexicon, and otherwise as it is.
pub(super) fn plain(text: &str, language: &str, own: &OwnWords) -> String {
    let sayable = |character: char| if character.is_control() || signs::is_sign(character) { ' ' } else { character };
    let lines = text.lines().map(|line| line.chars().map(sayable).collect::<String>());
    let lines = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    own.apply(&text, language, None, false)
}

fn is_pronunciation(mark: &Mark) -> bool {
    matches!(mark.how, InterpretAs::Phoneme(_))
}

fn same_language(tag: &str, voice: Voice) -> bool {
    let primary = |tag: &str| crate::lexicon::tag(tag).split('-').next().unwrap_or_default().to_owned();
    primary(tag) == primary(voice.tag())
}

#[cfg(test)]
mod tests;
