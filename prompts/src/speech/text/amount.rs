//! Numbers in either notation: `1,234.50` and `1 234,50` are the same, where a mark says that it is a number.

/// A number with its sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    /// Whether it is below zero.
    pub negative: bool,
    /// The number in digits, with a full stop before its fraction: `1234.50`.
    pub number: String,
}

impl Amount {
    /// Reads a number; `None` if there is anything else. `coins`: a comma or stop before one or two digits is decimal,
    /// before three it separates thousands. Else `decimal` is the language's own decimal sign.
    pub fn read(text: &str, decimal: char, coins: bool) -> Option<Self> {
        let text = text.trim();
        let digits = text.trim_start_matches(['-', '−', '–', '+']).trim_start();
        let negative = text.starts_with(['-', '−', '–']);
        let known = |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '.' | '\'');
        if !digits.starts_with(|c: char| c.is_ascii_digit()) || !digits.chars().all(known) {
            return None;
        }
        let digits_of = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
        let cut = digits.rfind([',', '.']).filter(|place| {
            let after = &digits[place + 1..];
            let sign = digits[*place..].chars().next();
            let once = digits.matches([',', '.']).count() == 1 || !digits[..*place].contains(&digits[*place..=*place]);
            match after.len() {
                0 => false,
                1 | 2 if coins => true,
                3 if coins => false,
                _ => once && sign == Some(decimal),
            }
        });
        let (whole, fraction) = cut.map_or((digits, ""), |place| (&digits[..place], &digits[place + 1..]));
        let whole = digits_of(whole);
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let fraction = digits_of(fraction);
        let number = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
        Some(Self { negative, number })
    }

    /// The number, if it is whole and of a size people say.
    pub fn integer(&self) -> Option<u64> {
        self.number.parse().ok().filter(|number| *number < 1_000_000_000_000_000)
    }
}

/// An amount of money and the sign or code beside it: `$5`, `5 EUR`, `-5,20 ₽`.
pub(super) fn money(text: &str) -> Option<(Amount, &str)> {
    let text = text.trim();
    let digits = |c: char| c.is_ascii_digit();
    let (first, last) = (text.find(digits)?, text.rfind(digits)?);
    let sign =
        |text: &str| text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '−' | '–' | '+' | '.')).len();
    let (before, after) = (&text[..first], &text[last + 1..]);
    let amount = Amount::read(&text[first..=last], '.', true)?;
    let code = match (sign(before), sign(after)) {
        (0, 0) => "",
        (_, 0) => before,
        (0, _) => after,
        _ => return None,
    };
    let code = code.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '−' | '–' | '+' | '.'));
    Some((Amount { negative: before.contains(['-', '−', '–']), ..amount }, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_both_notations_are_read() {
        let cases = [
            ("1,234.50", '.', true, "1234.50"),
            ("1 234,50", '.', true, "1234.50"),
            ("1.234,5", '.', true, "1234.5"),
            ("1.234", '.', true, "1234"),
            ("1,234,567", '.', false, "1234567"),
            ("1.234", '.', false, "1.234"),
            ("3,14159", ',', false, "3.14159"),
            ("007", '.', false, "7"),
            ("-5", '.', false, "-5"),
            ("0", '.', true, "0"),
            ("5.", '.', true, "5"),
            ("5a", '.', true, "?"),
            ("", '.', true, "?"),
            ("٣", '.', true, "?"),
        ];
        for (text, decimal, coins, expected) in cases {
            let read = Amount::read(text, decimal, coins);
            let read =
                read.map_or("?".to_owned(), |read| format!("{}{}", if read.negative { "-" } else { "" }, read.number));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn money_has_its_sign_on_either_side() {
        let cases = [
            ("$5.20", "$ 5.20"),
            ("-£5", "£ -5"),
            ("EUR12", "EUR 12"),
            ("5,20 руб.", "руб 5.20"),
            ("12", " 12"),
            ("$5€", "?"),
            ("€", "?"),
        ];
        for (text, expected) in cases {
            let read = money(text).map_or("?".to_owned(), |(amount, code)| {
                format!("{code} {}{}", if amount.negative { "-" } else { "" }, amount.number)
            });
            assert_eq!(read, expected, "{text}");
        }
    }
}
