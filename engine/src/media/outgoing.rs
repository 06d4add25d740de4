//! The RTP stream we send: its numbers run on whatever is sent in it. RFC 3550 §5.1.

use rtp_types::RtpPacketBuilder;

use super::clock::Step;
use super::packet::Packet;

/// Samples at 8 kHz in the longest packet that we make: 60 ms.
pub const MAX_SAMPLES: usize = 480;
/// Largest payload: what a datagram holds on any network. Packets of Opus that are passed on may be that long.
pub const MAX_PAYLOAD: usize = 1400;
/// Room for a packet.
pub const MAX_PACKET: usize = 12 + MAX_PAYLOAD;

/// Source, sequence and timestamps of what we send to one peer.
#[derive(Debug)]
pub struct Outgoing {
    ssrc: u32,
    next_sequence: u16,
    /// Units of timestamps on the wire in one of ours, which are samples at 8 kHz.
    units: u32,
    /// Timestamp at step 0.
    origin: u32,
    last_timestamp: Option<u32>,
    /// Packets that have a number and did not go out: the peer held us. To who receives they are no gap.
    held_back: u16,
    relay: Option<Relay>,
}

/// How the numbers of a relayed stream become ours.
#[derive(Debug, Clone, Copy)]
struct Relay {
    ssrc: u32,
    first: u16,
    newest: u16,
    newest_timestamp: u32,
    sequence_offset: u16,
    timestamp_offset: u32,
    /// It was held: what comes next is not joined to it.
    paused: bool,
}

/// The numbers of one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    pub sequence: u16,
    pub timestamp: u32,
    pub marker: bool,
}

/// A relayed stream whose numbers jump further than this has begun anew.
const JUMP: u16 = 100;
/// The same for timestamps: a minute.
const TIMESTAMP_JUMP: u32 = 60 * 8000;
/// Timestamp units of a packet, where nothing better is known.
const PACKET: u32 = 160;

impl Outgoing {
    /// A stream with random numbers.
    pub fn new() -> Self {
        Self {
            ssrc: rand::random(),
            next_sequence: rand::random(),
            units: 1,
            origin: rand::random(),
            last_timestamp: None,
            held_back: 0,
            relay: None,
        }
    }

    /// Begins as a new source, if anything was sent, far from the end of the numbers: who misses the first encrypted packets
    /// could not tell how often the numbers have come round. RFC 3711 §3.3.1.
    pub fn begin_anew(&mut self) {
        if self.last_timestamp.is_some() {
            *self = Self { origin: self.origin, last_timestamp: self.last_timestamp, units: self.units, ..Self::new() };
        }
        self.next_sequence &= 0x7fff;
    }

    /// The source it is sent under.
    pub const fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// From now on timestamps go out in so many units for each sample at 8 kHz. One source has one clock for its life
    /// (RFC 7160 §4.1), so another one begins.
    pub fn set_units(&mut self, units: u32) {
        if units != self.units {
            *self = Self { units, ..Self::new() };
        }
    }

    /// The timestamp of now as it would go out: of our own clock, or of what is relayed.
    pub fn now(&self, now: Step) -> u32 {
        let timestamp = self.last_timestamp.filter(|_| self.relay.is_some()).unwrap_or_else(|| self.clock(now));
        timestamp.wrapping_mul(self.units)
    }

    /// Numbers for a packet of ours that belongs at `due`; `marker`: it begins a talk spurt or a key.
    pub fn number(&mut self, due: Step, marker: bool) -> Numbers {
        let numbers = Numbers { sequence: self.next_sequence, timestamp: self.timestamp(due), marker };
        self.next_sequence = self.next_sequence.wrapping_add(1);
        self.last_timestamp = Some(numbers.timestamp);
        numbers
    }

    /// The timestamp of a packet of ours that belongs at `due`.
    pub fn timestamp(&mut self, due: Step) -> u32 {
        // What was relayed had a clock of its own; after it, no timestamp may go back.
        if let (Some(_), Some(last)) = (self.relay.take(), self.last_timestamp) {
            let behind = last.wrapping_add(PACKET).wrapping_sub(self.clock(due));
            if behind.cast_signed() > 0 {
                self.origin = self.origin.wrapping_add(behind);
            }
        }
        self.clock(due)
    }

    /// The packet that was numbered last is not sent, and what follows it takes its place: a gap would be loss to the peer
    /// (RFC 3550 §5.1), and a long one would hide that the numbers came round (RFC 3711 §3.3.1).
    pub const fn hold_back(&mut self) {
        self.held_back = self.held_back.wrapping_add(1);
    }

    /// Nothing is passed on for a while.
    pub const fn pause(&mut self) {
        if let Some(relay) = &mut self.relay {
            relay.paused = true;
        }
    }

    const fn clock(&self, step: Step) -> u32 {
        self.origin.wrapping_add(step.samples())
    }

    /// Numbers for a packet that is passed on; `None` if it is too late for that.
    ///
    /// Gaps stay gaps and what comes out of order stays so: the far end knows best what to do about it.
    pub fn relay(&mut self, packet: &Packet<'_>, now: Step) -> Option<Numbers> {
        let Some(relay) = self.relay.filter(|relay| relay.goes_on(packet)) else {
            return Some(self.begin_relay(packet, now));
        };
        let ahead = packet.sequence.wrapping_sub(relay.newest).cast_signed();
        // From before the relay began: its number is another packet's by now.
        let too_late = packet.sequence.wrapping_sub(relay.first).cast_signed() < 0;
        if ahead == 0 || (ahead < 0 && too_late) {
            return None;
        }
        let numbers = Numbers {
            sequence: packet.sequence.wrapping_add(relay.sequence_offset),
            timestamp: packet.timestamp.wrapping_add(relay.timestamp_offset),
            marker: packet.marker,
        };
        if ahead > 0 {
            self.relay = Some(Relay { newest: packet.sequence, newest_timestamp: packet.timestamp, ..relay });
            self.next_sequence = numbers.sequence.wrapping_add(1);
            self.last_timestamp = Some(numbers.timestamp);
        }
        Some(numbers)
    }

    fn begin_relay(&mut self, packet: &Packet<'_>, now: Step) -> Numbers {
        let timestamp = match self.last_timestamp {
            Some(last) if self.clock(now).wrapping_sub(last.wrapping_add(PACKET)).cast_signed() < 0 => {
                last.wrapping_add(PACKET)
            }
            _ => self.clock(now),
        };
        self.relay = Some(Relay {
            ssrc: packet.ssrc,
            first: packet.sequence,
            newest: packet.sequence,
            newest_timestamp: packet.timestamp,
            sequence_offset: self.next_sequence.wrapping_sub(packet.sequence),
            timestamp_offset: timestamp.wrapping_sub(packet.timestamp),
            paused: false,
        });
        let numbers = Numbers { sequence: self.next_sequence, timestamp, marker: true };
        self.next_sequence = self.next_sequence.wrapping_add(1);
        self.last_timestamp = Some(timestamp);
        numbers
    }

    /// Writes a packet; gives its length. A payload of more than [`MAX_PAYLOAD`] gives 0.
    pub fn write(&self, numbers: Numbers, payload_type: u8, payload: &[u8], out: &mut [u8; MAX_PACKET]) -> usize {
        RtpPacketBuilder::<&[u8], &[u8]>::new()
            .payload_type(payload_type)
            .marker_bit(numbers.marker)
            .sequence_number(numbers.sequence.wrapping_sub(self.held_back))
            .timestamp(numbers.timestamp.wrapping_mul(self.units))
            .ssrc(self.ssrc)
            .payload(payload)
            .write_into(out)
            .unwrap_or(0)
    }
}

impl Relay {
    /// Whether a packet is of this stream: of its source, with numbers near enough.
    fn goes_on(&self, packet: &Packet<'_>) -> bool {
        let ahead = packet.sequence.wrapping_sub(self.newest).cast_signed().unsigned_abs();
        let time = packet.timestamp.wrapping_sub(self.newest_timestamp).cast_signed().unsigned_abs();
        !self.paused && self.ssrc == packet.ssrc && ahead <= JUMP && time <= TIMESTAMP_JUMP
    }
}

#[cfg(test)]
#[path = "outgoing_tests.rs"]
mod tests;
