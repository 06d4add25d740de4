//! Passwords, tokens and keys: never in the file itself, never shown.

use std::fmt;

use xml_schema::Diagnostic;

use super::item::Item;
use super::section::Reader;
use super::{messages, span};

/// A secret, read from the environment or a file when the configuration was. Printed, it is `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret that does not come from a configuration file.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The secret itself, to be used and forgotten.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `{ env = "NAME" }` or `{ file = "PATH" }`.
    pub(super) fn read(item: Item<'_, '_>, reader: &Reader<'_>) -> Result<Self, Box<Diagnostic>> {
        let Some(table) = item.table() else {
            reader.conceal(item.place);
            return Err(messages::secret_in_the_open(item.place, item.key).into());
        };
        let expected = "{ env = \"NAME\" } or { file = \"PATH\" }";
        let mut entries = table.iter();
        let (Some((name, value)), None) = (entries.next(), entries.next()) else { return Err(item.bad(expected)) };
        let source = Item::new(item.key, value);
        match name.get_ref().as_ref() {
            "env" => from_variable(source, reader),
            "file" => from_file(source, reader),
            other => {
                reader.conceal(source.place);
                Err(messages::unknown_member(span(name.span()), other, &["env", "file"]).into())
            }
        }
    }
}

fn from_variable(item: Item<'_, '_>, reader: &Reader<'_>) -> Result<Secret, Box<Diagnostic>> {
    let name = item.text()?;
    let value = reader.variable(name).filter(|value| !value.is_empty());
    value.map(Secret).ok_or_else(|| messages::secret_variable(item.place, name).into())
}

fn from_file(item: Item<'_, '_>, reader: &Reader<'_>) -> Result<Secret, Box<Diagnostic>> {
    let path = reader.path(item.text()?);
    let text = std::fs::read_to_string(&path).map_err(|error| messages::file(item.place, &path, &error.to_string()))?;
    // Editors and `echo` end a file with a line break that nobody means.
    let value = text.trim_end_matches(['\r', '\n']);
    if value.is_empty() {
        return Err(messages::file(item.place, &path, "it is empty").into());
    }
    Ok(Secret(value.to_owned()))
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}
