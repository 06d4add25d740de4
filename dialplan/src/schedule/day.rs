//! Which days an entry is about: `Mon-Fri`, `2026-12-25`, `2026-12-24..2027-01-02`, `12-25`.

use jiff::civil::Date;

use super::{DATED, WEEKLY, YEARLY};

/// Days of the week, of every year, or of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    /// Of the week, Monday first.
    Week([bool; 7]),
    /// From a month and day to another, of every year; may go over New Year.
    Yearly((i8, i8), (i8, i8)),
    /// From a date to another, both included.
    Dates(Date, Date),
}

/// Why a text names no days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDay {
    /// Not a day of the week.
    #[error("{0:?} is no day of the week")]
    Weekday(String),
    /// Not a date.
    #[error("{0:?} is no date")]
    Date(String),
    /// Ends before it begins.
    #[error("the last date is before the first")]
    Backwards,
}

impl Days {
    /// Every day.
    pub const ALL: Self = Self::Week([true; 7]);

    /// Reads days of the week: `Mon-Fri`, `Mon, Wed, Sat-Sun`; full names are understood.
    ///
    /// # Errors
    /// [`BadDay::Weekday`] with the first word that is none.
    pub fn week(text: &str) -> Result<Self, BadDay> {
        let mut days = [false; 7];
        let words = text.split([',', ';', ' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
        let mut some = false;
        for word in words {
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            let (mut day, last) = weekday(first).zip(weekday(last)).ok_or_else(|| BadDay::Weekday(word.to_owned()))?;
            days[day] = true;
            while day != last {
                day = (day + 1) % 7;
                days[day] = true;
            }
            some = true;
        }
        if some { Ok(Self::Week(days)) } else { Err(BadDay::Weekday(text.to_owned())) }
    }

    /// Reads a date, `2026-12-25`, or one of every year, `12-25`; two with `..` between them are all days from one to the other.
    ///
    /// # Errors
    /// [`BadDay`], if there is no such date, or the last one is before the first.
    pub fn dates(text: &str) -> Result<Self, BadDay> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last) = (first.trim(), last.trim());
        let bad = |text: &str| BadDay::Date(text.to_owned());
        if let Some(first) = yearly(first) {
            return yearly(last).map(|last| Self::Yearly(first, last)).ok_or_else(|| bad(last));
        }
        let first = date(first).ok_or_else(|| bad(first))?;
        let last = date(last).ok_or_else(|| bad(last))?;
        if first > last { Err(BadDay::Backwards) } else { Ok(Self::Dates(first, last)) }
    }

    /// Whether it is about this day.
    pub fn contains(&self, day: Date) -> bool {
        match self {
            Self::Week(days) => days[monday_based(day)],
            Self::Dates(first, last) => (*first..=*last).contains(&day),
            Self::Yearly(first, last) => in_year(*first, *last, (day.month(), day.day())),
        }
    }

    /// How exactly it is named; a higher one wins.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Week(_) => WEEKLY,
            Self::Yearly(..) => YEARLY,
            Self::Dates(..) => DATED,
        }
    }

    /// Whether every day of `other` is one of these, named as exactly.
    pub(super) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Week(all), Self::Week(some)) => all.iter().zip(some).all(|(all, some)| *all || !some),
            (Self::Dates(first, last), Self::Dates(from, to)) => first <= from && to <= last,
            (Self::Yearly(first, last), Self::Yearly(from, to)) => {
                let mut calendar = (1..=12).flat_map(|month| (1..=31).map(move |day| (month, day)));
                calendar.all(|day| in_year(*first, *last, day) || !in_year(*from, *to, day))
            }
            _ => false,
        }
    }
}

/// `Mon–Fri, Sun`, `25 Dec`, `24 Dec 2026–2 Jan 2027`
impl std::fmt::Display for Days {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let range = |first: String, last: String| if first == last { first } else { format!("{first}–{last}") };
        let yearly = |(month, day): &(i8, i8)| {
            let name = usize::try_from(*month - 1).ok().and_then(|month| MONTHS.get(month));
            format!("{day} {}", name.copied().unwrap_or_default())
        };
        let dated = |date: &Date| format!("{} {}", yearly(&(date.month(), date.day())), date.year());
        formatter.write_str(&match self {
            Self::Week(days) => week(days),
            Self::Yearly(first, last) => range(yearly(first), yearly(last)),
            Self::Dates(first, last) => range(dated(first), dated(last)),
        })
    }
}

/// Days of the week, neighbours joined.
fn week(days: &[bool; 7]) -> String {
    if days.iter().all(|day| *day) {
        return "every day".to_owned();
    }
    let mut parts = Vec::new();
    let mut day = 0;
    while day < WEEK.len() {
        let length = days[day..].iter().take_while(|is_one| **is_one).count();
        match length {
            0 => day += 1,
            1 => parts.push(WEEK[day].to_owned()),
            _ => parts.push(format!("{}–{}", WEEK[day], WEEK[day + length - 1])),
        }
        day += length;
    }
    parts.join(", ")
}

const WEEK: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn in_year(first: (i8, i8), last: (i8, i8), day: (i8, i8)) -> bool {
    if first <= last { first <= day && day <= last } else { first <= day || day <= last }
}

fn monday_based(day: Date) -> usize {
    usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default()
}

/// At least the first three letters of an English name.
fn weekday(text: &str) -> Option<usize> {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let text = text.trim().to_ascii_lowercase();
    NAMES.iter().position(|name| text.len() >= 3 && name.starts_with(&text))
}

/// `2026-12-25`
fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(number(year)?, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?).ok()
}

/// `12-25`; the 29th of February is one of leap years.
fn yearly(text: &str) -> Option<(i8, i8)> {
    const LEAP_YEAR: i16 = 2024;
    let (month, day) = text.split_once('-')?;
    let date = Date::new(LEAP_YEAR, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?).ok()?;
    Some((date.month(), date.day()))
}

/// Digits and nothing else: no sign.
fn number(text: &str) -> Option<i16> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}
