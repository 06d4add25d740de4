//! Russian money.

use std::sync::LazyLock;

use regex::Regex;

use super::super::numeral::Numeral;
use super::super::rule::{pattern, replace};
use super::number;
use super::words::{Gender, cardinal, form};

/// Writes money out: `1 234,50 ₽`, `100 руб. 5 коп.`, `$20`.
pub(super) fn write_out(text: &str) -> String {
    let text = replace(text, &BEFORE, |found| said(Currency::of(found.group("sign"))?, found.group("number")));
    replace(&text, &AFTER, |found| {
        let inside = found.before.ends_with(char::is_alphanumeric) || found.after.starts_with(char::is_alphanumeric);
        let sign = found.group("sign").trim_end_matches('.');
        if inside { None } else { said(Currency::of(sign)?, found.group("number")) }
    })
}

/// An amount of the currency of a sign, code or name.
pub(super) fn named(name: &str, written: &str) -> Option<String> {
    let (upper, lower) = (name.to_uppercase(), name.to_lowercase());
    let known = |currency: &&Currency| {
        [upper.as_str(), lower.as_str()]
            .iter()
            .any(|name| currency.signs.contains(name) || currency.units.contains(name))
    };
    said(CURRENCIES.iter().find(known)?, written)
}

fn said(currency: &Currency, written: &str) -> Option<String> {
    let numeral = Numeral::read(written, &[',', '.']);
    let (Some(whole), Some(hundredths)) = (numeral.whole, numeral.hundredths()) else {
        // A part of one: "три целых пять тысячных рубля".
        return Some(format!("{} {}", number(written, Gender::Masculine), currency.units[1]));
    };
    let units = format!("{} {}", cardinal(whole, currency.gender), form(whole, currency.units));
    let coins = format!("{} {}", cardinal(hundredths, currency.coin_gender), form(hundredths, currency.coins));
    Some(match (whole, hundredths) {
        (_, 0) => units,
        (0, _) => coins,
        _ => format!("{units} {coins}"),
    })
}

struct Currency {
    signs: &'static [&'static str],
    gender: Gender,
    units: [&'static str; 3],
    coin_gender: Gender,
    coins: [&'static str; 3],
}

impl Currency {
    fn of(sign: &str) -> Option<&'static Self> {
        CURRENCIES.iter().find(|currency| currency.signs.contains(&sign))
    }
}

const CENTS: [&str; 3] = ["цент", "цента", "центов"];
const CURRENCIES: [Currency; 5] = [
    Currency {
        signs: &["₽", "руб", "р", "RUB"],
        gender: Gender::Masculine,
        units: ["рубль", "рубля", "рублей"],
        coin_gender: Gender::Feminine,
        coins: ["копейка", "копейки", "копеек"],
    },
    Currency {
        signs: &["коп"],
        gender: Gender::Feminine,
        units: ["копейка", "копейки", "копеек"],
        coin_gender: Gender::Feminine,
        coins: ["", "", ""],
    },
    Currency {
        signs: &["$", "USD"],
        gender: Gender::Masculine,
        units: ["доллар", "доллара", "долларов"],
        coin_gender: Gender::Masculine,
        coins: CENTS,
    },
    Currency {
        signs: &["€", "EUR"],
        gender: Gender::Masculine,
        units: ["евро", "евро", "евро"],
        coin_gender: Gender::Masculine,
        coins: CENTS,
    },
    Currency {
        signs: &["£", "GBP"],
        gender: Gender::Masculine,
        units: ["фунт", "фунта", "фунтов"],
        coin_gender: Gender::Masculine,
        coins: ["пенс", "пенса", "пенсов"],
    },
];

static BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<sign>[£$€₽]) ?(?P<number>(?:\d{1,3}(?: \d{3})+\b|\d+)(?:[.,]\d+)?)"));
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<number>(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?) ?(?P<sign>[£$€₽]|руб\b\.?|коп\b\.?|р\.|RUB\b|USD\b|EUR\b|GBP\b)",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_agrees_with_its_number() {
        let cases = [
            ("1 234,50 ₽", "одна тысяча двести тридцать четыре рубля пятьдесят копеек"),
            ("21 руб. 2 коп.", "двадцать один рубль две копейки"),
            ("$3", "три доллара"),
            ("0,01 €", "один цент"),
            ("100 р. сейчас", "сто рублей сейчас"),
            ("5 рублей", "5 рублей"),
            ("1,005 ₽", "одна целая пять тысячных рубля"),
        ];
        for (text, expected) in cases {
            assert_eq!(write_out(text), expected);
        }
    }
}
