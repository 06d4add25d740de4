//! Names in the file that are not in the table.

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use xml_schema::Span;

use super::key::{Key, SectionDef};
use super::section::Reader;
use super::{keys, messages, span};

/// Notes every section and key that must not be there.
pub(super) fn names(root: &DeTable<'_>, reader: &Reader<'_>) {
    for (name, value) in root {
        let Some(section) = keys::section(name.get_ref()) else {
            conceal(value, reader);
            reader.report(messages::unknown_section(span(name.span()), name.get_ref()));
            continue;
        };
        match (value.get_ref().as_table(), section.named) {
            (None, _) => reader.report(not_a_table(section.name, value)),
            (Some(table), None) => keys_of(section, table, reader),
            (Some(tables), Some(what)) if tables.iter().any(|(name, value)| section.is_bare(name.get_ref(), value)) => {
                bare(section, what, (span(name.span()), tables), reader);
            }
            (Some(tables), Some(_)) => each(section, tables, reader),
        }
    }
}

/// `[section]`, and the name is missing.
fn bare(section: &SectionDef, what: &str, (place, keys): (Span, &DeTable<'_>), reader: &Reader<'_>) {
    for (name, value) in keys {
        if section.key(name.get_ref()).is_none_or(Key::is_secret) {
            conceal(value, reader);
        }
    }
    reader.report(messages::unnamed(place, section.name, what));
}

/// `[section.NAME]`, each.
fn each(section: &SectionDef, tables: &DeTable<'_>, reader: &Reader<'_>) {
    for (name, value) in tables {
        match value.get_ref().as_table() {
            Some(table) => keys_of(section, table, reader),
            None => {
                conceal(value, reader);
                reader.report(not_a_table(name.get_ref(), value).help(format!(
                    "write [{}.{}] and its keys below",
                    section.name,
                    section.named.unwrap_or("NAME")
                )));
            }
        }
    }
}

fn keys_of(section: &SectionDef, table: &DeTable<'_>, reader: &Reader<'_>) {
    for (name, value) in table {
        if section.key(name.get_ref()).is_none() {
            if messages::near_key(name.get_ref(), section).is_none_or(Key::is_secret) {
                conceal(value, reader);
            }
            reader.report(messages::unknown_key(span(name.span()), name.get_ref(), section));
        }
    }
}

/// What an unknown key holds may be a secret.
fn conceal(value: &Spanned<DeValue<'_>>, reader: &Reader<'_>) {
    if value.get_ref().is_str() {
        reader.conceal(span(value.span()));
    }
}

fn not_a_table(name: &str, value: &Spanned<DeValue<'_>>) -> xml_schema::Diagnostic {
    messages::wrong_type(span(value.span()), name, value.get_ref().type_str(), "a table of keys")
}
