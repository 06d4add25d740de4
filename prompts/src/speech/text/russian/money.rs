//! Russian money.

use std::sync::LazyLock;

use regex::Regex;

use super::super::numeral::Numeral;
use super::super::rule::{pattern, replace};
use super::cardinal::{cardinal, counted, is_one};
use super::case::asked;
use super::words::Gender;
use super::{nouns, number};

/// Writes money out: `1 234,50 ₽`, `100 руб. 5 коп.`, `$20`.
pub(super) fn write_out(text: &str) -> String {
    let text =
        replace(text, &BEFORE, |found| said(Currency::of(found.group("sign"))?, found.group("number"), found.before));
    replace(&text, &AFTER, |found| {
        let inside = found.before.ends_with(char::is_alphanumeric) || found.after.starts_with(char::is_alphanumeric);
        let written = found.group("sign");
        let sign = written.trim_end_matches('.');
        let stop = if written != sign && nouns::ends_sentence(found.after) { "." } else { "" };
        if inside { None } else { Some(said(Currency::of(sign)?, found.group("number"), found.before)? + stop) }
    })
}

/// An amount of the currency of a sign, code or name, in the case that the text before asks for.
pub(super) fn named(name: &str, written: &str, before: &str) -> Option<String> {
    let (upper, lower) = (name.to_uppercase(), name.to_lowercase());
    let known = |currency: &&Currency| {
        [upper.as_str(), lower.as_str()]
            .iter()
            .any(|name| currency.signs.contains(name) || currency.units.contains(name))
    };
    said(CURRENCIES.iter().find(known)?, written, before)
}

fn said(currency: &Currency, written: &str, before: &str) -> Option<String> {
    let numeral = Numeral::read(written, &[',', '.']);
    let (Some(whole), Some(hundredths)) = (numeral.whole, numeral.hundredths()) else {
        // A part of one: "три целых пять тысячных рубля".
        let case = asked(before, false, "");
        return Some(format!("{} {}", number(written, Gender::Masculine, case), currency.units[1]));
    };
    let amount = |number, forms, gender| {
        let case = asked(before, is_one(number), "");
        format!("{} {}", cardinal(number, gender, case), counted(number, forms, gender, case))
    };
    let units = amount(whole, currency.units, currency.gender);
    let coins = amount(hundredths, currency.coins, currency.coin_gender);
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
            ("21 руб. 2 коп.", "двадцать один рубль две копейки."),
            ("до 100 руб. Ждём", "до ста рублей. Ждём"),
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
