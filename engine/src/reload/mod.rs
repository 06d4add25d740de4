//! Reading a dialplan again when its files change: what it was made of, and whether that is still the same.

mod stamps;
mod watch;

pub use stamps::{Stamped, Stamps};
pub use watch::{LOOK, SETTLE, Watch};
