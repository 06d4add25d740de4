//! Audio ready to play, whatever it came from.

mod law;

pub use law::Law;
