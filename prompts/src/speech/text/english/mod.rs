//! English: numbers, money, dates and times written out.

mod abbreviations;
mod calendar;
mod letters;
mod money;
mod say_as;
mod words;

use std::sync::LazyLock;

use regex::Regex;

use super::super::voice::Voice;
use super::fraction::Fraction;
use super::numeral::{Numeral, digits};
use super::rule::{pattern, replace};
use super::{address, phone};
pub(super) use say_as::say_as;
use words::{cardinal, digit, ordinal};

/// Writes out what is written short.
pub(super) fn write_out(text: &str, voice: Voice) -> String {
    let american = voice == Voice::American;
    let text = abbreviations::expand(text);
    let text = address::dots(&text, "dot");
    let text = calendar::dates(&text, american);
    let text = calendar::times(&text);
    let text =
        replace(&text, &MINUS_MONEY, |found| Some(format!("{}minus {}", found.group("before"), found.group("sign"))));
    let text = money::write_out(&text, american);
    let text = phone::write_out(&text, "plus", digit);
    let text = replace(&text, &CODE, |found| {
        let free = !found.after.starts_with(char::is_alphanumeric) && !found.after.starts_with(['.', ',', '-']);
        let ends = found.after.starts_with(['.', ',']) && !found.after[1..].starts_with(|c: char| c.is_ascii_digit());
        (free || ends).then(|| format!("{}{}", found.group("before"), one_by_one(digits(found.group("number")))))
    });
    let text = replace(&text, &FRACTION, |found| {
        let free =
            !found.is_inside_word() && !found.before.ends_with(['/', '.']) && !found.after.starts_with(['/', '-']);
        let fraction = Fraction::read(found.all()).filter(|_| free)?;
        match (fraction.above, fraction.below) {
            (24, 7) => Some("twenty-four seven".to_owned()),
            (above, below) if above < below && (2..=10).contains(&below) => Some(say_as::parts(fraction, american)),
            _ => None,
        }
    });
    let text = replace(&text, &SEQUENCE, |found| {
        Some(found.all().split('.').map(|part| number(part, american)).collect::<Vec<_>>().join(" point "))
    });
    let text = replace(&text, &ORDINAL, |found| {
        let number = Numeral::read(found.group("number"), &['.']).integer()?;
        (!found.is_inside_word()).then(|| ordinal(number, american))
    });
    let text = replace(&text, &MEASURE, |found| {
        if found.is_inside_word() { None } else { measure(found.group("number"), found.group("unit"), american) }
    });
    let text = replace(&text, &RANGE, |found| {
        let (from, to) = (number(found.group("from"), american), number(found.group("to"), american));
        (!found.is_inside_word()).then(|| format!("{from} to {to}"))
    });
    let text =
        replace(&text, &MINUS, |found| Some(format!("{}minus {}", found.group("before"), found.group("number"))));
    let text = replace(&text, &NUMBER, |found| {
        let space = |is: bool| if is { " " } else { "" };
        let before = space(found.before.ends_with(char::is_alphanumeric));
        let after = space(found.after.starts_with(char::is_alphanumeric));
        Some(format!("{before}{}{after}", number(found.all(), american)))
    });
    signs(&abbreviations::capitals(&text), american)
}

/// A number as it is written: `1,234.5`, `007`.
fn number(written: &str, american: bool) -> String {
    let numeral = Numeral::read(written, &['.']);
    let Some(whole) = numeral.whole else { return one_by_one(numeral.digits()) };
    let whole = cardinal(whole, american);
    if numeral.fraction.is_empty() { whole } else { format!("{whole} point {}", one_by_one(digits(numeral.fraction))) }
}

fn one_by_one(digits: impl Iterator<Item = u8>) -> String {
    digits.map(digit).collect::<Vec<_>>().join(" ")
}

/// A number and its unit, which is written short.
fn measure(written: &str, unit: &str, american: bool) -> Option<String> {
    let (_, one, many) = MEASURES.iter().find(|(short, _, _)| *short == unit)?;
    let unit = if Numeral::read(written, &['.']).integer() == Some(1) { one } else { many };
    Some(format!("{} {unit}", number(written, american)))
}

/// Signs a caller is asked to press, and those that stand for words.
fn signs(text: &str, american: bool) -> String {
    let mut said = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => said.push_str(" and "),
            '@' => said.push_str(" at "),
            '*' => said.push_str(" star "),
            '#' => said.push_str(if american { " pound " } else { " hash " }),
            '№' => said.push_str(" number "),
            '%' => said.push_str(" percent "),
            '+' => said.push_str(" plus "),
            '=' => said.push_str(" equals "),
            '½' => said.push_str(" a half "),
            '¼' => said.push_str(" a quarter "),
            '¾' => said.push_str(" three quarters "),
            '×' => said.push_str(" times "),
            '£' | '$' | '€' | '₽' | '°' => said.push(' '),
            other => said.push(other),
        }
    }
    said
}

/// Those that [`MEASURE`] does not look for are too short to be told from words without a mark.
const MEASURES: [(&str, &str, &str); 38] = [
    ("%", "percent", "percent"),
    ("km/h", "kilometre an hour", "kilometres an hour"),
    ("mph", "mile an hour", "miles an hour"),
    ("km", "kilometre", "kilometres"),
    ("m", "metre", "metres"),
    ("cm", "centimetre", "centimetres"),
    ("mm", "millimetre", "millimetres"),
    ("kg", "kilogram", "kilograms"),
    ("g", "gram", "grams"),
    ("mg", "milligram", "milligrams"),
    ("ml", "millilitre", "millilitres"),
    ("l", "litre", "litres"),
    ("lb", "pound", "pounds"),
    ("lbs", "pound", "pounds"),
    ("oz", "ounce", "ounces"),
    ("hrs", "hour", "hours"),
    ("hr", "hour", "hours"),
    ("min", "minute", "minutes"),
    ("mins", "minute", "minutes"),
    ("sec", "second", "seconds"),
    ("°C", "degree", "degrees"),
    ("°", "degree", "degrees"),
    ("°F", "degree Fahrenheit", "degrees Fahrenheit"),
    ("ft", "foot", "feet"),
    ("in", "inch", "inches"),
    ("yd", "yard", "yards"),
    ("mi", "mile", "miles"),
    ("h", "hour", "hours"),
    ("s", "second", "seconds"),
    ("ms", "millisecond", "milliseconds"),
    ("kB", "kilobyte", "kilobytes"),
    ("MB", "megabyte", "megabytes"),
    ("GB", "gigabyte", "gigabytes"),
    ("W", "watt", "watts"),
    ("kWh", "kilowatt hour", "kilowatt hours"),
    ("V", "volt", "volts"),
    ("Hz", "hertz", "hertz"),
    ("kHz", "kilohertz", "kilohertz"),
];

static MINUS_MONEY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<before>^|[\s(])-(?P<sign>[£$€₽])"));
/// What is dictated, to be written down or keyed in.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<before>\b(?i:pin|(?:pass|post|zip |area )?code|password|reference|confirmation|booking|dial|call|text)(?i: number| no\.)?(?: is|:)? )(?P<number>\d{3,})\b",
    )
});
static FRACTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\b\d{1,3} )?\b\d{1,2}/\d{1,2}\b"));
static SEQUENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+(?:\.\d+){2,}"));
static ORDINAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<number>\d+(?:,\d{3})*)(?:st|nd|rd|th)\b"));
static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?) ?(?P<unit>%|km/h|mph|km|cm|mm|mg|ml|kg|lbs|lb|oz|hrs|hr|mins|min|sec|m|g|l|°C|°F|°)",
    )
});
static RANGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?P<from>\d{1,4}) ?[–-] ?(?P<to>\d{1,4})\b"));
static MINUS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<before>^|[\s(])-(?P<number>\d)"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\d{1,3}(?:,\d{3})+\b|\d+)(?:\.\d+)?"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_is_written_out() {
        let cases = [
            ("You have 3 messages.", "You have three messages."),
            ("Code 0072, room 12B", "Code zero zero seven two, room twelve B"),
            (
                "1,234,567 people, 2.50 each",
                "one million two hundred and thirty-four thousand five hundred and sixty-seven people, two point five zero each",
            ),
            ("the 21st of 3", "the twenty-first of three"),
            ("50% off, 1 km, 3.5kg", "fifty percent off, one kilometre, three point five kilograms"),
            ("pages 10-15, -5 degrees", "pages ten to fifteen, minus five degrees"),
            ("version 1.2.3", "version one point two point three"),
            (
                "1000000000000000000",
                "one zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero",
            ),
            ("1, 2, 3 and 1,2,3", "one, two, three and one,two,three"),
            ("5 metres, 5 mice", "five metres, five mice"),
            ("call +44 20 7946 0958", "call plus four four, two zero, seven nine four six, zero nine five eight"),
        ];
        for (text, expected) in cases {
            assert_eq!(write_out(text, Voice::English), expected);
        }
    }

    #[test]
    fn the_keys_of_a_telephone_have_names() {
        let said = |voice| write_out("Press * or #.", voice).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(said(Voice::English), "Press star or hash .");
        assert_eq!(said(Voice::American), "Press star or pound .");
    }
}
