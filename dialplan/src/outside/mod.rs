//! What can be said of a plan only by who knows the world around it: its recordings, and who can be called.
//!
//! This crate sees no files and no network; the caller looks, and the findings come from here.

mod destinations;
mod messages;
mod recordings;

use crate::explain::Explanation;

pub use destinations::destinations;
pub use recordings::{Heard, recordings};

/// What it reports, explained.
pub(crate) const EXPLAINED: [&[Explanation]; 2] = [recordings::EXPLAINED, destinations::EXPLAINED];
