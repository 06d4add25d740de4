//! What the file may contain: the shape of the table that names, hints and documentation are made from.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A `[section]`.
#[derive(Debug)]
pub(super) struct SectionDef {
    /// Its name.
    pub name: &'static str,
    /// For `[name.WHAT]`: what the second name stands for.
    pub named: Option<&'static str>,
    /// What it is about.
    pub text: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key of a section.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name.
    pub name: &'static str,
    /// What is written behind it, in words.
    pub value: &'static str,
    /// What holds without it, in words or as written.
    pub default: &'static str,
    /// What to write, as it would stand in the file.
    pub example: &'static str,
    /// What it does.
    pub text: &'static str,
}

impl Key {
    /// A key.
    pub const fn new(
        name: &'static str,
        value: &'static str,
        default: &'static str,
        example: &'static str,
        text: &'static str,
    ) -> Self {
        Self { name, value, default, example, text }
    }

    /// Whether it holds a secret, so that what is written there must not be shown.
    pub fn is_secret(&self) -> bool {
        self.value.contains("secret")
    }
}

impl SectionDef {
    /// The key of a name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// Whether an entry of `[section]` is a key, and not the table `[section.NAME]` that is expected there.
    pub fn is_bare(&self, name: &str, value: &Spanned<DeValue<'_>>) -> bool {
        let is_named = |table: &DeTable<'_>| table.iter().any(|(name, _)| self.key(name.get_ref()).is_some());
        self.key(name).is_some() && !value.get_ref().as_table().is_some_and(is_named)
    }
}
