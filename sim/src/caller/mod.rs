//! The scripted caller: notices what happens, follows the script, and decides what to do next.
//!
//! No I/O and no clock, like the interpreter on the other side: a virtual world and a live one drive the same caller.

use std::sync::Arc;
use std::time::Duration;

use dialplan::time::Instant;
use xml_schema::{Diagnostic, Span};

use crate::observation::Observation;
use crate::script::{Action, KeyMethod, Script};

mod end;
mod expect;
mod failure;
mod hear;
mod heard;
mod press;
mod quiet;
mod seen;
#[cfg(test)]
mod tests;
mod words;

use heard::Heard;
use quiet::Quiet;
use seen::Seen;

/// What the caller can notice, and how soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Senses {
    /// How late a sound may be reported.
    pub latency: Duration,
    /// Whether menus, variables and logs are seen.
    pub inside: bool,
}

impl Senses {
    /// Those of a virtual caller, who notices everything at once.
    pub const ALL: Self = Self { latency: Duration::ZERO, inside: true };
}

/// Something the caller does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Press a key.
    Press {
        /// `0-9*#A-D`.
        key: char,
        /// How a live caller sends it.
        method: KeyMethod,
    },
    /// Speak.
    Speak {
        /// The words; may be empty.
        text: String,
        /// For how long.
        length: Duration,
    },
    /// Hang up, or cancel the call if it is not answered.
    HangUp,
    /// Say something in the transcript.
    Note(String),
}

/// A step that did not come true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// When.
    pub at: Instant,
    /// What was expected, where the script says so, and what happened instead.
    pub diagnostic: Diagnostic,
}

/// A caller in the middle of a call.
#[derive(Debug)]
pub struct Caller {
    script: Arc<Script>,
    senses: Senses,
    heard: Heard,
    quiet: Quiet,
    seen: Seen,
    /// Index of the step that runs.
    step: usize,
    /// When the step before it was done.
    since: Instant,
    /// How many of the step's acts are done: keys, or the hang-up.
    done: usize,
    wait: Option<Instant>,
    leaving: bool,
    failures: Vec<Failure>,
}

/// How a step fares.
enum Progress {
    /// It came true at this time.
    Done(Instant),
    /// The caller has acted; what comes next is looked at when the act has had its effect.
    Acted(Instant),
    /// Not yet; look again then, or when something happens.
    Wait(Option<Instant>),
    /// It cannot come true any more.
    Failed(Diagnostic),
}

impl Caller {
    /// A caller who has just dialled.
    pub fn new(script: Arc<Script>, senses: Senses) -> Self {
        Self {
            script,
            senses,
            heard: Heard::default(),
            quiet: Quiet::new(senses.latency.min(SOUND_REPORTED)),
            seen: Seen::default(),
            step: 0,
            since: Instant::START,
            done: 0,
            wait: None,
            leaving: false,
            failures: Vec::new(),
        }
    }

    /// Takes in what happened, and appends what the caller does about it.
    pub fn notice(&mut self, now: Instant, observation: &Observation, acts: &mut Vec<Act>) {
        match observation {
            Observation::Sound(sound) => self.heard.begin(sound.clone()),
            Observation::SoundEnded { id, at, heard } => self.heard.end(*id, *at, *heard),
            Observation::Audible { at } => self.quiet.audible(*at),
            Observation::Quiet { at } => self.quiet.quiet(*at),
            Observation::Answered => self.quiet.quiet(now),
            Observation::Bridged { .. } => self.quiet.audible(now),
            Observation::Parted => self.quiet.quiet(now),
            Observation::Ended { .. } => self.quiet.audible(now),
            _ => {}
        }
        self.seen.notice(now, observation);
        if let Observation::Request(request) = observation
            && !request.known
        {
            let diagnostic = failure::unknown_request(self.script.span, request);
            self.fail(now, diagnostic, acts);
        }
        self.advance(now, acts);
    }

    /// The moment [`deadline`](Self::deadline) named has come.
    pub fn wake(&mut self, now: Instant, acts: &mut Vec<Act>) {
        self.advance(now, acts);
    }

    /// When the caller next wants to act, if nothing happens before.
    pub fn deadline(&self) -> Option<Instant> {
        if self.leaving {
            return None;
        }
        let times = [self.wait, self.quiet.deadline(), Some(self.latest())];
        times.into_iter().flatten().min()
    }

    /// Fails the script for a reason of the world's.
    pub fn fail(&mut self, now: Instant, diagnostic: Diagnostic, acts: &mut Vec<Act>) {
        self.failures.push(Failure { at: now, diagnostic });
        self.leave(acts);
    }

    /// Where the script is: the step that runs, or the start tag.
    pub fn span(&self) -> Span {
        self.script.steps.get(self.step).map_or(self.script.span, |step| step.span)
    }

    /// Whether the call is over.
    pub fn over(&self) -> bool {
        self.seen.ended.is_some()
    }

    /// What went wrong; empty: nothing.
    pub fn into_failures(self) -> Vec<Failure> {
        self.failures
    }

    fn advance(&mut self, now: Instant, acts: &mut Vec<Act>) {
        while !self.leaving {
            if let Some(diagnostic) = self.limit_passed(now) {
                return self.fail(now, diagnostic, acts);
            }
            if self.step == self.script.steps.len() {
                return self.leave(acts);
            }
            match self.progress(now, acts) {
                Progress::Done(at) => self.next_step(at),
                Progress::Acted(at) => {
                    self.next_step(at);
                    self.wait = Some(at);
                    return;
                }
                Progress::Wait(until) => {
                    self.wait = until;
                    return;
                }
                Progress::Failed(diagnostic) => return self.fail(now, diagnostic, acts),
            }
        }
    }

    fn next_step(&mut self, since: Instant) {
        self.step += 1;
        self.since = since;
        self.done = 0;
        self.wait = None;
    }

    fn progress(&mut self, now: Instant, acts: &mut Vec<Act>) -> Progress {
        let script = Arc::clone(&self.script);
        let step = &script.steps[self.step];
        match &step.action {
            Action::Hear(hear) => self.hear(step.span, hear, now),
            Action::Press(press) => self.press(step.span, press, now, acts),
            Action::Speak(speak) => self.speak(step.span, speak, now, acts),
            Action::Hangup { after } => self.hang_up(step.span, *after, now, acts),
            Action::Wait { length } => self.pass_time(*length, now),
            Action::Expect(expect) => self.expect(step.span, expect, now, acts),
            Action::Silence { at_most } => {
                self.quiet.allow(*at_most, self.since, step.span);
                Progress::Done(self.since)
            }
            Action::End(end) => self.end(step.span, end, now),
        }
    }

    fn limit_passed(&self, now: Instant) -> Option<Diagnostic> {
        if let Some(too_quiet) = self.quiet.passed(now) {
            return Some(failure::too_quiet(&too_quiet, &self.heard));
        }
        let too_long = now >= self.latest() && self.seen.ended.is_none();
        too_long.then(|| failure::too_long(self.span(), self.script.max_duration))
    }

    fn latest(&self) -> Instant {
        Instant::START + self.script.max_duration
    }

    /// Nothing is left to do: hangs up if the call is still there.
    fn leave(&mut self, acts: &mut Vec<Act>) {
        if !self.leaving && self.seen.ended.is_none() {
            acts.push(Act::HangUp);
        }
        self.leaving = true;
        self.wait = None;
    }

    fn pass_time(&self, length: Duration, now: Instant) -> Progress {
        let until = self.since + length;
        if now >= until || self.seen.ended.is_some() { Progress::Done(until) } else { Progress::Wait(Some(until)) }
    }
}

/// That there is a sound is known sooner than which.
const SOUND_REPORTED: Duration = Duration::from_millis(200);
