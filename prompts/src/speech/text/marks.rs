//! Puts the words of what is marked in its place; the text around is left to the general rules.

use super::super::voice::Voice;
use super::signs::{self, Sign};
use super::{english, ipa, russian};
use crate::spoken::{InterpretAs, Level, Mark};

/// A marked stretch and what stands around it.
pub(super) struct Marked<'t> {
    /// What is marked.
    pub text: &'t str,
    /// The text before it.
    pub before: &'t str,
    /// The text after it.
    pub after: &'t str,
}

/// The text with what is marked written out. Marks that are not in the text, cut a character or overlap are passed over.
pub(super) fn apply(text: &str, marks: &[Mark], voice: Voice) -> String {
    let (emphases, readings): (Vec<_>, Vec<_>) = marks
        .iter()
        .filter(|mark| text.get(mark.start..mark.end).is_some_and(|marked| !marked.is_empty()))
        .partition(|mark| matches!(mark.how, InterpretAs::Emphasis(_)));
    let mut writer =
        Writer { text, written: String::with_capacity(text.len()), end: 0, signs: emphasis(apart(emphases)) };
    for mark in apart(readings) {
        writer.plain(mark.start);
        let marked =
            Marked { text: &text[mark.start..mark.end], before: &text[..mark.start], after: &text[mark.end..] };
        writer.words(&words(&mark.how, &marked, voice), mark.end);
    }
    writer.plain(text.len());
    writer.written
}

/// In their order, without those that begin inside of another.
fn apart(mut marks: Vec<&Mark>) -> Vec<&Mark> {
    marks.sort_by_key(|mark| mark.start);
    let mut end = 0;
    marks.retain(|mark| {
        let apart = mark.start >= end;
        if apart {
            end = mark.end;
        }
        apart
    });
    marks
}

/// Where emphasis begins and ends, the last first.
fn emphasis(marks: Vec<&Mark>) -> Vec<(usize, Sign)> {
    let mut signs = Vec::new();
    for mark in marks {
        let sign = match mark.how {
            InterpretAs::Emphasis(Level::Strong) => Sign::Strong,
            InterpretAs::Emphasis(Level::Reduced) => Sign::Reduced,
            _ => Sign::Moderate,
        };
        signs.extend([(mark.start, sign), (mark.end, Sign::Normal)]);
    }
    signs.reverse();
    signs
}

/// The words of what is marked, without digits and signs; what cannot be read that way stays as it is.
fn words(how: &InterpretAs, marked: &Marked<'_>, voice: Voice) -> String {
    let words = match how {
        InterpretAs::Expletive => Some(String::new()),
        InterpretAs::Phoneme(ipa) => ipa::pronounced(ipa, voice).ok(),
        _ => match voice {
            Voice::English | Voice::American => english::say_as(how, marked, voice == Voice::American),
            Voice::Russian => russian::say_as(how, marked),
        },
    };
    words.unwrap_or_else(|| marked.text.replace(signs::is_sign, " "))
}

struct Writer<'t> {
    text: &'t str,
    written: String,
    /// How much of the text is written.
    end: usize,
    /// Signs to be put in, the last first.
    signs: Vec<(usize, Sign)>,
}

impl Writer<'_> {
    /// The text as it is, up to a place.
    fn plain(&mut self, to: usize) {
        while let Some((place, sign)) = self.signs.pop_if(|(place, _)| *place <= to) {
            self.copy(place.max(self.end));
            self.written.push(sign.character());
        }
        self.copy(to);
    }

    fn copy(&mut self, to: usize) {
        // Nobody else's signs are ours.
        self.written.extend(self.text[self.end..to].chars().map(|c| if signs::is_sign(c) { ' ' } else { c }));
        self.end = to;
    }

    /// Words instead of the text up to a place.
    fn words(&mut self, words: &str, to: usize) {
        let joins = |a: Option<char>, b: Option<char>| {
            a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
        };
        if joins(self.written.chars().next_back(), words.chars().next()) {
            self.written.push(' ');
        }
        self.written.push_str(words);
        if joins(words.chars().next_back(), self.text[to..].chars().next()) {
            self.written.push(' ');
        }
        self.end = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, how: InterpretAs) -> Mark {
        Mark { start, end, how }
    }

    #[test]
    fn words_stand_where_the_text_was() {
        let marks = [mark(5, 9, InterpretAs::Digits)];
        assert_eq!(apply("Code 4711.", &marks, Voice::English), "Code four seven one one.");
        assert_eq!(apply("Code 4711b", &marks, Voice::English), "Code four seven one one b");
        assert_eq!(apply("Code\u{e000}4711", &[], Voice::English), "Code 4711");
    }

    #[test]
    fn emphasis_goes_around_other_marks() {
        let marks = [
            mark(3, 9, InterpretAs::Emphasis(Level::Strong)),
            mark(3, 5, InterpretAs::Digits),
            mark(6, 9, InterpretAs::Emphasis(Level::Reduced)),
        ];
        let expected = format!("is {}one two now{}.", Sign::Strong.character(), Sign::Normal.character());
        assert_eq!(apply("is 12 now.", &marks, Voice::English), expected);
    }

    #[test]
    fn marks_that_do_not_fit_are_passed_over() {
        for (start, end) in [(0, 99), (3, 3), (5, 3), (1, 2), (0, 1), (usize::MAX, usize::MAX)] {
            assert_eq!(apply("Ёж 12", &[mark(start, end, InterpretAs::Expletive)], Voice::Russian), "Ёж 12");
        }
    }
}
