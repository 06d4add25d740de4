//! English dates and times.

use std::sync::LazyLock;

use regex::Regex;

use super::super::date::Date;
use super::super::rule::{Found, pattern, replace};
use super::words::{cardinal, ordinal, year};

/// Writes dates out: `2026-11-21`, `21/11/2026` (`11/21/2026` in America), `21 Nov 2026`, `November 21`.
pub(super) fn dates(text: &str, american: bool) -> String {
    let text = replace(text, &ISO, |found| {
        let (day, month) = (found.group("day").parse().ok()?, found.group("month").parse().ok()?);
        free(found).then(|| date(day, month, found.group("year"), american)).flatten()
    });
    let text = replace(&text, &SLASHES, |found| {
        let (first, second): (u64, usize) = (found.group("first").parse().ok()?, found.group("second").parse().ok()?);
        // A day above 12 tells, whatever the country.
        let month_first = if first > 12 { false } else { american || second > 12 };
        let (day, month) = if month_first { (second as u64, first as usize) } else { (first, second) };
        free(found).then(|| date(day, month, found.group("year"), american)).flatten()
    });
    let named = |found: &Found<'_>| {
        let (day, month) = (found.group("day").parse().ok()?, month(found.group("month"))?);
        free(found).then(|| date(day, month, found.group("year"), american)).flatten()
    };
    let text = replace(&text, &DAY_MONTH, named);
    let text = replace(&text, &MONTH_DAY, named);
    let text = replace(&text, &MONTH_YEAR, |found| {
        let month = MONTHS.get(month(found.group("month"))?.checked_sub(1)?)?;
        let said = year(found.group("year").parse().ok()?, american);
        free(found).then(|| format!("{month} {said}"))
    });
    replace(&text, &IN_YEAR, |found| {
        let said = year(found.group("year").parse().ok()?, american);
        // "in 1999", but "in 1999 places" and "in 2000.50".
        let counts = found.after.strip_prefix(' ').is_some_and(|after| after.split(' ').next().is_some_and(is_plural));
        let more = found
            .after
            .strip_prefix(['.', ',', '-'])
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        (!counts && !more && !found.is_inside_word()).then(|| format!("{} {said}", found.group("before")))
    })
}

/// Whether a word looks like things that are counted.
fn is_plural(word: &str) -> bool {
    let word = word.trim_end_matches(|character: char| !character.is_alphabetic());
    word.len() > 3 && word.ends_with('s') && word.starts_with(char::is_lowercase) || word == "people"
}

/// The number of a month from its name, which may be cut short.
pub(super) fn month(name: &str) -> Option<usize> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let starts = |month: &str| month.to_ascii_lowercase().starts_with(name.get(..3).unwrap_or("?"));
    let place = MONTHS.iter().position(|month| starts(month))?;
    (MONTHS[place].to_ascii_lowercase().starts_with(&name) || name == "sept").then_some(place + 1)
}

/// A date or a part of it; `None` if it makes no sense.
pub(super) fn said(said: &Date, american: bool) -> Option<String> {
    let year = said.year.map(|number| year(number, american));
    let month = said.month.and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied();
    Some(match (said.day, month, year) {
        (Some(day), Some(_), _) => {
            let year = said.year.map(|year| year.to_string()).unwrap_or_default();
            date(day, said.month?, &year, american)?
        }
        (Some(day), None, None) => format!("the {}", ordinal(day, american)),
        (None, Some(month), Some(year)) => format!("{month} {year}"),
        (None, Some(month), None) => month.to_owned(),
        (None, None, Some(year)) => year,
        _ => return None,
    })
}

/// A date in words; `None` if there is no such day.
fn date(day: u64, month: usize, written_year: &str, american: bool) -> Option<String> {
    let month = MONTHS.get(month.checked_sub(1)?)?;
    if !(1..=31).contains(&day) {
        return None;
    }
    let day = ordinal(day, american);
    let date = if american { format!("{month} {day}") } else { format!("the {day} of {month}") };
    if written_year.is_empty() {
        return Some(date);
    }
    Some(format!("{date}, {}", year(written_year.parse().ok()?, american)))
}

/// Writes times out: `9:05`, `14:30`, `12:00 pm`, `9am`.
pub(super) fn times(text: &str) -> String {
    let text = replace(text, &DOTTED, |found| {
        // Its full stop is the sentence's, too.
        let ends = found.after.trim_start().chars().next().is_none_or(char::is_uppercase);
        let stop = if ends && found.all().ends_with('.') { "." } else { "" };
        Some(format!("{}{}m{stop}", found.group("number"), found.group("half")))
    });
    let text = replace(&text, &TIME_RANGE, |found| Some(format!("{} to {}", found.group("from"), found.group("to"))));
    let text = replace(&text, &CLOCK, |found| {
        let (hour, minute): (u64, u64) = (found.group("hour").parse().ok()?, found.group("minute").parse().ok()?);
        let half = half(found.group("half"));
        if found.is_inside_word() || found.before.ends_with(':') || found.after.starts_with(':') {
            return None;
        }
        let hour_name = cardinal(hour, false);
        Some(match minute {
            0 if !half.is_empty() => format!("{hour_name}{half}"),
            0 if hour == 0 => "midnight".to_owned(),
            0 if hour <= 12 => format!("{hour_name} o'clock"),
            0 => format!("{hour_name} hundred"),
            1..10 => format!("{hour_name} oh {}{half}", cardinal(minute, false)),
            _ => format!("{hour_name} {}{half}", cardinal(minute, false)),
        })
    });
    replace(&text, &HOUR, |found| {
        let hour = found.group("hour").parse().ok().filter(|hour| (1..=12).contains(hour))?;
        (!found.is_inside_word()).then(|| format!("{}{}", cardinal(hour, false), half(found.group("half"))))
    })
}

/// The halves of the day, as letters: `am` would be said like the word, and `A` like the article.
pub(super) const AM: &str = " eigh M";
/// As [`AM`].
pub(super) const PM: &str = " P M";

/// Half of the day.
fn half(written: &str) -> &'static str {
    match written.bytes().next() {
        Some(b'a' | b'A') => AM,
        Some(_) => PM,
        None => "",
    }
}

/// Not a part of something longer, as `1/2/2026/7`.
fn free(found: &Found<'_>) -> bool {
    !found.is_inside_word() && !found.before.ends_with(['/', '-']) && !found.after.starts_with(['/', '-'])
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

static ISO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"));
static SLASHES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})"));
/// The names are written out: `May` must not be read out of `Mayor`, nor `Mar` out of `Mark`.
const NAMES: &str = r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sep(?:t?\.|tember|t)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)";
static DAY_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"(?:\bthe )?\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {NAMES}(?:,? (?P<year>\d{{4}}))?"))
});
static MONTH_DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\b{NAMES} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?")));
static MONTH_YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"\b{NAMES} (?P<year>(?:19|20)\d\d)\b")));
static IN_YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?P<before>[Ii]n|[Ss]ince|[Uu]ntil|year) (?P<year>(?:19|20)\d\d)\b"));
static CLOCK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?: ?(?P<half>[AaPp]\.?[Mm]\b))?"));
static HOUR: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<hour>\d{1,2}) ?(?P<half>[AaPp]\.?[Mm]\b)"));
static DOTTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<number>\d ?)(?P<half>[AaPp])\.[Mm]\b\.?"));
static TIME_RANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<from>\d{1,2}(?::\d{2} ?(?:[AaPp]\.?[Mm]\.?)?| ?[AaPp]\.?[Mm]\.?)) ?[–-] ?(?P<to>\d{1,2}(?::\d{2}| ?[AaPp]\.?[Mm]))",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_as_the_country_says_them() {
        let cases = [
            (
                "on 2026-11-21",
                "on the twenty-first of November, twenty twenty-six",
                "on November twenty-first, twenty twenty-six",
            ),
            ("05/06/2026", "the fifth of June, twenty twenty-six", "May sixth, twenty twenty-six"),
            (
                "21/11/2026",
                "the twenty-first of November, twenty twenty-six",
                "November twenty-first, twenty twenty-six",
            ),
            ("the 3rd of May", "the third of May", "May third"),
            (
                "21 Nov 2026",
                "the twenty-first of November, twenty twenty-six",
                "November twenty-first, twenty twenty-six",
            ),
            ("December 1, 2026", "the first of December, twenty twenty-six", "December first, twenty twenty-six"),
            ("32/13/2026 and 5 Mayors", "32/13/2026 and 5 Mayors", "32/13/2026 and 5 Mayors"),
            ("Jan. 2026", "January twenty twenty-six", "January twenty twenty-six"),
            ("In 1999 we", "In nineteen ninety-nine we", "In nineteen ninety-nine we"),
            ("in 2000 places, in 2000.50", "in 2000 places, in 2000.50", "in 2000 places, in 2000.50"),
        ];
        for (text, british, american) in cases {
            assert_eq!(dates(text, false), british);
            assert_eq!(dates(text, true), american);
        }
    }

    #[test]
    fn times_are_said() {
        let cases = [
            ("at 9:05", "at nine oh five"),
            ("at 14:30.", "at fourteen thirty."),
            ("from 9am to 5 pm", "from nine eigh M to five P M"),
            ("12:00", "twelve o'clock"),
            ("9:00-17:00", "nine o'clock to seventeen hundred"),
            ("10:30 a.m. today", "ten thirty eigh M today"),
            ("8:00 a.m. - 5 p.m.", "eight eigh M to five P M."),
            ("0:00", "midnight"),
            ("9am-5pm", "nine eigh M to five P M"),
            ("1:2:03 and 25:61", "1:2:03 and 25:61"),
        ];
        for (text, expected) in cases {
            assert_eq!(times(text), expected);
        }
    }
}
