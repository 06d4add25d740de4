//! Russian words of what is marked.

use super::super::amount::{self, Amount};
use super::super::clock::{Time, length};
use super::super::date::Date;
use super::super::fraction::Fraction;
use super::super::marks::Marked;
use super::super::phone;
use super::letters::name;
use super::words::{Ending, Gender, cardinal, form, ordinal};
use super::{calendar, money, nouns, number};
use crate::spoken::{Clock, InterpretAs};

/// The words; `None`: the text is said as any other.
pub(in super::super) fn say_as(how: &InterpretAs, marked: &Marked<'_>) -> Option<String> {
    let text = marked.text.trim();
    match how {
        InterpretAs::Characters => Some(phone::spell(text, name)),
        InterpretAs::Digits => {
            let said = |c: &char| c.is_alphanumeric() || matches!(c, '*' | '#' | '+');
            Some(phone::spell(&text.chars().filter(said).collect::<String>(), name))
        }
        InterpretAs::Telephone => {
            Some(phone::dictate(text, name, |word| matches!(word, "доб" | "ext" | "x").then_some("добавочный")))
        }
        InterpretAs::Cardinal => Some(plain(&Amount::read(text, ',', false)?, nouns::gender(word_after(marked)))),
        InterpretAs::Ordinal => place(text, word_after(marked)),
        InterpretAs::Date(order) => {
            let date = Date::read(text, *order, false, calendar::month)?;
            calendar::said(&date, marked.before)
        }
        InterpretAs::Time(clock) => time(text, *clock),
        InterpretAs::Currency => {
            let (amount, code) = amount::money(text)?;
            if code.is_empty() {
                return Some(plain(&amount, Gender::Masculine));
            }
            Some(minus(amount.negative, money::named(code, &amount.number)?))
        }
        InterpretAs::Fraction => Fraction::read(text).map(parts),
        InterpretAs::Unit => {
            let (amount, unit) = text.split_at(text.rfind(|c: char| c.is_ascii_digit())? + 1);
            let amount = Amount::read(amount, ',', false)?;
            Some(minus(amount.negative, nouns::measure(&amount.number, unit.trim())?))
        }
        InterpretAs::Expletive | InterpretAs::Phoneme(_) | InterpretAs::Emphasis(_) => None,
    }
}

/// The word right behind what is marked.
fn word_after<'t>(marked: &Marked<'t>) -> &'t str {
    let next = marked.after.strip_prefix(' ').unwrap_or_default();
    next.split(|character: char| !character.is_alphabetic()).next().unwrap_or_default()
}

fn minus(negative: bool, said: String) -> String {
    if negative { format!("минус {said}") } else { said }
}

fn plain(amount: &Amount, gender: Gender) -> String {
    minus(amount.negative, number(&amount.number, gender))
}

/// A place in a row: in the form that is written behind it (`5-го`), else in that of its noun (`на 5 этаже`).
fn place(text: &str, noun: &str) -> Option<String> {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '-');
    let written = text[digits.len()..].trim_start_matches('-');
    let ending = Ending::written(written).unwrap_or_else(|| nouns::ending(noun));
    Some(ordinal(Amount::read(digits, ',', false)?.integer()?, ending))
}

/// A time of day, else a length of time.
fn time(text: &str, clock: Clock) -> Option<String> {
    let Some(Time { hour, minute, second, halved }) = Time::read(text) else {
        let (minutes, seconds) = length(text)?;
        let said = [count(minutes, MINUTES), count(seconds, SECONDS)];
        return Some(said.into_iter().flatten().collect::<Vec<_>>().join(" "));
    };
    let twelve = match clock {
        Clock::Usual => halved,
        Clock::Twelve => true,
        Clock::TwentyFour => false,
    };
    let shown = if twelve { (hour + 11) % 12 + 1 } else { hour };
    let mut said = vec![format!("{} {}", cardinal(shown, Gender::Masculine), form(shown, ["час", "часа", "часов"]))];
    said.extend(count(minute, MINUTES));
    said.extend(count(second, SECONDS));
    if twelve {
        let half = match hour {
            0..4 => "ночи",
            4..12 => "утра",
            12..17 => "дня",
            _ => "вечера",
        };
        said.push(half.to_owned());
    }
    Some(said.join(" "))
}

const MINUTES: [&str; 3] = ["минута", "минуты", "минут"];
const SECONDS: [&str; 3] = ["секунда", "секунды", "секунд"];

fn count(number: u64, forms: [&'static str; 3]) -> Option<String> {
    (number > 0).then(|| format!("{} {}", cardinal(number, Gender::Feminine), form(number, forms)))
}

fn parts(Fraction { whole, above, below }: Fraction) -> String {
    if (whole, above, below) == (1, 1, 2) {
        return "полтора".to_owned();
    }
    let one = |number: u64| number % 10 == 1 && number % 100 != 11;
    let parts = ordinal(below, if one(above) { Ending::Feminine } else { Ending::Many });
    let said = format!("{} {parts}", cardinal(above, Gender::Feminine));
    if whole == 0 {
        return said;
    }
    let wholes = if one(whole) { "целая" } else { "целых" };
    format!("{} {wholes} {said}", cardinal(whole, Gender::Feminine))
}
