//! `[storage]`: where files are kept.

use std::path::PathBuf;

use crate::config::section::Section;

/// `[storage]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// The folder of everything the engine keeps.
    pub data: PathBuf,
}

impl Storage {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let data = section.value("data", |item| Ok(section.reader.path(&item.some_text()?)));
        data.map_or_else(Self::default, |data| Self { data })
    }
}

impl Default for Storage {
    fn default() -> Self {
        Self { data: PathBuf::from("data") }
    }
}
