//! Russian: numbers, money, dates and times written out, with the gender and form the noun asks for.

mod abbreviations;
mod calendar;
mod capitals;
mod cardinal;
mod case;
mod clock;
mod letters;
mod money;
mod nouns;
mod places;
mod say_as;
mod words;

use std::sync::LazyLock;

use regex::Regex;

use super::numeral::{Numeral, digits};
use super::rule::{Found, pattern, replace};
use super::{address, phone};
use cardinal::{cardinal, is_one};
use case::{Case, asked};
pub(super) use letters::letter;
pub(super) use say_as::say_as;
use words::{Ending, Gender, digit, ordinal};

/// Writes out what is written short.
pub(super) fn write_out(text: &str) -> String {
    let text = address::dots(text, "точка");
    let text = calendar::dates(&text);
    let text = clock::times(&text);
    let text =
        replace(&text, &MINUS, |found| Some(format!("{}минус {}", found.group("before"), found.group("number"))));
    let text = money::write_out(&text);
    let text = phone::write_out(&text, "плюс", digit);
    let text = replace(&text, &SEQUENCE, |found| Some(row(found.all(), '.', " точка ")));
    let text = replace(&text, &LIST, |found| Some(row(found.all(), ',', ", ")));
    let text = replace(&text, &ORDINAL, |found| {
        let number = found.group("number").parse().ok()?;
        let ending = Ending::written(found.group("ending"))?;
        (!found.is_inside_word()).then(|| ordinal(number, ending))
    });
    let text = nouns::measures(&text);
    let text = abbreviations::expand(&text);
    let text = replace(&text, &CODE, |found| {
        let ends = found.after.strip_prefix(['.', ',']).unwrap_or_default();
        let more = ends.starts_with(|c: char| c.is_ascii_digit());
        (!more).then(|| format!("{}{}", found.group("before"), one_by_one(digits(found.group("number")))))
    });
    let text = replace(&text, &NUMBER, |found| {
        let space = |is: bool| if is { " " } else { "" };
        let before = space(found.before.ends_with(char::is_alphanumeric));
        let after = space(found.after.starts_with(char::is_alphanumeric));
        Some(format!("{before}{}{after}", in_text(found)))
    });
    signs(&capitals::spell(&text))
}

/// A number in the case that it stands in, and of the gender of what is counted.
fn in_text(found: &Found<'_>) -> String {
    let nouns = nouns::after(case::behind_row(found.after));
    let count = Numeral::read(found.all(), &[',', '.']).integer();
    // "Вы 3 в очереди": the third.
    let in_queue = found.after.starts_with(" в очереди") && case::governing(found.before) == "вы";
    if let Some(count) = count.filter(|_| in_queue) {
        return ordinal(count, Ending::Masculine);
    }
    if let Some(count) = count
        && let Some(ending) = places::ending(count, nouns.first, found.before)
    {
        return ordinal(count, ending);
    }
    let case = asked(found.before, count.is_some_and(is_one), nouns.counted);
    let half = nouns::one_and_a_half(found.all(), nouns.gender, case).filter(|_| !nouns.first.is_empty());
    half.map_or_else(|| number(found.all(), nouns.gender, case), str::to_owned)
}

/// Numbers between signs.
fn row(written: &str, sign: char, joint: &str) -> String {
    let said: Vec<_> = written.split(sign).map(|part| number(part, Gender::Masculine, Case::Nominative)).collect();
    said.join(joint)
}

/// A number as it is written: `1 234,5`, `007`.
fn number(written: &str, gender: Gender, case: Case) -> String {
    let numeral = Numeral::read(written, &[',', '.']);
    let Some(whole) = numeral.whole else { return one_by_one(numeral.digits()) };
    if numeral.fraction.is_empty() {
        return cardinal(whole, gender, case);
    }
    // Up to thousandths a fraction has a name; a longer one is said digit by digit.
    let name = match numeral.fraction.len() {
        1 => "десят",
        2 => "сот",
        3 => "тысячн",
        _ => {
            let digits = one_by_one(digits(numeral.fraction));
            return format!("{} запятая {digits}", cardinal(whole, gender, Case::Nominative));
        }
    };
    let parts: u64 = numeral.fraction.parse().unwrap_or(0);
    let feminine = |number| cardinal(number, Gender::Feminine, case);
    let ending = |number| match (case, is_one(number)) {
        (Case::Nominative, true) => "ая",
        (Case::Accusative, true) => "ую",
        (_, true) => "ой",
        (Case::Dative, false) => "ым",
        (Case::Instrumental, false) => "ыми",
        (_, false) => "ых",
    };
    format!("{} цел{} {} {name}{}", feminine(whole), ending(whole), feminine(parts), ending(parts))
}

fn one_by_one(digits: impl Iterator<Item = u8>) -> String {
    digits.map(digit).collect::<Vec<_>>().join(" ")
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
        let ends = word.ends_with(['.', '!', '?']);
        pressed = !ends && (pressed || word.starts_with("нажм") || word.starts_with("нажат"));
    }
    said
}

static SEQUENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+(?:\.\d+){2,}"));
static LIST: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+(?:,\d+){2,}"));
static ORDINAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<number>\d{1,9})-?(?P<ending>ый|ой|ий|й|ая|я|ое|е|ого|го)\b"));
static MINUS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<before>^|[\s(])-(?P<number>[\d£$€₽])"));
/// What is dictated, to be written down or keyed in.
static CODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<before>\b(?i:(?:пин-)?код(?:а|у|ом)?|пароль|пин)(?: –|:)? )(?P<number>\d{4,})\b"));
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
            ("с 5 до 7", "с пяти до семи"),
            ("от 2 до 3 дней", "от двух до трёх дней"),
            ("около 10 минут, более 100", "около десяти минут, более ста"),
            ("до 2-3 дней", "до двух-трёх дней"),
            ("к 5 и перед 3 звонками", "к пяти и перед тремя звонками"),
            ("до 500 ₽, от 1000 руб.", "до пятисот рублей, от одной тысячи рублей."),
            ("через 1 минуту, 1 мин.", "через одну минуту, одна минута."),
            ("1 новая заявка, 2 новых сообщения", "одна новая заявка, два новых сообщения"),
            ("около 1,5 часа, 1,5 минуты", "около полутора часа, полторы минуты"),
            ("до 2,5 кг", "до двух целых пяти десятых килограмма"),
            ("Ваш код 4711. Вы 3 в очереди", "Ваш код четыре семь один один. Вы третий в очереди"),
            ("долг -500 ₽, -21 °C", "долг минус пятьсот рублей, минус двадцать один градус"),
            ("к 2 окну", "к второму окну"),
            ("к 5, 6 и 7", "к пяти, шести и семи"),
            ("через 1, 2 или 21 минуту", "через одну, две или двадцать одну минуту"),
            ("от 100, 200, 500 рублей", "от ста, двухсот, пятисот рублей"),
            ("к 5, 6 или 7 окну", "к пятому, шестому или седьмому окну"),
            ("на 3 и 4 этаже, 5-6 этаж", "на третьем и четвёртом этаже, пятый-шестой этаж"),
            ("Нажмите 1, 2 или 3, чтобы", "Нажмите один, два или три, чтобы"),
            ("1, 2 заявки", "одна, две заявки"),
            ("на 5 этаже, с 3 попытки", "на пятом этаже, с третьей попытки"),
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
        assert_eq!(
            said("Нажмите 2, чтобы слушать, или *. Клавиша #"),
            "Нажмите два, чтобы слушать, или звёздочку . Клавиша решётка"
        );
    }
}
