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
}

/// Whether a character is one of the signs.
pub(in crate::speech) fn is_sign(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{e1ff}')
}
