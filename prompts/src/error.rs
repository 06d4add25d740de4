//! Why a prompt cannot be had.

use std::path::PathBuf;

/// A prompt cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    /// The file is not there or cannot be read.
    #[error("{path} cannot be read: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// It is no audio we decode.
    #[error(
        "{name} cannot be decoded: {reason}; use WAV, MP3, AAC, Ogg Vorbis or Opus, FLAC, AIFF, CAF, or headerless .ulaw/.alaw"
    )]
    Decode {
        /// The file or URL.
        name: String,
        /// What was seen.
        reason: String,
    },
    /// It is longer or larger than a prompt may be.
    #[error("{name} is longer than {minutes} minutes, the longest a prompt may be")]
    TooLong {
        /// The file, URL or kind of prompt.
        name: String,
        /// The limit.
        minutes: u64,
    },
    /// No voice speaks the language.
    #[error("no voice speaks {language:?}; there are {known}")]
    NoVoice {
        /// The language asked for.
        language: String,
        /// What there is.
        known: String,
    },
    /// The text is written in letters the voice cannot say.
    #[error(
        "the voice {voice} knows Latin and Cyrillic letters, and the text has others only; play a recording instead"
    )]
    Script {
        /// The voice.
        voice: String,
    },
    /// The voice failed.
    #[error("the voice {voice} could not speak: {reason}")]
    Speech {
        /// The voice.
        voice: String,
        /// What it says.
        reason: String,
    },
    /// The cache folder cannot be used.
    #[error("the folder {path} cannot be used: {reason}")]
    Storage {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A codec broke on its input; nothing else is affected.
    #[error("rendering broke down on this input: {reason}; this is a bug worth reporting with the file")]
    Broken {
        /// What it said.
        reason: String,
    },
}
