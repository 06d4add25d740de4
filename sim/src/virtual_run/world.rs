//! The loop around one call: takes what is due next, tells the call and the caller, carries out what they want.

use std::sync::Arc;

use dialplan::call::Call;
use dialplan::event::{Event, HangupCause};
use dialplan::order::{EndCause, Order};
use dialplan::plan::Plan;
use dialplan::time::Instant;
use xml_schema::Diagnostic;

use super::fetch::Fetches;
use super::guard::Guard;
use super::leg::{LegEvent, Legs};
use super::queue::Queue;
use super::speaker::{Heard, Speaker};
use super::tape::Tapes;
use super::{Options, Rehearsal};
use crate::apps::Apps;
use crate::asking::Asking;
use crate::caller::{Act, Caller, Senses};
use crate::identity;
use crate::lengths::Lengths;
use crate::observation::Observation;
use crate::outcome::Outcome;
use crate::script::{Action, Ending, Script};
use crate::transcript::{Transcript, Who};

/// One call and everything around it.
pub(super) struct World {
    pub(super) now: Instant,
    pub(super) script: Arc<Script>,
    pub(super) call: Call,
    pub(super) caller: Caller,
    pub(super) queue: Queue<Due>,
    pub(super) speaker: Speaker,
    pub(super) lengths: Lengths,
    pub(super) apps: Apps,
    pub(super) asking: Asking,
    pub(super) fetches: Fetches,
    pub(super) legs: Legs,
    pub(super) tapes: Tapes,
    pub(super) transcript: Transcript,
    /// What came up, if somebody wants to know.
    pub(super) rehearsal: Option<Rehearsal>,
    acts: Vec<Act>,
    watched: Vec<(String, Option<String>)>,
    answered: bool,
    caller_gone: bool,
    ended: bool,
}

/// Something that is going to happen.
#[derive(Debug, PartialEq)]
pub(super) enum Due {
    Event(Event),
    Leg(LegEvent),
}

impl World {
    pub fn new(plan: &Arc<Plan>, script: &Arc<Script>, options: &Options) -> Self {
        let mut call = Call::new(Arc::clone(plan), Arc::clone(&options.settings));
        if options.coverage {
            call.keep_visits();
        }
        Self {
            now: Instant::START,
            script: Arc::clone(script),
            call,
            caller: Caller::new(Arc::clone(script), Senses::ALL),
            queue: Queue::default(),
            speaker: Speaker::default(),
            lengths: options.lengths.clone(),
            apps: Apps::new(Arc::clone(script)),
            asking: Asking::default(),
            fetches: Fetches::default(),
            legs: Legs::default(),
            tapes: Tapes::default(),
            transcript: Transcript::new(script),
            rehearsal: None,
            acts: Vec::new(),
            watched: watched(script),
            answered: false,
            caller_gone: false,
            ended: false,
        }
    }

    /// From the INVITE to the end.
    pub fn run(mut self) -> Outcome {
        self.play_out();
        let visits = self.call.take_visits();
        Outcome { visits, ..Outcome::new(&self.script, self.caller, self.transcript, self.now) }
    }

    /// The same; what came up on the way.
    pub fn rehearse(mut self) -> Rehearsal {
        self.rehearsal = Some(Rehearsal::default());
        self.play_out();
        self.rehearsal.unwrap_or_default()
    }

    fn play_out(&mut self) {
        let mut guard = Guard::default();
        self.tell(&Event::Incoming(Box::new(identity::incoming(&self.script))));
        self.act();
        while !self.ended {
            if let Some(what) = guard.count(self.now) {
                self.give_up(what);
                break;
            }
            if !self.step() {
                self.give_up("nothing is going to happen any more, and the call has not ended");
                break;
            }
        }
    }

    /// Does what is due next. False: nothing is.
    fn step(&mut self) -> bool {
        let (queue, speaker) = (self.queue.next_at(), self.speaker.deadline());
        let (call, caller) = (self.call.deadline(), self.caller.deadline());
        let (legs, tapes) = (self.legs_deadline(), self.tapes_deadline());
        let times = [queue, speaker, call, caller, legs, tapes];
        let Some(next) = times.into_iter().flatten().min() else { return false };
        self.now = self.now.max(next);
        if queue == Some(next) {
            match self.queue.pop() {
                Some(Due::Event(event)) => self.arrived(&event),
                Some(Due::Leg(event)) => self.leg_happens(&event),
                None => {}
            }
        } else if speaker == Some(next) {
            self.speaker_runs();
        } else if legs == Some(next) {
            self.legs_run();
        } else if tapes == Some(next) {
            self.tapes_run();
        } else if call == Some(next) {
            self.tell(&Event::Timeout);
        } else {
            self.caller.wake(self.now, &mut self.acts);
        }
        self.act();
        true
    }

    /// Tells the call, and carries out what it orders.
    pub(super) fn tell(&mut self, event: &Event) {
        if self.ended {
            return;
        }
        let mut orders = Vec::new();
        self.call.handle(self.now, event, &mut orders);
        for order in orders {
            self.perform(order);
        }
        self.look_at_variables();
    }

    /// Tells the caller, whose acts wait until the orders at hand are carried out.
    pub(super) fn notice(&mut self, observation: &Observation) {
        self.caller.notice(self.now, observation, &mut self.acts);
    }

    /// Carries out what the caller wants, until it wants nothing more for now.
    fn act(&mut self) {
        while !self.acts.is_empty() {
            for act in std::mem::take(&mut self.acts) {
                match act {
                    Act::Note(text) => self.line(Who::Sim, &text),
                    Act::Press { key, .. } if !self.gone() => {
                        let secret = self.call.masks_digits();
                        let key_shown = if secret { "a secret key".into() } else { key.to_string() };
                        self.line(Who::Caller, &format!("presses {key_shown}"));
                        self.tell(&Event::Digit { digit: key });
                        self.caller.wake(self.now, &mut self.acts);
                    }
                    Act::Speak { text, length } if !self.gone() => self.speak(length, &text),
                    Act::HangUp if !self.gone() => self.caller_hangs_up(),
                    Act::Press { .. } | Act::Speak { .. } | Act::HangUp => {}
                }
            }
        }
    }

    fn gone(&self) -> bool {
        self.ended || self.caller_gone
    }

    fn caller_hangs_up(&mut self) {
        self.line(Who::Caller, "hangs up");
        self.caller_gone = true;
        let mut heard = Vec::new();
        self.speaker.silence(self.now, &mut heard);
        self.heard(heard);
        let cause = if self.answered { HangupCause::ByCaller } else { HangupCause::Canceled };
        self.notice(&Observation::Ended { how: Ending::Caller, cause: "the caller hung up".into() });
        self.tell(&Event::HungUp { cause });
    }

    fn perform(&mut self, order: Order) {
        match order {
            Order::Ring => {
                self.line(Who::Engine, "rings");
                self.notice(&Observation::Ringing);
            }
            Order::Answer => self.answer(),
            Order::Reject { status } => self.over(Ending::Reject, format!("rejected with {status}")),
            Order::Play { play, leg: None, sounds, times } => self.play(play, sounds, times),
            Order::Play { play, leg: Some(leg), sounds, times } => self.play_to_leg(leg, play, sounds, times),
            Order::Stop { play } if self.is_of_leg(play) => self.stop_on_leg(play),
            Order::Stop { play } => self.stop(play),
            Order::Fetch { fetch, request } => self.fetch(fetch, &request),
            Order::CancelFetch { fetch } => self.cancel_fetch(fetch),
            Order::Dial { leg, dial } => self.dial(leg, &dial),
            Order::HangUpLeg { leg } => self.hang_up_leg(leg),
            Order::Bridge { leg } => self.bridge(leg),
            Order::Unbridge { leg } => self.unbridge(leg),
            Order::SendDigits { leg, digits } => {
                let whom = if leg.is_some() { "the callee" } else { "the caller" };
                self.line(Who::Engine, &format!("sends keys {digits} to {whom}"));
            }
            Order::Record { recording, record } => self.record(recording, *record),
            Order::StopRecording { recording } => self.stop_recording(recording),
            Order::Echo => self.line(Who::Engine, "sends the caller's voice back"),
            Order::StopEcho => self.line(Who::Engine, "sends it back no longer"),
            Order::Refer { target, replaces: None } => self.refer(&target),
            Order::Refer { replaces: Some(leg), .. } => self.hand_over(leg),
            Order::Notify { request } => self.told(&request),
            Order::HangUp { cause } => self.hung_up(&cause),
            Order::End { cause } => {
                self.line(Who::Sim, &format!("the call is over: {}", identity::cause(&cause)));
                self.ended = true;
            }
            Order::Report(report) => self.report(report),
        }
    }

    fn answer(&mut self) {
        self.line(Who::Engine, "answers");
        self.answered = true;
        self.notice(&Observation::Answered);
        self.queue.push(self.now, Due::Event(Event::Answered));
    }

    fn hung_up(&mut self, cause: &EndCause) {
        let how = match cause {
            EndCause::TransferCompleted => Ending::Transfer,
            _ if self.answered => Ending::Hangup,
            _ => Ending::Reject,
        };
        self.over(how, identity::cause(cause));
    }

    /// The engine ends the call.
    fn over(&mut self, how: Ending, cause: String) {
        let mut heard = Vec::new();
        self.speaker.silence(self.now, &mut heard);
        self.heard(heard);
        self.line(Who::Engine, &format!("ends the call: {cause}"));
        self.ended = true;
        self.notice(&Observation::Ended { how, cause });
    }

    /// What arrived from the world outside, unless nobody waits for it any more.
    fn arrived(&mut self, event: &Event) {
        match event {
            Event::Response { fetch, .. } | Event::FetchFailed { fetch, .. } => self.fetched(*fetch, event),
            Event::Referred { .. } => self.referred(event),
            event => self.tell(event),
        }
    }

    fn look_at_variables(&mut self) {
        for index in 0..self.watched.len() {
            let (name, known) = &self.watched[index];
            let value = self.call.variable(name).map(str::to_owned);
            if value != *known {
                let name = name.clone();
                self.watched[index].1 = value.clone();
                self.notice(&Observation::Variable { name, value: value.unwrap_or_default() });
            }
        }
    }

    pub(super) fn line(&mut self, who: Who, what: &str) {
        self.transcript.line(self.now, who, what);
    }

    pub(super) fn heard(&mut self, heard: Vec<Heard>) {
        for heard in heard {
            self.listen(heard);
        }
    }

    fn give_up(&mut self, what: &str) {
        self.line(Who::Sim, what);
        let diagnostic = Diagnostic::error("S110", self.caller.span(), what).label("the script was here");
        self.caller.fail(self.now, diagnostic, &mut self.acts);
    }
}

/// The variables that the script asks for.
fn watched(script: &Script) -> Vec<(String, Option<String>)> {
    let names = script.steps.iter().filter_map(|step| match &step.action {
        Action::Expect(expect) => expect.variable.as_ref().map(|(name, _)| name.clone()),
        _ => None,
    });
    let mut names: Vec<_> = names.map(|name| (name, None)).collect();
    names.sort();
    names.dedup();
    names
}
