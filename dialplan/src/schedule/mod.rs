//! Opening hours: whether a schedule is open at a moment, by the clock on the wall of its time zone.

mod day;
mod hours;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use xml_schema::Span;

pub use day::{BadDay, Days};
pub use hours::{BadTime, Hours};

/// Named opening hours of a plan.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Unique.
    pub name: String,
    /// Where its clock hangs.
    pub zone: TimeZone,
    /// In the order of the file.
    pub entries: Vec<Entry>,
    /// Where it stands.
    pub span: Span,
}

/// An `Open` or a `Closed` of a [`Schedule`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whether it opens or closes.
    pub opens: bool,
    /// The days it is about.
    pub days: Days,
    /// The hours of these days.
    pub hours: Hours,
    /// Where it stands.
    pub span: Span,
}

impl Schedule {
    /// Whether it is open at a moment, given in milliseconds since 1970.
    ///
    /// The more exactly a day is named the more its entries count: a date beats a date of every year, which beats a day of the
    /// week. The opening hours of a day are those of its best `Open`; a `Closed` that is named as exactly, or more so, takes
    /// away from them. Hours over midnight belong to the day they begin on; a closed date ends them.
    pub fn is_open(&self, unix_ms: i64) -> bool {
        let Ok(moment) = Timestamp::from_millisecond(unix_ms) else { return false };
        let local = self.zone.to_datetime(moment);
        let (today, minute) = (local.date(), minute(local.hour(), local.minute()));
        let yesterday = today.yesterday().ok();
        // A moment of this day is also one of the 25th hour and later of the day before.
        let late = yesterday.map(|day| (day, minute + hours::MINUTES_A_DAY));
        self.opens(today, minute, late) || late.is_some_and(|(day, late)| self.stays_open(day, late, (today, minute)))
    }

    /// Whether hours that begin today hold.
    fn opens(&self, today: Date, minute: u16, late: Option<(Date, u16)>) -> bool {
        let Some(rank) = self.rank(today) else { return false };
        self.is(true, today, minute, rank..=rank)
            && !self.is(false, today, minute, rank..=DATED)
            && !late.is_some_and(|(day, late)| self.is(false, day, late, rank..=DATED))
    }

    /// Whether hours that began on the day before still hold.
    fn stays_open(&self, day: Date, late: u16, (today, minute): (Date, u16)) -> bool {
        let Some(rank) = self.rank(day) else { return false };
        // What is closed until midnight does not open at midnight.
        let ended = self.entries.iter().any(|entry| {
            !entry.opens && entry.days.rank() >= rank && entry.days.contains(day) && entry.hours.end_the_day()
        });
        self.is(true, day, late, rank..=rank)
            && !ended
            && !self.is(false, day, late, rank..=DATED)
            && !self.is(false, today, minute, rank.max(YEARLY)..=DATED)
    }

    /// How exactly the opening hours of a day are named.
    fn rank(&self, day: Date) -> Option<u8> {
        let about = self.entries.iter().filter(|entry| entry.opens && entry.days.contains(day));
        about.map(|entry| entry.days.rank()).max()
    }

    fn is(&self, opens: bool, day: Date, minute: u16, ranks: std::ops::RangeInclusive<u8>) -> bool {
        self.entries.iter().any(|entry| {
            entry.opens == opens
                && ranks.contains(&entry.days.rank())
                && entry.days.contains(day)
                && entry.hours.contains(minute)
        })
    }
}

impl Entry {
    /// Whether this one never counts because `other` says the opposite of the same days and hours.
    pub fn is_denied_by(&self, other: &Self) -> bool {
        self.opens && !other.opens && other.days.covers(&self.days) && other.hours.covers(&self.hours)
    }
}

/// The time zone of this IANA name, of the tables inside of the program.
pub fn zone(name: &str) -> Option<TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}

/// The names of all time zones.
pub fn zones() -> Vec<String> {
    jiff::tz::TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect()
}

fn minute(hour: i8, minute: i8) -> u16 {
    u16::try_from(i16::from(hour) * 60 + i16::from(minute)).unwrap_or_default()
}

/// The ranks of days: `Mon`, `12-25`, `2026-12-25`.
const WEEKLY: u8 = 0;
const YEARLY: u8 = 1;
const DATED: u8 = 2;

#[cfg(test)]
mod tests;
