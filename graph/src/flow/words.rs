//! Texts of a plan in a few words.

use std::time::Duration;

use xml_schema::speech::{SpeechPart, flatten};
use xml_schema::{Element, Tag};

/// What the caller hears of a `Say` or `Play`; `None`: nothing.
pub(super) fn spoken(element: &Element) -> Option<String> {
    match element.def.tag {
        Tag::Say => {
            let parts = flatten(element).into_iter().filter_map(|part| match part {
                SpeechPart::Text { text, .. } => Some(text),
                SpeechPart::Break { .. } => None,
            });
            let text = parts.collect::<Vec<_>>().join(" ");
            (!text.trim().is_empty()).then_some(text)
        }
        Tag::Play if element.attribute("digits").is_none() => {
            let name = element.text();
            let folder = element.attribute("folder").map(|folder| format!("{}/", folder.value.trim()));
            Some(format!("♪ {}{name}", folder.unwrap_or_default()))
        }
        _ => None,
    }
}

/// A time as one says it: `6 s`, `1.5 s`, `500 ms`.
pub(super) fn seconds(time: Duration) -> String {
    let ms = time.as_millis();
    match (ms / 1000, ms % 1000) {
        (0, ms) if ms > 0 => format!("{ms} ms"),
        (seconds, 0) => format!("{seconds} s"),
        (seconds, ms) => format!("{seconds}.{} s", ms / 100),
    }
}

/// What a `Gather` asks for.
pub(super) fn question(gather: &Element) -> String {
    let value = |name: &str| gather.attribute(name).map(|attribute| attribute.value.trim()).filter(|v| !v.is_empty());
    let what = match value("numDigits") {
        Some("1") => "asks for a key".to_owned(),
        Some(count) => format!("asks for {count} keys"),
        None => "asks for keys".to_owned(),
    };
    match value("var") {
        Some(variable) => format!("{what} → {variable}"),
        None => what,
    }
}

/// An attribute's value, trimmed; empty if it is not there.
pub(super) fn written<'e>(element: &'e Element, name: &str) -> &'e str {
    element.attribute(name).map(|attribute| attribute.value.trim()).unwrap_or_default()
}
