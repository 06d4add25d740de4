//! Recordings: when each ends, and how long it is, by when somebody speaks.

use std::collections::BTreeMap;
use std::time::Duration;

use dialplan::event::{Event, RecordEnd, Recorded};
use dialplan::ids::RecordingId;
use dialplan::order::{Record, RecordSource};
use dialplan::time::Instant;

use super::world::{Due, World};
use crate::clock::length;
use crate::transcript::Who;

/// Recordings in progress, and the caller's voice.
#[derive(Debug, Default)]
pub(super) struct Tapes {
    tapes: BTreeMap<RecordingId, Tape>,
    /// When the caller speaks, in order: from, to.
    voice: Vec<(Instant, Instant)>,
}

#[derive(Debug)]
struct Tape {
    record: Record,
    began: Instant,
}

impl Tape {
    /// The parts of the caller's speech that are on it.
    fn speech<'v>(&self, voice: &'v [(Instant, Instant)]) -> impl Iterator<Item = (Instant, Instant)> + 'v {
        let began = self.began;
        voice.iter().filter(move |(_, to)| *to > began).map(move |(from, to)| ((*from).max(began), *to))
    }

    /// When it ends by itself, as things are.
    fn end(&self, voice: &[(Instant, Instant)]) -> Option<(Instant, RecordEnd)> {
        let mut quiet_since = self.began;
        let silence = self.record.silence.map(|silence| {
            for (from, to) in self.speech(voice) {
                if from > quiet_since + silence {
                    break;
                }
                quiet_since = quiet_since.max(to);
            }
            (quiet_since + silence, RecordEnd::Silence)
        });
        let length = self.record.max_length.map(|length| (self.began + length, RecordEnd::Length));
        [length, silence].into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// How long it is, and whether somebody is heard.
    fn content(&self, voice: &[(Instant, Instant)], now: Instant, bridged: bool) -> (Duration, bool) {
        match self.record.source {
            RecordSource::Leg { .. } => return (now - self.began, bridged),
            // Prompts are heard from the first to the last moment, near enough.
            RecordSource::Heard | RecordSource::Call { .. } => return (now - self.began, true),
            RecordSource::Caller | RecordSource::Conversation { .. } => {}
        }
        let spoken: Vec<_> = self.speech(voice).filter(|(from, _)| *from < now).collect();
        let conversation = matches!(self.record.source, RecordSource::Conversation { .. }) && bridged;
        match (spoken.first(), spoken.last()) {
            (Some((first, _)), Some((_, last))) if self.record.trim => ((*last).min(now) - *first, true),
            (None, _) if self.record.trim && !conversation => (Duration::ZERO, false),
            (first, _) => (now - self.began, first.is_some() || conversation),
        }
    }
}

impl World {
    /// The caller speaks from now on, for so long.
    pub(super) fn speak(&mut self, for_long: Duration, words: &str) {
        let what = if words.is_empty() { "speaks".to_owned() } else { format!("says \"{words}\"") };
        self.line(Who::Caller, &format!("{what} ({})", length(for_long)));
        self.tapes.voice.push((self.now, self.now + for_long));
    }

    pub(super) fn record(&mut self, recording: RecordingId, record: Record) {
        let what = match record.source {
            RecordSource::Caller => "the caller",
            RecordSource::Heard => "what the caller hears",
            RecordSource::Call { .. } => "the call",
            RecordSource::Leg { .. } => "the callee",
            RecordSource::Conversation { .. } => "the conversation",
        };
        self.line(Who::Engine, &format!("records {what}"));
        self.tapes.tapes.insert(recording, Tape { record, began: self.now });
    }

    pub(super) fn stop_recording(&mut self, recording: RecordingId) {
        self.recorded(recording, RecordEnd::Stopped);
    }

    /// When a recording next ends by itself.
    pub(super) fn tapes_deadline(&self) -> Option<Instant> {
        let voice = &self.tapes.voice;
        self.tapes.tapes.values().filter_map(|tape| tape.end(voice)).map(|(at, _)| at).min()
    }

    /// Ends the recordings that are due.
    pub(super) fn tapes_run(&mut self) {
        let voice = &self.tapes.voice;
        let due = self.tapes.tapes.iter().filter_map(|(id, tape)| {
            let (at, ended) = tape.end(voice)?;
            (at <= self.now).then_some((*id, ended))
        });
        for (id, ended) in due.collect::<Vec<_>>() {
            self.recorded(id, ended);
        }
    }

    fn recorded(&mut self, recording: RecordingId, ended: RecordEnd) {
        let Some(tape) = self.tapes.tapes.remove(&recording) else { return };
        let (long, heard) = tape.content(&self.tapes.voice, self.now, self.was_bridged());
        let why = match ended {
            RecordEnd::Stopped => "stopped",
            RecordEnd::Silence => "nobody speaks",
            RecordEnd::Length => "it is long enough",
        };
        let what = if heard { length(long) } else { "nothing but silence".into() };
        self.line(Who::Engine, &format!("has recorded {what}: {why}"));
        let url = format!("http://dialtree.invalid/recordings/{}.wav", tape.record.sid);
        let recorded = Recorded { url, duration: long, ended, heard };
        self.queue.push(self.now, Due::Event(Event::Recorded { recording, recorded }));
    }
}
