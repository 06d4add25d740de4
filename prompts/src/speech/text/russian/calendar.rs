//! Russian dates and times.

use std::sync::LazyLock;

use regex::Regex;

use super::super::date::Date;
use super::super::rule::{Found, pattern, replace};
use super::words::{Ending, Gender, cardinal, form, ordinal};

/// Writes dates out: `21.11.2026`, `2026-11-21`, `21 ноября 2026`, `2026 г.`.
pub(super) fn dates(text: &str) -> String {
    let numeric = |found: &Found<'_>| {
        let month: usize = found.group("month").parse().ok()?;
        let free = !found.is_inside_word() && !found.after.starts_with('-') && !found.before.ends_with(['.', '-']);
        let more = found.after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if free && !more { date(found, MONTHS.get(month.checked_sub(1)?)?) } else { None }
    };
    let text = replace(text, &DOTS, numeric);
    let text = replace(&text, &ISO, numeric);
    let text = replace(&text, &NAMED, |found| {
        let month = MONTHS.iter().find(|month| **month == found.group("month"))?;
        if found.is_inside_word() { None } else { date(found, month) }
    });
    replace(&text, &YEAR, |found| {
        let year = found.group("year").parse().ok()?;
        if found.is_inside_word() {
            return None;
        }
        // "в 2026 г.": the year stands in the prepositional case there.
        let of = matches!(found.word_before().to_lowercase().as_str(), "в" | "во");
        let said = ordinal(year, Ending::Genitive);
        let said =
            if of { said.strip_suffix("ого").map(|stem| format!("{stem}ом")).unwrap_or(said) } else { said };
        Some(format!("{said} {}", if of { "году" } else { "года" }))
    })
}

/// The number of a month from its name, in either case.
pub(super) fn month(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let known = |month: &&str| **month == name || nominative(month) == name;
    MONTHS.iter().position(known).map(|place| place + 1)
}

/// As a month is called when no day stands before it.
fn nominative(month: &str) -> String {
    match month {
        "марта" | "августа" => month.trim_end_matches('а').to_owned(),
        "мая" => "май".to_owned(),
        _ => format!("{}ь", month.trim_end_matches('я')),
    }
}

/// A date or a part of it, in the case that the text before it asks for; `None` if it makes no sense.
pub(super) fn said(date: &Date, before: &str) -> Option<String> {
    let ending = case(before);
    let year = |ending| date.year.map(|year| ordinal(year, ending));
    let month = date.month.and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied();
    Some(match (date.day, month, date.year) {
        (Some(day), Some(month), _) => {
            let year = year(Ending::Genitive).map(|year| format!(" {year} года")).unwrap_or_default();
            format!("{} {month}{year}", ordinal(day, ending))
        }
        (Some(day), None, None) => format!("{} число", ordinal(day, Ending::Neuter)),
        (None, Some(month), Some(_)) => format!("{} {} года", nominative(month), year(Ending::Genitive)?),
        (None, Some(month), None) => nominative(month),
        (None, None, Some(_)) => match ending {
            Ending::Neuter => format!("{} год", year(Ending::Masculine)?),
            _ if last_word(before) == "в" => format!("{} году", year(Ending::Prepositional)?),
            Ending::Dative => format!("{} году", year(Ending::Dative)?),
            Ending::Instrumental => format!("{} годом", year(Ending::Instrumental)?),
            _ => format!("{} года", year(Ending::Genitive)?),
        },
        _ => return None,
    })
}

/// The case of a day: what happens on it has the genitive; alone, and as what it is until or for, it has the nominative.
fn case(before: &str) -> Ending {
    match last_word(before).as_str() {
        "" | "сегодня" | "завтра" | "вчера" | "послезавтра" | "на" | "по" | "за" | "это" => {
            Ending::Neuter
        }
        "к" | "ко" => Ending::Dative,
        "перед" | "между" => Ending::Instrumental,
        _ => Ending::Genitive,
    }
}

/// The word right before, in small letters; none at the beginning of a sentence or behind a sign.
fn last_word(before: &str) -> String {
    let word = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    if word.ends_with(char::is_alphabetic) { word.to_lowercase() } else { String::new() }
}

/// A date in words; `None` if there is no such day. What happens on a day has the genitive, `сегодня` the nominative.
fn date(found: &Found<'_>, month: &str) -> Option<String> {
    let day: u64 = found.group("day").parse().ok().filter(|day| (1..=31).contains(day))?;
    let is = matches!(found.word_before().to_lowercase().as_str(), "сегодня" | "завтра" | "вчера" | "послезавтра");
    let day = ordinal(day, if is { Ending::Neuter } else { Ending::Genitive });
    let year = match found.group("year") {
        "" => String::new(),
        year => format!(" {} года", ordinal(year.parse().ok()?, Ending::Genitive)),
    };
    Some(format!("{day} {month}{year}"))
}

/// Writes times out: `9:05`, `14:30`.
pub(super) fn times(text: &str) -> String {
    replace(text, &CLOCK, |found| {
        let (hour, minute): (u64, u64) = (found.group("hour").parse().ok()?, found.group("minute").parse().ok()?);
        if found.is_inside_word() || found.before.ends_with(':') || found.after.starts_with(':') {
            return None;
        }
        let hours = format!("{} {}", cardinal(hour, Gender::Masculine), form(hour, ["час", "часа", "часов"]));
        if minute == 0 {
            return Some(hours);
        }
        let minutes = form(minute, ["минута", "минуты", "минут"]);
        Some(format!("{hours} {} {minutes}", cardinal(minute, Gender::Feminine)))
    })
}

/// In the genitive, as a date has them.
const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

static DOTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?: ?г\.| года\b)?"));
static ISO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"));
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let months = MONTHS.join("|");
    pattern(&format!(r"(?P<day>\d{{1,2}}) (?P<month>{months})(?: (?P<year>\d{{4}})(?: ?г\.| года\b)?)?"))
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<year>\d{4}) ?г\."));
static CLOCK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_in_the_case_they_stand_in() {
        let cases = [
            ("ждём вас 21.11.2026", "ждём вас двадцать первого ноября две тысячи двадцать шестого года"),
            ("Сегодня 3 мая.", "Сегодня третье мая."),
            ("2026-01-02", "второго января две тысячи двадцать шестого года"),
            ("5 июня 2000 г.", "пятого июня двухтысячного года"),
            ("в 2025 г. и до 2026 г.", "в две тысячи двадцать пятом году и до две тысячи двадцать шестого года"),
            ("32.13.2026, 1.2.3.2026", "32.13.2026, 1.2.3.2026"),
        ];
        for (text, expected) in cases {
            assert_eq!(dates(text), expected);
        }
    }

    #[test]
    fn times_have_hours_and_minutes() {
        assert_eq!(times("в 9:00"), "в девять часов");
        assert_eq!(times("21:01"), "двадцать один час одна минута");
        assert_eq!(times("1:2:03"), "1:2:03");
    }
}
