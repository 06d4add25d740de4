//! One value of the file.

use std::ops::RangeInclusive;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use xml_schema::{Diagnostic, Span, ValueKind};

use super::{messages, size, span};

/// A value, where it stands, and what it is for.
#[derive(Clone, Copy)]
pub(super) struct Item<'r, 'i> {
    /// The key it belongs to.
    pub key: &'r str,
    /// Where it stands.
    pub place: Span,
    value: &'r DeValue<'i>,
}

impl<'r, 'i> Item<'r, 'i> {
    pub fn new(key: &'r str, value: &'r Spanned<DeValue<'i>>) -> Self {
        Self { key, place: span(value.span()), value: value.get_ref() }
    }

    /// A text.
    pub fn text(&self) -> Result<&'r str, Box<Diagnostic>> {
        self.value.as_str().ok_or_else(|| self.wrong_type("a text in quotes"))
    }

    /// A text that is not empty.
    pub fn some_text(&self) -> Result<String, Box<Diagnostic>> {
        let text = self.text()?;
        if text.trim().is_empty() { Err(self.bad("a text with something in it")) } else { Ok(text.to_owned()) }
    }

    /// A whole number within bounds.
    pub fn number<T: TryFrom<u64>>(&self, allowed: RangeInclusive<u64>) -> Result<T, Box<Diagnostic>> {
        let expected = format!("a whole number from {} to {}", allowed.start(), allowed.end());
        let number = self.value.as_integer().ok_or_else(|| self.wrong_type(&expected))?;
        u64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .filter(|number| allowed.contains(number))
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| self.bad(&expected))
    }

    /// A text that stands for something.
    pub fn parsed<T: FromStr>(&self, expected: &str) -> Result<T, Box<Diagnostic>> {
        self.text()?.trim().parse().map_err(|_| self.bad(expected))
    }

    /// One of a few words.
    pub fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> Result<T, Box<Diagnostic>> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            Box::new(messages::not_one_of(self.place, self.key, text, &names))
        })
    }

    /// A time with its unit, within bounds.
    pub fn duration(&self, allowed: RangeInclusive<Duration>) -> Result<Duration, Box<Diagnostic>> {
        let expected = "a time with its unit, like \"250ms\", \"5s\" or \"2m\"";
        if self.value.is_integer() {
            return Err(self.wrong_type(expected).help("a number needs its unit").into());
        }
        let read = ValueKind::Duration.read(self.text()?).ok().and_then(|value| value.as_duration());
        let length = read.ok_or_else(|| self.bad(expected))?;
        let bounds = || format!("a time from {:?} to {:?}", allowed.start(), allowed.end());
        if allowed.contains(&length) { Ok(length) } else { Err(self.bad(&bounds())) }
    }

    /// A size in bytes with its unit, within bounds.
    pub fn size(&self, allowed: RangeInclusive<u64>) -> Result<u64, Box<Diagnostic>> {
        let expected = "a size with its unit, like \"64 KiB\" or \"16 MiB\"";
        if self.value.is_integer() {
            return Err(self.wrong_type(expected).help("a number needs its unit").into());
        }
        let bytes = size::read(self.text()?).ok_or_else(|| self.bad(expected))?;
        let bounds = || format!("a size from {} to {}", size::shown(*allowed.start()), size::shown(*allowed.end()));
        if allowed.contains(&bytes) { Ok(bytes) } else { Err(self.bad(&bounds())) }
    }

    /// A table.
    pub fn table(&self) -> Option<&'r DeTable<'i>> {
        self.value.as_table()
    }

    /// The values of a list.
    pub fn items(&self) -> Option<Vec<Self>> {
        Some(self.value.as_array()?.iter().map(|value| Item::new(self.key, value)).collect())
    }

    /// It is of the right type but says something else.
    pub fn bad(&self, expected: &str) -> Box<Diagnostic> {
        let found = messages::bad_value(self.place, self.key, expected);
        let port = self.value.as_str().filter(|_| expected.contains("port")).and_then(port_that_is_none);
        Box::new(match port {
            Some(port) => found.help(format!("there is no port {port}: ports are 1 to 65535")),
            None => found,
        })
    }

    /// The file or folder that it names cannot be used.
    pub fn unusable(&self, path: &Path, why: &str) -> Box<Diagnostic> {
        Box::new(messages::file(self.place, path, why))
    }

    /// It is of another type.
    pub fn wrong_type(&self, expected: &str) -> Box<Diagnostic> {
        Box::new(messages::wrong_type(self.place, self.key, self.value.type_str(), expected))
    }
}

/// A number in the place of a port, behind a colon or a dash, that is out of range.
fn port_that_is_none(text: &str) -> Option<&str> {
    let mut behind = text.split([':', '-', ';', '/', ']']).skip(1).map(str::trim);
    behind.find(|part| part.parse::<u64>().is_ok_and(|port| port > u64::from(u16::MAX)))
}
