//! The audio of one call: what is heard on it, and what the caller sends.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use engine::media::{KeySender, KeyStep, Stream};
use hdrhistogram::Histogram;
use prompts::Codec;
use rtp_types::{RtpPacket, RtpPacketBuilder};

/// What was heard on a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    /// When the first packet came.
    pub first: Option<SystemTime>,
    /// Packets of audio.
    pub packets: u64,
    /// Packets that never came.
    pub lost: u64,
    /// From the first packet of the first key to the first of audio that was begun after it.
    pub key_to_audio: Option<Duration>,
}

/// A call's audio.
#[derive(Debug)]
pub struct Line {
    pub heard: Heard,
    last: Option<Last>,
    stream: Option<Stream>,
    keys: KeySender,
    talk: bool,
    pressed: Option<SystemTime>,
    /// Of the packets we send.
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
}

/// The newest packet of audio.
#[derive(Debug, Clone, Copy)]
struct Last {
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    /// In it.
    samples: u32,
    at: SystemTime,
}

/// A pause that is longer is no matter of how well packets are timed.
const PAUSE: Duration = Duration::from_millis(60);
/// Sequence numbers that jump further than this have begun anew.
const JUMP: u16 = 1000;
/// Samples of a packet.
const PACKET: u16 = 160;

impl Line {
    pub fn new(talk: bool) -> Self {
        Self {
            heard: Heard::default(),
            last: None,
            stream: None,
            keys: KeySender::default(),
            talk,
            pressed: None,
            ssrc: rand::random(),
            sequence: rand::random(),
            timestamp: rand::random(),
        }
    }

    /// What offer and answer have agreed on.
    pub fn agree(&mut self, stream: Stream) {
        self.stream = Some(stream);
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        self.keys.push(keys);
    }

    /// Takes a datagram that came at that time. Packets that are not when the one before them lets expect are noted in
    /// microseconds.
    pub fn take(&mut self, datagram: &[u8], at: SystemTime, deviations: &mut Histogram<u64>) {
        let Ok(packet) = RtpPacket::parse(datagram) else { return };
        // PCMU, PCMA. What else comes is comfort noise, keys, and the reports of a neighbour.
        if !matches!(packet.payload_type(), 0 | 8) {
            return;
        }
        self.heard.packets += 1;
        self.heard.first.get_or_insert(at);
        let samples = u32::try_from(packet.payload_len()).unwrap_or(u32::MAX);
        let (sequence, timestamp) = (packet.sequence_number(), packet.timestamp());
        let new = Last { ssrc: packet.ssrc(), sequence, timestamp, samples, at };
        let known = self.last.filter(|last| last.ssrc == new.ssrc);
        let Some(last) = known else {
            self.last = Some(new);
            return;
        };
        let ahead = new.sequence.wrapping_sub(last.sequence);
        if ahead == 0 || ahead > u16::MAX - JUMP {
            // It comes behind its successor, or twice: it was counted as lost before.
            self.heard.lost = self.heard.lost.saturating_sub(u64::from(ahead != 0));
            return;
        }
        if ahead <= JUMP {
            self.heard.lost += u64::from(ahead - 1);
        }
        let waited = at.duration_since(last.at).unwrap_or_default();
        let samples = new.timestamp.wrapping_sub(last.timestamp);
        // Timestamps run over silence, sequence numbers do not. RFC 3550 §5.1.
        let begins = packet.marker_bit() || samples > u32::from(ahead) * last.samples;
        if !begins && waited <= PAUSE {
            let expected = Duration::from_micros(u64::from(samples) * 125);
            let off = waited.abs_diff(expected).as_micros();
            deviations.saturating_record(u64::try_from(off).unwrap_or(u64::MAX));
        }
        if let (true, Some(pressed), None) = (begins, self.pressed, self.heard.key_to_audio) {
            self.heard.key_to_audio = at.duration_since(pressed).ok();
        }
        self.last = Some(new);
    }

    /// What the caller sends in the next 20 ms, if anything; called 50 times a second.
    pub fn speak(&mut self, packet: &mut Vec<u8>) -> bool {
        let Some(stream) = self.stream else { return false };
        self.timestamp = self.timestamp.wrapping_add(PACKET.into());
        let (step, event) = (self.keys.next(self.timestamp, PACKET), stream.telephone_event);
        let (payload_type, timestamp, marker, payload): (u8, u32, bool, &[u8]) = match (step, event) {
            (Some(KeyStep::Down(report) | KeyStep::Up(report)), Some(event)) => {
                if report.first {
                    self.pressed.get_or_insert_with(SystemTime::now);
                }
                let end = if matches!(step, Some(KeyStep::Up(_))) { 0x80 } else { 0 };
                let [high, low] = report.duration.to_be_bytes();
                // Volume -10 dBm0. RFC 4733 §2.3.
                (event, report.timestamp, report.first, &[report.event, end | 10, high, low])
            }
            _ if self.talk && stream.send => {
                let silence =
                    if stream.codec == Codec::Pcma { &[0xd5; PACKET as usize] } else { &[0xff; PACKET as usize] };
                (stream.codec.payload_type(), self.timestamp, false, silence)
            }
            _ => return false,
        };
        let builder = RtpPacketBuilder::new()
            .payload_type(payload_type)
            .marker_bit(marker)
            .sequence_number(self.sequence)
            .timestamp(timestamp)
            .ssrc(self.ssrc)
            .payload(payload);
        self.sequence = self.sequence.wrapping_add(1);
        packet.clear();
        builder.write_into_vec(packet).is_ok()
    }

    /// Whom to send it to.
    pub fn remote(&self) -> Option<SocketAddr> {
        self.stream.map(|stream| stream.remote)
    }
}

#[cfg(test)]
mod tests {
    use engine::media::Control;

    use super::*;

    /// Packets of audio: sequence, timestamp in packets, marker, milliseconds of arrival.
    fn hear(line: &mut Line, packets: &[(u16, u32, bool, u64)]) -> Histogram<u64> {
        let mut deviations = Histogram::new_with_bounds(1, 1_000_000, 3).expect("it is a range");
        for &(sequence, place, marker, at) in packets {
            let builder = RtpPacketBuilder::new().payload_type(8).sequence_number(sequence).timestamp(place * 160);
            let datagram =
                builder.ssrc(7).marker_bit(marker).payload([0xd5; 160].as_slice()).write_vec().expect("it fits");
            line.take(&datagram, after(at), &mut deviations);
        }
        deviations
    }

    fn after(milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    fn agreed() -> Stream {
        Stream {
            remote: ([127, 0, 0, 1], 4000).into(),
            control: Control::Shared,
            telephone_event: Some(101),
            send: true,
            ..Stream::offered(Codec::Pcma)
        }
    }

    /// What is sent in so many packet times: payload type, marker, payload.
    fn sent(line: &mut Line, times: usize) -> Vec<(u8, bool, Vec<u8>)> {
        let mut datagram = Vec::new();
        let mut packets = Vec::new();
        for _ in 0..times {
            if line.speak(&mut datagram) {
                let packet = RtpPacket::parse(&datagram).expect("it is RTP");
                packets.push((packet.payload_type(), packet.marker_bit(), packet.payload().to_vec()));
            }
        }
        packets
    }

    #[test]
    fn packets_are_measured_by_their_timestamps() {
        let mut line = Line::new(false);

        let deviations = hear(&mut line, &[(1, 0, true, 0), (2, 1, false, 20), (3, 2, false, 45), (4, 3, false, 60)]);

        assert_eq!((deviations.len(), deviations.min(), deviations.max() / 10), (3, 0, 500));
        assert_eq!(line.heard, Heard { first: Some(after(0)), packets: 4, ..Heard::default() });
    }

    #[test]
    fn what_is_missing_is_lost_unless_it_comes_later() {
        let mut line = Line::new(false);

        hear(
            &mut line,
            &[(u16::MAX, 0, true, 0), (2, 3, false, 60), (1, 2, false, 61), (1, 2, false, 62), (5, 6, false, 120)],
        );

        // 0 and 1 are missing behind 65535, and 1 comes; twice, which makes up for nothing more; 3 and 4 are missing behind 2.
        assert_eq!((line.heard.packets, line.heard.lost), (5, 2));
    }

    #[test]
    fn audio_that_begins_anew_is_no_deviation_but_the_answer_to_a_key() {
        let mut line = Line::new(false);
        line.agree(agreed());
        hear(&mut line, &[(1, 0, true, 0)]);
        line.press("5");
        sent(&mut line, 1);
        let pressed = line.pressed.expect("a key was sent");
        let since =
            |at: SystemTime| u64::try_from(at.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis()).unwrap();

        let at = since(pressed);
        let deviations = hear(
            &mut line,
            &[(2, 1, false, at), (3, 2, false, at + 20), (4, 9, true, at + 30), (5, 10, true, at + 900)],
        );

        assert_eq!(deviations.len(), 1);
        let waited = line.heard.key_to_audio.expect("there is new audio").as_millis();
        assert!((29..=30).contains(&waited), "{waited}");
    }

    #[test]
    fn a_key_is_five_packets_and_three_ends() {
        let mut line = Line::new(false);
        line.agree(agreed());
        line.press("#");

        let packets = sent(&mut line, 50);

        assert!(packets.iter().all(|(payload_type, _, payload)| *payload_type == 101 && payload[0] == 11));
        let ends: Vec<_> = packets.iter().map(|(_, marker, payload)| (*marker, payload[1] & 0x80 != 0)).collect();
        assert_eq!(ends, [vec![(true, false)], vec![(false, false); 4], vec![(false, true); 3]].concat());
    }

    #[test]
    fn who_talks_sends_silence_between_keys() {
        let mut line = Line::new(true);
        assert_eq!(sent(&mut line, 5), []);
        line.agree(agreed());

        let packets = sent(&mut line, 5);

        assert_eq!(packets, vec![(8, false, vec![0xd5; 160]); 5]);
    }
}
