//! Turns RFC 4733 packets into presses: whatever the network loses, doubles or delays, one press is one key.

use super::key_of;
use crate::media::packet::Packet;

/// One packet of telephone-event. RFC 4733 §2.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventPacket {
    pub ssrc: u32,
    pub timestamp: u32,
    pub marker: bool,
    pub event: u8,
    pub end: bool,
}

impl EventPacket {
    /// Reads the payload of a packet; `None` if it is too short to be one.
    pub fn read(packet: &Packet<'_>) -> Option<Self> {
        let &[event, flags, _, _, ..] = packet.payload else { return None };
        let Packet { ssrc, timestamp, marker, .. } = *packet;
        Some(Self { ssrc, timestamp, marker, event, end: flags & 0x80 != 0 })
    }
}

/// Reads presses out of packets.
///
/// A press is known by source, timestamp and event, and counts with the first of its packets that comes; all others
/// only repeat it. A press of more than 8 s is sent in segments, each with a timestamp of its own.
#[derive(Debug, Default)]
pub struct Presses {
    recent: [Option<Press>; REMEMBERED],
    next: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Press {
    ssrc: u32,
    timestamp: u32,
    event: u8,
    /// A packet with the E bit was seen.
    ended: bool,
}

/// How many presses back a late packet is known as a repetition.
const REMEMBERED: usize = 16;
/// Samples in a full segment: what the duration field can say. RFC 4733 §2.5.1.3.
const SEGMENT: u32 = 0xffff;
/// How far senders miss the full segment, because they count in packets: 20 ms at 8 kHz.
const SEGMENT_SLACK: u32 = 160;
/// Segments in a row that may be lost whole.
const SEGMENTS: u32 = 4;

impl Presses {
    /// The key of a packet that starts a press. `units`: of its timestamps in a sample at 8 kHz.
    pub fn read(&mut self, packet: EventPacket, units: u16) -> Option<char> {
        let key = key_of(packet.event)?;
        let EventPacket { ssrc, timestamp, event, .. } = packet;
        let same = |press: &&mut Press| (press.ssrc, press.timestamp, press.event) == (ssrc, timestamp, event);
        if let Some(press) = self.recent.iter_mut().flatten().find(same) {
            press.ended |= packet.end;
            return None;
        }
        let continues = self.recent.iter().flatten().any(|press| press.goes_on_in(&packet, units));
        self.recent[self.next] = Some(Press { ssrc, timestamp, event, ended: packet.end });
        self.next = (self.next + 1) % REMEMBERED;
        (!continues).then_some(key)
    }
}

impl Press {
    /// Whether a packet with another timestamp is a later segment of this press.
    fn goes_on_in(&self, packet: &EventPacket, units: u16) -> bool {
        // Only the first packet of a press has the marker bit, and only the last segment the E bit.
        if self.ended || packet.marker || (self.ssrc, self.event) != (packet.ssrc, packet.event) {
            return false;
        }
        let distance = packet.timestamp.wrapping_sub(self.timestamp);
        (1..=SEGMENTS).any(|count| distance.abs_diff(count * SEGMENT) <= count * SEGMENT_SLACK * u32::from(units))
    }
}

#[cfg(test)]
#[path = "presses_tests.rs"]
mod tests;
