//! One line of a trace.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Number, Value};

use super::hide;

/// The line of an event or order: its moment, then its own fields.
pub(super) fn of(at: Duration, kind: &str, what: &impl Serialize, hide: &dyn Fn(&str) -> String) -> String {
    let mut line = Map::new();
    line.insert("ms".to_owned(), Value::Number(milliseconds(at)));
    match serde_json::to_value(what) {
        Ok(Value::Object(fields)) => line.extend(fields.into_iter().map(|(name, value)| (name, hidden(value, hide)))),
        Ok(other) => drop(line.insert(kind.to_owned(), other)),
        Err(error) => drop(line.insert(kind.to_owned(), Value::String(format!("not shown: {error}")))),
    }
    Value::Object(line).to_string()
}

/// Milliseconds, with the nanoseconds behind the point: a replay must not come too early by a rounding.
fn milliseconds(at: Duration) -> Number {
    let nanoseconds = u64::try_from(at.as_nanos()).unwrap_or(u64::MAX);
    let whole = nanoseconds.is_multiple_of(1_000_000);
    let exact = || Number::from(nanoseconds / 1_000_000);
    if whole { exact() } else { Number::from_f64(nanoseconds as f64 / 1e6).unwrap_or_else(exact) }
}

/// A time as [`of`] writes it.
pub(super) fn duration(milliseconds: &Value) -> Option<Duration> {
    if let Some(whole) = milliseconds.as_u64() {
        return Some(Duration::from_millis(whole));
    }
    let nanoseconds = (milliseconds.as_f64()? * 1e6).round();
    (0.0..=u64::MAX as f64).contains(&nanoseconds).then(|| Duration::from_nanos(nanoseconds as u64))
}

/// A value with every text in it hidden where it must be.
fn hidden(value: Value, hide: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(hide::signatures(&hide::logins(&hide(&text)))),
        Value::Array(values) => Value::Array(values.into_iter().map(|value| hidden(value, hide)).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, hidden(value, hide))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_kept_to_the_nanosecond() {
        for nanoseconds in [0, 1, 999_999, 1_000_000, 1_500_250_001, 14_400_000_000_001, 86_399_999_999_999] {
            let at = Duration::from_nanos(nanoseconds);
            assert_eq!(duration(&Value::Number(milliseconds(at))), Some(at), "{nanoseconds}");
        }
    }
}
