//! Numbers as they are written, before it is decided how they are said.

/// A number in digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numeral<'t> {
    /// What is before the decimal sign; `None`: it is a code, said digit by digit.
    pub whole: Option<u64>,
    /// The digits after the decimal sign; may be none.
    pub fraction: &'t str,
    written: &'t str,
}

impl<'t> Numeral<'t> {
    /// Reads digits with separators of thousands. A decimal sign is the last comma or full stop, if `decimal` has it.
    pub fn read(written: &'t str, decimal: &[char]) -> Self {
        let (whole, fraction) = written.rsplit_once(decimal).unwrap_or((written, ""));
        let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
        // A zero in front is part of a code; and nobody can follow a number of 16 digits.
        let code = digits.len() > 15 || (digits.len() > 1 && digits.starts_with('0'));
        Self { whole: digits.parse().ok().filter(|_| !code), fraction, written }
    }

    /// A number without a fraction.
    pub fn integer(&self) -> Option<u64> {
        self.whole.filter(|_| self.fraction.is_empty())
    }

    /// Hundredths, if the fraction is money: one or two digits.
    pub fn hundredths(&self) -> Option<u64> {
        match self.fraction.len() {
            0 => Some(0),
            1 => Some(self.fraction.parse::<u64>().ok()? * 10),
            2 => self.fraction.parse().ok(),
            _ => None,
        }
    }

    /// Its digits in order.
    pub fn digits(&self) -> impl Iterator<Item = u8> + use<'t> {
        digits(self.written)
    }
}

/// The digits of a text.
pub(super) fn digits(text: &str) -> impl Iterator<Item = u8> + use<'_> {
    text.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written() {
        let read = |text| {
            let numeral = Numeral::read(text, &['.']);
            (numeral.whole, numeral.fraction)
        };
        assert_eq!(read("1,234.50"), (Some(1234), "50"));
        assert_eq!(read("0"), (Some(0), ""));
        assert_eq!(read("007"), (None, ""));
        assert_eq!(read("9999999999999999"), (None, ""));
        assert_eq!(Numeral::read("12 000,5", &[',']).hundredths(), Some(50));
    }
}
