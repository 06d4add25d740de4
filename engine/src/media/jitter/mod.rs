//! The jitter buffer: packets in as they come, an even voice out.

mod lateness;
mod shorten;

use std::collections::VecDeque;

use prompts::Codec;

use self::lateness::Lateness;
use super::concealment::Concealment;
use super::packet::Packet;
use super::voice::Voice;

/// Holds the packets of one stream for as long as its network is uneven, 20 to 200 ms, puts them in order, decodes them and
/// conceals what is lost. Places and times are samples at 8 kHz.
///
/// The delay follows the network: where it has to be longer a moment of the voice is repeated, where it may be shorter
/// silence is left out, or a period of the voice.
#[derive(Default)]
pub struct JitterBuffer {
    stream: Option<Stream>,
    /// In their order.
    packets: VecDeque<Waiting>,
    voice: Voice,
    concealment: Concealment,
    /// Decoded, not yet taken.
    ready: VecDeque<i16>,
}

/// What is known of the stream that comes.
struct Stream {
    ssrc: u32,
    newest: u32,
    /// Where the newest packet belongs.
    place: i64,
    lateness: Lateness,
    /// When the last packet came.
    arrived: i64,
    /// Packets in a row that cannot belong where their timestamps say.
    strays: u8,
    /// What is taken, once it is: `None` until the first packet has waited its time.
    taking: Option<Taking>,
}

/// Where a stream has been decoded to.
#[derive(Clone, Copy)]
struct Taking {
    next: i64,
    sequence: u16,
}

struct Waiting {
    place: i64,
    sequence: u16,
    codec: Codec,
    payload: Vec<u8>,
}

/// Packets that are held at most: 200 ms of 10 ms each, and as many that come in a burst.
const HELD: usize = 64;
/// Packets that are later or earlier than this are of a stream that began anew, 300 ms and 1 s; older ones only if so many
/// come in a row.
const LATE: i64 = 2400;
const EARLY: i64 = -8000;
const STRAYS: u8 = 3;
/// When nothing has come for so long the voice is over, until something comes again: 200 ms.
const OVER: i64 = 1600;
/// The delay may be so much shorter or longer than it should be: 5 and 30 ms.
const TOO_SHORT: i64 = -40;
const TOO_LONG: i64 = 240;
/// What is filled at a time: 10 ms.
const STEP: i64 = 80;

impl JitterBuffer {
    /// Takes a packet that came at `now`.
    pub fn insert(&mut self, codec: Codec, packet: &Packet<'_>, now: i64) {
        let Some(place) = self.place(packet, now) else { return };
        let Some(stream) = &self.stream else { return };
        let length = codec.span(packet.payload) as i64;
        if stream.taking.is_some_and(|taking| place + length <= taking.next) {
            // Too late; next time it is waited for.
            return;
        }
        let at = self.packets.partition_point(|waiting| waiting.place < place);
        if length == 0 || self.packets.get(at).is_some_and(|waiting| waiting.place == place) {
            return;
        }
        let payload = packet.payload.to_vec();
        self.packets.insert(at, Waiting { place, sequence: packet.sequence, codec, payload });
        if self.packets.len() > HELD {
            self.packets.pop_front();
        }
    }

    /// Whether there is, or will be, something to take.
    pub fn is_alive(&self, now: i64) -> bool {
        self.stream.as_ref().is_some_and(|stream| now - stream.arrived < OVER || !self.packets.is_empty())
    }

    /// Takes the next samples; `false` if there are none yet, or no more.
    pub fn take(&mut self, now: i64, out: &mut [i16]) -> bool {
        if !self.is_alive(now) {
            if let Some(stream) = &mut self.stream {
                stream.taking = None;
            }
            self.ready.clear();
            return false;
        }
        if !self.begin(now) {
            return false;
        }
        let mut first = true;
        while self.ready.len() < out.len() {
            self.decode(now, std::mem::take(&mut first));
        }
        let count = out.len();
        for (sample, ready) in out.iter_mut().zip(self.ready.drain(..count)) {
            *sample = ready;
        }
        true
    }

    /// Where a packet belongs; `None`: nowhere.
    fn place(&mut self, packet: &Packet<'_>, now: i64) -> Option<i64> {
        let stream = match self.stream.take().filter(|stream| stream.ssrc == packet.ssrc) {
            Some(stream) => self.stream.insert(stream),
            None => self.begin_anew(packet, now),
        };
        let ahead = i64::from(packet.timestamp.wrapping_sub(stream.newest).cast_signed());
        let mut place = stream.place + ahead;
        if stream.lateness.least().is_some_and(|least| !(EARLY..=LATE).contains(&(now - place - least))) {
            stream.strays += 1;
            if ahead <= 0 && stream.strays < STRAYS {
                return None;
            }
            place = self.begin_anew(packet, now).place;
        }
        let stream = self.stream.as_mut()?;
        if place > stream.place {
            (stream.place, stream.newest) = (place, packet.timestamp);
        }
        stream.lateness.add(now - place);
        (stream.arrived, stream.strays) = (now, 0);
        Some(place)
    }

    fn begin_anew(&mut self, packet: &Packet<'_>, now: i64) -> &mut Stream {
        self.packets.clear();
        self.stream.insert(Stream {
            ssrc: packet.ssrc,
            newest: packet.timestamp,
            place: now,
            lateness: Lateness::new(),
            arrived: now,
            strays: 0,
            taking: None,
        })
    }

    /// Whether the voice has begun.
    fn begin(&mut self, now: i64) -> bool {
        let Some(stream) = &mut self.stream else { return false };
        if stream.taking.is_none()
            && let Some(first) = self.packets.front()
            && first.place <= stream.due(now)
        {
            let sequence = first.sequence.wrapping_sub(1);
            stream.taking = Some(Taking { next: first.place, sequence });
        }
        stream.taking.is_some()
    }

    /// Makes more samples ready: a packet, or what is in the place of one. `may_wait`: the delay may be made longer.
    fn decode(&mut self, now: i64, may_wait: bool) {
        let Some((stream, taking)) = self.stream.as_mut().and_then(|stream| Some((&*stream, stream.taking?))) else {
            return self.fill(STEP);
        };
        let excess = stream.due(now) - (taking.next - self.ready.len() as i64);
        let ssrc = stream.ssrc;
        while self.packets.front().is_some_and(|waiting| waiting.end() <= taking.next) {
            self.packets.pop_front();
        }
        match self.packets.front() {
            // Whoever is ahead of his time repeats himself: what is missing may still come.
            _ if excess < TOO_SHORT && may_wait => self.fill(STEP),
            Some(waiting) if waiting.place <= taking.next => {
                if let Some(waiting) = self.packets.pop_front() {
                    self.hear(&waiting, ssrc, taking, excess);
                }
            }
            Some(waiting) => {
                let gap = waiting.place - taking.next;
                let lost = waiting.sequence.wrapping_sub(taking.sequence).cast_signed() > 1;
                self.pass_gap(gap, lost, excess, taking);
            }
            None if excess < 0 => self.fill(STEP),
            None => self.conceal(STEP, taking),
        }
    }

    /// Puts something in the place of what is lost: what the codec makes of it, else what was heard last. It moves on by the
    /// gap, or by a part of it.
    fn conceal(&mut self, gap: i64, taking: Taking) {
        let next = self.packets.front().map(|waiting| (waiting.codec, waiting.payload.as_slice()));
        let passed = match self.voice.conceal(gap as usize, next) {
            Some(mut samples) => {
                self.concealment.hear(&mut samples);
                let length = samples.len() as i64;
                self.ready.extend(samples);
                length
            }
            None => {
                let length = gap.min(STEP);
                self.fill(length);
                length
            }
        };
        self.move_on(Taking { next: taking.next + passed, ..taking });
    }

    /// Decodes the packet that is due.
    fn hear(&mut self, waiting: &Waiting, ssrc: u32, taking: Taking, excess: i64) {
        let mut samples = vec![0; waiting.codec.span(&waiting.payload)];
        self.voice.decode(waiting.codec, ssrc, &waiting.payload, &mut samples);
        // A sender that changes the length of its packets may repeat a piece.
        let known = usize::try_from(taking.next - waiting.place).unwrap_or(0).min(samples.len());
        samples.drain(..known);
        self.concealment.hear(&mut samples);
        if excess > TOO_LONG {
            shorten::shorten(&mut samples);
        }
        self.ready.extend(samples);
        self.move_on(Taking { next: waiting.end(), sequence: waiting.sequence });
    }

    /// Passes over a part of a gap before the next packet.
    fn pass_gap(&mut self, gap: i64, lost: bool, excess: i64, taking: Taking) {
        let length = gap.min(STEP);
        if lost {
            self.conceal(gap, taking);
        } else if excess > TOO_LONG {
            // The sender was silent: that may be shorter.
            let left_out = gap.min(excess);
            self.move_on(Taking { next: taking.next + left_out, ..taking });
        } else {
            let mut silence = vec![0; length as usize];
            self.concealment.rest(&mut silence);
            self.ready.extend(silence);
            self.move_on(Taking { next: taking.next + length, ..taking });
        }
    }

    fn fill(&mut self, length: i64) {
        let mut samples = vec![0; length as usize];
        self.concealment.fill(&mut samples);
        self.ready.extend(samples);
    }

    fn move_on(&mut self, taking: Taking) {
        if let Some(stream) = &mut self.stream {
            stream.taking = Some(taking);
        }
    }
}

impl Stream {
    /// What is to be heard now.
    fn due(&self, now: i64) -> i64 {
        now - self.lateness.least().unwrap_or(0) - self.lateness.target()
    }
}

impl Waiting {
    fn end(&self) -> i64 {
        self.place + self.codec.span(&self.payload) as i64
    }
}

#[cfg(test)]
mod tests;
