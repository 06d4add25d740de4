//! A recording as it is made, without clock or disk: packets in, samples for the file out, and when it ends.

use std::time::{Duration, Instant};

use dialplan::event::RecordEnd;

use super::speech::Speech;
use super::track::Track;
use super::trim::Trim;
use crate::media::Heard;

/// What is asked of a recording, in samples.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Sides that are listened to, one or two.
    pub sides: usize,
    /// Whether each side has a channel of its own.
    pub dual: bool,
    /// Ends it when nobody has spoken for so long.
    pub silence: Option<i64>,
    /// Ends it after so long.
    pub longest: i64,
    /// Whether silence at both ends is cut off.
    pub trim: bool,
}

/// The recording.
pub(super) struct Tape {
    plan: Plan,
    began: Instant,
    tracks: Vec<Track>,
    speech: Speech,
    trim: Trim,
    /// Where the tracks have been taken to.
    taken: i64,
    /// Where somebody spoke last, or where it began.
    spoken: i64,
    heard: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    /// Samples of a channel that belong to it; what was given beyond them is cut off.
    pub samples: u64,
    /// Whether anybody spoke.
    pub heard: bool,
}

/// A frame of 20 ms.
const FRAME: usize = 160;
/// How long a packet that is behind its time is waited for: 200 ms.
const PATIENCE: i64 = 1600;

impl Tape {
    pub fn new(plan: Plan, began: Instant) -> Self {
        let tracks = (0..plan.sides).map(|_| Track::default()).collect();
        let channels = plan.channels();
        let trim = Trim::new(plan.trim, channels);
        Self { plan, began, tracks, speech: Speech::new(), trim, taken: 0, spoken: 0, heard: false }
    }

    /// Takes a packet of a side.
    pub fn hear(&mut self, side: usize, heard: &Heard) {
        let arrived = self.place(heard.arrived);
        if let Some(track) = self.tracks.get_mut(side) {
            track.hear(heard, arrived);
        }
    }

    /// Writes what nothing can change any more; says when the recording has come to its end.
    pub fn advance(&mut self, now: Instant, out: &mut Vec<i16>) -> Option<RecordEnd> {
        let until = self.place(now) - PATIENCE;
        while self.taken + FRAME as i64 <= until.min(self.plan.longest) {
            self.frame(FRAME, out);
            if self.plan.silence.is_some_and(|silence| self.taken - self.spoken >= silence) {
                return Some(RecordEnd::Silence);
            }
        }
        if until < self.plan.longest {
            return None;
        }
        self.rest(self.plan.longest, out);
        Some(RecordEnd::Length)
    }

    /// Writes all that has come: somebody has ended the recording at `now`.
    pub fn stop(&mut self, now: Instant, out: &mut Vec<i16>) {
        let end = self.tracks.iter().map(Track::end).fold(self.place(now), i64::max);
        self.rest(end.min(self.plan.longest), out);
    }

    /// What is to be kept, once nothing more is written.
    pub fn kept(&self) -> Kept {
        Kept { samples: self.trim.kept(), heard: self.heard }
    }

    fn rest(&mut self, end: i64, out: &mut Vec<i16>) {
        while let Some(left) = usize::try_from(end - self.taken).ok().filter(|left| *left > 0) {
            self.frame(left.min(FRAME), out);
        }
    }

    fn frame(&mut self, length: usize, out: &mut Vec<i16>) {
        let mut sides = [[0; FRAME]; 2];
        for (track, side) in self.tracks.iter_mut().zip(&mut sides) {
            track.take(&mut side[..length]);
        }
        let [left, right] = sides;
        let mut mixed = [0; FRAME];
        for ((mixed, left), right) in mixed.iter_mut().zip(left).zip(right) {
            *mixed = left.saturating_add(right);
        }
        self.taken += length as i64;
        let speaks = self.speech.hear(&mixed[..length]);
        if speaks {
            (self.spoken, self.heard) = (self.taken, true);
        }
        if self.plan.channels() == 2 {
            let both: Vec<i16> = left.into_iter().zip(right).take(length).flat_map(<[i16; 2]>::from).collect();
            self.trim.pass(&both, speaks, out);
        } else {
            self.trim.pass(&mixed[..length], speaks, out);
        }
    }

    fn place(&self, at: Instant) -> i64 {
        samples(at.saturating_duration_since(self.began))
    }
}

impl Plan {
    /// Channels of the file.
    pub const fn channels(&self) -> usize {
        if self.dual && self.sides == 2 { 2 } else { 1 }
    }
}

/// Samples in a time.
pub(super) fn samples(time: Duration) -> i64 {
    i64::try_from(time.as_micros() / 125).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "tape_tests.rs"]
mod tests;
