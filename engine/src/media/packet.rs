//! What a datagram on an RTP port is: audio, a key, comfort noise, or nothing of ours.

use prompts::Codec;
use rtp_types::RtpPacket;

use super::Stream;

/// The parts of an RTP packet that matter to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    pub payload_type: u8,
    pub marker: bool,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    pub payload: &'a [u8],
}

/// What a packet carries, going by its payload type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Audio(Codec),
    /// RFC 4733.
    TelephoneEvent,
    /// RFC 3389.
    ComfortNoise,
    /// Nothing we have agreed on: the empty packets of SIPp, for one.
    Unknown,
}

/// RFC 3551 §6.
const COMFORT_NOISE: u8 = 13;

/// Whether a datagram is a report and no audio, on a port that has both. RFC 5761 §4.
pub fn is_report(datagram: &[u8]) -> bool {
    datagram.get(1).is_some_and(|octet| (192..224).contains(octet))
}

impl<'a> Packet<'a> {
    /// Reads a datagram; `None` if it is not RTP.
    pub fn read(datagram: &'a [u8]) -> Option<Self> {
        let packet = RtpPacket::parse(datagram).ok()?;
        let payload_type = packet.payload_type();
        // RTCP that shares the port: its types 192 to 223 look like these. RFC 5761 §4.
        if (64..96).contains(&payload_type) {
            return None;
        }
        // Taken by ends that are checked again: a packet may say that it is longer than it is.
        let start = packet.payload_offset();
        let end = datagram.len().checked_sub(usize::from(packet.padding().unwrap_or(0)))?;
        Some(Self {
            payload_type,
            marker: packet.marker_bit(),
            sequence: packet.sequence_number(),
            timestamp: packet.timestamp(),
            ssrc: packet.ssrc(),
            payload: datagram.get(start..end)?,
        })
    }

    /// What it carries. The payload type says, not the answer: callers that offer µ-law and send A-law exist.
    pub fn kind(&self, stream: &Stream) -> Kind {
        let payload_type = Some(self.payload_type);
        if let Some(codec) = Codec::of_payload_type(self.payload_type) {
            return Kind::Audio(codec);
        }
        if stream.opus.is_some_and(|opus| opus.receive == self.payload_type) {
            return Kind::Audio(Codec::Opus);
        }
        match self.payload_type {
            COMFORT_NOISE => Kind::ComfortNoise,
            // Some send with the number they want to receive with.
            _ if payload_type == stream.telephone_event_receive || payload_type == stream.telephone_event => {
                Kind::TelephoneEvent
            }
            _ => Kind::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: [u8; 12] = [0x80, 0x80, 1, 2, 0, 0, 0, 3, 0, 0, 0, 4];

    #[test]
    fn a_packet_is_taken_apart() {
        let datagram = [&HEADER[..], b"abc"].concat();

        let packet = Packet::read(&datagram).unwrap();

        assert!(packet.marker);
        assert_eq!((packet.payload_type, packet.sequence, packet.timestamp, packet.ssrc), (0, 0x102, 3, 4));
        assert_eq!(packet.payload, b"abc");
    }

    #[test]
    fn control_packets_stun_and_sip_are_not_audio() {
        for datagram in [&[0x80, 200, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0][..], &[0; 20], b"OPTIONS sip:a SIP/2.0\r\n", b""] {
            assert_eq!(Packet::read(datagram), None, "{datagram:?}");
        }
    }

    #[test]
    fn padding_longer_than_the_packet_is_refused() {
        let mut datagram = [&HEADER[..], &[1, 2, 200]].concat();
        datagram[0] |= 0x20;

        assert_eq!(Packet::read(&datagram), None);
    }

    proptest! {
        #[test]
        fn no_datagram_is_a_problem(datagram in proptest::collection::vec(any::<u8>(), 0..200), first in any::<u8>()) {
            Packet::read(&datagram);
            let mut almost = datagram;
            if let Some(byte) = almost.first_mut() {
                *byte = 0x80 | first & 0x3f;
            }
            if let Some(packet) = Packet::read(&almost) {
                prop_assert!(packet.payload.len() <= almost.len() - 12);
            }
        }
    }
}
