//! Signs of ours in a text, which the rules pass by and a voice turns into what it understands. They are characters of
//! Unicode's private use area, which nobody can say.

/// How strongly it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::speech) enum Sign {
    Normal,
    Strong,
    Moderate,
    Reduced,
}

const SIGNS: [(char, Sign); 4] =
    [('\u{e000}', Sign::Normal), ('\u{e001}', Sign::Strong), ('\u{e002}', Sign::Moderate), ('\u{e003}', Sign::Reduced)];

impl Sign {
    /// As a character.
    pub fn character(self) -> char {
        SIGNS.iter().find(|(_, sign)| *sign == self).map_or(' ', |(character, _)| *character)
    }

    /// From a character.
    pub fn of(character: char) -> Option<Self> {
        SIGNS.iter().find(|(known, _)| *known == character).map(|(_, sign)| *sign)
    }

    /// How fast and how loud it goes on, in percent of what is around it. SSML 1.1 §3.2.2 leaves that to the voice.
    pub fn speed_and_loudness(self) -> (u16, u16) {
        match self {
            Self::Normal => (100, 100),
            Self::Strong => (80, 150),
            Self::Moderate => (90, 120),
            Self::Reduced => (110, 70),
        }
    }
}

/// Stands before the vowel of a word that has the stress.
pub(in crate::speech) const STRESS: char = '\u{e010}';

/// Whether a character is one of the signs.
pub(in crate::speech) fn is_sign(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{e1ff}')
}

/// A letter of a pronunciation as a sign.
pub(in crate::speech) fn phoneme(letter: u8) -> char {
    char::from_u32(0xe100 + u32::from(letter)).unwrap_or(' ')
}

/// The letter of a sign of [`phoneme`].
pub(in crate::speech) fn of_phoneme(sign: char) -> Option<char> {
    let letter = u32::from(sign).checked_sub(0xe100).and_then(|letter| u8::try_from(letter).ok())?;
    letter.is_ascii().then(|| char::from(letter))
}

/// Whether something is heard of a character.
pub(in crate::speech) fn is_heard(character: char) -> bool {
    character.is_alphanumeric() || of_phoneme(character).is_some_and(|letter| letter.is_ascii_alphanumeric())
}
