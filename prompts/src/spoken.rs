//! How a text is to be said, beside the text itself: what SSML asks for, without its syntax.

/// A stretch of a text that is read in a way of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Where it begins: a byte of the text, between two characters.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// How it is read.
    pub how: InterpretAs,
}

/// How a stretch of text is read. Stretches do not overlap, but [`InterpretAs::Emphasis`] may have others in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum InterpretAs {
    /// Letter by letter, digit by digit, signs by name.
    Characters,
    /// Digit by digit.
    Digits,
    /// Digit by digit in groups.
    Telephone,
    /// A number of things.
    Cardinal,
    /// A place in a row.
    Ordinal,
    /// A day, or a part of a date.
    Date(DateOrder),
    /// A time of day, or a length of time.
    Time(Clock),
    /// An amount of money.
    Currency,
    /// One number over another.
    Fraction,
    /// A number and its unit.
    Unit,
    /// Left out.
    Expletive,
    /// Pronounced as this says, in the International Phonetic Alphabet.
    Phoneme(String),
    /// More or less stress than around it.
    Emphasis(Level),
}

/// The order of the parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // A letter is a part: d is the day, m the month, y the year.
pub enum DateOrder {
    /// As the language has it.
    Usual,
    Dmy,
    Mdy,
    Ymd,
    Ydm,
    Dm,
    Md,
    My,
    Ym,
    D,
    M,
    Y,
}

/// The clock of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clock {
    /// As it is written.
    Usual,
    /// Twice twelve hours.
    Twelve,
    /// Twenty-four hours.
    TwentyFour,
}

/// How strongly something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Slower and louder.
    Strong,
    /// A little so.
    Moderate,
    /// The other way.
    Reduced,
}

/// Speed, loudness and pitch, in percent of the voice's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Prosody {
    /// Speed: at 200 it takes half as long.
    pub rate: u16,
    /// Loudness, as amplitude: 200 is 6 dB more, 0 is silent.
    pub volume: u16,
    /// Pitch, as frequency.
    pub pitch: u16,
}

impl Default for Prosody {
    fn default() -> Self {
        Self { rate: 100, volume: 100, pitch: 100 }
    }
}

impl Prosody {
    /// Whether all is the voice's own.
    pub fn is_own(&self) -> bool {
        *self == Self::default()
    }
}
