//! Audio between a call and its peer: RTP over UDP, prompts out, keys in, two legs joined.
//!
//! [`Media`] owns a few threads; each owns the sockets of its sessions, sends their packets at whole steps of a 2 ms
//! clock and reads what has come in between. Nothing on these threads waits for logic, disk or HTTP, and no packet
//! costs an allocation or a lock, but for audio that is listened to, crosses threads in a bridge, is encoded as Opus or
//! encrypted. A call holds a [`Session`] for each leg and hears of it by [`MediaEvent`].
//!
//! | file | its job |
//! |---|---|
//! | `media`, `session`, `command` | the handles of the engine, and the queue to a thread |
//! | `worker/` | the thread: waiting, reading, sending |
//! | `flow/` | one session on its thread |
//! | `clock`, `worker/wheel` | when each packet is due, and what happens when the thread is late |
//! | `outgoing`, `playlist` | the numbers of what we send, and its content |
//! | `voice`, `transcode` | from one codec to another, or to samples |
//! | `jitter/`, `concealment` | an even voice out of packets that are late or lost, where it is decoded |
//! | `packet`, `latch`, `reception`, `rescale` | what is received, from whom, how well, on whose clock |
//! | `rtcp`, `flow/control` | what we and the peer report of it |
//! | `srtp/` | encryption, where it was agreed on |
//! | `keys/` | RFC 4733, SIP INFO and tones: reading, arbitration, sending |

#[cfg(feature = "bench")]
pub mod bench;
mod clock;
mod command;
mod concealment;
mod config;
mod event;
mod flow;
mod jitter;
mod keys;
mod latch;
#[expect(clippy::module_inception, reason = "the type is called so")]
mod media;
#[cfg(test)]
pub(crate) mod network;
#[cfg(test)]
mod network_tests;
mod outgoing;
mod packet;
mod playlist;
mod ports;
mod reception;
mod rescale;
mod rtcp;
mod session;
mod srtp;
mod statistics;
mod stream;
mod tap;
mod transcode;
mod voice;
mod worker;

pub(crate) use concealment::Concealment;
#[cfg(test)]
pub(crate) use concealment::likeness;
pub use config::{Inband, MediaConfig, MediaError};
pub use event::MediaEvent;
#[cfg(any(test, feature = "fuzz"))]
pub use flow::probe;
pub use keys::sender::{KeySender, KeyStep, Report as KeyReport};
pub use media::Media;
pub use session::Session;
pub use srtp::{Srtp, SrtpKey, Suite};
pub use statistics::Statistics;
pub use stream::{Control, OpusTerms, Stream};
pub use tap::{Direction, Heard};
pub use voice::Voice;
