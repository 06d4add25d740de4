//! What is heard and what happens elsewhere, in the transcript and to the caller.

use std::fmt;

use super::Timings;
use super::app::Asked;
use super::call::LiveCall;
use crate::clock::length;
use crate::observation::{Observation, SoundKind};
use crate::script::{Answer, Drop};
use crate::transcript::Who;

impl LiveCall {
    pub(super) fn tell_heard(&mut self, observation: &Observation) {
        match observation {
            Observation::Sound(sound) => {
                let what = match sound.kind {
                    SoundKind::Speech => format!("hears \"{}\"", sound.text.trim()),
                    SoundKind::Prompt => format!("hears {}", sound.text),
                    SoundKind::Tone { hz: Some(hz) } => format!("hears a tone of {hz} Hz"),
                    _ => "hears a sound that is none of the plan's".into(),
                };
                if matches!(sound.kind, SoundKind::Speech | SoundKind::Prompt) {
                    self.timings.first_prompt.get_or_insert(sound.started.since_start());
                }
                self.transcript.line(sound.started, Who::Caller, &what);
            }
            Observation::SoundEnded { at, heard, .. } if *heard < 1.0 => {
                let percent = (heard * 100.0).round();
                self.transcript.line(*at, Who::Caller, &format!("hears it stop after {percent} %"));
            }
            _ => {}
        }
    }

    pub(super) fn asked(&mut self, asked: &Asked) {
        let request = &asked.request;
        // Parameters in the query are easier to read below one another.
        let url = request.url.split('?').next().unwrap_or_default();
        let mut text = self.asking.describe(&request.method, url, &request.all_parameters());
        text.insert_str(0, "is asked ");
        text.push('\n');
        text.push_str(&what_it_says(asked.answer.as_ref()));
        self.line(Who::App, &text);
        self.notice(&Observation::Request(asked.request.clone()));
    }

    pub(super) fn callee(&mut self, observation: &Observation) {
        match observation {
            Observation::Dialed(dialed) => {
                self.line(Who::Callee, &format!("{} is called by {}", dialed.target, dialed.caller_number));
            }
            Observation::Bridged { target } => {
                self.connected = true;
                self.line(Who::Callee, &format!("{target} answers"));
            }
            Observation::Parted => self.line(Who::Callee, "is gone"),
            _ => {}
        }
        self.notice(observation);
    }
}

impl fmt::Display for Timings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = [("answered", self.answered), ("first RTP", self.first_rtp), ("first prompt", self.first_prompt)];
        let times = times.into_iter().filter_map(|(what, time)| Some((what, time?.as_millis())));
        for (what, milliseconds) in times {
            write!(formatter, "{what} after {milliseconds} ms, ")?;
        }
        write!(formatter, "{} packets received, {} lost", self.packets, self.lost)
    }
}

fn what_it_says(answer: Option<&Answer>) -> String {
    let Some(answer) = answer else { return "has no answer".into() };
    match answer.drop {
        None => format!("answers {} after {}", answer.status, length(answer.after)),
        Some(Drop::Connect) => "refuses the connection".into(),
        Some(Drop::MidBody) => "breaks off in the middle of the body".into(),
        Some(Drop::Never) => "never answers".into(),
    }
}
