//! Keys in the audio itself, for phones that cannot send telephone-event.

use dtmf::Detector;
use prompts::Codec;

use crate::media::packet::Packet;
use crate::media::voice::Voice;

/// Listens to the audio of a peer, packet by packet. It does not wait for late ones: what is missing is missing.
#[derive(Default)]
pub struct Tones {
    detector: Detector,
    voice: Voice,
    stream: Option<Stream>,
}

/// The stream that is listened to.
#[derive(Debug, Clone, Copy)]
struct Stream {
    ssrc: u32,
    /// What the next packet should have.
    sequence: u16,
    timestamp: u32,
}

/// Timestamps that jump further are another stream: 1 s.
const JUMP: u32 = 8000;
/// Samples decoded at a time, where every byte is one.
const BLOCK: usize = 160;
/// The longest packet of Opus: 120 ms.
const LONGEST: usize = 960;

impl Tones {
    /// Takes a packet; gives the key that has been recognised with it.
    pub fn read(&mut self, codec: Codec, packet: &Packet<'_>) -> Option<char> {
        let next = Stream {
            ssrc: packet.ssrc,
            sequence: packet.sequence.wrapping_add(1),
            timestamp: packet.timestamp.wrapping_add(u32::try_from(codec.span(packet.payload)).ok()?),
        };
        match self.stream.replace(next) {
            Some(stream) if stream.ssrc == packet.ssrc => {
                let ahead = packet.timestamp.wrapping_sub(stream.timestamp).cast_signed();
                if ahead.unsigned_abs() > JUMP {
                    self.detector = Detector::default();
                } else if ahead < 0 {
                    // Its place has been passed over.
                    self.stream = Some(stream);
                    return None;
                } else if ahead > 0 && packet.sequence == stream.sequence {
                    self.detector.rest(ahead.unsigned_abs() as usize);
                } else if ahead > 0 {
                    self.detector.lose(ahead.unsigned_abs() as usize);
                }
            }
            Some(_) => self.detector = Detector::default(),
            None => {}
        }
        self.hear(codec, packet)
    }

    /// No two keys fit into a packet.
    fn hear(&mut self, codec: Codec, packet: &Packet<'_>) -> Option<char> {
        let mut key = None;
        let piece = if codec == Codec::Opus { packet.payload.len().max(1) } else { BLOCK };
        for bytes in packet.payload.chunks(piece) {
            let mut block = [0; LONGEST];
            let samples = &mut block[..codec.span(bytes)];
            self.voice.decode(codec, packet.ssrc, bytes, samples);
            self.detector.hear(samples, |pressed| key = Some(pressed));
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use dtmf::Tone;

    use super::*;

    /// Packets of 20 ms: a key of 100 ms, and a pause as long, for each of the keys.
    fn packets(codec: Codec, keys: &str) -> Vec<Vec<u8>> {
        let samples = keys.chars().flat_map(|key| {
            let tone = Tone::of(key).unwrap();
            (0..1600).map(move |place| if place < 800 { tone.sample(place) } else { 0 })
        });
        let samples: Vec<i16> = samples.collect();
        let mut bytes = vec![0; samples.len()];
        codec.encoder().encode_narrow(&samples, &mut bytes);
        bytes.chunks(160).map(<[u8]>::to_vec).collect()
    }

    fn packet(number: usize, payload: &[u8]) -> Packet<'_> {
        let (sequence, timestamp) = (65_530_u16.wrapping_add(number as u16), (number as u32 * 160).wrapping_sub(4000));
        Packet { payload_type: 8, marker: false, sequence, timestamp, ssrc: 1, payload }
    }

    /// What is heard when the packets come in this order.
    fn heard(codec: Codec, packets: &[Vec<u8>], order: impl Iterator<Item = usize>) -> String {
        let mut tones = Tones::default();
        order.filter_map(|number| tones.read(codec, &packet(number, &packets[number]))).collect()
    }

    #[test]
    fn keys_are_heard_over_the_ends_of_the_numbers() {
        for codec in Codec::STATIC {
            let packets = packets(codec, "4711#");
            assert_eq!(heard(codec, &packets, 0..packets.len()), "4711#", "{codec:?}");
        }
    }

    #[test]
    fn no_lost_doubled_or_late_packet_doubles_or_loses_a_key() {
        for codec in Codec::STATIC {
            never_doubled_nor_lost(codec, &packets(codec, "55"));
        }
    }

    fn never_doubled_nor_lost(codec: Codec, packets: &[Vec<u8>]) {
        // What is left of a key in G.722 sounds otherwise until its decoder has found back: it may be lost, too.
        let right = |heard: &str| heard == "55" || (codec == Codec::G722 && "55".starts_with(heard));
        for odd in 0..packets.len() {
            let lost = (0..packets.len()).filter(|number| *number != odd);
            assert!(right(&heard(codec, packets, lost)), "{codec:?}: {odd} lost");
            let doubled =
                (0..packets.len()).flat_map(|number| std::iter::repeat_n(number, 1 + usize::from(number == odd)));
            assert_eq!(heard(codec, packets, doubled), "55", "{codec:?}: {odd} doubled");
            let mut late: Vec<_> = (0..packets.len()).filter(|number| *number != odd).collect();
            late.insert((odd + 2).min(late.len()), odd);
            assert!(right(&heard(codec, packets, late.into_iter())), "{codec:?}: {odd} late");
        }
    }

    #[test]
    fn another_stream_begins_anew() {
        let packets = packets(Codec::Pcma, "5");
        let mut tones = Tones::default();
        for ssrc in [1, 2] {
            let keys: String = packets
                .iter()
                .take(4)
                .enumerate()
                .filter_map(|(number, payload)| tones.read(Codec::Pcma, &Packet { ssrc, ..packet(number, payload) }))
                .collect();
            assert_eq!(keys, "5", "{ssrc}");
        }
    }
}
