//! Legs behind a bad network, in virtual time: keys, and voices that are decoded on their way.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use prompts::{Codec, OpusWishes};
use rtp_types::RtpPacketBuilder;
use tokio::sync::mpsc;

use super::clock::{Clock, Step};
use super::command::Opening;
use super::concealment::likeness;
use super::config::Inband;
use super::flow::{Flow, Now, Passed};
use super::network::{Network, packets, through, voice};
use super::packet::Packet;
use super::ports::{Bound, Ports};
use super::statistics::Counters;
use super::stream::Control;
use super::{MediaEvent, OpusTerms, Stream};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const EVENT: u8 = 101;
const FRAME: usize = 160;
const OPUS: OpusTerms = OpusTerms {
    send: 111,
    receive: 111,
    wishes: OpusWishes { playback_hz: 48_000, bit_rate: 510_000, fec: false, constant: false },
    fast_keys: false,
};

/// A session without its thread, and the socket of its peer.
struct Leg {
    flow: Flow,
    peer: UdpSocket,
    from: SocketAddr,
    events: mpsc::Receiver<MediaEvent>,
    wake: Option<Step>,
}

impl Leg {
    fn new(codec: Codec, now: Instant) -> Self {
        let peer = UdpSocket::bind((HERE, 0)).unwrap();
        peer.set_nonblocking(true).unwrap();
        let from = peer.local_addr().unwrap();
        let Bound { socket, control, port } = Arc::new(Ports::new(HERE, 0..=0).unwrap()).bind().unwrap();
        let (sender, events) = mpsc::channel(256);
        let opening = Opening { socket, control, port, events: sender, counters: Arc::new(Counters::default()) };
        let mut flow = Flow::new(opening, Inband::default(), now);
        let event = Some(EVENT);
        flow.set_stream(
            Stream {
                remote: from,
                control: Control::Shared,
                codec,
                telephone_event: event,
                telephone_event_receive: event,
                send: true,
                receive: true,
                srtp: None,
                ptime_ms: 20,
                opus: Some(OPUS),
            },
            now,
        );
        Self { flow, peer, from, events, wake: None }
    }

    /// Takes a packet as if the peer had sent it.
    fn receive(&mut self, datagram: &[u8], now: Now) -> Passed {
        self.flow.receive(&mut Packet::read(datagram).unwrap(), self.from, now.instant)
    }

    /// Takes a packet, and passes it on to another leg.
    fn pass_on(&mut self, datagram: &[u8], other: &mut Self, now: Now) {
        let mut packet = Packet::read(datagram).unwrap();
        if let Passed::Audio(codec, _) = self.flow.receive(&mut packet, self.from, now.instant) {
            let wake = other.flow.relay(codec, &packet, now);
            other.wake = other.wake.or(wake);
        }
    }

    /// Sends what is due.
    fn turn(&mut self, now: Now) {
        if self.wake.is_some_and(|wake| wake <= now.step) {
            self.wake = self.flow.turn(now);
        }
    }

    /// The next packet that has come to the peer: its timestamp and its payload.
    fn got(&self) -> Option<(u32, Vec<u8>)> {
        let mut datagram = [0; 2048];
        let length = self.peer.recv(&mut datagram).ok()?;
        let packet = Packet::read(&datagram[..length])?;
        Some((packet.timestamp, packet.payload.to_vec()))
    }

    fn keys(&mut self) -> String {
        let mut keys = String::new();
        while let Ok(event) = self.events.try_recv() {
            if let MediaEvent::Digit(key) = event {
                keys.push(key);
            }
        }
        keys
    }
}

/// The packets of a peer, numbered as one stream.
struct Sender {
    sequence: u16,
    timestamp: u32,
}

impl Sender {
    fn new() -> Self {
        Self { sequence: 65_000, timestamp: u32::MAX - 50_000 }
    }

    fn packet(&mut self, payload_type: u8, marker: bool, payload: &[u8]) -> Vec<u8> {
        let mut datagram = [0; 600];
        let length = RtpPacketBuilder::<&[u8], &[u8]>::new()
            .payload_type(payload_type)
            .marker_bit(marker)
            .sequence_number(self.sequence)
            .timestamp(self.timestamp)
            .ssrc(7)
            .payload(payload)
            .write_into(&mut datagram)
            .unwrap();
        self.sequence = self.sequence.wrapping_add(1);
        datagram[..length].to_vec()
    }

    fn audio(&mut self, codec: Codec, payload: &[u8]) -> Vec<u8> {
        let datagram = self.packet(codec.payload_type(), false, payload);
        self.timestamp = self.timestamp.wrapping_add(codec.span(payload) as u32 * codec.clock_units());
        datagram
    }

    /// A key of 80 ms with its three ends, and 80 ms of silence behind it.
    fn key(&mut self, event: u8, silence: &[u8]) -> Vec<Vec<u8>> {
        let mut packets: Vec<_> = (1..=4_u16)
            .map(|step| {
                let [high, low] = (step * 160).to_be_bytes();
                self.packet(EVENT, step == 1, &[event, 10, high, low])
            })
            .collect();
        packets.extend((0..3).map(|_| self.packet(EVENT, false, &[event, 0x8a, 640_u16.to_be_bytes()[0], 0x80])));
        self.timestamp = self.timestamp.wrapping_add(640 + 320);
        packets.extend((0..4).map(|_| self.audio(Codec::Pcma, silence)));
        packets
    }
}

/// Walks through the time of a network in the steps of the media clock.
fn walk(arrivals: &[(u64, usize)], start: Instant, end_ms: u64, mut step: impl FnMut(Option<usize>, Now)) {
    let clock = Clock::new(start);
    let mut arrivals = arrivals.iter().peekable();
    for ms in (0..end_ms).step_by(2) {
        let instant = start + Duration::from_millis(ms);
        let now = Now { clock, instant, step: clock.step(instant) };
        while let Some((_, number)) = arrivals.next_if(|(arrived, _)| *arrived <= ms) {
            step(Some(*number), now);
        }
        step(None, now);
    }
}

#[test]
fn keys_are_exact_over_a_bad_network() {
    let keys = "0123456789*#ABCD5500112233445566778899";
    for seed in 1..=20 {
        let start = Instant::now();
        let (mut leg, mut sender) = (Leg::new(Codec::Pcma, start), Sender::new());
        let silence = prompts::Law::A.encode(&[0; FRAME]);
        let event = |key| "0123456789*#ABCD".find(key).unwrap() as u8;
        let packets: Vec<_> = keys.chars().flat_map(|key| sender.key(event(key), &silence)).collect();

        let arrivals = Network::bad(seed).carry(20, 0..packets.len());
        walk(&arrivals, start, packets.len() as u64 * 20 + 200, |number, now| {
            if let Some(number) = number {
                leg.receive(&packets[number], now);
            }
        });

        assert_eq!(leg.keys(), keys, "network {seed}");
    }
}

#[test]
fn a_voice_that_is_transcoded_comes_out_even_and_whole() {
    // Encoders of Opus that were told other things before say the same in other words.
    for (from, to, enough) in [
        (Codec::G722, Codec::Pcma, 0.95),
        (Codec::Pcmu, Codec::G722, 0.95),
        (Codec::Opus, Codec::Pcma, 0.8),
        (Codec::Pcmu, Codec::Opus, 0.8),
    ] {
        let start = Instant::now();
        let (mut one, mut two) = (Leg::new(from, start), Leg::new(to, start));
        let said = voice(500 * FRAME);
        let mut sender = Sender::new();
        let packets: Vec<_> = packets(from, &said).iter().map(|payload| sender.audio(from, payload)).collect();

        let arrivals = Network::bad(3).carry(20, 0..packets.len());
        let (mut heard, mut sent, mut decoder) = (Vec::new(), Vec::new(), to.narrow_decoder());
        walk(&arrivals, start, 500 * 20 + 20, |number, now| {
            let Some(number) = number else {
                two.turn(now);
                while let Some((timestamp, payload)) = two.got() {
                    sent.push((now.step, timestamp));
                    let mut samples = vec![0; to.span(&payload)];
                    decoder.decode(&payload, &mut samples);
                    heard.extend(samples);
                }
                return;
            };
            one.pass_on(&packets[number], &mut two, now);
        });

        // One packet every 20 ms, as its timestamp says, from a tenth of a second after the first word on.
        assert!(sent.len() > 485, "{} packets", sent.len());
        for pair in sent.windows(2) {
            assert_eq!((pair[1].0.since(pair[0].0), pair[1].1.wrapping_sub(pair[0].1)), (10, 160 * to.clock_units()));
        }
        let share = found_again(&through(to, &through(from, &said)), &heard, enough);
        assert!(share > 0.85, "{from:?} to {to:?}: {share:.2} of it is what was said");
    }
}

/// The share of frames that are what was said, not more than 300 ms before, as nearly as is `enough`.
fn found_again(said: &[i16], heard: &[i16], enough: f32) -> f32 {
    let float = |samples: &[i16]| samples.iter().copied().map(f32::from).collect::<Vec<_>>();
    let (said, heard) = (float(said), float(heard));
    let found = |(number, frame): (usize, &[f32])| {
        let from = (number * FRAME).saturating_sub(2400);
        let places = from..(number * FRAME + 2400).min(said.len() - FRAME);
        frame.len() == FRAME && places.into_iter().any(|place| likeness(&said[place..place + FRAME], frame) > enough)
    };
    let frames: Vec<_> = heard.chunks(FRAME).enumerate().skip(10).collect();
    let count = frames.len();
    frames.into_iter().filter(|frame| found(*frame)).count() as f32 / count as f32
}

#[test]
fn keys_do_not_wait_for_the_voice() {
    let start = Instant::now();
    let (mut leg, mut sender) = (Leg::new(Codec::G722, start), Sender::new());
    let now = Now { clock: Clock::new(start), instant: start, step: Step(0) };

    let passed = leg.receive(&sender.packet(EVENT, true, &[5, 10, 0, 160]), now);

    assert_eq!((passed, leg.keys()), (Passed::Key('5'), "5".to_owned()));
}
