//! A world that does to a call what bytes say, and then leaves it alone: the caller is silent, whatever was ordered happens,
//! the application answers the same again and again. Whatever document runs, the call must end, with a cause.

#![allow(dead_code)] // Each test uses a part of it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use dialplan::call::{Call, Settings};
use dialplan::event::{
    Event, FetchFailure, HangupCause, Incoming, LegProgress, LegResult, PlayOutcome, RecordEnd, Recorded, Response,
};
use dialplan::ids::{FetchId, LegId, PlayId, RecordingId};
use dialplan::load::{MemoryFiles, load};
use dialplan::order::{EndCause, Order, Report};
use dialplan::plan::Plan;
use dialplan::time::Instant;

use crate::made::{Care, Choices, response};

/// What a call has ordered and what has not come to its end.
#[derive(Debug, Default)]
struct Open {
    plays: BTreeSet<PlayId>,
    fetches: Vec<(FetchId, String)>,
    legs: Vec<(LegId, Stage)>,
    recordings: BTreeSet<RecordingId>,
    refers: bool,
}

/// How far an outgoing leg is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Called,
    Answered,
    /// We have hung up; its end has not come.
    Leaving,
}

/// A call that runs documents.
pub struct Driven {
    call: Call,
    /// Whether the caller hangs up when nothing can happen any more: a plan without a lifetime leaves that to him.
    hangs_up: bool,
    now: Instant,
    open: Open,
    /// What the application answers.
    document: String,
    /// Requests since something last came from outside.
    requests: usize,
    /// The menus that were entered.
    menus: BTreeSet<String>,
    /// Everything that happened, to be shown when it goes wrong.
    story: Vec<String>,
}

/// After so many events of a call that is left alone it goes round in circles. A menu that plays its prompts a thousand
/// times, a Gather that asks twenty times, in each of 25 documents: nothing longer can be written in few elements.
const EVENTS: usize = 50_000;

const KEYS: [char; 12] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'];

/// 25 documents, each asked for at most 11 times, a fallback URL for each, and the last ones that say how it ended.
const REQUESTS: usize = 25 * 12 * 2 + 10;

const PLAN: &str = "<Dialplan xmlns='urn:dialtree:1' language='en-GB' base='http://base.example/' lifetime='4h'>
  <Route to='*' menu='main'/>
  <OnError><Say>Error.</Say></OnError>
  <Menu name='main' timeout='3s' tries='2'>
    <Option on='start'><Interactive url='http://a.example/start' dialect='DIALECT'><Fallback><Say>Local.</Say></Fallback></Interactive></Option>
    <Option on='1'><Jump menu='main'/></Option>
    <Option on='timeout'><Say>Nothing.</Say></Option>
    <Option on='invalid'><Jump menu='main' option='1'/></Option>
    <Option on='hangup'><Interactive url='http://a.example/bye'/></Option>
  </Menu>
  <Prompts dir='prompts'/>
</Dialplan>";

/// Runs a document as bytes say, in virtual time. Returns why the call ended.
///
/// # Panics
/// If a promise is broken; the message has the document and the story.
pub fn run(document: &str, dialect: &str, choices: &mut Choices<'_>) -> EndCause {
    let text = PLAN.replace("DIALECT", dialect);
    let files = MemoryFiles::new([("plan.xml", text.as_str()), ("prompts/welcome.wav", "")]);
    let plan = load("plan.xml", &files).plan.expect("the plan of this test is right");
    walk(plan, Incoming { from: "1".into(), to: "100".into(), ..Incoming::default() }, document, choices).cause
}

/// What became of a call.
pub struct Walked {
    /// Why it ended.
    pub cause: EndCause,
    /// The menus it came to.
    pub menus: BTreeSet<String>,
}

/// Calls a plan and does as bytes say, in virtual time; applications answer with this document.
///
/// # Panics
/// If a promise is broken; the message has the document and the story.
pub fn walk(plan: Arc<Plan>, incoming: Incoming, document: &str, choices: &mut Choices<'_>) -> Walked {
    let mut driven = Driven {
        hangs_up: plan.lifetime.is_none(),
        call: Call::new(plan, Arc::new(Settings::default())),
        now: Instant::START,
        open: Open::default(),
        document: document.to_owned(),
        requests: 0,
        menus: BTreeSet::new(),
        story: Vec::new(),
    };
    let incoming = Incoming { call_id: "0123456789abcdef0123456789abcdef".into(), ..incoming };
    driven.give(&Event::Incoming(Box::new(incoming)));
    let cause = driven.run_out(choices);
    Walked { cause, menus: driven.menus }
}

impl Driven {
    fn run_out(&mut self, choices: &mut Choices<'_>) -> EndCause {
        for _ in 0..EVENTS {
            if let Some(cause) = self.call.ended() {
                let cause = cause.clone();
                self.holds(self.open.plays.is_empty() && self.open.fetches.is_empty(), "something is left behind");
                self.holds(self.open.legs.iter().all(|(_, stage)| *stage == Stage::Leaving), "a leg is left behind");
                return cause;
            }
            let event = if choices.is_over() { None } else { self.outside(choices) };
            match event.or_else(|| self.next(choices)) {
                Some(event) => self.give(&event),
                None => self.holds(false, "nothing can happen any more"),
            }
        }
        self.holds(false, "it never ends");
        unreachable!("it does not hold")
    }

    /// What somebody outside does; nothing if the bytes say so.
    fn outside(&mut self, choices: &mut Choices<'_>) -> Option<Event> {
        self.now = self.now + Duration::from_millis(100 * choices.below(20) as u64);
        let event = match choices.below(8) {
            0..3 => Event::Digit { digit: choices.pick(&KEYS) },
            3 => {
                let play = *self.open.plays.first()?;
                Event::SoundFailed { play, index: choices.below(3), reason: "404".into() }
            }
            4 => {
                let (fetch, _) = self.open.fetches.first()?.clone();
                Event::FetchFailed { fetch, failure: FetchFailure::Timeout, reason: "it is dead".into() }
            }
            5 if choices.below(8) == 0 => Event::HungUp { cause: HangupCause::ByCaller },
            _ => return None,
        };
        self.requests = 0;
        Some(event)
    }

    /// What must happen next because it was ordered, or because it is time.
    fn next(&mut self, choices: &mut Choices<'_>) -> Option<Event> {
        if let Some((fetch, url)) = self.open.fetches.first().cloned() {
            return Some(Event::Response { fetch, response: Box::new(self.answer(url, choices)) });
        }
        if let Some((leg, stage)) =
            self.open.legs.iter().find(|(_, stage)| *stage == Stage::Leaving || !choices.is_over()).copied()
        {
            return Some(Event::Leg { leg, progress: progress(stage, choices) });
        }
        if let Some(play) = self.open.plays.first() {
            self.now = self.now + Duration::from_millis(500);
            return Some(Event::Played { play: *play, outcome: PlayOutcome::Finished });
        }
        if let Some(recording) = self.open.recordings.first() {
            self.now = self.now + Duration::from_secs(2);
            let recorded = Recorded {
                url: "http://engine.example/recordings/1".into(),
                duration: Duration::from_secs(2),
                ended: RecordEnd::Silence,
                heard: choices.below(2) == 1,
            };
            return Some(Event::Recorded { recording: *recording, recorded });
        }
        if std::mem::take(&mut self.open.refers) {
            let accepted = choices.below(2) == 1;
            return Some(Event::Referred { accepted, status: Some(if accepted { 200 } else { 603 }) });
        }
        // A leg that rings is left to its time.
        let Some(deadline) = self.call.deadline() else {
            let leg = self.open.legs.first().copied();
            let gone = self.hangs_up.then_some(Event::HungUp { cause: HangupCause::ByCaller });
            return leg.map(|(leg, stage)| Event::Leg { leg, progress: progress(stage, choices) }).or(gone);
        };
        self.now = self.now.max(deadline);
        Some(Event::Timeout)
    }

    fn answer(&mut self, url: String, choices: &mut Choices<'_>) -> Response {
        let (status, body) = match choices.below(8) {
            1 => (200, "<Response><Redirect/></Response>".to_owned()),
            2 => (503, String::new()),
            3 => (200, "<Response><Say".to_owned()),
            4 => (200, response(choices, Care::Careless)),
            5 => (204, String::new()),
            _ => (200, self.document.clone()),
        };
        Response { status, url, content_type: Some("text/xml".into()), body, ..Response::default() }
    }

    fn give(&mut self, event: &Event) {
        match event {
            Event::Played { play, .. } => drop(self.open.plays.remove(play)),
            Event::Response { fetch, .. } | Event::FetchFailed { fetch, .. } => {
                self.open.fetches.retain(|(known, _)| known != fetch);
            }
            Event::Recorded { recording, .. } => drop(self.open.recordings.remove(recording)),
            Event::Leg { leg, progress: LegProgress::Answered } => {
                self.open
                    .legs
                    .iter_mut()
                    .filter(|(known, _)| known == leg)
                    .for_each(|(_, stage)| *stage = Stage::Answered);
            }
            Event::Leg { leg, progress: LegProgress::Failed { .. } | LegProgress::Ended { .. } } => {
                self.open.legs.retain(|(known, _)| known != leg);
            }
            _ => {}
        }
        let over = self.call.ended().is_some();
        let mut orders = Vec::new();
        self.call.handle(self.now, event, &mut orders);
        if self.story.len() < 400 {
            self.story.push(format!("{:?} {event:?}", self.now));
        }
        self.holds(!over || orders.is_empty(), "it orders something after its end");
        for order in orders {
            self.perform(order);
        }
    }

    fn perform(&mut self, order: Order) {
        match order {
            Order::Play { play, .. } => drop(self.open.plays.insert(play)),
            Order::Stop { play } => drop(self.open.plays.remove(&play)),
            Order::Fetch { fetch, request } => {
                self.requests += 1;
                self.open.fetches.push((fetch, request.url.clone()));
                self.holds(self.requests <= REQUESTS, "it asks again and again without input");
            }
            Order::CancelFetch { fetch } => self.open.fetches.retain(|(known, _)| *known != fetch),
            Order::Dial { leg, .. } => self.open.legs.push((leg, Stage::Called)),
            Order::HangUpLeg { leg } => {
                self.open
                    .legs
                    .iter_mut()
                    .filter(|(known, _)| *known == leg)
                    .for_each(|(_, stage)| *stage = Stage::Leaving);
            }
            Order::Record { recording, .. } => drop(self.open.recordings.insert(recording)),
            Order::Refer { .. } => self.open.refers = true,
            Order::Report(Report::Menu { menu, .. }) => drop(self.menus.insert(menu)),
            _ => {}
        }
    }

    fn holds(&self, condition: bool, promise: &str) {
        assert!(condition, "{promise}\n{}\n{:?}\n{:#?}", self.document, self.open, self.story);
    }
}

/// What happens to an outgoing leg next.
fn progress(stage: Stage, choices: &mut Choices<'_>) -> LegProgress {
    match (stage, choices.below(4)) {
        (Stage::Leaving | Stage::Answered, _) => LegProgress::Ended { by_callee: true },
        (Stage::Called, 1) => LegProgress::Ringing,
        (Stage::Called, 2) => LegProgress::Failed { result: LegResult::Busy, status: Some(486) },
        (Stage::Called, _) => LegProgress::Answered,
    }
}
