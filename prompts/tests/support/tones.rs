//! Half a second of 1 kHz in every format that is taken: the files of `tests/fixtures`.

use std::path::{Path, PathBuf};

/// Their names.
pub const TONES: [&str; 12] = [
    "tone.wav",
    "tone-ima.wav",
    "tone-ms.wav",
    "tone.flac",
    "tone.ogg",
    "tone.mp3",
    "tone.m4a",
    "tone.aac",
    "tone.aiff",
    "tone.caf",
    "tone.opus",
    "tone-voip.opus",
];

/// Where one is.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}
