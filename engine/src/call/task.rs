//! The task of one call: events in, orders out, until the call has ended.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use dialplan::call::Call;
use dialplan::event::{Event, HangupCause};
use dialplan::ids::FetchId;
use dialplan::order::{EndCause, Order, Request};
use dialplan::time::Instant;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::World;
use super::callees::Callees;
use super::caller::Caller;
use super::incoming::{self, Passing};
use super::notices::CallNotices;
use super::player::Player;
use super::recorder::Recorder;
use super::story::Story;
use crate::media::{MediaEvent, Session};
use crate::sip::{Invitation, Leg, LegEvent, sdp};

/// How a control API reaches a running call. Bounded: a call that does not keep up refuses commands.
pub type Commands = mpsc::Sender<Event>;

/// Runs a call from its INVITE to its end.
pub(crate) async fn run(world: Arc<World>, invitation: Invitation, stop: CancellationToken) {
    let call_id = world.new_call_id();
    let span = tracing::info_span!("call", id = %call_id);
    async move {
        // Keys and ends of prompts: a caller cannot press 64 keys in the time of one turn; what is more is dropped.
        let (media_events, media) = mpsc::channel(64);
        let peer = invitation.offer.as_deref().and_then(sdp::address).unwrap_or(invitation.source.ip());
        let session = match world.media.open_towards(Some(peer), media_events) {
            Ok(session) => Arc::new(session),
            Err(error) => {
                tracing::error!(%error, "INVITE refused: no media session");
                return refuse(invitation.leg, 503).await;
            }
        };
        let incoming = incoming::of(&invitation, &call_id, &world);
        let passing = Passing::of(&invitation);
        let replaces = invitation.supports("replaces");
        let Invitation { leg, events, offer, .. } = invitation;
        let caller = match Caller::new(&world, leg, Arc::clone(&session), offer.as_deref(), replaces) {
            Ok(caller) => caller.known_as(&incoming.from, passing.hops),
            Err((leg, status)) => return refuse(leg, status).await,
        };
        let mut task = Task::new(Arc::clone(&world), call_id.clone(), caller, session, passing);
        world.calls.add(&call_id, task.mailbox.clone());
        task.step(Event::Incoming(Box::new(incoming))).await;
        task.run(events, media, stop).await;
        world.calls.remove(&call_id);
    }
    .instrument(span)
    .await;
}

async fn refuse(leg: Leg, status: u16) {
    leg.reject(status).await;
}

/// What a call's task owns.
struct Task {
    world: Arc<World>,
    call_id: String,
    call: Call,
    began: tokio::time::Instant,
    caller: Caller,
    callees: Callees,
    fetches: HashMap<FetchId, AbortHandle>,
    player: Player,
    recorder: Recorder,
    story: Story,
    mailbox: mpsc::Sender<Event>,
    letters: mpsc::Receiver<Event>,
    /// Events that carrying out an order gave at once.
    pending: VecDeque<Event>,
    /// Renderings, requests and outgoing legs; all of them end with the call.
    helpers: JoinSet<()>,
    orders: Vec<Order>,
    /// The last to go: it forgets the call's cookies when everybody is told.
    notices: CallNotices,
}

impl Task {
    fn new(world: Arc<World>, call_id: String, caller: Caller, session: Arc<Session>, passing: Passing) -> Self {
        // Helpers of the call wait when it is full, control commands are refused.
        let (mailbox, letters) = mpsc::channel(64);
        let plan = world.plan();
        Self {
            story: Story::open(&world, &call_id, &plan),
            call: Call::new(plan, Arc::clone(&world.settings)),
            began: tokio::time::Instant::now(),
            notices: world.notices.of_call(&call_id),
            recorder: Recorder::new(world.recordings.clone(), Arc::clone(&session), mailbox.clone()),
            player: Player::new(Arc::clone(&world), session, mailbox.clone()),
            callees: Callees::new(Arc::clone(&world), mailbox.clone(), passing),
            world,
            call_id,
            caller,
            fetches: HashMap::new(),
            mailbox,
            letters,
            pending: VecDeque::new(),
            helpers: JoinSet::new(),
            orders: Vec::new(),
        }
    }

    async fn run(
        &mut self,
        mut signals: mpsc::Receiver<LegEvent>,
        mut media: mpsc::Receiver<MediaEvent>,
        stop: CancellationToken,
    ) {
        let mut stopping = false;
        let mut leg_open = true;
        while self.call.ended().is_none() {
            if let Some(event) = self.pending.pop_front() {
                self.step(event).await;
                continue;
            }
            let next = tokio::select! {
                biased;
                () = stop.cancelled(), if !stopping => Next::Stop,
                signal = signals.recv(), if leg_open => Next::Signal(signal),
                Some(event) = media.recv() => Next::Media(event),
                Some(event) = self.letters.recv() => Next::Event(event),
                () = at(self.began, self.call.deadline()) => Next::Event(Event::Timeout),
                Some(_) = self.helpers.join_next() => Next::Nothing,
            };
            let event = match next {
                Next::Stop => {
                    stopping = true;
                    self.caller.shut_down().await;
                    Some(Event::HungUp { cause: HangupCause::Shutdown })
                }
                Next::Signal(Some(signal)) => self.caller.on(signal, &self.world.config).await,
                Next::Signal(None) => {
                    leg_open = false;
                    self.caller.lost()
                }
                Next::Media(event) => self.heard(event).await,
                Next::Event(event) => Some(event),
                Next::Nothing => None,
            };
            if let Some(event) = event {
                self.step(event).await;
            }
        }
    }

    async fn heard(&mut self, event: MediaEvent) -> Option<Event> {
        use dialplan::event::PlayOutcome::{Finished, Stopped};
        match event {
            MediaEvent::Digit(digit) => Some(Event::Digit { digit }),
            MediaEvent::Played { play, stopped } => Some(Event::Played {
                play: dialplan::ids::PlayId(play),
                outcome: if stopped { Stopped } else { Finished },
            }),
            MediaEvent::Started => self.caller.media_started(),
            MediaEvent::Timeout => {
                tracing::info!("no RTP from the caller for the configured time");
                self.caller.hang_up(&EndCause::LegFailed).await;
                Some(Event::HungUp { cause: HangupCause::Failed })
            }
        }
    }

    /// Gives the call one event, and does what it orders.
    async fn step(&mut self, event: Event) {
        let now = self.now();
        self.story.event(now, &event, &self.call);
        let mut orders = std::mem::take(&mut self.orders);
        self.call.handle(now, &event, &mut orders);
        for order in orders.drain(..) {
            self.story.order(now, &order, &self.call);
            self.perform(order).await;
        }
        self.orders = orders;
    }

    fn now(&self) -> Instant {
        Instant::after_start(self.began.elapsed())
    }

    async fn perform(&mut self, order: Order) {
        match order {
            Order::Ring => self.caller.ring().await,
            Order::Answer => self.pending.extend(self.caller.answer().await.err()),
            Order::Reject { status } => self.caller.reject(status).await,
            Order::Play { play, leg: None, sounds, times } => {
                self.player.play(play, sounds, times, &mut self.helpers);
            }
            Order::Play { play, leg: Some(leg), sounds, times } => {
                self.pending.extend(self.callees.play(leg, play, sounds, times, &mut self.helpers).err());
            }
            Order::Stop { play } => {
                if !self.callees.stop(play) {
                    self.player.stop(play);
                }
            }
            Order::Fetch { fetch, request } => self.fetch(fetch, *request),
            Order::CancelFetch { fetch } => {
                if let Some(request) = self.fetches.remove(&fetch) {
                    request.abort();
                }
            }
            Order::Dial { leg, dial } => {
                let caller = self.player.session();
                self.pending.extend(self.callees.dial(leg, &dial, caller, &mut self.helpers).err());
            }
            Order::HangUpLeg { leg } => self.callees.hang_up(leg),
            Order::Bridge { leg } => {
                if let Some(callee) = self.callees.session(leg) {
                    self.player.session().bridge(callee);
                }
            }
            Order::Unbridge { .. } => self.player.session().unbridge(),
            Order::SendDigits { leg: None, digits } => self.player.session().send_digits(&digits),
            Order::SendDigits { leg: Some(leg), digits } => {
                if let Some(callee) = self.callees.session(leg) {
                    callee.send_digits(&digits);
                }
            }
            Order::Record { recording, record } => {
                self.pending
                    .extend(self.recorder.begin(recording, &record, |leg| self.callees.session(leg).cloned()).err());
            }
            Order::StopRecording { recording } => self.recorder.stop(recording),
            Order::Echo => self.player.session().echo(true),
            Order::StopEcho => self.player.session().echo(false),
            Order::Refer { target, replaces: None } => {
                self.pending.extend(self.caller.refer(&target, &self.world.config).await.err());
            }
            Order::Refer { replaces: Some(leg), .. } => {
                self.pending.extend(self.caller.hand_over(self.callees.dialog(leg)).await.err());
            }
            Order::Notify { request } => self.notices.push(*request),
            Order::HangUp { cause } => self.caller.hang_up(&cause).await,
            Order::End { .. } | Order::Report(_) => {}
        }
    }

    fn fetch(&mut self, fetch: FetchId, request: Request) {
        self.fetches.retain(|_, task| !task.is_finished());
        let (world, mailbox, call_id) = (Arc::clone(&self.world), self.mailbox.clone(), self.call_id.clone());
        let asked = self.helpers.spawn(async move {
            let answer = world.http.fetch(&call_id, &request).await;
            let event = match answer {
                Ok(response) => Event::Response { fetch, response: Box::new(response) },
                Err(error) => Event::FetchFailed { fetch, failure: error.failure(), reason: error.to_string() },
            };
            mailbox.send(event).await.ok();
        });
        self.fetches.insert(fetch, asked);
    }
}

enum Next {
    Stop,
    Signal(Option<LegEvent>),
    Media(MediaEvent),
    Event(Event),
    Nothing,
}

/// Waits for a moment of the call; for ever if there is none.
async fn at(began: tokio::time::Instant, moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(began + moment.since_start()).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
