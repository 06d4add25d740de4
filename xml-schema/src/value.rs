//! Reads attribute values by their kind.

use std::time::Duration;

use crate::dialect::Dialect;
use crate::table::{Value, ValueKind};
use crate::tree::Element;

/// A value its attribute does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadValue {
    /// The attribute; empty when a bare [`ValueKind`] was read.
    pub attribute: &'static str,
    /// What was written, white space around it taken off.
    pub seen: String,
    /// What is taken: `a whole number from 1 to 60`.
    pub expected: String,
}

impl std::fmt::Display for BadValue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.attribute.is_empty() {
            write!(formatter, "{:?} is not {}", self.seen, self.expected)
        } else {
            write!(formatter, "`{}` is {:?}, expected {}", self.attribute, self.seen, self.expected)
        }
    }
}

impl Element {
    /// The value of an attribute: as written, else (or if that is bad) its default in `dialect`; `None` if there is neither.
    pub fn value(&self, attribute: &str, dialect: Dialect) -> Option<Value> {
        self.value_with(attribute, dialect, str::to_owned).0
    }

    /// As [`Element::value`], with variables replaced by `expand` before the text is read. A bad value is told beside its
    /// default.
    pub fn value_with(
        &self,
        attribute: &str,
        dialect: Dialect,
        expand: impl FnOnce(&str) -> String,
    ) -> (Option<Value>, Option<BadValue>) {
        let Some(def) = self.def.attribute(attribute) else { return (None, None) };
        let default = || def.default.of(dialect).and_then(|text| def.kind.read(text).ok());
        let Some(written) = self.attribute(def.name) else { return (default(), None) };
        match def.kind.read(&expand(&written.value)) {
            Ok(value) => (Some(value), None),
            Err(bad) => (default(), Some(BadValue { attribute: def.name, ..bad })),
        }
    }
}

impl ValueKind {
    /// Reads a text, white space around it taken off.
    ///
    /// # Errors
    /// [`BadValue`] with what is expected instead.
    pub fn read(&self, text: &str) -> Result<Value, BadValue> {
        let text = text.trim();
        let value = match self {
            Self::Text | Self::Url => Some(Value::Text(text.to_owned())),
            Self::Integer { min, max } => {
                text.parse().ok().filter(|number| (min..=max).contains(&number)).map(Value::Integer)
            }
            Self::Seconds { min, max } => seconds(text, *min, *max),
            Self::Duration => duration(text).map(Value::Duration),
            Self::Boolean => boolean(text).map(Value::Boolean),
            Self::Keyword(words) => keyword(text, words).map(|word| Value::Keywords(vec![word])),
            Self::Keywords(words) => {
                text.split_whitespace().map(|word| keyword(word, words)).collect::<Option<_>>().map(Value::Keywords)
            }
            Self::Method => keyword(text, &["GET", "POST"]).map(|word| Value::Keywords(vec![word])),
            Self::Digits => all(text, |c| matches!(c.to_ascii_uppercase(), '0'..='9' | '*' | '#' | 'A'..='D' | 'W')),
            Self::Language => all(text, |c| c.is_ascii_alphanumeric() || c == '-').filter(|_| !text.is_empty()),
            Self::Name => name(text).then(|| Value::Text(text.to_owned())),
            Self::Timestamp => timestamp(text).then(|| Value::Text(text.to_owned())),
            Self::Regex => regex::Regex::new(text).is_ok().then(|| Value::Text(text.to_owned())),
        };
        value.ok_or_else(|| BadValue { attribute: "", seen: text.to_owned(), expected: self.expected() })
    }

    /// Whether a text is certainly one that [`ValueKind::read`] takes; it may take others, too. Costs no memory.
    pub(crate) fn takes(&self, text: &str) -> bool {
        let one_of = |words: &[&'static str]| keyword(text.trim(), words).is_some();
        match self {
            Self::Text | Self::Url => true,
            Self::Boolean => one_of(&["true", "false"]),
            Self::Method => one_of(&["GET", "POST"]),
            Self::Keyword(words) => one_of(words),
            Self::Digits => text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'*' | b'#')),
            Self::Language => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            _ => false,
        }
    }

    /// What is taken, in words.
    pub fn expected(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Integer { min, max } if *max == i64::MAX => format!("a whole number from {min}"),
            Self::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Self::Seconds { min, max: u32::MAX } => format!("seconds, {min} or more"),
            Self::Seconds { min, max } => format!("seconds, {min} to {max}"),
            Self::Duration => "a time with its unit, like 5s, 250ms or 2m".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Keyword(words) => one_of(words),
            Self::Keywords(words) => format!("words out of {}", words.join(", ")),
            Self::Url => "a URL".to_owned(),
            Self::Method => "GET or POST".to_owned(),
            Self::Digits => "keys: 0-9, *, #, A-D, and w or W for a pause".to_owned(),
            Self::Language => "a language tag like en-GB".to_owned(),
            Self::Name => "a name: letters, digits and _, no digit first".to_owned(),
            Self::Timestamp => "a point in time like 2026-11-23T10:00:00Z".to_owned(),
            Self::Regex => "a regular expression".to_owned(),
        }
    }
}

impl Value {
    /// The text of a textual value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// A length of time.
    pub fn as_duration(&self) -> Option<Duration> {
        match self {
            Self::Duration(length) => Some(*length),
            _ => None,
        }
    }

    /// `true` or `false`.
    pub fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The first word of a keyword value, in the table's spelling.
    pub fn as_keyword(&self) -> Option<&'static str> {
        match self {
            Self::Keywords(words) => words.first().copied(),
            _ => None,
        }
    }
}

fn one_of(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => words.concat(),
    }
}

fn keyword(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().copied().find(|word| word.eq_ignore_ascii_case(text))
}

fn boolean(text: &str) -> Option<bool> {
    keyword(text, &["true", "false"]).map(|word| word == "true")
}

fn all(text: &str, allowed: impl Fn(char) -> bool) -> Option<Value> {
    text.chars().all(allowed).then(|| Value::Text(text.to_owned()))
}

fn name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whole seconds as both dialects write them; our own units are understood too.
fn seconds(text: &str, min: u32, max: u32) -> Option<Value> {
    let length = match text.parse::<u32>() {
        Ok(seconds) => Duration::from_secs(seconds.into()),
        Err(_) => duration(text)?,
    };
    let allowed = Duration::from_secs(min.into())..=Duration::from_secs(max.into());
    allowed.contains(&length).then_some(Value::Duration(length))
}

/// `250ms`, `5s`, `1.5s`, `2m`, `1h`, and `0`; at most a year.
fn duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => return None,
    };
    let number: f64 = text[..text.len() - unit.len()].parse().ok()?;
    let total = number * seconds;
    (total <= 366.0 * 86_400.0).then(|| Duration::from_micros((total * 1_000_000.0).round() as u64))
}

/// RFC 3339 by its shape; what day a month has is for who uses it.
fn timestamp(text: &str) -> bool {
    let digits: String = text.chars().take(19).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let zone = text.get(19..).unwrap_or("");
    let zone = zone.strip_prefix('.').map_or(zone, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let offset: String = zone.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    matches!(digits.as_str(), "0000-00-00T00:00:00" | "0000-00-00t00:00:00" | "0000-00-00 00:00:00")
        && matches!(offset.as_str(), "Z" | "z" | "+00:00" | "-00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_a_unit() {
        assert_eq!(ValueKind::Duration.read(" 250ms "), Ok(Value::Duration(Duration::from_millis(250))));
        assert_eq!(ValueKind::Duration.read("1.5s"), Ok(Value::Duration(Duration::from_millis(1500))));
        assert!(ValueKind::Duration.read("5").is_err());
        assert!(ValueKind::Duration.read("s").is_err());
        assert!(ValueKind::Duration.read("99999999999999h").is_err());
    }

    #[test]
    fn seconds_stay_in_their_range() {
        let kind = ValueKind::Seconds { min: 1, max: 60 };

        assert_eq!(kind.read("8"), Ok(Value::Duration(Duration::from_secs(8))));
        assert_eq!(kind.read("0").unwrap_err().expected, "seconds, 1 to 60");
        assert!(kind.read("-1").is_err());
    }

    #[test]
    fn words_come_back_in_the_spelling_of_the_table() {
        let kind = ValueKind::Keyword(&["bridge", "blind"]);

        assert_eq!(kind.read("BLIND").unwrap().as_keyword(), Some("blind"));
        assert_eq!(kind.read("x").unwrap_err().expected, "bridge or blind");
    }

    #[test]
    fn a_timestamp_looks_like_one() {
        assert!(ValueKind::Timestamp.read("2026-11-23T10:00:00Z").is_ok());
        assert!(ValueKind::Timestamp.read("2026-11-23T10:00:00.5+01:00").is_ok());
        assert!(ValueKind::Timestamp.read("tomorrow").is_err());
    }
}
