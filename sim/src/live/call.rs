//! One live call: what arrives goes to the ear and to the caller, what the caller wants goes out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dialplan::time::Instant;
use engine::media::{Heard, MediaEvent, Session, Voice};
use engine::sip::{Leg, sdp};
use prompts::Prompt;

use super::ear::Ear;
use super::happening::{Happening, Sources};
use super::knowledge::Knowledge;
use super::timeline::{Timeline, position};
use super::{LiveOutcome, Timings, keys, voice};
use crate::asking::Asking;
use crate::caller::{Act, Caller, Senses};
use crate::observation::Observation;
use crate::outcome::Outcome;
use crate::script::{Action, Ending, KeyMethod, Script, What};
use crate::transcript::{Transcript, Who};

/// A call in progress.
pub(super) struct LiveCall {
    script: Arc<Script>,
    caller: Caller,
    ear: Ear,
    timeline: Timeline,
    voice: Voice,
    pub(super) session: Arc<Session>,
    pub(super) local: sdp::Local,
    pub(super) transcript: Transcript,
    pub(super) asking: Asking,
    pub(super) began: tokio::time::Instant,
    pub(super) timings: Timings,
    acts: Vec<Act>,
    pub(super) hang_up: bool,
    /// How the call has ended, until that is told.
    pub(super) end: Option<(Ending, String)>,
    over: bool,
    pub(super) connected: bool,
    /// How many sounds the caller has made.
    played: u32,
    speech: BTreeMap<String, Arc<Prompt>>,
    /// Keys that go by SIP INFO, until they are sent.
    info_keys: Vec<char>,
}

impl LiveCall {
    pub fn new(
        script: &Arc<Script>,
        knowledge: Knowledge,
        session: Arc<Session>,
        local: sdp::Local,
        on_line: impl FnMut(&str) + Send + 'static,
    ) -> Self {
        Self {
            script: Arc::clone(script),
            caller: Caller::new(Arc::clone(script), Senses { latency: EAR_TAKES, inside: false }),
            ear: Ear::new(&knowledge.sounds, &tones(script), Instant::START),
            timeline: Timeline::default(),
            voice: Voice::default(),
            session,
            local,
            asking: Asking::default(),
            transcript: Transcript::told(script, Box::new(on_line)),
            began: tokio::time::Instant::now(),
            timings: Timings::default(),
            acts: Vec::new(),
            hang_up: false,
            end: None,
            over: false,
            connected: false,
            played: 0,
            speech: knowledge.speech,
            info_keys: Vec::new(),
        }
    }

    /// From the INVITE to the end; with everything that was heard.
    pub async fn run(mut self, leg: Leg, mut sources: Sources) -> (LiveOutcome, Vec<f32>) {
        let mut tick = self.began + TICK;
        while !self.over {
            let deadline = self.caller.deadline().map(|deadline| self.began + deadline.since_start());
            match sources.next(deadline.map_or(tick, |deadline| deadline.min(tick))).await {
                Happening::Leg(event) => self.signalled(event),
                Happening::Media(event) => self.media(event),
                Happening::Heard(heard) => self.hear(&heard),
                Happening::Asked(asked) => self.asked(&asked),
                Happening::Callee(observation) => self.callee(&observation),
                Happening::Tick => {
                    self.look_and_listen();
                    tick = tokio::time::Instant::now() + TICK;
                }
            }
            self.act();
            for key in std::mem::take(&mut self.info_keys) {
                leg.send_info_key(key).await;
            }
            if self.hang_up && self.end.is_none() {
                if self.timings.answered.is_none() {
                    self.line(Who::Sim, "no answer came");
                }
                leg.hang_up().await;
                self.end = Some((Ending::Caller, "the caller hung up".into()));
            }
            if let Some((how, cause)) = self.end.take() {
                self.ended(how, cause, &mut sources);
            }
        }
        if self.hang_up {
            // The BYE or CANCEL is on its way; its answer ends the leg.
            let _ = tokio::time::timeout(GOODBYE, sources.leg_over()).await;
        }
        self.outcome()
    }

    fn media(&mut self, event: MediaEvent) {
        if event == MediaEvent::Started {
            self.timings.first_rtp.get_or_insert(self.began.elapsed());
        }
    }

    fn hear(&mut self, heard: &Heard) {
        let arrived = heard.arrived.saturating_duration_since(self.began.into_std());
        let place = self.timeline.place(heard.timestamp, arrived);
        // Audio from far ahead of the clock is no audio of this call.
        if place <= position(self.began.elapsed()) + 8_000 {
            self.ear.hear(place, &self.voice.hear(heard));
        }
    }

    fn look_and_listen(&mut self) {
        // Packets may still be on their way for the last tenth of a second.
        self.ear.hear_nothing_until(position(self.began.elapsed().saturating_sub(ON_THE_WAY)));
        self.report_heard();
        let now = self.now();
        self.caller.wake(now, &mut self.acts);
    }

    fn report_heard(&mut self) {
        let mut observations = Vec::new();
        self.ear.report(&mut observations);
        self.heard(&observations);
    }

    fn heard(&mut self, observations: &[Observation]) {
        for observation in observations {
            self.tell_heard(observation);
            self.notice(observation);
        }
    }

    /// Carries out what the caller wants.
    fn act(&mut self) {
        for act in std::mem::take(&mut self.acts) {
            match act {
                Act::Note(text) => self.line(Who::Sim, &text),
                Act::HangUp => {
                    self.line(Who::Caller, "hangs up");
                    self.hang_up = true;
                }
                Act::Speak { text, length } => {
                    let what = if text.is_empty() { "speaks".to_owned() } else { format!("says \"{text}\"") };
                    self.line(Who::Caller, &what);
                    self.sound(self.speech.get(&text).cloned().unwrap_or_else(|| voice::hum(length)));
                }
                Act::Press { key, method } => {
                    self.line(Who::Caller, &format!("presses {key}"));
                    self.press(key, method);
                }
            }
        }
    }

    fn press(&mut self, key: char, method: KeyMethod) {
        match method {
            KeyMethod::Inband => {
                if let Some(tone) = keys::tone(key) {
                    self.sound(tone);
                }
            }
            KeyMethod::Info => self.info_keys.push(key),
            KeyMethod::Rfc4733 => self.session.send_digits(&key.to_string()),
        }
    }

    fn sound(&mut self, sound: Arc<Prompt>) {
        self.played += 1;
        self.session.play(self.played, sound);
        self.session.finish(self.played);
    }

    /// The call is over: what was heard to the last packet counts, and then its end.
    fn ended(&mut self, how: Ending, cause: String, sources: &mut Sources) {
        while let Ok(heard) = sources.heard.try_recv() {
            self.hear(&heard);
        }
        let mut observations = Vec::new();
        self.ear.finish(&mut observations);
        self.heard(&observations);
        self.over = true;
        self.notice(&Observation::Ended { how, cause });
        self.acts.clear();
    }

    pub(super) fn notice(&mut self, observation: &Observation) {
        let now = self.now();
        self.caller.notice(now, observation, &mut self.acts);
    }

    fn now(&self) -> Instant {
        Instant::after_start(self.began.elapsed())
    }

    pub(super) fn line(&mut self, who: Who, what: &str) {
        let now = self.now();
        self.transcript.line(now, who, what);
    }

    fn outcome(mut self) -> (LiveOutcome, Vec<f32>) {
        let now = self.now();
        let statistics = self.session.statistics();
        self.timings.packets = statistics.packets_received;
        self.timings.lost = statistics.lost;
        self.transcript.line(now, Who::Sim, &self.timings.to_string());
        let outcome = Outcome::new(&self.script, self.caller, self.transcript, now);
        (LiveOutcome { outcome, timings: self.timings }, self.ear.into_audio())
    }
}

/// The tones that a script waits for.
fn tones(script: &Script) -> Vec<u32> {
    let mut tones: Vec<u32> = script
        .steps
        .iter()
        .filter_map(|step| match &step.action {
            Action::Hear(hear) => {
                if let What::Tone { hz, .. } = hear.what {
                    Some(hz)
                } else {
                    None
                }
            }
            _ => None,
        })
        .collect();
    tones.sort_unstable();
    tones.dedup();
    tones
}

/// How often the ear listens.
const TICK: Duration = Duration::from_millis(20);
/// How late a packet may be.
const ON_THE_WAY: Duration = Duration::from_millis(100);
/// How long the ear needs to be sure of a prompt.
const EAR_TAKES: Duration = Duration::from_millis(2_500);
/// How long to wait for the answer to a BYE.
const GOODBYE: Duration = Duration::from_secs(2);
