//! One side of a recording: packets put where they belong on the recording's own clock.

use std::collections::{BTreeMap, VecDeque};

use crate::media::{Concealment, Heard, Voice};

/// Audio of one side that has not been taken yet. Places are samples since the recording began.
///
/// Within a stream RTP timestamps say where a packet belongs, so the length is right whatever is lost, and neither
/// duplicates nor disorder matter. Arrival says where a stream begins, and where it goes on after its clock was wrong.
/// Packets are decoded in their order when they are taken; what is lost is concealed, what was silent stays so.
#[derive(Default)]
pub(super) struct Track {
    packets: BTreeMap<i64, Heard>,
    /// Decoded, from `taken` on.
    ready: VecDeque<i16>,
    taken: i64,
    /// The source and number of the packet that was decoded last.
    decoded: Option<(u32, u16)>,
    voice: Voice,
    concealment: Concealment,
    stream: Option<Stream>,
}

/// How the timestamps of a stream become places.
#[derive(Debug)]
struct Stream {
    ssrc: u32,
    newest: u32,
    /// Where the newest packet is.
    place: i64,
    /// Packets in a row that cannot belong where their timestamps say.
    strays: u8,
    /// When the look at lateness began, and the smallest seen since.
    since: i64,
    least_late: i64,
}

/// Later than this no network is: the sender's timestamps stood still while it was silent.
const STOOD_STILL: i64 = 8000;
/// Further ahead of the clock than this no sender is: its timestamps have jumped. 10 s.
const EARLY: i64 = 80_000;
/// So many strays are a stream that began anew.
const STRAYS: u8 = 3;
/// How long all packets must be off before they are moved: 10 s.
const LOOK: i64 = 80_000;
/// How far clocks may drift apart: 200 ms. Moving costs a gap or a cut.
const DRIFT: i64 = 1600;
/// What is held at most: a minute, in packets of 10 ms.
const HELD: i64 = 480_000;
const PACKETS: usize = 6000;

impl Track {
    /// Takes a packet that arrived at a place on the clock.
    pub fn hear(&mut self, heard: &Heard, arrived: i64) {
        let length = heard.codec.span(&heard.payload) as i64;
        // Its last sample was spoken when it was sent.
        let natural = arrived - length;
        let place = match &mut self.stream {
            Some(stream) if stream.ssrc == heard.ssrc => stream.place(heard.timestamp, natural),
            stream => Some(stream.insert(Stream::begin(heard, natural)).place),
        };
        let Some(place) = place else { return };
        let (late, early) = (place + length <= self.next(), place - self.taken > HELD);
        if !late && !early && length > 0 && self.packets.len() < PACKETS {
            self.packets.entry(place).or_insert_with(|| heard.clone());
        }
    }

    /// Where its audio ends.
    pub fn end(&self) -> i64 {
        let last = self.packets.last_key_value().map_or(0, |(place, heard)| end(*place, heard));
        self.next().max(last)
    }

    /// Takes the next samples.
    pub fn take(&mut self, out: &mut [i16]) {
        while self.ready.len() < out.len() {
            self.decode(out.len() - self.ready.len());
        }
        let count = out.len();
        for (sample, ready) in out.iter_mut().zip(self.ready.drain(..count)) {
            *sample = ready;
        }
        self.taken += out.len() as i64;
    }

    /// Makes more samples ready: a packet, or what is in the place of one; of that not more than are wanted.
    fn decode(&mut self, wanted: usize) {
        let next = self.next();
        while self.packets.first_key_value().is_some_and(|(place, heard)| end(*place, heard) <= next) {
            self.packets.pop_first();
        }
        let Some(first) = self.packets.first_entry() else { return self.rest(wanted) };
        if let Some(gap) = usize::try_from(*first.key() - next).ok().filter(|gap| *gap > 0) {
            let heard = first.get();
            let lost = self.decoded.is_some_and(|(ssrc, sequence)| {
                ssrc == heard.ssrc && heard.sequence.wrapping_sub(sequence).cast_signed() > 1
            });
            if !lost {
                return self.rest(gap.min(wanted));
            }
            let concealed = self.voice.conceal(gap, Some((heard.codec, &heard.payload)));
            return self.conceal(gap.min(wanted), concealed);
        }
        let (place, heard) = first.remove_entry();
        self.decoded = Some((heard.ssrc, heard.sequence));
        let mut samples = self.voice.hear(&heard);
        samples.drain(..usize::try_from(next - place).unwrap_or(0).min(samples.len()));
        self.concealment.hear(&mut samples);
        self.ready.extend(samples);
    }

    /// Puts in the place of what is lost what its codec makes of it, else what was heard last.
    fn conceal(&mut self, length: usize, concealed: Option<Vec<i16>>) {
        let samples = match concealed {
            Some(mut samples) => {
                self.concealment.hear(&mut samples);
                samples
            }
            None => {
                let mut samples = vec![0; length];
                self.concealment.fill(&mut samples);
                samples
            }
        };
        self.ready.extend(samples);
    }

    fn rest(&mut self, length: usize) {
        let mut samples = vec![0; length];
        self.concealment.rest(&mut samples);
        self.ready.extend(samples);
    }

    /// Where the next sample to be decoded belongs.
    fn next(&self) -> i64 {
        self.taken + self.ready.len() as i64
    }
}

/// Where a packet ends.
fn end(place: i64, heard: &Heard) -> i64 {
    place + heard.codec.span(&heard.payload) as i64
}

impl Stream {
    fn begin(heard: &Heard, natural: i64) -> Self {
        let (ssrc, newest, place) = (heard.ssrc, heard.timestamp, natural.max(0));
        Self { ssrc, newest, place, strays: 0, since: natural, least_late: i64::MAX }
    }

    /// Where a packet belongs that would be at `natural` if networks took no time; `None`: nowhere.
    fn place(&mut self, timestamp: u32, natural: i64) -> Option<i64> {
        let ahead = i64::from(timestamp.wrapping_sub(self.newest).cast_signed());
        let place = self.place + ahead;
        let late = natural - place;
        if !(-EARLY..=STOOD_STILL).contains(&late) {
            self.strays += 1;
            // One that is merely old is a duplicate.
            if ahead <= 0 && self.strays < STRAYS {
                return None;
            }
            self.anchor(timestamp, natural);
            return Some(natural);
        }
        self.strays = 0;
        if ahead > 0 {
            (self.newest, self.place) = (timestamp, place);
        }
        self.follow_drift(late, natural);
        Some(place)
    }

    /// The two clocks are never quite alike. A packet may be late by accident; if all are, they belong elsewhere.
    fn follow_drift(&mut self, late: i64, natural: i64) {
        self.least_late = self.least_late.min(late);
        if natural - self.since >= LOOK {
            if self.least_late.abs() > DRIFT {
                self.place += self.least_late;
            }
            (self.since, self.least_late) = (natural, i64::MAX);
        }
    }

    fn anchor(&mut self, timestamp: u32, natural: i64) {
        (self.newest, self.place, self.strays) = (timestamp, natural, 0);
        (self.since, self.least_late) = (natural, i64::MAX);
    }
}

#[cfg(test)]
#[path = "track_tests.rs"]
mod tests;
