//! Russian words of what is marked.

use super::super::amount::{self, Amount};
use super::super::clock::{Time, length};
use super::super::date::Date;
use super::super::fraction::Fraction;
use super::super::marks::Marked;
use super::super::phone;
use super::cardinal::{cardinal, is_one};
use super::case::{Case, asked};
use super::letters::name;
use super::words::{Ending, Gender, ordinal};
use super::{calendar, clock, money, nouns, number};
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
        InterpretAs::Cardinal => {
            let amount = Amount::read(text, ',', false)?;
            let noun = word_after(marked);
            let case = asked(marked.before, amount.integer().is_some_and(is_one), noun);
            Some(minus(amount.negative, number(&amount.number, nouns::gender(noun), case)))
        }
        InterpretAs::Ordinal => place(text, word_after(marked)),
        InterpretAs::Date(order) => {
            let date = Date::read(text, *order, false, calendar::month)?;
            calendar::said(&date, marked.before)
        }
        InterpretAs::Time(kind) => time(text, *kind, marked.before),
        InterpretAs::Currency => {
            let (amount, code) = amount::money(text)?;
            if code.is_empty() {
                let case = asked(marked.before, amount.integer().is_some_and(is_one), word_after(marked));
                return Some(minus(amount.negative, number(&amount.number, Gender::Masculine, case)));
            }
            Some(minus(amount.negative, money::named(code, &amount.number, marked.before)?))
        }
        InterpretAs::Fraction => Fraction::read(text).map(parts),
        InterpretAs::Unit => {
            let (amount, unit) = text.split_at(text.rfind(|c: char| c.is_ascii_digit())? + 1);
            let amount = Amount::read(amount, ',', false)?;
            Some(minus(amount.negative, nouns::measure(&amount.number, unit.trim(), marked.before)?))
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

/// A place in a row: in the form that is written behind it (`5-го`), else in that of its noun (`на 5 этаже`).
fn place(text: &str, noun: &str) -> Option<String> {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '-');
    let written = text[digits.len()..].trim_start_matches('-');
    let ending = Ending::written(written).unwrap_or_else(|| nouns::ending(noun));
    Some(ordinal(Amount::read(digits, ',', false)?.integer()?, ending))
}

/// A time of day, else a length of time, in the case that the text before asks for.
fn time(text: &str, kind: Clock, before: &str) -> Option<String> {
    let Some(Time { hour, minute, second, halved }) = Time::read(text) else {
        let (minutes, seconds) = length(text)?;
        let said = [clock::minutes(minutes, before), clock::seconds(seconds, before)];
        return Some(said.into_iter().flatten().collect::<Vec<_>>().join(" "));
    };
    let twelve = match kind {
        Clock::Usual => halved,
        Clock::Twelve => true,
        Clock::TwentyFour => false,
    };
    let shown = if twelve { (hour + 11) % 12 + 1 } else { hour };
    let mut said = vec![clock::hours(shown, before)];
    said.extend(clock::minutes(minute, before));
    said.extend(clock::seconds(second, before));
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

fn parts(Fraction { whole, above, below }: Fraction) -> String {
    if (whole, above, below) == (1, 1, 2) {
        return "полтора".to_owned();
    }
    let parts = ordinal(below, if is_one(above) { Ending::Feminine } else { Ending::Many });
    let said = format!("{} {parts}", cardinal(above, Gender::Feminine, Case::Nominative));
    if whole == 0 {
        return said;
    }
    let wholes = if is_one(whole) { "целая" } else { "целых" };
    format!("{} {wholes} {said}", cardinal(whole, Gender::Feminine, Case::Nominative))
}
