//! Opening hours as a table.

use dialplan::schedule::Schedule;

/// Named opening hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    /// Its name.
    pub name: String,
    /// Where its clock hangs: `Europe/London`.
    pub zone: String,
    /// In the order of the file.
    pub hours: Vec<Hours>,
}

/// A line of opening hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Whether it opens or closes.
    pub opens: bool,
    /// `Mon–Fri`
    pub days: String,
    /// `09:00–17:30`, `all day`
    pub times: String,
}

pub(super) fn of_schedule(schedule: &Schedule) -> Timetable {
    let hours = schedule.entries.iter().map(|entry| Hours {
        opens: entry.opens,
        days: entry.days.to_string(),
        times: if entry.hours.are_all_day() { "all day".to_owned() } else { entry.hours.to_string() },
    });
    Timetable {
        name: schedule.name.clone(),
        zone: schedule.zone.iana_name().unwrap_or_default().to_owned(),
        hours: hours.collect(),
    }
}
