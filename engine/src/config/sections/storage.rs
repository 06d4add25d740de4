//! `[storage]`: where files are kept.

use std::path::PathBuf;
use std::time::Duration;

use xml_schema::Diagnostic;

use crate::config::item::Item;
use crate::config::section::Section;

/// `[storage]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// The folder of everything the engine keeps.
    pub data: PathBuf,
    /// How long recordings are kept; `None`: until somebody removes them.
    pub retention: Option<Duration>,
    /// How long a link to a recording works.
    pub link_life: Duration,
}

impl Storage {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let default = Self::default();
        let data = section.value("data", |item| Ok(section.reader.path(&item.some_text()?)));
        let link_life = section.value("link_life", |item| item.duration(Duration::from_secs(60)..=YEAR));
        Self {
            data: data.unwrap_or(default.data),
            retention: section.value("retention", retention).unwrap_or(default.retention),
            link_life: link_life.unwrap_or(default.link_life),
        }
    }
}

impl Default for Storage {
    fn default() -> Self {
        Self { data: PathBuf::from("data"), retention: None, link_life: Duration::from_secs(7 * 86_400) }
    }
}

fn retention(item: Item<'_, '_>) -> Result<Option<Duration>, Box<Diagnostic>> {
    if item.text().is_ok_and(|text| text == "off") {
        return Ok(None);
    }
    item.duration(Duration::from_secs(3600)..=YEAR).map(Some)
}

/// The longest time that can be written.
const YEAR: Duration = Duration::from_secs(366 * 86_400);
