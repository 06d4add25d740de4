//! What media is told at the start, and what can go wrong with it.

use std::io;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

/// Where and how audio is sent and received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaConfig {
    /// The address RTP sockets are bound to.
    pub address: IpAddr,
    /// The ports they may have; RTP takes the even ones. `0..=0`: any that is free.
    pub ports: RangeInclusive<u16>,
    /// How many threads send and receive; 0: one per core.
    pub workers: usize,
    /// A session that should receive and has not for this long says so; `None`: never.
    pub timeout: Option<Duration>,
    /// Whether keys are listened for in the audio.
    pub inband: Inband,
}

/// When keys are listened for in the audio itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inband {
    /// On legs without telephone-event.
    #[default]
    Auto,
    /// On all legs.
    Always,
    /// On none.
    Never,
}

impl MediaConfig {
    /// Any free ports of an address, one thread, and nothing out of the ordinary.
    pub fn new(address: IpAddr) -> Self {
        Self { address, ports: 0..=0, workers: 1, timeout: None, inband: Inband::default() }
    }
}

/// Why media cannot start, or a session cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The range has no port for RTP.
    #[error("the media ports {first}-{last} have no even port; RTP needs even ones, so allow at least two")]
    NoPorts {
        /// The first.
        first: u16,
        /// The last.
        last: u16,
    },
    /// All ports are taken.
    #[error("all media ports {first}-{last} of {address} are taken; widen the range, or allow fewer calls")]
    PortsTaken {
        /// The address.
        address: IpAddr,
        /// The first.
        first: u16,
        /// The last.
        last: u16,
    },
    /// A socket cannot be had.
    #[error("an RTP socket on {address} cannot be had: {source}; check the media address and the limit on open files")]
    Socket {
        /// The address.
        address: IpAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A thread or its queue of the system cannot be had.
    #[error("a media worker cannot be started: {0}; check the limits on threads and open files")]
    Worker(io::Error),
    /// Media has been shut down.
    #[error("media has been shut down; no session can be opened any more")]
    Stopped,
}

impl MediaError {
    /// Whether the same may work a little later, when other sessions have ended.
    pub const fn retry(&self) -> bool {
        matches!(self, Self::PortsTaken { .. } | Self::Socket { .. })
    }
}
