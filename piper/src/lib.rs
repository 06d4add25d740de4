//! Piper voices: their files, and what runs their networks.
//!
//! A voice is a pair of files, `NAME.onnx` and `NAME.onnx.json`. The second says how phonemes become the numbers that
//! the first turns into sound. Phonemes come from elsewhere. CPU and files only; calls block while they work.

mod config;
mod error;
mod files;
mod network;
mod short;
mod speaker;
mod symbols;
mod voice;

pub use config::PhonemeType;
pub use error::{SpeakError, VoiceError};
pub use files::{Found, find};
pub use network::{Backend, Runtime};
pub use speaker::Speaker;
pub use voice::{Manner, Spoken, Voice};
