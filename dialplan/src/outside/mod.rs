//! What can be said of a plan only by who knows the world around it: its recordings, its voices, who can be called, and whether it
//! is the whole plan.
//!
//! This crate sees no files and no network; the caller looks, and the findings come from here.

mod destinations;
mod messages;
mod recordings;
mod routes;
mod voices;

use crate::explain::Explanation;

pub use destinations::destinations;
pub use recordings::{Heard, recordings};
pub use routes::routes;
pub use voices::{NoVoice, voices};

/// What it reports, explained.
pub(crate) const EXPLAINED: [&[Explanation]; 3] = [recordings::EXPLAINED, destinations::EXPLAINED, voices::EXPLAINED];

/// What it reports of plans that are whole, explained.
pub(crate) const OF_WHOLE_PLANS: &[Explanation] = routes::EXPLAINED;
