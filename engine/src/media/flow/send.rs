//! The sending half of a session: which packet goes out at which step.

use std::net::SocketAddr;
use std::time::Instant;

use mio::net::UdpSocket;
use prompts::Codec;

use super::coding::{Coding, Frame};
use crate::media::Stream;
use crate::media::clock::{Step, Timing, Turn, steps};
use crate::media::jitter::JitterBuffer;
use crate::media::keys::sender::{KeySender, KeyStep, Report};
use crate::media::outgoing::{MAX_PACKET, MAX_PAYLOAD, MAX_SAMPLES, Numbers, Outgoing};
use crate::media::packet::Packet;
use crate::media::playlist::Playlist;
use crate::media::rtcp::Sent;
use crate::media::srtp::Protection;
use crate::media::statistics::Counters;
use crate::media::tap::{Heard, Taps};
use crate::media::transcode::transcode;

pub struct Sender {
    outgoing: Outgoing,
    coding: Coding,
    /// What comes from a peer that our codec is not enough for.
    relayed: Option<Box<JitterBuffer>>,
    pub keys: KeySender,
    /// Packets that were no audio, but have numbers of the same stream.
    keys_sent: u16,
    /// The next packet's, while packets go out.
    turn: Option<Turn>,
    /// Where the last packet ends: the first place for the next one.
    free: Step,
    /// Where the last packet of audio ends: what begins elsewhere is a new talk spurt.
    spurt: Option<Step>,
    /// Who listens to what is sent.
    pub taps: Taps,
}

/// A packet ready to be sent, or nothing. It is written where it lies: copies of it cost more than all else that is done for one.
pub struct Ready {
    bytes: [u8; MAX_PACKET],
    length: usize,
}

impl Ready {
    pub const fn nothing() -> Self {
        Self { bytes: [0; MAX_PACKET], length: 0 }
    }

    /// Sends it. What the network of this machine does not take at once is lost, as on any network.
    pub fn deliver(
        &self,
        socket: &UdpSocket,
        target: SocketAddr,
        protection: Option<&mut Protection>,
        counters: &Counters,
    ) {
        if self.length == 0 {
            return;
        }
        let packet = &self.bytes[..self.length];
        let sent = match protection {
            None => socket.send_to(packet, target),
            Some(protection) => match protection.seal(packet) {
                Some(sealed) => socket.send_to(sealed.as_ref(), target),
                None => Err(std::io::ErrorKind::InvalidData.into()),
            },
        };
        match sent {
            Ok(_) => {
                counters.sent.add(1);
                counters.octets.add((self.length - HEADER) as u64);
            }
            Err(_) => counters.send_errors.add(1),
        }
    }
}

impl Sender {
    pub fn new() -> Self {
        Self {
            outgoing: Outgoing::new(),
            coding: Coding::default(),
            relayed: None,
            keys_sent: 0,
            keys: KeySender::default(),
            turn: None,
            free: Step(0),
            spurt: None,
            taps: Taps::default(),
        }
    }

    /// A stream was agreed on.
    pub fn agree(&mut self, stream: &Stream) {
        self.outgoing.set_units(stream.codec.clock_units());
        if !stream.send {
            self.outgoing.pause();
        }
    }

    /// What is sent from now on is encrypted in another way than before.
    pub fn begin_anew(&mut self) {
        self.outgoing.begin_anew();
    }

    /// Whether there is, or soon will be, something to send.
    pub fn has_audio(&self, now: Step, playlist: &Playlist) -> bool {
        playlist.has_audio()
            || self.keys.is_active()
            || self.coding.holds()
            || self.relayed.as_ref().is_some_and(|relayed| relayed.is_alive(now.place()))
    }

    /// Gives the step of the first packet, if packets are to begin.
    pub fn start(&mut self, now: Step, audio: bool) -> Option<Step> {
        if self.turn.is_some() || !audio {
            return None;
        }
        let first = now.max(self.free);
        self.turn = Some(Turn::at(first));
        Some(first)
    }

    /// The turn of the next packet, if it has come.
    pub fn take_turn(&mut self, now: Step) -> Option<Turn> {
        self.turn.take_if(|turn| turn.wake <= now)
    }

    /// What comes next is a talk spurt of its own, even if it comes without a gap: the peer may set its jitter buffer anew.
    pub fn cut(&mut self) {
        self.spurt = None;
    }

    /// The packet of a turn. Keys come before prompts, which wait; both before a peer, who does not.
    pub fn packet(&mut self, timing: Timing, stream: &Stream, playlist: &mut Playlist, ready: &mut Ready) {
        let interval = interval(stream);
        let mut frame = Frame::new(interval as usize * 16);
        let samples = frame.samples();
        self.free = timing.due.plus(interval);
        if self.keys.is_active() {
            let now = self.outgoing.timestamp(timing.due);
            let step = self.keys.next(now, samples as u16).unwrap_or(KeyStep::Quiet);
            self.pass_over(timing.due, samples);
            match stream.telephone_event {
                Some(payload_type) => self.event(step, payload_type, stream.key_units(), timing.due, ready),
                None => {
                    self.coding.tone(stream, step, &mut frame);
                    self.audio(frame.payload(), stream, timing.due, ready);
                }
            }
            return;
        }
        if self.coding.play(stream, playlist, &mut frame) {
            self.pass_over(timing.due, samples);
            return self.audio(frame.payload(), stream, timing.due, ready);
        }
        if let Some(relayed) = &mut self.relayed
            && self.coding.transcode(stream, relayed, timing.due.place(), &mut frame)
        {
            return self.audio(frame.payload(), stream, timing.due, ready);
        }
        if self.coding.end(stream, &mut frame) {
            return self.audio(frame.payload(), stream, timing.due, ready);
        }
        self.free = timing.due;
    }

    /// A packet that is not sent, as the peer holds us; the next one that is begins a talk spurt.
    pub const fn hold_back(&mut self, ready: &Ready) {
        if ready.length > 0 {
            self.outgoing.hold_back();
            self.spurt = None;
        }
    }

    /// Gives the step to wake at for the next packet, if there is more to send.
    pub fn next_turn(&mut self, timing: Timing, audio: bool) -> Option<Step> {
        self.turn = audio.then_some(timing.next);
        self.turn.map(|turn| turn.wake)
    }

    /// Keeps a packet of another session's peer until it is due.
    pub fn keep(&mut self, codec: Codec, packet: &Packet<'_>, now: Step) {
        self.relayed.get_or_insert_default().insert(codec, packet, now.place());
    }

    /// Leaves out what a peer says meanwhile.
    fn pass_over(&mut self, due: Step, samples: usize) {
        if let Some(relayed) = &mut self.relayed {
            relayed.take(due.place(), &mut [0; MAX_SAMPLES][..samples]);
        }
    }

    /// A packet of another session's peer, passed on at once: its codec is ours, or the other law of G.711.
    pub fn relay(&mut self, codec: Codec, packet: &Packet<'_>, stream: &Stream, now: Step, ready: &mut Ready) {
        if packet.payload.len() > MAX_PAYLOAD {
            return;
        }
        let Some(numbers) = self.outgoing.relay(packet, now) else { return };
        self.spurt = None;
        self.coding.give_way();
        self.tell(codec, numbers, packet.payload);
        if codec == stream.codec {
            return self.write(numbers, stream.payload_type(), packet.payload, ready);
        }
        let mut other = [0; MAX_PAYLOAD];
        let other = &mut other[..packet.payload.len()];
        let Some(law) = codec.law() else { return };
        transcode(law, packet.payload, other);
        self.write(numbers, stream.payload_type(), other, ready);
    }

    fn audio(&mut self, frame: &[u8], stream: &Stream, due: Step, ready: &mut Ready) {
        let numbers = self.outgoing.number(due, self.spurt != Some(due));
        self.spurt = Some(self.free);
        self.tell(stream.codec, numbers, frame);
        self.write(numbers, stream.payload_type(), frame, ready);
    }

    /// What is to be reported of what was sent.
    pub fn report(&self, now: Step, counters: &Counters) -> Sent {
        Sent {
            ssrc: self.outgoing.ssrc(),
            packets: counters.sent.get() as u32,
            octets: counters.octets.get() as u32,
            timestamp: self.outgoing.now(now),
        }
    }

    /// Tells who listens what is sent.
    fn tell(&mut self, codec: Codec, numbers: Numbers, payload: &[u8]) {
        let (timestamp, ssrc) = (numbers.timestamp, self.outgoing.ssrc());
        let sequence = numbers.sequence.wrapping_sub(self.keys_sent);
        self.taps.give(|| {
            let (payload, arrived) = (payload.to_vec(), Instant::now());
            Heard { codec, payload, sequence, timestamp, ssrc, arrived }
        });
    }

    fn event(&mut self, step: KeyStep, payload_type: u8, units: u16, due: Step, ready: &mut Ready) {
        let (report, end) = match step {
            KeyStep::Down(report) => (report, 0),
            KeyStep::Up(report) => (report, 0x80),
            KeyStep::Quiet => return,
        };
        self.keys_sent = self.keys_sent.wrapping_add(1);
        let Report { event, timestamp, duration, first } = report;
        let numbers = Numbers { timestamp, ..self.outgoing.number(due, first) };
        let [high, low] = duration.saturating_mul(units).to_be_bytes();
        self.write(numbers, payload_type, &[event, end | VOLUME, high, low], ready);
    }

    fn write(&self, numbers: Numbers, payload_type: u8, payload: &[u8], ready: &mut Ready) {
        ready.length = self.outgoing.write(numbers, payload_type, payload, &mut ready.bytes);
    }
}

/// Steps from packet to packet: what the peer asked for, as far as the codec can have it.
pub fn interval(stream: &Stream) -> u64 {
    steps(u64::from(stream.codec.packet_ms(stream.ptime_ms)))
}

/// Of a packet of ours. RFC 3550 §5.1.
const HEADER: usize = 12;

/// -10 dBm0, what phones send. RFC 4733 §2.3.3.
const VOLUME: u8 = 10;
