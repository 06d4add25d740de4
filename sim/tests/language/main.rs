//! The language in virtual time, to the millisecond: entries at their edges, recordings, callees, and applications that fail.

mod entries;
mod outage;
mod recordings;
mod stage;
