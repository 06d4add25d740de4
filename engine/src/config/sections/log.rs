//! `[log]`: what is told, and to whom.

use crate::config::section::Section;

/// `[log]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Log {
    /// How much.
    pub level: LogLevel,
    /// In which form.
    pub format: LogFormat,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogLevel {
    /// What is broken.
    Error,
    /// And what may be.
    Warn,
    /// And a call's story.
    #[default]
    Info,
    /// And the protocols.
    Debug,
    /// And packets.
    Trace,
}

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

impl LogLevel {
    /// Its name, as filters have it.
    pub fn name(self) -> &'static str {
        let named = LEVELS.iter().find(|(_, level)| *level == self);
        named.map_or("info", |(name, _)| name)
    }
}

impl Log {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        Self {
            level: section.value("level", |item| item.word(LEVELS)).unwrap_or_default(),
            format: section.value("format", |item| item.word(FORMATS)).unwrap_or_default(),
        }
    }
}

const LEVELS: &[(&str, LogLevel)] = &[
    ("error", LogLevel::Error),
    ("warn", LogLevel::Warn),
    ("info", LogLevel::Info),
    ("debug", LogLevel::Debug),
    ("trace", LogLevel::Trace),
];

const FORMATS: &[(&str, LogFormat)] = &[("text", LogFormat::Text), ("json", LogFormat::Json)];
