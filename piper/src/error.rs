//! Why a voice cannot be used, or could not speak.

use std::path::PathBuf;

/// A voice cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoiceError {
    /// A file of the pair is not there, or cannot be read.
    #[error("{path} cannot be read: {reason}; a voice is a pair of files, NAME.onnx and NAME.onnx.json")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file is larger than any voice.
    #[error("{path} has {bytes} bytes, more than the {limit} of the largest voice")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The description is not JSON, or lacks what every voice has.
    #[error("{path} is not the description of a Piper voice: {reason}")]
    Description {
        /// The file.
        path: PathBuf,
        /// What was seen, and what was expected.
        reason: String,
    },
    /// Its phonemes are made in a way we do not have.
    #[error("its phonemes are of the type {found:?}; voices of the types \"espeak\" and \"text\" can be used")]
    PhonemeType {
        /// The type.
        found: String,
    },
    /// A symbol has a number that the network does not have.
    #[error(
        "its symbol {symbol:?} has the id {id}, and the ids of this voice end at {last}; the two files do not belong together"
    )]
    Id {
        /// The symbol.
        symbol: String,
        /// Its number.
        id: i64,
        /// The last number there is.
        last: i64,
    },
    /// The network cannot be loaded, or does not do what a voice does.
    #[error("{path} cannot be run by {backend}: {reason}")]
    Network {
        /// The file.
        path: PathBuf,
        /// What tried.
        backend: &'static str,
        /// What it says.
        reason: String,
    },
}

/// A voice could not speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpeakError {
    /// More at once than memory is set aside for.
    #[error("{symbols} symbols are too many for one sentence; the most is {most}")]
    TooLong {
        /// What there were.
        symbols: usize,
        /// What is taken.
        most: usize,
    },
    /// The network failed.
    #[error("{0}")]
    Network(String),
}
