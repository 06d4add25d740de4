//! Schedules at the edges: midnight, holidays, and the nights on which the clocks change.

use xml_schema::FileId;

use super::*;

/// A schedule of lines like `open Mon-Fri 09:00 17:30`, `closed 12-25`.
fn schedule(zone_name: &str, lines: &[&str]) -> Schedule {
    let span = Span { file: FileId(0), start: 0, end: 0 };
    let entries = lines.iter().map(|line| {
        let words: Vec<_> = line.split(' ').collect();
        let days = match words[1] {
            word if word.starts_with(|first: char| first.is_ascii_digit()) => Days::dates(word),
            word => Days::week(word),
        };
        let hours = Hours::read(words.get(2).copied(), words.get(3).copied()).unwrap();
        Entry { opens: words[0] == "open", days: days.unwrap(), hours, span }
    });
    Schedule { name: "office".into(), zone: zone(zone_name).unwrap(), entries: entries.collect(), span }
}

/// Whether it is open at a moment as `2026-11-23T09:00:00Z`.
#[track_caller]
fn expect(schedule: &Schedule, open: bool, moments: &[&str]) {
    for moment in moments {
        let unix_ms = moment.parse::<Timestamp>().unwrap().as_millisecond();
        assert_eq!(schedule.is_open(unix_ms), open, "{moment}");
    }
}

#[test]
fn hours_begin_at_their_minute_and_end_before_theirs() {
    let office = schedule("UTC", &["open Mon-Fri 09:00 17:30"]);

    expect(&office, true, &["2026-11-23T09:00:00Z", "2026-11-23T17:29:59.999Z"]);
    expect(&office, false, &["2026-11-23T08:59:59.999Z", "2026-11-23T17:30:00Z", "2026-11-22T12:00:00Z"]);
}

#[test]
fn a_closed_date_beats_the_week_and_an_open_date_beats_the_year() {
    let lines = ["open Mon-Sun 09:00 17:00", "closed 12-25", "closed 12-31 12:00", "open 2027-12-25 10:00 11:00"];
    let office = schedule("UTC", &lines);

    expect(&office, false, &["2026-12-25T10:00:00Z", "2026-12-31T12:00:00Z", "2027-12-25T09:30:00Z"]);
    expect(&office, true, &["2026-12-24T10:00:00Z", "2026-12-31T11:59:00Z", "2027-12-25T10:30:00Z"]);
}

#[test]
fn a_range_of_every_year_goes_over_new_year() {
    let office = schedule("UTC", &["open Mon-Sun", "closed 12-24..01-02"]);

    expect(&office, false, &["2026-12-24T00:00:00Z", "2027-01-02T23:59:00Z"]);
    expect(&office, true, &["2026-12-23T23:59:00Z", "2027-01-03T00:00:00Z"]);
}

#[test]
fn a_break_is_taken_out_of_the_day() {
    let office = schedule("UTC", &["open Mon-Fri 09:00 17:00", "closed Mon-Fri 12:00 13:00"]);

    expect(&office, true, &["2026-11-23T11:59:00Z", "2026-11-23T13:00:00Z"]);
    expect(&office, false, &["2026-11-23T12:00:00Z", "2026-11-23T12:59:59Z"]);
}

#[test]
fn hours_over_midnight_belong_to_the_day_they_begin_on() {
    let bar = schedule("UTC", &["open Fri-Sat 20:00 02:00", "closed Sun", "closed 2026-12-26"]);

    // Friday's night, Saturday's night although Sunday is closed.
    expect(&bar, true, &["2026-11-28T01:59:00Z", "2026-11-29T01:59:00Z"]);
    expect(&bar, false, &["2026-11-27T01:00:00Z", "2026-11-28T02:00:00Z", "2026-11-29T20:00:00Z"]);
    // A closed date ends Friday's night.
    expect(&bar, true, &["2026-12-25T23:59:59Z"]);
    expect(&bar, false, &["2026-12-26T00:00:00Z", "2026-12-27T01:00:00Z"]);
}

#[test]
fn a_closed_night_ends_on_the_next_day() {
    let line = schedule("UTC", &["open Mon-Sun", "closed Fri 22:00 02:00"]);

    expect(&line, false, &["2026-11-27T22:00:00Z", "2026-11-28T01:59:00Z"]);
    expect(&line, true, &["2026-11-28T02:00:00Z", "2026-11-27T01:00:00Z"]);
}

#[test]
fn the_clock_on_the_wall_counts_when_clocks_change() {
    let office = schedule("Europe/London", &["open Mon-Sun 09:00 17:00"]);

    // The Saturday before and the Sunday of the change, in spring and in autumn.
    expect(&office, true, &["2026-03-28T09:00:00Z", "2026-03-29T08:00:00Z"]);
    expect(&office, false, &["2026-03-28T08:59:00Z", "2026-03-29T16:00:00Z"]);
    expect(&office, true, &["2026-10-24T08:00:00Z", "2026-10-25T16:59:00Z"]);
    expect(&office, false, &["2026-10-25T08:59:00Z", "2026-10-25T17:00:00Z"]);
}

#[test]
fn an_hour_that_is_skipped_opens_at_its_end_and_one_that_comes_twice_is_open_twice() {
    let night = schedule("Europe/London", &["open Sun 01:30 03:00"]);

    // 2026-03-29: 00:59:59 is followed by 02:00:00.
    expect(&night, false, &["2026-03-29T00:59:59Z", "2026-03-29T02:00:00Z"]);
    expect(&night, true, &["2026-03-29T01:00:00Z", "2026-03-29T01:59:59Z"]);
    // 2026-10-25: 01:30 comes at 00:30Z and at 01:30Z.
    expect(&night, true, &["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:59:00Z"]);
    expect(&night, false, &["2026-10-25T00:29:00Z", "2026-10-25T01:00:00Z", "2026-10-25T03:00:00Z"]);
}

#[test]
fn days_and_dates_are_read_or_refused() {
    assert_eq!(Days::week("monday-Wed, SUN"), Ok(Days::Week([true, true, true, false, false, false, true])));
    assert_eq!(Days::week("Sat-Mon"), Days::week("Sat Sun Mon"));
    assert_eq!(Days::week("Mo"), Err(BadDay::Weekday("Mo".into())));
    assert_eq!(Days::dates("2026-02-29"), Err(BadDay::Date("2026-02-29".into())));
    assert_eq!(Days::dates("2026-12-31..2026-12-01"), Err(BadDay::Backwards));
    assert!(Days::dates("02-29").is_ok() && Days::dates("+2026-1-1").is_err() && Days::dates("").is_err());
    assert_eq!(Hours::read(Some("9:00"), Some("9:00")), Err(BadTime::Empty));
    assert_eq!(Hours::read(Some("24:00"), None), Err(BadTime::From("24:00".into())));
    assert_eq!(Hours::read(None, Some("9")), Err(BadTime::To("9".into())));
    assert!(Hours::read(Some("00:00"), Some("24:00")).is_ok());
}

#[test]
fn what_is_denied_is_found_over_new_year_too() {
    let denied = |open: &str, closed: &str| {
        let lines = [format!("open {open}"), format!("closed {closed}")];
        let entries = schedule("UTC", &[&lines[0], &lines[1]]).entries;
        entries[0].is_denied_by(&entries[1])
    };

    assert!(denied("Sat 09:00 12:00", "Sat-Sun") && !denied("Fri-Sat", "Sat-Sun"));
    assert!(denied("12-25", "12-24..01-02") && denied("12-31..01-01", "12-24..01-02"));
    assert!(!denied("01-01..12-31", "12-24..01-02") && !denied("12-20..12-25", "12-24..01-02"));
    assert!(!denied("12-31..01-01", "01-01..06-30") && !denied("12-25", "2026-12-25"));
}

#[test]
fn any_moment_has_an_answer() {
    let office = schedule("Pacific/Apia", &["open Mon-Sun 22:00 04:00"]);

    for unix_ms in [i64::MIN, -377_705_023_201_000, 253_402_207_200_999, 0, i64::MAX] {
        office.is_open(unix_ms);
    }
}
