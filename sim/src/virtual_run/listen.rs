//! Plays: what the virtual caller hears, in the transcript and in the caller's ear.

use std::time::Duration;

use dialplan::event::Event;
use dialplan::ids::PlayId;
use dialplan::sound::Sound;

use super::speaker::{Heard, Sounding};
use super::world::{Due, World};
use crate::clock::length;
use crate::observation::{self, Observation, SoundKind};
use crate::transcript::Who;

impl World {
    pub(super) fn play(&mut self, play: PlayId, sounds: Vec<Sound>, times: Option<u32>) {
        if let Some(rehearsal) = &mut self.rehearsal {
            rehearsal.sounds.extend(sounds.iter().cloned());
        }
        let mut timed = Vec::with_capacity(sounds.len());
        for (index, sound) in sounds.into_iter().enumerate() {
            let length = match self.unavailable(&sound) {
                Some(reason) => {
                    self.line(Who::App, &format!("fails: {reason}"));
                    let failed = Event::SoundFailed { play, index, reason };
                    self.queue.push(self.now, Due::Event(failed));
                    Some(Duration::ZERO)
                }
                None => self.lengths.of(&sound),
            };
            timed.push((sound, length));
        }
        self.speaker.play(play, timed, times);
        self.speaker_runs();
    }

    /// Why the audio of a URL cannot be had, if an application of the script says so.
    fn unavailable(&mut self, sound: &Sound) -> Option<String> {
        let Sound::Url { url } = sound else { return None };
        let answer = self.apps.answer("GET", url)?;
        match answer.drop {
            Some(_) => Some(format!("{url} does not answer")),
            None => (answer.status >= 300).then(|| format!("{url} answered {}", answer.status)),
        }
    }

    pub(super) fn stop(&mut self, play: PlayId) {
        let mut heard = Vec::new();
        self.speaker.stop(play, self.now, &mut heard);
        self.heard(heard);
    }

    pub(super) fn speaker_runs(&mut self) {
        let mut heard = Vec::new();
        self.speaker.run(self.now, &mut heard);
        self.heard(heard);
    }

    pub(super) fn listen(&mut self, heard: Heard) {
        match heard {
            Heard::Begins(sounding) => self.begins(&sounding),
            Heard::Ends(sounding, part) => self.ends(&sounding, part),
            Heard::Played(play, outcome) => {
                // A play that ends within the order that started it is told behind the other orders.
                self.queue.push(self.now, Due::Event(Event::Played { play, outcome }));
            }
        }
    }

    fn begins(&mut self, sounding: &Sounding) {
        self.line(Who::Engine, &told(sounding));
        if let Some((kind, text)) = kind(&sounding.sound) {
            self.notice(&Observation::Audible { at: self.now });
            let sound = observation::Sound { id: sounding.id, kind, text, started: sounding.started };
            self.notice(&Observation::Sound(sound));
        }
    }

    fn ends(&mut self, sounding: &Sounding, part: f64) {
        if part < 1.0 || sounding.length.is_none() {
            self.line(Who::Engine, &format!("stops after {}", length(self.now - sounding.started)));
        }
        if kind(&sounding.sound).is_some() {
            self.notice(&Observation::SoundEnded { id: sounding.id, at: self.now, heard: part });
            self.notice(&Observation::Quiet { at: self.now });
        }
    }
}

/// A sound as a transcript tells it.
pub(super) fn told(sounding: &Sounding) -> String {
    let lasts = sounding.length.map_or_else(|| "until stopped".into(), length);
    match &sounding.sound {
        Sound::Speech { text, .. } => format!("says \"{}\" ({lasts})", text.trim()),
        Sound::Prompt { name, .. } => format!("plays {name} ({lasts})"),
        Sound::Url { url } => format!("plays {url} ({lasts})"),
        Sound::Ringback { .. } => format!("plays a ringing tone ({lasts})"),
        Sound::Tone { hz, .. } => format!("plays a tone of {hz} Hz ({lasts})"),
        Sound::Silence { .. } => format!("waits {lasts}"),
    }
}

/// What the caller hears, and its text; `None`: nothing.
fn kind(sound: &Sound) -> Option<(SoundKind, String)> {
    match sound {
        Sound::Speech { text, .. } => Some((SoundKind::Speech, text.clone())),
        Sound::Prompt { name, .. } => Some((SoundKind::Prompt, name.clone())),
        Sound::Url { url } => Some((SoundKind::Url, url.clone())),
        Sound::Ringback { .. } => Some((SoundKind::Tone { hz: None }, String::new())),
        Sound::Tone { hz, .. } => Some((SoundKind::Tone { hz: Some(*hz) }, String::new())),
        Sound::Silence { .. } => None,
    }
}
