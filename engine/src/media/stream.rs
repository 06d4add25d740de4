//! What offer and answer have agreed on for one leg's audio.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use prompts::{Codec, OpusWishes};

use super::srtp::Srtp;

/// Where RTCP goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// To the port of RTP. RFC 5761.
    Shared,
    /// To a port of its own. RFC 3605.
    Port(u16),
}

/// What was agreed on for Opus, whose payload types are the peers' to choose. RFC 7587 §6, §7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpusTerms {
    /// The payload type to send it with.
    pub send: u8,
    /// The payload type it arrives with.
    pub receive: u8,
    /// What the peer wants of it.
    pub wishes: OpusWishes,
    /// Whether telephone-event counts at 48,000 Hz, as Opus does, and not at 8000. RFC 4733 §2.1.
    pub fast_keys: bool,
}

/// The audio of one leg: where it goes, in which coding, and which ways it flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    /// Where the peer wants RTP.
    pub remote: SocketAddr,
    /// Where the peer wants RTCP.
    pub control: Control,
    /// The codec of both directions.
    pub codec: Codec,
    /// The payload type to send telephone-event with; none if the peer cannot take it.
    pub telephone_event: Option<u8>,
    /// The payload type telephone-event arrives with.
    pub telephone_event_receive: Option<u8>,
    /// Whether we may send audio: not while we are on hold.
    pub send: bool,
    /// Whether audio will come.
    pub receive: bool,
    /// The keys of both directions, if they are encrypted.
    pub srtp: Option<Srtp>,
    /// Length of the packets the peer asked for, in milliseconds.
    pub ptime_ms: u8,
    /// What Opus is, if it is one of the codecs that may come.
    pub opus: Option<OpusTerms>,
}

impl Stream {
    /// The stream of one who has sent an offer and has no answer yet: what comes is taken, nothing is sent. A packet may be
    /// sooner than the answer it belongs to. RFC 3264 §5.1.
    pub const fn offered(codec: Codec) -> Self {
        Self {
            // As with the hold of old phones: an address nobody has. Who sends is believed until the answer says who may.
            remote: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
            control: Control::Shared,
            codec,
            telephone_event: None,
            telephone_event_receive: None,
            send: false,
            receive: true,
            srtp: None,
            ptime_ms: 20,
            opus: None,
        }
    }

    /// The payload type to send audio with.
    pub fn payload_type(&self) -> u8 {
        let opus = self.opus.filter(|_| self.codec == Codec::Opus);
        opus.map_or(self.codec.payload_type(), |opus| opus.send)
    }

    /// Units of telephone-event in a sample at 8 kHz.
    pub(super) fn key_units(&self) -> u16 {
        let fast = self.codec == Codec::Opus && self.opus.is_some_and(|opus| opus.fast_keys);
        if fast { Codec::Opus.clock_units() as u16 } else { 1 }
    }
}
