//! What callees hear before they are connected, and a caller who is referred away.

use std::time::Duration;

use dialplan::event::Event;
use dialplan::ids::{LegId, PlayId};
use dialplan::order::{Method, Request};
use dialplan::sound::Sound;
use dialplan::time::Instant;

use super::listen::told as sound_told;
use super::speaker::Heard;
use super::world::{Due, World};
use crate::callees::behaviour;
use crate::observation::{self, Dialed, Observation};
use crate::script::Behaviour;
use crate::transcript::Who;

impl World {
    pub(super) fn play_to_leg(&mut self, leg: LegId, play: PlayId, sounds: Vec<Sound>, times: Option<u32>) {
        let timed = sounds.into_iter().map(|sound| {
            let length = self.lengths.of(&sound);
            (sound, length)
        });
        let timed: Vec<_> = timed.collect();
        let now = self.now;
        let mut heard = Vec::new();
        if let Some(speaker) = self.legs.speaker(leg) {
            speaker.play(play, timed, times);
            speaker.run(now, &mut heard);
        }
        self.legs.plays.insert(play, leg);
        self.heard_by(leg, heard);
    }

    pub(super) fn is_of_leg(&self, play: PlayId) -> bool {
        self.legs.plays.contains_key(&play)
    }

    pub(super) fn stop_on_leg(&mut self, play: PlayId) {
        let Some(leg) = self.legs.plays.remove(&play) else { return };
        let now = self.now;
        let mut heard = Vec::new();
        if let Some(speaker) = self.legs.speaker(leg) {
            speaker.stop(play, now, &mut heard);
        }
        self.heard_by(leg, heard);
    }

    /// When a sound on a leg ends.
    pub(super) fn legs_deadline(&self) -> Option<Instant> {
        self.legs.deadlines().map(|(_, at)| at).min()
    }

    /// Ends and begins what is due on the legs.
    pub(super) fn legs_run(&mut self) {
        let now = self.now;
        let due: Vec<LegId> = self.legs.deadlines().filter(|(_, at)| *at <= now).map(|(leg, _)| leg).collect();
        for leg in due {
            let mut heard = Vec::new();
            if let Some(speaker) = self.legs.speaker(leg) {
                speaker.run(now, &mut heard);
            }
            self.heard_by(leg, heard);
        }
    }

    fn heard_by(&mut self, leg: LegId, heard: Vec<Heard>) {
        let Some(target) = self.legs.target(leg).map(str::to_owned) else { return };
        for heard in heard {
            match heard {
                Heard::Begins(sounding) => {
                    self.line(Who::Engine, &format!("to {target}: {}", sound_told(&sounding)));
                }
                Heard::Ends(..) => {}
                Heard::Played(play, outcome) => self.queue.push(self.now, Due::Event(Event::Played { play, outcome })),
            }
        }
    }

    /// The caller's phone calls somebody else.
    pub(super) fn refer(&mut self, target: &str) {
        self.line(Who::Engine, &format!("refers the caller to {target}"));
        self.legs.referred = Some(target.to_owned());
        let (after, status) = match behaviour(&self.script, target) {
            Behaviour::Answer { after, .. } => (after, 200),
            Behaviour::Busy => (Duration::ZERO, 486),
            Behaviour::NoAnswer => (RINGS, 480),
            Behaviour::Refuse { status } => (Duration::ZERO, status),
        };
        self.queue.push(self.now + after, Due::Event(Event::Referred { accepted: true, status: Some(status) }));
        let caller_number = self.script.from.clone();
        self.notice(&Observation::Dialed(Dialed { target: target.to_owned(), caller_number, hangs_up: false }));
    }

    /// The caller's phone takes the place of a leg.
    pub(super) fn hand_over(&mut self, leg: LegId) {
        let target = self.legs.target(leg).unwrap_or("the callee").to_owned();
        self.line(Who::Engine, &format!("asks the caller's phone to take over the call to {target}"));
        self.queue.push(self.now, Due::Event(Event::Referred { accepted: true, status: Some(200) }));
    }

    /// The caller's phone has said what came of it.
    pub(super) fn referred(&mut self, event: &Event) {
        let target = self.legs.referred.take();
        if let (Event::Referred { status: Some(200), .. }, Some(target)) = (event, target) {
            self.line(Who::Callee, &format!("{target} answers"));
            self.notice(&Observation::Bridged { target });
        }
        self.tell(event);
    }

    /// A status callback.
    pub(super) fn told(&mut self, request: &Request) {
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let (url, parameters) = super::fetch::shown(request);
        let tells = self.asking.describe(method, &url, &parameters);
        self.line(Who::Engine, &format!("tells {tells}"));
        self.notice(&Observation::Request(observation::Request {
            method: method.into(),
            url: request.url.clone(),
            parameters: request.parameters.clone(),
            known: true,
        }));
    }
}

/// How long a phone lets it ring.
const RINGS: Duration = Duration::from_secs(30);
