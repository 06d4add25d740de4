//! Everything the caller has heard, as a stream of words with times.

use std::time::Duration;

use dialplan::time::Instant;
use regex::Regex;

use super::words::{Word, words};
use crate::observation::{Sound, SoundKind};
use crate::script::What;

/// What was heard, in order, and up to where the script has used it.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pieces: Vec<Piece>,
    /// The first place that a `Hear` may still match.
    cursor: Place,
    /// When a key was last pressed: what had ended by then, or was ended by it, is another matter.
    past: Option<Instant>,
}

/// One sound.
#[derive(Debug)]
pub(super) struct Piece {
    /// What the world calls it.
    pub sound: Sound,
    /// When it ended, and how much of it was heard.
    pub ended: Option<(Instant, f64)>,
    words: Vec<Word>,
}

/// A place between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Place {
    /// Index of the piece.
    piece: usize,
    /// Byte offset in its text.
    offset: usize,
}

/// A sound that a `Hear` waits for, found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    /// The place behind it.
    pub behind: Place,
    /// When the sound that completes it began.
    pub started: Instant,
    /// When that sound ended; `None`: it still plays.
    pub ended: Option<Instant>,
}

impl Heard {
    pub fn begin(&mut self, sound: Sound) {
        let words = words(&sound.text);
        self.pieces.push(Piece { sound, ended: None, words });
    }

    pub fn end(&mut self, id: u32, at: Instant, heard: f64) {
        if let Some(piece) = self.pieces.iter_mut().rev().find(|piece| piece.sound.id == id) {
            piece.ended = Some((at, heard));
        }
    }

    /// The first place where this was heard, if it was.
    pub fn find(&self, what: &What, now: Instant) -> Option<Match> {
        match what {
            What::Words(text) => self.find_words(text),
            What::Pattern(pattern) => self.find_pattern(pattern),
            What::Prompt(name) => {
                self.find_piece(|piece| piece.sound.kind == SoundKind::Prompt && piece.sound.text == *name)
            }
            What::Any { at_least } => self.find_piece(|piece| piece.lasted(now) >= *at_least),
            What::Tone { hz, at_least } => self.find_piece(|piece| {
                piece.sound.kind == SoundKind::Tone { hz: Some(*hz) } && piece.lasted(now) >= *at_least
            }),
        }
    }

    /// The moment the sound that plays now has lasted this long: when a `Hear any` may come true.
    pub fn lasts(&self, at_least: Duration, now: Instant) -> Option<Instant> {
        let piece = self.open().find(|piece| piece.ended.is_none())?;
        Some(piece.sound.started + at_least).filter(|at| *at > now)
    }

    /// Takes what was matched as used.
    pub fn use_up(&mut self, place: Place) {
        self.cursor = self.cursor.max(place);
    }

    /// A key was pressed: takes every sound that has ended by then, or is ended by it, as used.
    pub fn key_pressed(&mut self, at: Instant) {
        self.past = Some(at);
    }

    /// Leaves behind what the last key has made the past.
    pub fn settle(&mut self) {
        let Some(past) = self.past else { return };
        while let Some(piece) = self.pieces.get(self.cursor.piece)
            && piece.ended.is_some_and(|(at, _)| at <= past)
        {
            self.cursor = Place { piece: self.cursor.piece + 1, offset: 0 };
        }
    }

    /// The sounds not yet used.
    pub fn open(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().skip(self.cursor.piece)
    }

    /// All sounds.
    pub fn all(&self) -> &[Piece] {
        &self.pieces
    }

    fn find_words(&self, text: &str) -> Option<Match> {
        let wanted = words(text);
        let heard: Vec<(usize, &Word)> = self.heard_words().collect();
        let first = heard
            .windows(wanted.len().max(1))
            .find(|window| window.iter().zip(&wanted).all(|((_, heard), wanted)| heard.text == wanted.text))?;
        let (piece, word) = first.last()?;
        Some(self.matched(*piece, word.end))
    }

    fn find_pattern(&self, pattern: &Regex) -> Option<Match> {
        let mut text = String::new();
        let mut pieces = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate().skip(self.cursor.piece) {
            let from = self.offset_in(index);
            let part = piece.text_heard().get(from..).unwrap_or_default();
            if !text.is_empty() {
                text.push(' ');
            }
            pieces.push((text.len(), index, from));
            text.push_str(part);
        }
        let end = pattern.find(&text)?.end();
        let (begins, index, from) = pieces.iter().rev().find(|(begins, ..)| *begins < end).or(pieces.first())?;
        Some(self.matched(*index, from + end.saturating_sub(*begins)))
    }

    fn find_piece(&self, test: impl Fn(&Piece) -> bool) -> Option<Match> {
        let (index, piece) = self.pieces.iter().enumerate().skip(self.cursor.piece).find(|(_, piece)| test(piece))?;
        Some(self.matched(index, piece.sound.text.len()))
    }

    fn heard_words(&self) -> impl Iterator<Item = (usize, &Word)> {
        self.pieces.iter().enumerate().skip(self.cursor.piece).flat_map(|(index, piece)| {
            let from = self.offset_in(index);
            let to = piece.text_heard().len();
            let open = move |word: &&Word| word.start >= from && word.end <= to;
            piece.words.iter().filter(open).map(move |word| (index, word))
        })
    }

    fn offset_in(&self, piece: usize) -> usize {
        if piece == self.cursor.piece { self.cursor.offset } else { 0 }
    }

    /// A match that ends at this offset of this piece; at its end the next piece comes next.
    fn matched(&self, index: usize, offset: usize) -> Match {
        let piece = &self.pieces[index];
        let last_word = piece.words.last().map_or(0, |word| word.end);
        let behind =
            if offset >= last_word { Place { piece: index + 1, offset: 0 } } else { Place { piece: index, offset } };
        Match { behind, started: piece.sound.started, ended: piece.ended.map(|(at, _)| at) }
    }
}

impl Piece {
    /// The text as far as it was heard; all of it while it plays.
    pub fn text_heard(&self) -> &str {
        let text = self.sound.text.as_str();
        let Some((_, heard)) = self.ended.filter(|(_, heard)| *heard < 1.0) else {
            return text;
        };
        // Speech runs at an even pace, near enough: half the time is half the letters.
        let mut end = (text.len() as f64 * heard) as usize;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        &text[..end]
    }

    fn lasted(&self, now: Instant) -> Duration {
        self.ended.map_or(now, |(at, _)| at) - self.sound.started
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Instant {
        Instant::after_start(Duration::from_millis(milliseconds))
    }

    fn say(heard: &mut Heard, id: u32, text: &str, from: u64, to: Option<(u64, f64)>) {
        heard.begin(Sound { id, kind: SoundKind::Speech, text: text.into(), started: at(from) });
        if let Some((to, part)) = to {
            heard.end(id, at(to), part);
        }
    }

    fn hears(heard: &Heard, text: &str) -> bool {
        heard.find(&What::Words(text.into()), at(0)).is_some()
    }

    #[test]
    fn words_are_compared_without_case_and_punctuation() {
        let mut heard = Heard::default();
        say(&mut heard, 1, "For sales, press ONE. Don't wait!", 0, Some((3000, 1.0)));

        assert!(hears(&heard, "for sales press one"));
        assert!(hears(&heard, "dont wait"));
        assert!(!hears(&heard, "sale"));
        assert!(!hears(&heard, "sales one"));
    }

    #[test]
    fn words_may_run_over_several_sounds() {
        let mut heard = Heard::default();
        say(&mut heard, 1, "Your balance is", 0, Some((1000, 1.0)));
        say(&mut heard, 2, "ten pounds", 1000, Some((2000, 1.0)));

        let found = heard.find(&What::Words("balance is ten".into()), at(0)).unwrap();

        assert_eq!(found.started, at(1000));
        assert_eq!(found.ended, Some(at(2000)));
    }

    #[test]
    fn a_phrase_is_used_up_and_the_rest_of_the_sound_is_not() {
        let mut heard = Heard::default();
        say(&mut heard, 1, "Press one. Press one or two.", 0, None);

        let first = heard.find(&What::Words("press one".into()), at(0)).unwrap();
        heard.use_up(first.behind);

        assert!(hears(&heard, "press one or two"));
        let second = heard.find(&What::Words("press one or two".into()), at(0)).unwrap();
        heard.use_up(second.behind);
        assert!(!hears(&heard, "press"));
    }

    #[test]
    fn what_was_cut_off_was_not_heard() {
        let mut heard = Heard::default();
        say(&mut heard, 1, "For sales press one. For service press two.", 0, Some((1000, 0.5)));

        assert!(hears(&heard, "for sales press one"));
        assert!(!hears(&heard, "press two"));
    }

    #[test]
    fn a_pattern_sees_the_text_as_written_over_sound_borders() {
        let mut heard = Heard::default();
        say(&mut heard, 1, "Balance: 10.50", 0, Some((1000, 1.0)));
        say(&mut heard, 2, "pounds", 1000, None);

        let found = heard.find(&What::Pattern(Regex::new(r"\d+\.\d\d pounds").unwrap()), at(0)).unwrap();

        assert_eq!(found.started, at(1000));
        assert_eq!(found.behind, Place { piece: 2, offset: 0 });
    }

    #[test]
    fn a_key_makes_what_has_ended_the_past() {
        let mut heard = Heard::default();
        say(&mut heard, 1, "Main menu", 0, Some((1000, 1.0)));
        say(&mut heard, 2, "please wait", 1000, None);

        heard.key_pressed(at(1500));
        heard.settle();

        assert!(!hears(&heard, "main menu"));
        assert!(hears(&heard, "please wait"));
    }
}
