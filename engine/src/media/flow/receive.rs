//! The receiving half of a session: whose packets count, what is in them, when none come.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::Passed;
use crate::media::Stream;
use crate::media::config::Inband;
use crate::media::keys::presses::{EventPacket, Presses};
use crate::media::keys::tones::Tones;
use crate::media::latch::Latch;
use crate::media::packet::{Kind, Packet};
use crate::media::reception::Reception;
use crate::media::rescale::Rescale;
use crate::media::rtcp::Received;
use crate::media::statistics::Counters;
use crate::media::tap::{Heard, Taps};

pub struct Receiver {
    latch: Option<Latch>,
    presses: Presses,
    /// Of telephone-event in a sample at 8 kHz.
    key_units: u16,
    inband: Inband,
    /// While keys are listened for in the audio.
    tones: Option<Box<Tones>>,
    reception: Reception,
    /// The peer's clock, where it is not ours.
    rescale: Rescale,
    /// Units of its timestamps in a sample at 8 kHz, for reports.
    units: u32,
    /// Packets of the stream that were no audio: keys share its numbers.
    others: u16,
    /// When the last packet came; the stream was agreed on, if none has.
    heard: Instant,
    started: bool,
    /// The peer's silence was told.
    silent: bool,
    pub taps: Taps,
}

/// What came of a packet.
pub struct Taken {
    pub passed: Passed,
    /// It is the first of all.
    pub first: bool,
}

impl Receiver {
    pub fn new(inband: Inband, now: Instant) -> Self {
        Self {
            latch: None,
            presses: Presses::default(),
            key_units: 1,
            inband,
            tones: None,
            reception: Reception::new(now),
            rescale: Rescale::default(),
            units: 1,
            others: 0,
            heard: now,
            started: false,
            silent: false,
            taps: Taps::default(),
        }
    }

    /// A stream was agreed on.
    pub fn agree(&mut self, stream: &Stream, now: Instant) {
        self.latch.get_or_insert_with(|| Latch::new(stream.remote)).signal(stream.remote, now);
        // Silence counts from here: nothing had to come before, and nothing does while on hold.
        self.heard = now;
        self.units = stream.codec.clock_units();
        self.key_units = stream.key_units();
        let listens = match self.inband {
            Inband::Auto => stream.telephone_event_receive.is_none(),
            Inband::Always => true,
            Inband::Never => false,
        };
        self.tones = listens.then(|| self.tones.take().unwrap_or_default());
    }

    /// Where to send.
    pub fn target(&self, stream: &Stream) -> SocketAddr {
        self.latch.as_ref().map_or(stream.remote, Latch::target)
    }

    /// Takes a packet, if it is the peer's, and puts its audio on our clock: all of media counts samples at 8 kHz.
    pub fn take(
        &mut self,
        packet: &mut Packet<'_>,
        stream: &Stream,
        from: SocketAddr,
        now: Instant,
        counters: &Counters,
    ) -> Taken {
        let kind = packet.kind(stream);
        let latch = self.latch.get_or_insert_with(|| Latch::new(stream.remote));
        if kind == Kind::Unknown || !latch.admit(from, packet.ssrc, packet.sequence, now) {
            counters.ignored.add(1);
            return Taken { passed: Passed::Nothing, first: false };
        }
        if let Kind::Audio(codec) = kind
            && codec.clock_units() > 1
        {
            packet.timestamp = self.rescale.divide(packet.ssrc, packet.timestamp, codec.clock_units());
        }
        (self.heard, self.silent) = (now, false);
        let first = !std::mem::replace(&mut self.started, true);
        self.reception.count(packet, matches!(kind, Kind::Audio(_)), now);
        counters.received.add(1);
        counters.lost.set(self.reception.lost());
        counters.jitter_us.set(self.reception.jitter_us());
        Taken { passed: self.pass(kind, packet, now), first }
    }

    fn pass(&mut self, kind: Kind, packet: &Packet<'_>, now: Instant) -> Passed {
        match kind {
            Kind::TelephoneEvent => {
                self.others = self.others.wrapping_add(1);
                let key = EventPacket::read(packet).and_then(|event| self.presses.read(event, self.key_units));
                key.map_or(Passed::Nothing, Passed::Key)
            }
            Kind::Audio(codec) => {
                let Packet { timestamp, ssrc, payload, .. } = *packet;
                let sequence = packet.sequence.wrapping_sub(self.others);
                self.taps.give(|| Heard { codec, payload: payload.to_vec(), sequence, timestamp, ssrc, arrived: now });
                Passed::Audio(codec, self.tones.as_mut().and_then(|tones| tones.read(codec, packet)))
            }
            Kind::ComfortNoise => {
                self.others = self.others.wrapping_add(1);
                Passed::Nothing
            }
            Kind::Unknown => Passed::Nothing,
        }
    }

    /// What is to be reported of what was received.
    pub fn report(&self) -> Option<Received> {
        let report = self.reception.report()?;
        Some(Received { jitter: report.jitter.saturating_mul(self.units), ..report })
    }

    /// Whether nothing has come for `timeout`, though it should have; `true` once for each silence.
    pub fn has_fallen_silent(&mut self, stream: &Stream, timeout: Duration, now: Instant) -> bool {
        if !stream.receive {
            self.heard = now;
        }
        let silent = now.saturating_duration_since(self.heard) >= timeout;
        silent && !std::mem::replace(&mut self.silent, silent)
    }
}
