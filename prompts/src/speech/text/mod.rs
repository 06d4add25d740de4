//! Text as a voice should say it: what is written short is written out, because espeak-ng reads it wrong or not at all.

mod amount;
mod clean;
mod clock;
mod date;
mod english;
mod fraction;
mod ipa;
mod marks;
mod numeral;
mod phone;
mod rule;
mod russian;
mod scripts;
pub(super) mod signs;

use super::voice::Voice;
use crate::spoken::Mark;

/// A stretch of text for one voice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub voice: Voice,
    pub text: String,
}

/// Writes a text out, in stretches of one voice. `None`: it has letters, but none that a voice of ours can say.
pub(super) fn write_out(text: &str, marks: &[Mark], voice: Voice) -> Option<Vec<Stretch>> {
    let had_letters = text.chars().any(char::is_alphabetic);
    let text = clean::clean(&marks::apply(text, marks, voice));
    if had_letters && !text.chars().any(signs::is_heard) {
        return None;
    }
    let spoken = |(voice, text): (Voice, String)| {
        let text = match voice {
            Voice::English | Voice::American => english::write_out(&text, voice),
            Voice::Russian => russian::write_out(&text),
        };
        Stretch { voice, text }
    };
    Some(scripts::split(&text, voice).into_iter().map(spoken).collect())
}

/// A text for a voice whose language has no rules here: on one line, and otherwise as it is.
pub(super) fn plain(text: &str) -> String {
    let sayable = |character: char| if character.is_control() || signs::is_sign(character) { ' ' } else { character };
    let lines = text.lines().map(|line| line.chars().map(sayable).collect::<String>());
    let lines = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
