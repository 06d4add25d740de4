//! The limits of ITU-T Q.24, by synthesised lines.
#![allow(clippy::unwrap_used)] // A test may stop where it stands.

mod limits;
mod line;
mod loss;
mod music;
mod speech;
mod words;
