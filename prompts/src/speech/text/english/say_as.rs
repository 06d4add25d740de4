//! English words of what is marked.

use super::super::amount::{self, Amount};
use super::super::clock::{Time, length};
use super::super::date::Date;
use super::super::fraction::Fraction;
use super::super::marks::Marked;
use super::super::phone;
use super::letters::name;
use super::words::{cardinal, ordinal};
use super::{calendar, measure, money, number};
use crate::spoken::{Clock, InterpretAs};

/// The words; `None`: the text is said as any other.
pub(in super::super) fn say_as(how: &InterpretAs, marked: &Marked<'_>, american: bool) -> Option<String> {
    let text = marked.text.trim();
    match how {
        InterpretAs::Characters => Some(phone::spell(text, |character| name(character, american))),
        InterpretAs::Digits => {
            let said = |c: &char| c.is_alphanumeric() || matches!(c, '*' | '#' | '+');
            let digits: String = text.chars().filter(said).collect();
            Some(phone::spell(&digits, |character| name(character, american)))
        }
        InterpretAs::Telephone => {
            let word = |word: &str| matches!(word, "ext" | "x" | "extension").then_some("extension");
            Some(phone::dictate(text, |character| name(character, american), word))
        }
        InterpretAs::Cardinal => plain(&Amount::read(text, '.', false)?, american),
        InterpretAs::Ordinal => {
            let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            Some(ordinal(Amount::read(digits, '.', false)?.integer()?, american))
        }
        InterpretAs::Date(order) => {
            let date = Date::read(text, *order, american, calendar::month)?;
            let said = calendar::said(&date, american)?;
            // "on the 21st": once is enough.
            let the = marked.before.trim_end().to_lowercase().ends_with("the");
            Some(if the { said.strip_prefix("the ").unwrap_or(&said).to_owned() } else { said })
        }
        InterpretAs::Time(clock) => time(text, *clock),
        InterpretAs::Currency => currency(text, american),
        InterpretAs::Fraction => Fraction::read(text).map(|fraction| parts(fraction, american)),
        InterpretAs::Unit => {
            let (amount, unit) = text.split_at(text.rfind(|c: char| c.is_ascii_digit())? + 1);
            let amount = Amount::read(amount, '.', false)?;
            Some(minus(amount.negative, measure(&amount.number, unit.trim(), american)?))
        }
        InterpretAs::Expletive | InterpretAs::Phoneme(_) | InterpretAs::Emphasis(_) => None,
    }
}

fn minus(negative: bool, said: String) -> String {
    if negative { format!("minus {said}") } else { said }
}

fn plain(amount: &Amount, american: bool) -> Option<String> {
    Some(minus(amount.negative, number(&amount.number, american)))
}

fn currency(text: &str, american: bool) -> Option<String> {
    let (amount, code) = amount::money(text)?;
    if code.is_empty() {
        return plain(&amount, american);
    }
    Some(minus(amount.negative, money::named(code, &amount.number, american)?))
}

/// A time of day, else a length of time.
fn time(text: &str, clock: Clock) -> Option<String> {
    let Some(Time { hour, minute, second, halved }) = Time::read(text) else {
        let (minutes, seconds) = length(text)?;
        let said = [count(minutes, "minute"), count(seconds, "second")];
        return Some(said.into_iter().flatten().collect::<Vec<_>>().join(" and "));
    };
    let twelve = match clock {
        Clock::Usual => halved,
        Clock::Twelve => true,
        Clock::TwentyFour => false,
    };
    let shown = if twelve { (hour + 11) % 12 + 1 } else { hour };
    let hours = cardinal(shown, false);
    let mut said = match minute {
        0 if twelve => hours,
        0 if hour == 0 => "midnight".to_owned(),
        0 if hour <= 12 => format!("{hours} o'clock"),
        0 => format!("{hours} hundred"),
        1..10 => format!("{hours} oh {}", cardinal(minute, false)),
        _ => format!("{hours} {}", cardinal(minute, false)),
    };
    if twelve {
        said.push_str(if hour < 12 { calendar::AM } else { calendar::PM });
    }
    if let Some(seconds) = count(second, "second") {
        said.push_str(" and ");
        said.push_str(&seconds);
    }
    Some(said)
}

fn count(number: u64, what: &str) -> Option<String> {
    let plural = if number == 1 { "" } else { "s" };
    (number > 0).then(|| format!("{} {what}{plural}", cardinal(number, false)))
}

pub(super) fn parts(fraction: Fraction, american: bool) -> String {
    let Fraction { whole, above, below } = fraction;
    let parts = match below {
        2 => if above == 1 { "half" } else { "halves" }.to_owned(),
        4 if !american => if above == 1 { "quarter" } else { "quarters" }.to_owned(),
        0 | 1 | 1001.. => {
            let over = format!("{} over {}", cardinal(above, american), cardinal(below, american));
            return if whole == 0 { over } else { format!("{} and {over}", cardinal(whole, american)) };
        }
        _ => format!("{}{}", ordinal(below, american), if above == 1 { "" } else { "s" }),
    };
    match (whole, above) {
        (0, _) => format!("{} {parts}", cardinal(above, american)),
        (_, 1) => format!("{} and a {parts}", cardinal(whole, american)),
        _ => format!("{} and {} {parts}", cardinal(whole, american), cardinal(above, american)),
    }
}
