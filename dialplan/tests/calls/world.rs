//! A world around one call: carries out orders by writing them down, and holds the call to its promises at every step.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dialplan::call::{Call, Settings};
use dialplan::event::{Event, FetchFailure, HangupCause, LegProgress, PlayOutcome, RecordEnd, Recorded, Response};
use dialplan::ids::{FetchId, LegId, PlayId, RecordingId};
use dialplan::order::{Dial, EndCause, Method, Order, Record, Report, Request};
use dialplan::plan::Plan;
use dialplan::time::Instant;

pub use crate::plans::{incoming, plan, plan_with};
use crate::told::{cause_word, heard};

/// The application of documents in tests.
pub const APP: &str = "https://app.example/ivr/start";

pub struct World {
    pub call: Call,
    pub now: Instant,
    /// What was ordered and not looked at yet, a line each.
    story: Vec<String>,
    pub warnings: Vec<String>,
    pub reports: Vec<Report>,
    pub requests: Vec<Request>,
    pub dials: Vec<Dial>,
    pub records: Vec<Record>,
    /// Status callbacks.
    pub notices: Vec<Request>,
    recordings: Vec<RecordingId>,
    referred: bool,
    echoes: bool,
    plays: BTreeMap<PlayId, Option<u32>>,
    fetches: BTreeMap<FetchId, Request>,
    legs: BTreeMap<LegId, ()>,
    leaving: Vec<LegId>,
    /// Everything that happened, and everything that was ordered.
    pub events: Vec<(Instant, Event)>,
    pub orders: Vec<Order>,
}

impl World {
    /// A call to a dialplan, up to where it first waits.
    pub fn of(plan: Arc<Plan>) -> Self {
        let mut world = Self::silent(plan);
        world.give(&Event::Incoming(Box::new(incoming())));
        world
    }

    /// A call that nothing has happened to.
    pub fn silent(plan: Arc<Plan>) -> Self {
        Self {
            call: Call::new(plan, Arc::new(Settings::default())),
            now: Instant::START,
            story: Vec::new(),
            warnings: Vec::new(),
            reports: Vec::new(),
            requests: Vec::new(),
            dials: Vec::new(),
            records: Vec::new(),
            notices: Vec::new(),
            recordings: Vec::new(),
            referred: false,
            echoes: false,
            plays: BTreeMap::new(),
            fetches: BTreeMap::new(),
            legs: BTreeMap::new(),
            leaving: Vec::new(),
            events: Vec::new(),
            orders: Vec::new(),
        }
    }

    /// A call to a menu whose `start` has these actions.
    pub fn start(actions: &str) -> Self {
        Self::of(plan(&format!("<Menu name='main'><Option on='start'>{actions}</Option></Menu>")))
    }

    /// A call that runs this CallAPI document.
    pub fn callapi(document: &str) -> Self {
        Self::document("callapi", document)
    }

    /// A call that runs this TwiML document. It is answered before, so that stories begin with the document.
    pub fn twiml(document: &str) -> Self {
        Self::document("twiml", document)
    }

    fn document(dialect: &str, document: &str) -> Self {
        let mut world = Self::start(&format!(
            "<Answer/><Interactive url='{APP}' dialect='{dialect}'><Fallback><Say>Fallback.</Say></Fallback></Interactive>"
        ));
        world.expect(&["answer", &format!("ask POST {APP}")]);
        world.answer(document);
        world
    }

    pub fn give(&mut self, event: &Event) {
        let over = self.call.ended().is_some();
        match event {
            Event::Played { play, .. } => drop(self.plays.remove(play)),
            Event::Response { fetch, .. } | Event::FetchFailed { fetch, .. } => drop(self.fetches.remove(fetch)),
            Event::Leg { leg, progress: LegProgress::Failed { .. } | LegProgress::Ended { .. } } => {
                self.legs.remove(leg);
                self.leaving.retain(|leaving| leaving != leg);
            }
            Event::Referred { .. } | Event::HungUp { .. } => self.referred = false,
            _ => {}
        }
        let mut orders = Vec::new();
        self.call.handle(self.now, event, &mut orders);
        self.events.push((self.now, event.clone()));
        self.orders.extend(orders.iter().cloned());
        assert!(!over || orders.is_empty(), "ordered after the end: {orders:?}");
        for order in orders {
            self.perform(order);
        }
        self.check(event);
    }

    /// What holds at every moment of every call.
    fn check(&self, event: &Event) {
        let open = !self.plays.is_empty() || !self.fetches.is_empty() || !self.legs.is_empty();
        if self.call.ended().is_some() {
            assert!(!open, "left behind: {:?} {:?} {:?}", self.plays, self.fetches, self.legs);
            assert_eq!(self.call.deadline(), None);
        } else if !matches!(event, Event::HungUp { .. }) || open {
            let waits = open || self.awaited() || !self.leaving.is_empty() || self.call.deadline().is_some();
            assert!(waits || self.call.call_id().is_empty(), "stuck after {event:?}: nothing can happen any more");
        }
    }

    /// Whether something else has been ordered that only the world can end.
    fn awaited(&self) -> bool {
        !self.recordings.is_empty() || self.referred || self.echoes
    }

    fn perform(&mut self, order: Order) {
        let line = match order {
            Order::Ring => "ring".to_owned(),
            Order::Answer => "answer".to_owned(),
            Order::Reject { status } => format!("reject {status}"),
            Order::Play { play, leg, sounds, times } => {
                self.plays.insert(play, times);
                let to = leg.map(|leg| format!("to leg {}: ", leg.0)).unwrap_or_default();
                format!("{to}{}", heard(&sounds, times))
            }
            Order::Stop { play } => {
                assert!(self.plays.remove(&play).is_some(), "stopped twice, or never begun: {play:?}");
                "stop".to_owned()
            }
            Order::Fetch { fetch, request } => {
                let method = if request.method == Method::Get { "GET" } else { "POST" };
                let line = format!("ask {method} {}", request.url);
                self.fetches.insert(fetch, (*request).clone());
                self.requests.push(*request);
                line
            }
            Order::CancelFetch { fetch } => {
                assert!(self.fetches.remove(&fetch).is_some(), "given up twice: {fetch:?}");
                "give up the request".to_owned()
            }
            Order::Dial { leg, dial } => {
                let line = format!("call {} as {}", dial.target, dial.caller_number);
                self.legs.insert(leg, ());
                self.dials.push(*dial);
                line
            }
            Order::HangUpLeg { leg } => {
                assert!(self.legs.remove(&leg).is_some(), "hung up twice: {leg:?}");
                self.leaving.push(leg);
                format!("hang up leg {}", leg.0)
            }
            Order::Bridge { leg } => format!("connect leg {}", leg.0),
            Order::Unbridge { leg } => format!("part leg {}", leg.0),
            Order::SendDigits { leg, digits } => match leg {
                Some(leg) => format!("send {digits} to leg {}", leg.0),
                None => format!("send {digits}"),
            },
            Order::Record { recording, record } => {
                self.recordings.push(recording);
                let line = format!("record {:?}", record.source);
                self.records.push(*record);
                line
            }
            Order::StopRecording { .. } => "stop recording".to_owned(),
            Order::Echo => {
                self.echoes = true;
                "echo".to_owned()
            }
            Order::StopEcho => {
                self.echoes = false;
                "stop the echo".to_owned()
            }
            Order::Refer { target, replaces } => {
                self.referred = true;
                let place = replaces.map_or_else(String::new, |leg| format!(" in the place of leg {}", leg.0));
                format!("refer to {target}{place}")
            }
            Order::Notify { request } => {
                let line = format!("tell {}", request.url);
                self.notices.push(*request);
                line
            }
            Order::HangUp { cause } => format!("hang up: {}", cause_word(&cause)),
            Order::End { cause } => format!("end: {}", cause_word(&cause)),
            Order::Report(report) => {
                if let Report::Warning { text } = &report {
                    self.warnings.push(text.clone());
                }
                self.reports.push(report);
                return;
            }
        };
        self.story.push(line);
    }

    /// What was ordered since it was last asked for.
    pub fn story(&mut self) -> Vec<String> {
        std::mem::take(&mut self.story)
    }

    #[track_caller]
    pub fn expect(&mut self, lines: &[&str]) {
        assert_eq!(self.story(), lines);
    }

    /// Everything that plays ends, and what follows it, until something else has to happen.
    pub fn play_out(&mut self) {
        while let Some((&play, Some(_))) = self.plays.iter().next() {
            self.give(&Event::Played { play, outcome: PlayOutcome::Finished });
        }
    }

    /// What plays now ends.
    pub fn played(&mut self) {
        let play = *self.plays.keys().next().expect("something plays");
        self.give(&Event::Played { play, outcome: PlayOutcome::Finished });
    }

    pub fn sound_failed(&mut self, index: usize) {
        let play = *self.plays.keys().next().expect("something plays");
        self.give(&Event::SoundFailed { play, index, reason: "404".into() });
    }

    pub fn press(&mut self, keys: &str) {
        for digit in keys.chars() {
            self.give(&Event::Digit { digit });
        }
    }

    /// Nothing happens until the call's own time comes; how long that took.
    #[track_caller]
    pub fn wait(&mut self) -> Duration {
        let deadline = self.call.deadline().expect("the call waits for a time");
        let waited = deadline - self.now;
        self.now = self.now.max(deadline);
        self.give(&Event::Timeout);
        waited
    }

    /// The application answers with a document.
    #[track_caller]
    pub fn answer(&mut self, document: &str) {
        self.respond(200, "text/xml; charset=utf-8", document);
    }

    #[track_caller]
    pub fn respond(&mut self, status: u16, content_type: &str, body: &str) {
        let url = self.fetches.values().next().expect("a request is under way").url.clone();
        let content_type = Some(content_type.to_owned()).filter(|content_type| !content_type.is_empty());
        self.reply(Response { status, url, content_type, body: body.into(), ..Response::default() });
    }

    #[track_caller]
    pub fn reply(&mut self, response: Response) {
        let fetch = *self.fetches.keys().next().expect("a request is under way");
        self.give(&Event::Response { fetch, response: Box::new(response) });
    }

    #[track_caller]
    pub fn fail(&mut self, failure: FetchFailure) {
        let fetch = *self.fetches.keys().next().expect("a request is under way");
        self.give(&Event::FetchFailed { fetch, failure, reason: "it is dead".into() });
    }

    pub fn leg(&mut self, leg: u32, progress: LegProgress) {
        self.give(&Event::Leg { leg: LegId(leg), progress });
    }

    /// The oldest recording can be read.
    #[track_caller]
    pub fn recorded(&mut self, seconds: u64, heard: bool) {
        let recording = self.recordings.remove(0);
        let recorded = Recorded {
            url: "https://ivr.example/recordings/RE1.wav".into(),
            duration: Duration::from_secs(seconds),
            ended: RecordEnd::Stopped,
            heard,
        };
        self.give(&Event::Recorded { recording, recorded });
    }

    #[track_caller]
    pub fn recording_failed(&mut self) {
        let recording = self.recordings.remove(0);
        self.give(&Event::RecordingFailed { recording, reason: "the disk is full".into() });
    }

    /// What a recording, a REFER or an echo waits for happens; `false`: none is under way.
    pub fn settle(&mut self) -> bool {
        if !self.recordings.is_empty() {
            self.recorded(3, true);
        } else if self.referred {
            self.give(&Event::Referred { accepted: true, status: Some(200) });
        } else if self.echoes {
            self.hang_up();
        } else {
            return false;
        }
        true
    }

    /// What the last status callback said.
    pub fn told(&self, name: &str) -> Option<&str> {
        let parameters = &self.notices.last().expect("something was told").parameters;
        parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn hang_up(&mut self) {
        self.give(&Event::HungUp { cause: HangupCause::ByCaller });
    }

    pub fn after(&mut self, length: Duration) {
        self.now = self.now + length;
    }

    /// A parameter of the last request.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let parameters = &self.requests.last().expect("something was asked").parameters;
        parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn ended(&self, cause: &EndCause) {
        assert_eq!(self.call.ended(), Some(cause));
    }

    pub fn is_fetching(&self) -> bool {
        !self.fetches.is_empty()
    }

    pub fn is_playing(&self) -> bool {
        !self.plays.is_empty()
    }

    pub fn open_plays(&self) -> Vec<PlayId> {
        self.plays.keys().copied().collect()
    }

    pub fn open_fetches(&self) -> Vec<FetchId> {
        self.fetches.keys().copied().collect()
    }

    /// Legs that have not ended, told to or not.
    pub fn open_legs(&self) -> Vec<u32> {
        self.legs.keys().chain(&self.leaving).map(|leg| leg.0).collect()
    }
}
