//! Received audio for who wants to listen: a simulator, a recorder.

use std::time::Instant;

/// The audio of one packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// 8 kHz mono.
    pub samples: Vec<i16>,
    /// The packet's RTP timestamp: gaps in it are silence or loss.
    pub timestamp: u32,
    /// When it was received.
    pub arrived: Instant,
}

/// Packets a listener may be behind; what comes then is left out: 10 s of audio.
pub const QUEUED: usize = 512;
