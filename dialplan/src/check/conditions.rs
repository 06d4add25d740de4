//! Conditions: what is no CEL, names that nothing sets, and schedules.

use std::collections::BTreeSet;
use std::sync::Arc;

use xml_schema::{Attribute, Diagnostic, Element, Span, Tag, suggest};

use super::messages;
use crate::call::BUILT_IN;
use crate::condition::Condition;
use crate::plan::Plan;

/// What verbs set without being told a name.
const SET_BY_VERBS: [&str; 3] = ["Digits", "RecordingUrl", "RecordingDuration"];

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
    match Condition::compile(&test.value) {
        Err(error) => diagnostics.push(messages::bad_condition(place(test, error.offset), &error.what)),
        Ok(condition) => {
            let known = variables(plan);
            for name in condition.names().filter(|name| !known.contains(*name)) {
                let suggestion = suggest(name, known.iter().map(String::as_str));
                diagnostics.push(messages::unset_variable(test.value_span, name, suggestion));
            }
        }
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

/// Every variable that the call or the plan sets.
fn variables(plan: &Plan) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = BUILT_IN.iter().chain(&SET_BY_VERBS).map(|name| (*name).to_owned()).collect();
    for menu in &plan.menus {
        for option in &menu.options {
            set_by(&option.actions, &mut known);
        }
    }
    set_by(&plan.on_error, &mut known);
    set_by(&plan.on_lifetime, &mut known);
    known
}

fn set_by(actions: &[Arc<Element>], known: &mut BTreeSet<String>) {
    for action in actions {
        let attribute = match action.def.tag {
            Tag::SetVar => "name",
            Tag::Gather => "var",
            Tag::Play => "digitvar",
            _ => "",
        };
        known.extend(action.attribute(attribute).map(|name| name.value.trim().to_owned()));
        let children: Vec<_> = action.elements().cloned().collect();
        set_by(&children, known);
    }
}
