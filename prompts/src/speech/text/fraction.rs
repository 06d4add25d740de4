//! Fractions as they are written: `3/4`, `1 1/2`, `½`.

/// A fraction, with a whole before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    /// May be zero.
    pub whole: u64,
    /// How many parts.
    pub above: u64,
    /// Of how many.
    pub below: u64,
}

impl Fraction {
    /// Reads a fraction; `None` if it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((sign, above, below)) = SIGNS.into_iter().find(|(sign, ..)| text.ends_with(*sign)) {
            let whole = text.trim_end_matches(sign);
            let whole = if whole.trim().is_empty() { Some(0) } else { number(whole) }?;
            return Some(Self { whole, above, below });
        }
        let (above, below) = text.split_once(['/', '⁄'])?;
        let (whole, above) = match above.trim_end().rsplit_once([' ', '+', '\u{a0}']) {
            Some((whole, above)) => (number(whole.trim_end_matches([' ', '+']))?, above),
            None => (0, above),
        };
        Some(Self { whole, above: number(above)?, below: number(below)? })
    }
}

const SIGNS: [(char, u64, u64); 5] = [('½', 1, 2), ('¼', 1, 4), ('¾', 3, 4), ('⅓', 1, 3), ('⅔', 2, 3)];

fn number(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|number| *number < 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_read() {
        let cases = [
            ("1/2", Some((0, 1, 2))),
            ("1 3/4", Some((1, 3, 4))),
            ("2 + 1/3", Some((2, 1, 3))),
            ("5½", Some((5, 1, 2))),
            ("¾", Some((0, 3, 4))),
            ("1/2/3", None),
            ("/2", None),
            ("7", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Fraction::read(text).map(|read| (read.whole, read.above, read.below)), expected, "{text}");
        }
    }
}
