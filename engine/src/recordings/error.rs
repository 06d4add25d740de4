//! Why a recording could not be made or kept.

use std::io;

/// What went wrong with a recording. The call goes on.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// Its name cannot be that of a file.
    #[error("`{0}` is no name for a recording; expected RE and 32 lower-case hex digits")]
    Name(String),
    /// The other side is not there.
    #[error("the other side of the conversation is not there; a leg is dialled before it is recorded")]
    NoLeg,
    /// The disk refuses.
    #[error("the recording cannot be written to {file}: {source}; is the disk full, may the engine write there?")]
    Disk {
        /// The file or folder.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// The disk does not keep up.
    #[error("the disk took more than {0} s for a second of sound; the recording ends where it has come to")]
    Slow(u64),
    /// The engine has stopped.
    #[error("the engine has stopped; what had been recorded is kept")]
    Stopped,
}
