//! Russian: numbers, money, dates and times written out, with the gender and form the noun asks for.

mod abbreviations;
mod calendar;
mod capitals;
mod letters;
mod money;
mod nouns;
mod say_as;
mod words;

use std::sync::LazyLock;

use regex::Regex;

use super::numeral::{Numeral, digits};
use super::phone;
use super::rule::{Found, pattern, replace};
pub(super) use letters::letter;
pub(super) use say_as::say_as;
use words::{Ending, Gender, cardinal, digit, ordinal};

/// Writes out what is written short.
pub(super) fn write_out(text: &str) -> String {
    let text = calendar::dates(text);
    let text = calendar::times(&text);
    let text = money::write_out(&text);
    let text = phone::write_out(&text, "плюс", digit);
    let text = replace(&text, &SEQUENCE, |found| {
        Some(found.all().split('.').map(|part| number(part, Gender::Masculine)).collect::<Vec<_>>().join(" точка "))
    });
    let text = replace(&text, &LIST, |found| {
        Some(found.all().split(',').map(|part| number(part, Gender::Masculine)).collect::<Vec<_>>().join(", "))
    });
    let text = replace(&text, &ORDINAL, |found| {
        let number = found.group("number").parse().ok()?;
        let ending = Ending::written(found.group("ending"))?;
        (!found.is_inside_word()).then(|| ordinal(number, ending))
    });
    let text = nouns::measures(&text);
    let text = abbreviations::expand(&text);
    let text =
        replace(&text, &MINUS, |found| Some(format!("{}минус {}", found.group("before"), found.group("number"))));
    let text = replace(&text, &NUMBER, |found| {
        let space = |is: bool| if is { " " } else { "" };
        let before = space(found.before.ends_with(char::is_alphanumeric));
        let after = space(found.after.starts_with(char::is_alphanumeric));
        Some(format!("{before}{}{after}", number(found.all(), gender(found))))
    });
    signs(&capitals::spell(&text))
}

/// A number as it is written: `1 234,5`, `007`.
fn number(written: &str, gender: Gender) -> String {
    let numeral = Numeral::read(written, &[',', '.']);
    let Some(whole) = numeral.whole else { return one_by_one(numeral.digits()) };
    if numeral.fraction.is_empty() {
        return cardinal(whole, gender);
    }
    // Up to thousandths a fraction has a name; a longer one is said digit by digit.
    let name = match numeral.fraction.len() {
        1 => ["десятая", "десятых"],
        2 => ["сотая", "сотых"],
        3 => ["тысячная", "тысячных"],
        _ => return format!("{} запятая {}", cardinal(whole, gender), one_by_one(digits(numeral.fraction))),
    };
    let parts: u64 = numeral.fraction.parse().unwrap_or(0);
    let one = |number: u64| number % 10 == 1 && number % 100 != 11;
    let wholes = if one(whole) { "целая" } else { "целых" };
    let name = name[usize::from(!one(parts))];
    format!("{} {wholes} {} {name}", cardinal(whole, Gender::Feminine), cardinal(parts, Gender::Feminine))
}

fn one_by_one(digits: impl Iterator<Item = u8>) -> String {
    digits.map(digit).collect::<Vec<_>>().join(" ")
}

/// The gender of what is counted, if its noun is one we know.
fn gender(found: &Found<'_>) -> Gender {
    let next = found.after.strip_prefix(' ').unwrap_or_default();
    nouns::gender(next.split(|character: char| !character.is_alphabetic()).next().unwrap_or_default())
}

/// Signs a caller is asked to press, and those that stand for words.
fn signs(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut pressed = false;
    for word in text.split_inclusive(' ') {
        for character in word.chars() {
            match character {
                '*' => said.push_str(if pressed { " звёздочку " } else { " звёздочка " }),
                '#' => said.push_str(if pressed { " решётку " } else { " решётка " }),
                '№' => said.push_str(" номер "),
                '&' => said.push_str(" и "),
                '%' => said.push_str(" процентов "),
                '+' => said.push_str(" плюс "),
                '=' => said.push_str(" равно "),
                '@' => said.push_str(" собака "),
                '½' => said.push_str(" половина "),
                '¼' => said.push_str(" четверть "),
                '¾' => said.push_str(" три четверти "),
                '×' => said.push_str(" на "),
                '£' | '$' | '€' | '₽' | '°' => said.push(' '),
                other => said.push(other),
            }
        }
        // "Нажмите *": the key is what is pressed.
        let word = word.trim().to_lowercase();
        pressed = word.starts_with("нажм") || word.starts_with("нажат") || (pressed && word.chars().count() <= 3);
    }
    said
}

static SEQUENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+(?:\.\d+){2,}"));
static LIST: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+(?:,\d+){2,}"));
static ORDINAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<number>\d{1,9})-?(?P<ending>ый|ой|ий|й|ая|я|ое|е|ого|го)\b"));
static MINUS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<before>^|[\s(])-(?P<number>\d)"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\d{1,3}(?: \d{3})+\b|\d+)(?:[.,]\d+)?"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_is_written_out() {
        let cases = [
            ("У вас 1 заявка и 22 минуты.", "У вас одна заявка и двадцать две минуты."),
            ("1 234 567 рублей", "один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь рублей"),
            ("Нажмите 2, чтобы продолжить", "Нажмите два, чтобы продолжить"),
            ("код 0072", "код ноль ноль семь два"),
            ("3,5 кг и 21 км", "три целых пять десятых килограмма и двадцать один километр"),
            ("1-й, 3-я, 2-е, 5-го", "первый, третья, второе, пятого"),
            ("скидка 2%", "скидка два процента"),
            ("ул. Ленина, д. 5, кв. 12", "улица Ленина, дом пять, квартира двенадцать"),
            ("+7 495 123-45-67", "плюс семь, четыре девять пять, один два три, четыре пять, шесть семь"),
            ("-5 и 1,2,3", "минус пять и один, два, три"),
        ];
        for (text, expected) in cases {
            assert_eq!(write_out(text), expected);
        }
    }

    #[test]
    fn the_keys_of_a_telephone_have_names() {
        let said = |text: &str| write_out(text).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(said("Нажмите * или #"), "Нажмите звёздочку или решётку");
        assert_eq!(said("Клавиша #"), "Клавиша решётка");
    }
}
