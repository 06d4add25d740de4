//! Audio between a call and its peer.

mod event;
mod stream;

pub use event::MediaEvent;
pub use stream::Stream;
