use prompts::Law;

use super::*;
use crate::media::concealment::likeness;
use crate::media::network::{Network, voice};

const FRAME: usize = 160;

/// A stream through a network, taken every 20 ms.
struct Line {
    buffer: JitterBuffer,
    said: Vec<i16>,
    coded: Vec<u8>,
    /// What was heard in each frame: where it belongs and what it is.
    frames: Vec<(i64, Vec<i16>)>,
    now_ms: u64,
}

impl Line {
    fn new(packets: usize) -> Self {
        let said = voice(packets * FRAME);
        let coded = Law::A.encode(&said);
        Self { buffer: JitterBuffer::default(), said, coded, frames: Vec::new(), now_ms: 0 }
    }

    fn insert(&mut self, number: usize, now: i64) {
        let payload = &self.coded[number * FRAME..][..FRAME];
        let (sequence, timestamp) = (65_500_u16.wrapping_add(number as u16), (number as u32 * 160).wrapping_sub(9_000));
        let packet = Packet { payload_type: 8, marker: false, sequence, timestamp, ssrc: 1, payload };
        self.buffer.insert(Codec::Pcma, &packet, now);
    }

    /// Carries packets, and takes what is due until the last has come.
    fn carry(&mut self, network: &mut Network, packets: std::ops::Range<usize>) {
        let end = self.now_ms + packets.len() as u64 * 20;
        let arrivals = network.carry(self.now_ms, packets);
        self.run(&arrivals, end);
    }

    fn run(&mut self, arrivals: &[(u64, usize)], end_ms: u64) {
        let mut arrivals = arrivals.iter().peekable();
        while self.now_ms < end_ms || arrivals.peek().is_some() {
            self.now_ms += 2;
            while let Some((_, number)) = arrivals.next_if(|(ms, _)| *ms <= self.now_ms) {
                self.insert(*number, self.now());
            }
            // Somewhere between the packets.
            if self.now_ms % 20 == 14 {
                let mut frame = vec![0; FRAME];
                if self.buffer.take(self.now(), &mut frame) {
                    self.frames.push((self.place() - FRAME as i64, frame));
                }
            }
        }
    }

    fn now(&self) -> i64 {
        self.now_ms as i64 * 8
    }

    /// What is taken next, in samples of what was said.
    fn place(&self) -> i64 {
        let stream = self.buffer.stream.as_ref().unwrap();
        let first = stream.place - i64::from(stream.newest.wrapping_add(9_000));
        stream.taking.unwrap().next - self.buffer.ready.len() as i64 - first
    }

    fn delay_ms(&self) -> i64 {
        let stream = self.buffer.stream.as_ref().unwrap();
        let place = stream.taking.unwrap().next - self.buffer.ready.len() as i64;
        (self.now() - stream.lateness.least().unwrap() - place) / 8
    }

    /// The share of the frames that are what was said there.
    fn right(&self) -> f32 {
        let right = |(place, heard): &&(i64, Vec<i16>)| {
            let Some(said) = self.said.get(usize::try_from(*place).unwrap_or(usize::MAX)..) else { return false };
            let float = |samples: &[i16]| samples.iter().copied().map(f32::from).collect::<Vec<_>>();
            said.len() >= FRAME && likeness(&float(&said[..FRAME]), &float(heard)) > 0.95
        };
        self.frames.iter().filter(right).count() as f32 / self.frames.len() as f32
    }
}

fn good() -> Network {
    Network { lost_percent: 0, jitter_ms: 0, doubled_percent: 0, ..Network::bad(1) }
}

#[test]
fn over_a_good_network_all_is_heard_and_the_delay_falls_to_its_least() {
    let mut line = Line::new(300);
    line.carry(&mut good(), 0..300);

    assert!(line.right() > 0.97, "{}", line.right());
    assert!((20..=50).contains(&line.delay_ms()), "{} ms", line.delay_ms());
}

#[test]
fn over_a_bad_network_the_voice_goes_on_and_little_is_missing() {
    for seed in 1..6 {
        let mut line = Line::new(500);
        line.carry(&mut Network::bad(seed), 0..500);

        // A frame every 20 ms from the first one on.
        let begun = 500 - line.frames.len();
        assert!(begun < 12, "begun after {begun} frames");
        // A lost packet spoils the frame that it was in, and the one that it reached into.
        assert!(line.right() > 0.85, "{}", line.right());
        assert!((50..=120).contains(&line.delay_ms()), "{} ms", line.delay_ms());
        let silent = line.frames.iter().skip(1).filter(|(_, frame)| frame.iter().all(|sample| *sample == 0)).count();
        assert_eq!(silent, 0, "no hole is left open");
    }
}

#[test]
fn the_delay_follows_the_network() {
    let mut line = Line::new(1500);
    line.carry(&mut good(), 0..300);
    let calm = line.delay_ms();
    line.carry(&mut Network { jitter_ms: 140, ..good() }, 300..700);
    let shaken = line.delay_ms();
    line.carry(&mut good(), 700..1500);
    let calm_again = line.delay_ms();

    assert!(calm <= 50 && (110..=180).contains(&shaken) && calm_again <= 50, "{calm}, {shaken}, {calm_again} ms");
}

#[test]
fn packets_that_are_too_late_are_not_heard_in_the_wrong_place() {
    let mut line = Line::new(200);
    let mut arrivals = good().carry(0, 0..200);
    // A hundred milliseconds late, alone.
    for (ms, number) in &mut arrivals {
        *ms += 100 * u64::from(*number == 100);
    }
    arrivals.sort_unstable();
    line.run(&arrivals, 4000);

    assert!(line.right() > 0.97, "{}", line.right());
}

#[test]
fn what_a_sender_leaves_out_is_silence_and_not_lost() {
    for lost in [false, true] {
        // Within the first second, when the delay is still longer than this pause.
        let mut line = Line::new(40);
        for number in (0..20).chain(22..40) {
            let renumbered = if number < 20 || lost { number } else { number - 2 };
            let payload = line.coded[number * FRAME..][..FRAME].to_vec();
            let (sequence, timestamp) = (renumbered as u16, (number as u32 * 160).wrapping_sub(9_000));
            let packet = Packet { payload_type: 8, marker: false, sequence, timestamp, ssrc: 1, payload: &payload };
            line.run(&[], number as u64 * 20);
            line.buffer.insert(Codec::Pcma, &packet, line.now());
        }
        line.run(&[], 900);

        let silent = line.frames.iter().filter(|(_, frame)| frame[40..120].iter().all(|sample| *sample == 0)).count();
        assert_eq!(silent > 0, !lost, "{silent} frames");
    }
}

#[test]
fn a_voice_that_ends_is_over_soon_and_may_begin_again() {
    let mut line = Line::new(100);
    line.carry(&mut good(), 0..50);
    let heard = line.frames.len();
    line.run(&[], 2000);
    // 60 ms of it are still waiting, and as much is made up.
    assert!(line.frames.len() - heard <= 11, "{}", line.frames.len() - heard);
    assert!(!line.buffer.is_alive(line.now()));

    line.frames.clear();
    line.carry(&mut good(), 50..100);
    assert!(line.frames.len() > 40);
}

#[test]
fn another_stream_is_another_voice() {
    let mut line = Line::new(100);
    line.carry(&mut good(), 0..20);
    let payload = Law::A.encode(&[1000; FRAME]);
    for number in 0..20_u16 {
        let timestamp = 77 + u32::from(number) * 160;
        let packet = Packet { payload_type: 8, marker: false, sequence: number, timestamp, ssrc: 2, payload: &payload };
        line.buffer.insert(Codec::Pcma, &packet, line.now());
        line.frames.clear();
        line.run(&[], 400 + u64::from(number) * 20 + 20);
    }

    assert!(line.frames[0].1.iter().all(|sample| sample.abs_diff(1000) < 50), "{:?}", line.frames[0]);
}

mod any_packets {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn neither_panic_nor_hold_too_much(
            packets in proptest::collection::vec((any::<u32>(), any::<u16>(), 0..3_u32, 0..4000_i64, 0..481_usize), 0..80),
        ) {
            let (mut buffer, mut now) = (JitterBuffer::default(), 0);
            for (timestamp, sequence, ssrc, passed, length) in packets {
                now += passed;
                let payload = vec![1; length];
                let packet = Packet { payload_type: 9, marker: false, sequence, timestamp, ssrc, payload: &payload };
                buffer.insert(if ssrc == 0 { Codec::G722 } else { Codec::Pcmu }, &packet, now);
                buffer.take(now, &mut [0; 160]);
                prop_assert!(buffer.packets.len() <= HELD && buffer.ready.len() <= 1000);
            }
        }
    }
}
