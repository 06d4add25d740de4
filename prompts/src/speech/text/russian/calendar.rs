//! Russian dates.

use std::sync::LazyLock;

use regex::Regex;

use super::super::date::Date;
use super::super::rule::{Found, pattern, replace};
use super::nouns::ends_sentence;
use super::words::{Ending, ordinal};

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
    let text = replace(&text, &DAYS, first_day);
    let text = replace(&text, &NAMED, |found| {
        let month = MONTHS.iter().find(|month| **month == found.group("month"))?;
        if found.is_inside_word() { None } else { date(found, month) }
    });
    replace(&text, &YEAR, |found| {
        if found.is_inside_word() {
            return None;
        }
        let at = matches!(last_word(found.before).as_str(), "в" | "во" | "о" | "об");
        let (ending, word) = match found.group("word") {
            "год" => (Ending::Masculine, "год"),
            "годом" => (Ending::Instrumental, "годом"),
            "году" if at => (Ending::Prepositional, "году"),
            "году" => (Ending::Dative, "году"),
            "года" => (Ending::Genitive, "года"),
            // "в 2026 г.": short, so it is the text before that tells.
            _ if at => (Ending::Prepositional, "году"),
            _ => match case(found.before) {
                Ending::Dative => (Ending::Dative, "году"),
                Ending::Instrumental => (Ending::Instrumental, "годом"),
                _ => (Ending::Genitive, "года"),
            },
        };
        Some(format!("{} {word}{}", ordinal(found.group("year").parse().ok()?, ending), stop(found)))
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

/// A date in words, in the case that the text before asks for; `None` if there is no such day.
fn date(found: &Found<'_>, month: &str) -> Option<String> {
    // What begins a sentence happens on that day; a label has its date in the nominative.
    let begins = last_word(found.before).is_empty() && !found.before.trim_end().ends_with(':');
    let ending = if begins { Ending::Genitive } else { case(found.before) };
    let day = day(found.group("day"), ending)?;
    let year = match found.group("year") {
        "" => String::new(),
        year => format!(" {} года", ordinal(year.parse().ok()?, Ending::Genitive)),
    };
    Some(format!("{day} {month}{year}{}", stop(found)))
}

/// The full stop of `г.` is the sentence's, too.
fn stop(found: &Found<'_>) -> &'static str {
    if found.all().ends_with("г.") && ends_sentence(found.after) { "." } else { "" }
}

fn day(written: &str, ending: Ending) -> Option<String> {
    let day = written.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some(ordinal(day, ending))
}

/// The first of two days: `с 1 по 5 мая`, `5–7 мая`, `1 и 2 мая`. The other one stays, with its month.
fn first_day(found: &Found<'_>) -> Option<String> {
    if found.is_inside_word() || found.before.ends_with(['.', ':', '-', '–']) {
        return None;
    }
    let rest = found.group("rest");
    let alone = last_word(found.before).is_empty();
    Some(match found.group("between").trim() {
        "-" | "–" => {
            let with = if last_word(found.before) == "с" { "" } else { "с " };
            format!("{with}{} по {rest}", day(found.group("first"), Ending::Genitive)?)
        }
        between => {
            let ending = if alone { Ending::Genitive } else { case(found.before) };
            // What holds for the one day holds for the other: the month's own rule sees only "и".
            let second = match between {
                "и" | "или" => day(found.group("day"), ending)?,
                _ => found.group("day").to_owned(),
            };
            format!("{} {between} {second} {}", day(found.group("first"), ending)?, found.group("month"))
        }
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
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<year>[12]\d{3}) ?(?P<word>г\.|год(?:а|у|ом)?\b)"));
static DAYS: LazyLock<Regex> = LazyLock::new(|| {
    let months = MONTHS.join("|");
    pattern(&format!(
        r"(?P<first>\d{{1,2}})(?P<between> ?[-–] ?| (?:по|до|и|или) )(?P<rest>(?P<day>\d{{1,2}}) (?P<month>{months}))\b"
    ))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_in_the_case_they_stand_in() {
        let cases = [
            ("ждём вас 21.11.2026", "ждём вас двадцать первого ноября две тысячи двадцать шестого года"),
            ("Сегодня 3 мая.", "Сегодня третье мая."),
            ("2026-01-02", "второго января две тысячи двадцать шестого года"),
            ("5 июня 2000 г.", "пятого июня двухтысячного года."),
            ("Запись на 5 мая", "Запись на пятое мая"),
            ("к 1.06.2026", "к первому июня две тысячи двадцать шестого года"),
            ("Срок: 5 мая", "Срок: пятое мая"),
            ("С 1 по 5 мая", "С первого по пятое мая"),
            ("5–7 мая", "с пятого по седьмое мая"),
            ("1 и 2 мая, до 8 и 9 мая", "первого и второго мая, до восьмого и девятого мая"),
            ("с 28 апреля по 3 мая", "с двадцать восьмого апреля по третье мая"),
            ("в 2026 году, к 2026 году", "в две тысячи двадцать шестом году, к две тысячи двадцать шестому году"),
            ("2026 год, 5 лет, 21 год", "две тысячи двадцать шестой год, 5 лет, 21 год"),
            ("в 2025 г. и до 2026 г.", "в две тысячи двадцать пятом году и до две тысячи двадцать шестого года."),
            ("32.13.2026, 1.2.3.2026", "32.13.2026, 1.2.3.2026"),
        ];
        for (text, expected) in cases {
            assert_eq!(dates(text), expected);
        }
    }
}
