//! The steps: what the caller does and expects.

use std::time::Duration;

use regex::Regex;
use xml_schema::{Element, Tag, Value, ValueKind};

use super::load::Reader;
use super::{Action, End, Ending, Expect, ExpectRequest, Hear, KeyMethod, Press, Speak, Step, What, problem, read};
use crate::lengths;

pub(super) fn step(reader: &mut Reader<'_>, element: &Element) -> Option<Step> {
    let action = match element.def.tag {
        Tag::Hear => Action::Hear(hear(reader, element)?),
        Tag::Press => Action::Press(press(reader, element)?),
        Tag::Speak => Action::Speak(speak(reader, element)?),
        Tag::CallerHangup => Action::Hangup { after: read::duration(element, "after").unwrap_or_default() },
        Tag::Wait => Action::Wait { length: wait(reader, element)? },
        Tag::Expect => Action::Expect(expect(reader, element)?),
        Tag::Silence => Action::Silence { at_most: read::duration(element, "atMost") },
        Tag::End => Action::End(end(element)),
        // Planned ones: the parser has said so.
        _ => return None,
    };
    Some(Step { span: element.span, action })
}

fn hear(reader: &mut Reader<'_>, element: &Element) -> Option<Hear> {
    let at_least = read::duration(element, "atLeast");
    let text = Some(element.text()).filter(|text| !text.is_empty());
    let ways = [
        text.map(|text| ("text", What::Words(text))),
        read::text(element, "prompt").map(|name| ("prompt", What::Prompt(name))),
        read::text(element, "regex").and_then(|text| Some(("regex", What::Pattern(Regex::new(&text).ok()?)))),
        read::integer(element, "tone")
            .map(|hz| ("tone", What::Tone { hz, at_least: at_least.unwrap_or(TONE_AT_LEAST) })),
        read::boolean(element, "any").then(|| ("any", What::Any { at_least: at_least.unwrap_or_default() })),
    ];
    let mut ways = ways.into_iter().flatten();
    let Some((first, what)) = ways.next() else {
        reader.report(problem::hears_nothing(element.name_span));
        return None;
    };
    if let Some((second, _)) = ways.next() {
        reader.report(problem::hears_too_much(element.name_span, first, second));
    }
    Some(Hear { what, within: read::duration(element, "within") })
}

fn press(reader: &mut Reader<'_>, element: &Element) -> Option<Press> {
    let keys: String = element.text().chars().filter(|character| !character.is_whitespace()).collect();
    let are_keys = keys.chars().all(|key| matches!(key, '0'..='9' | '*' | '#' | 'A'..='D'));
    if keys.is_empty() || !are_keys {
        reader.report(problem::bad_keys(element.name_span, &keys));
        return None;
    }
    let method = match read::text(element, "method").as_deref() {
        Some("info") => KeyMethod::Info,
        Some("inband") => KeyMethod::Inband,
        _ => KeyMethod::Rfc4733,
    };
    Some(Press {
        keys,
        after: read::duration(element, "after").unwrap_or_default(),
        gap: read::duration(element, "gap").unwrap_or_default(),
        during: read::boolean(element, "during"),
        method,
    })
}

fn speak(reader: &mut Reader<'_>, element: &Element) -> Option<Speak> {
    let text = element.text();
    let written = read::duration(element, "for");
    let length = written.or_else(|| (!text.is_empty()).then(|| lengths::of_words(&text)));
    let Some(length) = length else {
        reader.report(problem::speaks_how_long(element.name_span));
        return None;
    };
    Some(Speak { text, length, after: read::duration(element, "after").unwrap_or_default() })
}

fn wait(reader: &mut Reader<'_>, element: &Element) -> Option<Duration> {
    let written = read::duration(element, "length").or_else(|| read::duration(element, "for"));
    let length = written.or_else(|| match ValueKind::Duration.read(&element.text()) {
        Ok(Value::Duration(length)) => Some(length),
        _ => None,
    });
    if length.is_none() {
        reader.report(problem::waits_how_long(element.name_span));
    }
    length
}

fn expect(reader: &mut Reader<'_>, element: &Element) -> Option<Expect> {
    let parameters = element.elements().filter(|child| child.def.tag == Tag::Param);
    let parameters: Vec<_> = parameters.filter_map(|child| Some((read::text(child, "name")?, child.text()))).collect();
    let request = read::text(element, "request");
    if request.is_none() && !parameters.is_empty() {
        reader.report(problem::parameter_without_request(element.name_span));
    }
    let (variable, value) = (read::text(element, "var"), read::text(element, "value"));
    if variable.is_none() && value.is_some() {
        reader.report(problem::value_without_variable(element.name_span));
    }
    let method = read::text(element, "method");
    let expect = Expect {
        request: request.map(|url| ExpectRequest { url, method, parameters }),
        menu: read::text(element, "menu"),
        variable: variable.map(|name| (name, value)),
        transfer: read::text(element, "transfer"),
        caller_id: read::text(element, "callerId"),
        log: read::text(element, "log"),
        within: read::duration(element, "within"),
    };
    if expect.is_empty() {
        reader.report(problem::expects_nothing(element.name_span));
        return None;
    }
    Some(expect)
}

fn end(element: &Element) -> End {
    let outcome = match read::text(element, "outcome").as_deref() {
        Some("transfer") => Some(Ending::Transfer),
        Some("reject") => Some(Ending::Reject),
        Some("caller") => Some(Ending::Caller),
        Some(_) => Some(Ending::Hangup),
        None => None,
    };
    End { outcome, to: read::text(element, "to"), within: read::duration(element, "within") }
}

/// Shorter ones are clicks.
const TONE_AT_LEAST: Duration = Duration::from_millis(200);
