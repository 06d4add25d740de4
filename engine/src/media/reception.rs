//! What was received, lost and jittered. RFC 3550 §6.4.1, A.3, A.8.

use std::time::Instant;

use super::packet::Packet;
use super::rtcp::Received;

/// Statistics of the stream a peer sends.
#[derive(Debug)]
pub struct Reception {
    began: Instant,
    stream: Option<Stream>,
    /// Of streams that were replaced.
    lost_before: u64,
    /// In timestamp units, times 16.
    jitter: u32,
}

#[derive(Debug)]
struct Stream {
    ssrc: u32,
    first: u64,
    highest: u64,
    received: u64,
    transit: u32,
}

/// A jump of more than this is a stream that began anew.
const JUMP: u16 = 3000;

impl Reception {
    pub const fn new(began: Instant) -> Self {
        Self { began, stream: None, lost_before: 0, jitter: 0 }
    }

    /// Counts a packet. `other` packets share the numbers of the audio but say nothing about jitter:
    /// the timestamp of a key stands still.
    pub fn count(&mut self, packet: &Packet<'_>, audio: bool, now: Instant) {
        let arrival = (now.saturating_duration_since(self.began).as_micros() / 125) as u32;
        let transit = arrival.wrapping_sub(packet.timestamp);
        if let Some(stream) = &mut self.stream {
            let same = stream.ssrc == packet.ssrc;
            // The keys of SIPp come in a stream of their own, between the audio.
            if !same && !audio {
                return;
            }
            if same && stream.advance(packet.sequence) {
                if audio {
                    self.jitter = smooth(self.jitter, transit, std::mem::replace(&mut stream.transit, transit));
                }
                return;
            }
            self.lost_before += stream.lost();
        }
        let first = u64::from(packet.sequence);
        self.stream = Some(Stream { ssrc: packet.ssrc, first, highest: first, received: 1, transit });
    }

    /// Packets that never came.
    pub fn lost(&self) -> u64 {
        self.lost_before + self.stream.as_ref().map_or(0, Stream::lost)
    }

    /// What is to be reported of the newest stream.
    pub fn report(&self) -> Option<Received> {
        let Stream { ssrc, first, highest, received, .. } = *self.stream.as_ref()?;
        Some(Received {
            ssrc,
            expected: highest - first + 1,
            received,
            highest: highest as u32,
            jitter: self.jitter >> 4,
        })
    }

    /// Mean deviation of arrival, in microseconds.
    pub fn jitter_us(&self) -> u64 {
        u64::from(self.jitter >> 4) * 125
    }
}

impl Stream {
    /// Counts a sequence number; `false` if it cannot belong to this stream.
    fn advance(&mut self, sequence: u16) -> bool {
        let ahead = sequence.wrapping_sub(self.highest as u16);
        if ahead < JUMP {
            self.highest += u64::from(ahead);
        } else if ahead <= u16::MAX - JUMP {
            return false;
        }
        self.received += 1;
        true
    }

    fn lost(&self) -> u64 {
        (self.highest - self.first + 1).saturating_sub(self.received)
    }
}

/// The next mean deviation. RFC 3550 A.8.
fn smooth(jitter: u32, transit: u32, last: u32) -> u32 {
    let distance = transit.wrapping_sub(last).cast_signed().unsigned_abs();
    // A second is no jitter: the sender's timestamps stood still in a pause.
    if distance >= 8000 { jitter } else { jitter + distance - ((jitter + 8) >> 4) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Packets as (ssrc, sequence, timestamp, arrival in ms).
    fn count(packets: &[(u32, u16, u32, u64)]) -> Reception {
        let start = Instant::now();
        let mut reception = Reception::new(start);
        for (ssrc, sequence, timestamp, ms) in packets.iter().copied() {
            let packet = Packet { payload_type: 0, marker: false, sequence, timestamp, ssrc, payload: &[] };
            reception.count(&packet, true, start + Duration::from_millis(ms));
        }
        reception
    }

    #[test]
    fn gaps_are_lost_and_late_packets_are_not() {
        let reception = count(&[(1, 65534, 0, 0), (1, 1, 480, 60), (1, 0, 320, 61), (1, 4, 960, 120)]);
        assert_eq!(reception.lost(), 3);
    }

    #[test]
    fn a_new_stream_begins_at_its_own_number() {
        assert_eq!(count(&[(1, 10, 0, 0), (1, 12, 0, 0), (2, 900, 0, 0), (2, 901, 0, 0)]).lost(), 1);
        assert_eq!(count(&[(1, 10, 0, 0), (1, 30_000, 0, 0), (1, 30_001, 0, 0)]).lost(), 0);
    }

    #[test]
    fn a_steady_stream_has_no_jitter_and_a_shaken_one_has() {
        let steady: Vec<_> = (0..100).map(|n| (1, n as u16, n * 160, u64::from(n) * 20)).collect();
        assert_eq!(count(&steady).jitter_us(), 0);

        let shaken: Vec<_> =
            (0..200).map(|n| (1, n as u16, n * 160, u64::from(n) * 20 + u64::from(n % 2) * 10)).collect();
        let jitter = count(&shaken).jitter_us();
        assert!((9_000..11_000).contains(&jitter), "{jitter}");
    }
}
