//! One side of a recording: packets put where they belong on the recording's own clock.

use std::collections::VecDeque;

use crate::media::{Heard, Voice};

/// Audio of one side that has not been taken yet. Places are samples since the recording began.
///
/// Within a stream RTP timestamps say where a packet belongs, so loss leaves silence of the right length and neither
/// duplicates nor disorder matter. Arrival says where a stream begins, and where it goes on after its clock was wrong.
#[derive(Default)]
pub(super) struct Track {
    /// The first sample is at `taken`.
    pending: VecDeque<i16>,
    taken: i64,
    stream: Option<Stream>,
    voice: Voice,
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
/// What is held at most: a minute.
const HELD: i64 = 480_000;

impl Track {
    /// Takes a packet that arrived at a place on the clock.
    pub fn hear(&mut self, heard: &Heard, arrived: i64) {
        let length = heard.payload.len() as i64;
        // Its last sample was spoken when it was sent.
        let natural = arrived - length;
        let place = match &mut self.stream {
            Some(stream) if stream.ssrc == heard.ssrc => stream.place(heard.timestamp, natural),
            stream => Some(stream.insert(Stream::begin(heard, natural)).place),
        };
        if let Some(place) = place {
            let samples = self.voice.hear(heard);
            self.put(place, &samples);
        }
    }

    /// Where its audio ends.
    pub fn end(&self) -> i64 {
        self.taken + self.pending.len() as i64
    }

    /// Takes the next samples; those that never came are silence.
    pub fn take(&mut self, out: &mut [i16]) {
        for sample in &mut *out {
            *sample = self.pending.pop_front().unwrap_or(0);
        }
        self.taken += out.len() as i64;
    }

    fn put(&mut self, place: i64, samples: &[i16]) {
        let late = usize::try_from(self.taken - place).unwrap_or(0);
        let Some(samples) = samples.get(late..) else { return };
        let at = (place - self.taken).max(0);
        if at > HELD {
            return;
        }
        let at = at as usize;
        if self.pending.len() < at + samples.len() {
            self.pending.resize(at + samples.len(), 0);
        }
        for (sample, place) in samples.iter().zip(self.pending.range_mut(at..)) {
            *place = *sample;
        }
    }
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
