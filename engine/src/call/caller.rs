//! The caller's leg: its offer, its answer, and what its dialog tells the call.

use std::sync::Arc;

use dialplan::event::{Event, HangupCause};
use dialplan::order::EndCause;

use super::World;
use super::callee::reoffer;
use super::onward::{self, Wish};
use super::target;
use crate::config::Config;
use crate::media::{Session, Stream};
use crate::sip::{DialogId, Leg, LegEvent, sdp};

/// The caller's leg and its media.
pub(super) struct Caller {
    leg: Leg,
    session: Arc<Session>,
    local: sdp::Local,
    description: Description,
    state: State,
    /// The phone can take the place of one of our legs.
    replaces: bool,
    /// The caller's number.
    number: String,
    /// How often the call may still be passed on.
    hops: u8,
}

/// What goes into the 200, made when the INVITE came: an offer nobody can use is refused before anything runs.
enum Description {
    /// The INVITE had an offer; this answers it.
    Answer { sdp: String, stream: Stream },
    /// It had none: ours goes into the 200, and the answer comes with the ACK. RFC 3261 §13.2.1.
    Offer { sdp: String },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Incoming,
    /// 200 sent.
    Accepted,
    /// Both sides know; [`Event::Answered`] was given.
    Answered,
    Over,
}

impl Caller {
    /// Takes the leg of an INVITE. `replaces`: the phone supports that extension (RFC 3891).
    ///
    /// # Errors
    /// The leg again and the status to refuse it with: 488 if nothing in the offer suits us, 400 if it cannot be read.
    pub fn new(
        world: &World,
        leg: Leg,
        session: Arc<Session>,
        offer: Option<&str>,
        replaces: bool,
    ) -> Result<Self, (Leg, u16)> {
        let local = world.local(&session);
        let description = match offer {
            None => Description::Offer { sdp: sdp::offer(&local) },
            Some(offer) => match sdp::answer(offer, &local) {
                Ok((sdp, stream)) => Description::Answer { sdp, stream },
                Err(error) => {
                    tracing::info!(%error, "INVITE refused: its SDP offers nothing we can use");
                    return Err((leg, error.status()));
                }
            },
        };
        Ok(Self { leg, session, local, description, state: State::Incoming, replaces, number: String::new(), hops: 70 })
    }

    /// Whom the caller is to those it transfers the call to, and how often that can be done.
    pub fn known_as(mut self, number: &str, hops: u8) -> Self {
        number.clone_into(&mut self.number);
        self.hops = hops;
        self
    }

    /// Tells the caller that it rings.
    pub async fn ring(&mut self) {
        if self.state == State::Incoming {
            self.leg.ring().await;
        }
    }

    /// Answers. Prompts may follow at once: the 200 says where we send from, and the offer where to.
    ///
    /// # Errors
    /// The event to go on with, if the leg cannot be answered any more.
    pub async fn answer(&mut self) -> Result<(), Event> {
        if self.state != State::Incoming {
            return Ok(());
        }
        let sdp = match &self.description {
            Description::Answer { sdp, stream } => {
                self.session.set_stream(*stream);
                sdp.clone()
            }
            Description::Offer { sdp } => sdp.clone(),
        };
        match self.leg.answer(sdp).await {
            Ok(()) => {
                self.state = State::Accepted;
                Ok(())
            }
            Err(error) => {
                tracing::info!(%error, "the call could not be answered");
                self.state = State::Over;
                Err(Event::HungUp { cause: HangupCause::Failed })
            }
        }
    }

    /// Refuses the call with a final status.
    pub async fn reject(&mut self, status: u16) {
        if self.state == State::Incoming {
            self.state = State::Over;
            self.leg.reject(status).await;
        }
    }

    /// Ends the leg: BYE, or the final status that fits `cause` if it was never answered.
    pub async fn hang_up(&mut self, cause: &EndCause) {
        match self.state {
            State::Incoming => self.reject(status_of(cause)).await,
            State::Accepted | State::Answered => {
                self.state = State::Over;
                self.leg.hang_up().await;
            }
            State::Over => {}
        }
    }

    /// Asks the caller's phone to call somebody else.
    ///
    /// # Errors
    /// The event to go on with, if there is no way to the target, or the call is not answered or over.
    pub async fn refer(&mut self, written: &str, config: &Config) -> Result<(), Event> {
        let up = matches!(self.state, State::Accepted | State::Answered);
        let way = if up { target::find(written, config) } else { Err("the call is not up".to_owned()) };
        let target = way.map_err(|reason| {
            tracing::warn!(reason, "the caller cannot be referred");
            Event::Referred { accepted: false, status: None }
        })?;
        self.leg.refer(target.uri).await;
        Ok(())
    }

    /// Asks the caller's phone to take the place of a leg of ours (RFC 5589 §7).
    ///
    /// # Errors
    /// The event to go on with, if the phone does not know how, or there is no such leg. A phone that does not know would call
    /// the callee a second time.
    pub async fn hand_over(&mut self, dialog: Option<&DialogId>) -> Result<(), Event> {
        let up = matches!(self.state, State::Accepted | State::Answered);
        let Some(dialog) = dialog.filter(|_| up && self.replaces) else {
            tracing::info!("the caller's phone cannot take over a call: it does not support Replaces");
            return Err(Event::Referred { accepted: false, status: None });
        };
        self.leg.refer(dialog.takeover()).await;
        Ok(())
    }

    /// Ends the leg because we stop.
    pub async fn shut_down(&mut self) {
        self.hang_up(&EndCause::Shutdown).await;
    }

    /// The first packet of the caller is as good as the ACK.
    pub fn media_started(&mut self) -> Option<Event> {
        self.established()
    }

    /// What the dialog said, as the call's event.
    pub async fn on(&mut self, event: LegEvent, config: &Config) -> Option<Event> {
        match event {
            LegEvent::Acknowledged { sdp } => self.acknowledged(sdp).await,
            LegEvent::Canceled => self.over(HangupCause::Canceled),
            LegEvent::Reoffer { sdp, successor, reply } => {
                reply.send(reoffer(sdp, successor, &self.session, &mut self.local)).ok();
                None
            }
            LegEvent::Digit(digit) => {
                self.session.info_digit(digit);
                None
            }
            LegEvent::Referred { accepted, status } => Some(Event::Referred { accepted, status }),
            LegEvent::Ended { by_peer: true, .. } => self.over(HangupCause::ByCaller),
            LegEvent::Ended { by_peer: false, reason } => self.failed(&reason),
            LegEvent::Failed { reason, .. } => self.failed(&reason),
            LegEvent::Transfer { number, joins, reply } => {
                let wish = Wish { number, joins };
                reply.send(onward::decide(wish, config, &mut self.local, (&self.number, self.hops))).ok();
                None
            }
            LegEvent::Ringing { .. } | LegEvent::Answered { .. } | LegEvent::Refer { .. } => None,
        }
    }

    /// The leg is gone without a word.
    pub fn lost(&mut self) -> Option<Event> {
        self.failed("its dialog is gone")
    }

    async fn acknowledged(&mut self, answer: Option<String>) -> Option<Event> {
        if let (Description::Offer { .. }, State::Accepted) = (&self.description, self.state) {
            let accepted = answer.as_deref().ok_or_else(|| "it has no SDP".to_owned());
            match accepted.and_then(|sdp| sdp::accept(sdp, &self.local).map_err(|error| error.to_string())) {
                Ok(stream) => self.session.set_stream(stream),
                Err(reason) => {
                    tracing::info!(reason, "the ACK does not answer our offer");
                    self.leg.hang_up().await;
                    return self.over(HangupCause::Failed);
                }
            }
        }
        if let (State::Answered, Some(sdp)) = (self.state, answer) {
            // We made an offer in a running dialog, and this answers it.
            match sdp::accept(&sdp, &self.local) {
                Ok(stream) => self.session.set_stream(stream),
                Err(error) => tracing::info!(%error, "the answer to our offer in a running call cannot be used"),
            }
        }
        self.established()
    }

    fn established(&mut self) -> Option<Event> {
        (self.state == State::Accepted).then(|| {
            self.state = State::Answered;
            Event::Answered
        })
    }

    fn failed(&mut self, reason: &str) -> Option<Event> {
        tracing::info!(reason, "the caller's leg failed");
        self.over(HangupCause::Failed)
    }

    fn over(&mut self, cause: HangupCause) -> Option<Event> {
        let first = self.state != State::Over;
        self.state = State::Over;
        first.then_some(Event::HungUp { cause })
    }
}

/// The final status for a caller whose call ends unanswered. RFC 3261 §21.
fn status_of(cause: &EndCause) -> u16 {
    match cause {
        EndCause::NoRoute => 404,
        EndCause::ApplicationFailed | EndCause::Shutdown => 503,
        EndCause::Limit { .. } => 500,
        EndCause::Rejected => 603,
        _ => 480,
    }
}
