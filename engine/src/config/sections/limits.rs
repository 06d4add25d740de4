//! `[limits]`: how much of anything.

use crate::config::section::Section;

/// `[limits]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Calls at one time.
    pub calls: usize,
    /// New calls in a second.
    pub calls_per_second: u32,
    /// New calls of one address in a second; `None`: as many as of all.
    pub calls_per_source: Option<u32>,
    /// The largest answer of an application, in bytes.
    pub document_bytes: usize,
    /// The largest audio file that is fetched, in bytes.
    pub audio_bytes: usize,
    /// Fetched audio that is kept in memory, in bytes, all files together.
    pub audio_cache_bytes: usize,
    /// How many documents may follow one another without a key of the caller.
    pub documents_without_input: u32,
    /// Requests to one origin at one time.
    pub requests_per_origin: usize,
}

impl Limits {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let default = Self::default();
        let number = |key: &str, most: u64| section.value(key, |item| item.number::<u32>(1..=most));
        let bytes = |key: &str, most: u64| {
            let size = section.value(key, |item| item.size(1024..=most))?;
            usize::try_from(size).ok()
        };
        Self {
            calls: number("calls", 1_000_000).map_or(default.calls, |calls| calls as usize),
            calls_per_second: number("calls_per_second", 100_000).unwrap_or(default.calls_per_second),
            calls_per_source: number("calls_per_source", 100_000),
            document_bytes: bytes("document", 16 << 20).unwrap_or(default.document_bytes),
            audio_cache_bytes: section
                .value("audio_cache", |item| item.size(0..=1 << 40))
                .and_then(|size| usize::try_from(size).ok())
                .unwrap_or(default.audio_cache_bytes),
            audio_bytes: bytes("audio", 1 << 30).unwrap_or(default.audio_bytes),
            documents_without_input: number("documents_without_input", 10_000)
                .unwrap_or(default.documents_without_input),
            requests_per_origin: number("requests_per_origin", 100_000)
                .map_or(default.requests_per_origin, |requests| requests as usize),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 2_000,
            calls_per_second: 200,
            calls_per_source: None,
            document_bytes: 64 << 10,
            audio_bytes: 16 << 20,
            audio_cache_bytes: 64 << 20,
            documents_without_input: 25,
            requests_per_origin: 1_000,
        }
    }
}
