//! Russian times of day.

use std::sync::LazyLock;

use regex::Regex;

use super::super::rule::{Found, pattern, replace};
use super::cardinal::{cardinal, counted, is_one};
use super::case::{Case, asked};
use super::words::Gender;

/// Writes times out: `9:05`, `14:30`, `9:00–18:00`.
pub(super) fn times(text: &str) -> String {
    let text = replace(text, &RANGE, |found| {
        if !free(found) {
            return None;
        }
        let (from, to) = found.all().split_once(['-', '–'])?;
        let time = |time: &str, preposition| {
            let (hour, minute) = time.trim().split_once(':')?;
            said(hour, minute, preposition)
        };
        let with = if found.word_before().eq_ignore_ascii_case("с") { "" } else { "с " };
        Some(format!("{with}{} до {}", time(from, "с ")?, time(to, "до ")?))
    });
    replace(&text, &CLOCK, |found| {
        if free(found) { said(found.group("hour"), found.group("minute"), found.before) } else { None }
    })
}

/// Hours in the case that the text before asks for.
pub(super) fn hours(hour: u64, before: &str) -> String {
    count(hour, ["час", "часа", "часов"], Gender::Masculine, before)
}

/// Minutes; none if there are none.
pub(super) fn minutes(minute: u64, before: &str) -> Option<String> {
    (minute > 0).then(|| count(minute, ["минута", "минуты", "минут"], Gender::Feminine, before))
}

/// As [`minutes`].
pub(super) fn seconds(second: u64, before: &str) -> Option<String> {
    (second > 0).then(|| count(second, ["секунда", "секунды", "секунд"], Gender::Feminine, before))
}

fn count(number: u64, forms: [&'static str; 3], gender: Gender, before: &str) -> String {
    let case = match asked(before, is_one(number), "") {
        // "По одной минуте", but "с девяти по двадцать один час".
        Case::Dative if gender == Gender::Masculine && super::case::governing(before) == "по" => Case::Accusative,
        case => case,
    };
    format!("{} {}", cardinal(number, gender, case), counted(number, forms, gender, case))
}

fn said(hour: &str, minute: &str, before: &str) -> Option<String> {
    let hours = hours(hour.parse().ok()?, before);
    Some(match minutes(minute.parse().ok()?, before) {
        Some(minutes) => format!("{hours} {minutes}"),
        None => hours,
    })
}

fn free(found: &Found<'_>) -> bool {
    !(found.is_inside_word() || found.before.ends_with(':') || found.after.starts_with(':'))
}

static CLOCK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"));
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:[01]?\d|2[0-3]):[0-5]\d ?[-–] ?(?:[01]?\d|2[0-3]):[0-5]\d"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_hours_and_minutes_in_the_case_they_stand_in() {
        let cases = [
            ("в 9:00", "в девять часов"),
            ("21:01", "двадцать один час одна минута"),
            ("в 21:01", "в двадцать один час одну минуту"),
            ("с 9:30 до 21:00", "с девяти часов тридцати минут до двадцати одного часа"),
            ("к 8:00", "к восьми часам"),
            ("между 9:00 и 18:00", "между девятью часами и восемнадцатью часами"),
            ("Обед 13:00-14:00", "Обед с тринадцати часов до четырнадцати часов"),
            ("с 9:00 – 18:00", "с девяти часов до восемнадцати часов"),
            ("1:2:03", "1:2:03"),
        ];
        for (text, expected) in cases {
            assert_eq!(times(text), expected);
        }
    }
}
