//! English money.

use std::sync::LazyLock;

use regex::Regex;

use super::super::numeral::Numeral;
use super::super::rule::{pattern, replace};
use super::number;
use super::words::cardinal;

/// Writes money out: `£5.50`, `$1,200`, `€3 million`, `100 USD`.
pub(super) fn write_out(text: &str, american: bool) -> String {
    let text = replace(text, &BEFORE, |found| {
        let currency = Currency::of(found.group("sign"))?;
        said(currency, found.group("number"), found.group("scale"), american)
    });
    replace(&text, &AFTER, |found| {
        let currency = Currency::of(found.group("sign"))?;
        let inside = found.before.ends_with(char::is_alphanumeric) || found.after.starts_with(char::is_alphanumeric);
        if inside { None } else { said(currency, found.group("number"), found.group("scale"), american) }
    })
}

/// An amount of the currency of a sign, code or name.
pub(super) fn named(name: &str, written: &str, american: bool) -> Option<String> {
    let upper = name.to_uppercase();
    let lower = name.to_lowercase();
    let known = |currency: &&Currency| {
        currency.signs.contains(&upper.as_str()) || [currency.one, currency.many].contains(&lower.as_str())
    };
    let currency = match upper.as_str() {
        "US$" => Currency::of("$"),
        _ => CURRENCIES.iter().find(known),
    };
    said(currency?, written, "", american)
}

fn said(currency: &Currency, written: &str, scale: &str, american: bool) -> Option<String> {
    let numeral = Numeral::read(written, &['.']);
    if !scale.is_empty() {
        let scale = match scale.trim() {
            "k" => "thousand",
            "m" => "million",
            "bn" => "billion",
            word => word,
        };
        return Some(format!("{} {scale} {}", number(written, american), currency.many));
    }
    let (Some(whole), Some(hundredths)) = (numeral.whole, numeral.hundredths()) else {
        return Some(format!("{} {}", number(written, american), currency.many));
    };
    let units = format!("{} {}", cardinal(whole, american), if whole == 1 { currency.one } else { currency.many });
    let coins = if hundredths == 1 { currency.coin } else { currency.coins };
    let coins = format!("{} {coins}", cardinal(hundredths, american));
    Some(match (whole, hundredths) {
        (_, 0) => units,
        (0, _) => coins,
        _ => format!("{units} and {coins}"),
    })
}

struct Currency {
    signs: [&'static str; 2],
    one: &'static str,
    many: &'static str,
    coin: &'static str,
    coins: &'static str,
}

impl Currency {
    fn of(sign: &str) -> Option<&'static Self> {
        CURRENCIES.iter().find(|currency| currency.signs.contains(&sign))
    }
}

const CURRENCIES: [Currency; 4] = [
    Currency { signs: ["£", "GBP"], one: "pound", many: "pounds", coin: "penny", coins: "pence" },
    Currency { signs: ["$", "USD"], one: "dollar", many: "dollars", coin: "cent", coins: "cents" },
    Currency { signs: ["€", "EUR"], one: "euro", many: "euros", coin: "cent", coins: "cents" },
    Currency { signs: ["₽", "RUB"], one: "rouble", many: "roubles", coin: "kopeck", coins: "kopecks" },
];

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<sign>[£$€₽]|\b(?:GBP|USD|EUR|RUB)) ?(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale> ?(?:thousand|million|billion|bn|k|m)\b)?",
    )
});
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale> (?:thousand|million|billion))? ?(?P<sign>[£$€₽]|GBP|USD|EUR|RUB)",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_said_in_units_and_coins() {
        let cases = [
            ("£5.50", "five pounds and fifty pence"),
            ("$1", "one dollar"),
            ("€0.01", "one cent"),
            ("$1,200.5", "one thousand two hundred dollars and fifty cents"),
            ("€3.5 million", "three point five million euros"),
            ("100 RUB", "one hundred roubles"),
            ("20€", "twenty euros"),
            ("£5m and £5, too", "five million pounds and five pounds, too"),
            ("£1.999", "one point nine nine nine pounds"),
        ];
        for (text, expected) in cases {
            assert_eq!(write_out(text, true), expected);
        }
    }
}
