//! Conditions: what is no CEL, and schedules.

use xml_schema::{Attribute, Diagnostic, Element, Span, suggest};

use super::messages;
use crate::condition::Condition;
use crate::plan::Plan;

/// Checks the condition of an `If`.
pub(super) fn check(element: &Element, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let schedule = element.attribute("schedule");
    if let Some(schedule) = schedule {
        self::schedule(schedule, plan, diagnostics);
    }
    let Some(test) = element.attribute("test") else {
        if schedule.is_none() {
            diagnostics.push(messages::no_condition(element.name_span));
        }
        return;
    };
    // Whether its variables are set is `prove`'s.
    if let Err(error) = Condition::compile(&test.value) {
        diagnostics.push(messages::bad_condition(place(test, error.offset), &error.what));
    }
}

/// The schedule of an `If`, unless a variable names it.
fn schedule(written: &Attribute, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let name = written.value.trim();
    if name.contains("${") || plan.find_schedule(name).is_some() {
        return;
    }
    let known: Vec<&str> = plan.schedules.iter().map(|schedule| schedule.name.as_str()).collect();
    let suggestion = suggest(name, known.iter().copied());
    diagnostics.push(messages::unknown_schedule(written.value_span, name, suggestion, &known));
}

/// Where in the file a character of a value stands; the whole value if it is written with entities.
fn place(attribute: &Attribute, offset: usize) -> Span {
    let span = attribute.value_span;
    let length = usize::try_from(span.end.saturating_sub(span.start)).unwrap_or(0);
    let at = attribute.value.char_indices().nth(offset).map(|(at, c)| (at, c.len_utf8()));
    match at {
        Some((at, width)) if length == attribute.value.len() => {
            let start = span.start + u32::try_from(at).unwrap_or(0);
            Span { start, end: start + u32::try_from(width).unwrap_or(1), ..span }
        }
        _ => span,
    }
}
