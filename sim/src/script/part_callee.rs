//! `Callee`: who answers transfers, and how.

use std::time::Duration;

use xml_schema::Element;

use super::load::Reader;
use super::{Behaviour, Callee, problem, read};

pub(super) fn callee(reader: &mut Reader<'_>, element: &Element) -> Option<Callee> {
    let answer = read::duration(element, "answer");
    let hangup = read::duration(element, "hangup");
    let status: Option<u16> = read::integer(element, "status");
    let (busy, no_answer) = (read::boolean(element, "busy"), read::boolean(element, "no-answer"));
    let ways = [("answer", answer.is_some()), ("busy", busy), ("no-answer", no_answer), ("status", status.is_some())];
    let mut ways = ways.iter().filter(|(_, given)| *given).map(|(name, _)| *name);
    if let (Some(first), Some(second)) = (ways.next(), ways.next()) {
        reader.report(problem::contradicts(element.name_span, first, second));
        return None;
    }
    let behaviour = match (busy, no_answer, status) {
        (true, ..) => Behaviour::Busy,
        (_, true, _) => Behaviour::NoAnswer,
        (.., Some(status)) => Behaviour::Refuse { status },
        _ => Behaviour::Answer { after: answer.unwrap_or(ANSWERS_AFTER), hangup },
    };
    let press = read::text(element, "press").unwrap_or_default();
    Some(Callee { to: read::text(element, "to"), behaviour, press, span: element.span })
}

const ANSWERS_AFTER: Duration = Duration::from_secs(1);
