//! Attribute values of a script's elements, by type. The parser has reported bad ones already.

use std::time::Duration;

use xml_schema::{Dialect, Element, Value};

pub(super) fn text(element: &Element, name: &str) -> Option<String> {
    match value(element, name)? {
        Value::Text(text) => Some(text),
        Value::Keywords(words) => Some(words.join(" ")),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn duration(element: &Element, name: &str) -> Option<Duration> {
    match value(element, name)? {
        Value::Duration(duration) => Some(duration),
        _ => None,
    }
}

pub(super) fn boolean(element: &Element, name: &str) -> bool {
    matches!(value(element, name), Some(Value::Boolean(true)))
}

pub(super) fn integer<T: TryFrom<i64>>(element: &Element, name: &str) -> Option<T> {
    match value(element, name)? {
        Value::Integer(number) => T::try_from(number).ok(),
        _ => None,
    }
}

fn value(element: &Element, name: &str) -> Option<Value> {
    element.value(name, Dialect::CallApi)
}
