//! Schedules: named opening hours.

use jiff::tz::TimeZone;
use xml_schema::{Diagnostic, Element, Span, Tag, suggest};

use super::build::children;
use super::messages;
use super::sources::Root;
use crate::schedule::{BadTime, Days, Entry, Hours, Schedule, zone, zones};

pub(super) fn schedules(roots: &[Root], diagnostics: &mut Vec<Diagnostic>) -> Vec<Schedule> {
    let common = roots.iter().find_map(|root| time_zone(&root.element, diagnostics)).unwrap_or(TimeZone::UTC);
    let mut schedules: Vec<Schedule> = Vec::new();
    for (_, element) in children(roots, Tag::Schedule) {
        // A schedule without a name has been reported.
        let name = element.attribute("name").map(|name| name.value.trim()).unwrap_or_default();
        if let Some(first) = schedules.iter().find(|other| other.name == name && !name.is_empty()) {
            let span = element.attribute("name").map_or(element.name_span, |name| name.value_span);
            diagnostics.push(messages::duplicate_schedule(span, first.span, name));
        }
        let zone = time_zone(element, diagnostics).unwrap_or_else(|| common.clone());
        let entries = entries(element, diagnostics);
        schedules.push(Schedule { name: name.to_owned(), zone, entries, span: element.name_span });
    }
    schedules
}

/// The `timezone` of an element; `None` if it has none, or a bad one, which is reported.
fn time_zone(element: &Element, diagnostics: &mut Vec<Diagnostic>) -> Option<TimeZone> {
    let written = element.attribute("timezone")?;
    let name = written.value.trim();
    let found = zone(name);
    if found.is_none() {
        let known = zones();
        // Who writes `London` means `Europe/London`.
        let city =
            known.iter().find(|zone| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(name)));
        let near = city.map(String::as_str).or_else(|| suggest(name, known.iter().map(String::as_str)));
        diagnostics.push(messages::unknown_zone(written.value_span, name, near));
    }
    found
}

fn entries(schedule: &Element, diagnostics: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut opens = false;
    for element in schedule.elements().filter(|child| matches!(child.def.tag, Tag::Open | Tag::Closed)) {
        opens |= element.def.tag == Tag::Open;
        let (days, hours) = (days(element, diagnostics), hours(element, diagnostics));
        if let (Some(days), Some(hours)) = (days, hours) {
            entries.push(Entry { opens: element.def.tag == Tag::Open, days, hours, span: element.name_span });
        }
    }
    if !opens {
        diagnostics.push(messages::never_open(schedule.name_span));
    }
    for entry in &entries {
        if let Some(closed) = entries.iter().find(|other| entry.is_denied_by(other)) {
            diagnostics.push(messages::contradiction(entry.span, closed.span));
        }
    }
    entries
}

fn days(element: &Element, diagnostics: &mut Vec<Diagnostic>) -> Option<Days> {
    let (written, days) = match (element.attribute("days"), element.attribute("date")) {
        (None, None) => return Some(Days::ALL),
        (Some(days), None) => (days, Days::week(&days.value)),
        (None, Some(date)) => (date, Days::dates(&date.value)),
        (Some(_), Some(date)) => {
            diagnostics.push(messages::days_and_date(date.value_span));
            return None;
        }
    };
    days.map_err(|error| diagnostics.push(messages::bad_days(written.value_span, &error))).ok()
}

fn hours(element: &Element, diagnostics: &mut Vec<Diagnostic>) -> Option<Hours> {
    let text = |name: &str| element.attribute(name).map(|attribute| attribute.value.trim());
    let place = |name: &str| -> Span { element.attribute(name).map_or(element.name_span, |at| at.value_span) };
    Hours::read(text("from"), text("to"))
        .map_err(|error| {
            let span = if matches!(error, BadTime::From(_)) { place("from") } else { place("to") };
            diagnostics.push(messages::bad_time(span, &error));
        })
        .ok()
}
