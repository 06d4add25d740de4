//! Audio between a call and its peer.

mod stream;

pub use stream::Stream;
