//! Whose packets are taken, and where ours go: symmetric RTP that a stranger cannot take over.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Follows the address RTP really comes from, which behind NAT is not the one the peer has signalled.
///
/// - The signalled address is believed at once.
/// - Any other is believed if it is the first to send; ours go there after three packets in order.
/// - Once somebody is believed, others are not heard, unless they carry his stream on (NAT has moved him),
///   or send five packets in order while he is silent: 3 s, or 200 ms if he had not sent three himself.
#[derive(Debug)]
pub struct Latch {
    signalled: SocketAddr,
    believed: Option<Source>,
    candidate: Option<Source>,
    /// Where the stream came from before it was moved: late packets of it are not the new one.
    left: Option<(SocketAddr, Instant)>,
}

#[derive(Debug, Clone, Copy)]
struct Source {
    address: SocketAddr,
    ssrc: u32,
    sequence: u16,
    in_order: u32,
    last: Instant,
}

/// Packets in order that make an address good to send to.
const CONFIRMED: u32 = 3;
/// Packets in order that make a candidate.
const PROBATION: u32 = 5;
const SILENCE: Duration = Duration::from_secs(3);
const SILENCE_UNCONFIRMED: Duration = Duration::from_millis(200);
/// How long packets of the old address may still come after a move.
const MOVING: Duration = Duration::from_millis(500);
/// A stream goes on if not more than this is missing.
const GAP: u16 = 50;

impl Latch {
    pub const fn new(signalled: SocketAddr) -> Self {
        Self { signalled, believed: None, candidate: None, left: None }
    }

    /// The peer has signalled where its audio is now; if that is new, what was learned is void.
    pub fn signal(&mut self, address: SocketAddr, now: Instant) {
        // 0.0.0.0 is how old phones say hold (RFC 2543 §B.5): they stay where they are.
        if address == self.signalled || address.ip().is_unspecified() {
            return;
        }
        let left = self.believed.filter(|source| source.address != address).map(|source| (source.address, now));
        *self = Self { left, ..Self::new(address) };
    }

    /// Where to send.
    pub fn target(&self) -> SocketAddr {
        match &self.believed {
            Some(source) if source.in_order >= CONFIRMED => source.address,
            _ => self.signalled,
        }
    }

    /// Whether a packet is taken.
    pub fn admit(&mut self, from: SocketAddr, ssrc: u32, sequence: u16, now: Instant) -> bool {
        let packet = Source { address: from, ssrc, sequence, in_order: 1, last: now };
        match &mut self.believed {
            Some(source) if source.address == from => {
                source.follow(&packet);
                return true;
            }
            Some(source) if from != self.signalled && !source.continues_in(&packet) => {
                return self.replace_if_silent(packet);
            }
            None if self.left.is_some_and(|(left, at)| left == from && now.saturating_duration_since(at) < MOVING) => {
                return false;
            }
            _ => {}
        }
        let known = self.believed.map_or(1, |source| source.in_order);
        self.believed = Some(Source { in_order: known, ..packet });
        self.candidate = None;
        true
    }

    fn replace_if_silent(&mut self, packet: Source) -> bool {
        match &mut self.candidate {
            Some(candidate) if candidate.address == packet.address && candidate.precedes(&packet) => {
                candidate.follow(&packet);
            }
            candidate => *candidate = Some(packet),
        }
        let (Some(candidate), Some(source)) = (self.candidate, self.believed) else { return false };
        let patience = if source.in_order >= CONFIRMED { SILENCE } else { SILENCE_UNCONFIRMED };
        let silent = packet.last.saturating_duration_since(source.last) >= patience;
        if silent && candidate.in_order >= PROBATION {
            self.believed = self.candidate.take();
            return true;
        }
        false
    }
}

impl Source {
    /// Whether a packet is next in the same stream, or nearly so.
    fn precedes(&self, packet: &Self) -> bool {
        self.ssrc == packet.ssrc && (1..=GAP).contains(&packet.sequence.wrapping_sub(self.sequence))
    }

    fn continues_in(&self, packet: &Self) -> bool {
        self.in_order >= CONFIRMED && self.precedes(packet)
    }

    fn follow(&mut self, packet: &Self) {
        if self.precedes(packet) {
            self.in_order = self.in_order.saturating_add(1);
        }
        (self.ssrc, self.sequence, self.last) = (packet.ssrc, packet.sequence, packet.last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNALLED: &str = "192.168.1.5:4000";
    const BEHIND_NAT: &str = "203.0.113.9:62000";
    const STRANGER: &str = "198.51.100.66:1";

    struct Line {
        latch: Latch,
        now: Instant,
    }

    impl Line {
        fn new() -> Self {
            Self { latch: Latch::new(address(SIGNALLED)), now: Instant::now() }
        }

        fn pass(&mut self, milliseconds: u64) {
            self.now += Duration::from_millis(milliseconds);
        }

        /// Sends packets 20 ms apart; says how many were taken.
        fn send(&mut self, from: &str, ssrc: u32, sequences: std::ops::Range<u16>) -> usize {
            let mut taken = 0;
            for sequence in sequences {
                self.pass(20);
                taken += usize::from(self.latch.admit(address(from), ssrc, sequence, self.now));
            }
            taken
        }
    }

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn audio_goes_to_where_it_comes_from_after_three_packets() {
        let mut line = Line::new();
        assert_eq!(line.send(BEHIND_NAT, 1, 0..2), 2);
        assert_eq!(line.latch.target(), address(SIGNALLED));

        line.send(BEHIND_NAT, 1, 2..3);

        assert_eq!(line.latch.target(), address(BEHIND_NAT));
    }

    #[test]
    fn a_stranger_is_not_heard_beside_the_caller() {
        let mut line = Line::new();
        line.send(SIGNALLED, 1, 0..5);
        for place in 5..50 {
            assert_eq!(line.send(STRANGER, 66, place..place + 1), 0);
            assert_eq!(line.send(SIGNALLED, 1, place..place + 1), 1);
        }
        assert_eq!(line.latch.target(), address(SIGNALLED));
    }

    #[test]
    fn the_signalled_address_is_believed_over_a_stranger_who_was_first() {
        let mut line = Line::new();
        line.send(STRANGER, 66, 0..10);

        assert_eq!(line.send(SIGNALLED, 1, 0..1), 1);
        assert_eq!(line.send(STRANGER, 66, 10..11), 0);
        assert_eq!(line.latch.target(), address(SIGNALLED));
    }

    #[test]
    fn one_packet_of_a_stranger_does_not_lock_the_caller_out() {
        let mut line = Line::new();
        line.send(STRANGER, 66, 0..1);

        let taken = line.send(BEHIND_NAT, 1, 0..20);

        assert!(taken >= 10, "{taken}");
        assert_eq!(line.latch.target(), address(BEHIND_NAT));
    }

    #[test]
    fn a_stranger_cannot_use_a_short_silence() {
        let mut line = Line::new();
        line.send(BEHIND_NAT, 1, 0..10);
        line.pass(1500);

        assert_eq!(line.send(STRANGER, 66, 0..50), 0);
        assert_eq!(line.send(BEHIND_NAT, 1, 10..11), 1);
    }

    #[test]
    fn a_new_mapping_of_the_same_stream_is_followed_at_once() {
        let mut line = Line::new();
        line.send(BEHIND_NAT, 1, 0..10);

        assert_eq!(line.send("203.0.113.9:62001", 1, 12..20), 8);
        assert_eq!(line.latch.target(), address("203.0.113.9:62001"));
    }

    #[test]
    fn another_stream_takes_over_after_a_long_silence() {
        let mut line = Line::new();
        line.send(BEHIND_NAT, 1, 0..10);
        line.pass(3000);

        assert_eq!(line.send("203.0.113.9:7000", 2, 0..10), 6);
    }

    #[test]
    fn late_packets_from_before_a_move_do_not_undo_it() {
        let mut line = Line::new();
        line.send(SIGNALLED, 1, 0..10);
        line.latch.signal(address("192.168.1.7:5000"), line.now);

        assert_eq!(line.send(SIGNALLED, 1, 10..13), 0);
        assert_eq!(line.latch.target(), address("192.168.1.7:5000"));
        assert_eq!(line.send("192.168.1.7:5000", 1, 13..14), 1);
    }

    #[test]
    fn a_phone_on_hold_is_heard_from_where_it_was() {
        let mut line = Line::new();
        line.send(BEHIND_NAT, 1, 0..10);
        line.latch.signal(address("0.0.0.0:4000"), line.now);
        line.latch.signal(address(SIGNALLED), line.now);

        assert_eq!(line.send(BEHIND_NAT, 1, 10..20), 10);
        assert_eq!(line.latch.target(), address(BEHIND_NAT));
    }

    #[test]
    fn two_streams_from_one_address_are_both_heard() {
        // SIPp sends its keys with an SSRC of their own.
        let mut line = Line::new();
        assert_eq!(line.send(SIGNALLED, 1, 0..5) + line.send(SIGNALLED, 0x0102_0304, 0..5), 10);
    }
}
