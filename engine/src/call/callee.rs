//! An outgoing leg of a call: rings somebody, and tells the call how that goes.

use std::sync::{Arc, OnceLock};

use dialplan::event::{Event, LegProgress, LegResult, PlayOutcome};
use dialplan::ids::{LegId, PlayId};
use dialplan::order::Dial;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::World;
use super::incoming::Passing;
use super::onward::{self, Wish};
use super::shown::shown;
use super::target::Target;
use crate::media::{MediaEvent, Session};
use crate::sip::{DialogId, Leg, LegEvent, OutgoingInvite, sdp};

/// A leg the call has ordered: what the call's task keeps of it.
pub(super) struct Callee {
    /// Its media, for bridging.
    pub session: Arc<Session>,
    /// What the leg is to others, once answered.
    pub dialog: Arc<OnceLock<DialogId>>,
    hang_up: CancellationToken,
}

impl Callee {
    /// Rings a target; its media runs beside that of `caller`. Progress arrives in `mailbox` as [`Event::Leg`].
    ///
    /// # Errors
    /// The reason, if there is no port left for its media, or the call has been passed on too often.
    pub fn dial(
        world: &Arc<World>,
        id: LegId,
        dial: &Dial,
        route: Route,
        caller: &Session,
        mailbox: mpsc::Sender<Event>,
        tasks: &mut JoinSet<()>,
    ) -> Result<Self, String> {
        let Route { target, passing } = route;
        let hops = passing.hops;
        if hops == 0 {
            return Err("the call has been passed on too often; does the dialplan call itself?".to_owned());
        }
        // Few events come on a leg; keys of a callee are only relayed. A full channel makes the media worker drop them.
        let (media_events, media) = mpsc::channel(16);
        let address = match &target.user {
            Some(user) => world.endpoint.address_of(user),
            None => target.address(),
        };
        let session = world.media.open_beside(caller, address, media_events);
        let session = Arc::new(session.map_err(|error| error.to_string())?);
        let (hang_up, dialog) = (CancellationToken::new(), Arc::default());
        let (leg_events, events) = mpsc::channel(16);
        let local = world.local(&session).preferring(caller.codec());
        let Target { uri, trunk, user } = target;
        let mut headers = vec![("Max-Forwards".to_owned(), hops.to_string())];
        let (mut from_number, mut from_name) = (dial.caller_number.clone(), dial.caller_name.clone());
        if let Some(through) = &trunk {
            let shown = shown(&through.trunk, &from_number, &passing.called, &through.number);
            headers.extend(shown.headers);
            from_number = shown.from;
            if shown.hidden {
                from_name.clear();
            }
        }
        let credentials = dial.credentials.as_ref();
        let order = OutgoingInvite {
            target: uri,
            from_number,
            from_name,
            credentials: credentials.map(|login| (login.username.clone(), login.password.clone())),
            offer: sdp::offer(&local),
            headers,
            outbound: None,
        };
        let leg = match (trunk, user) {
            (_, Some(user)) => world.endpoint.invite_user(&user, &order, leg_events),
            (Some(trunk), None) => world.endpoint.invite_through(&trunk.trunk.name, &trunk.number, order, leg_events),
            (None, None) => world.endpoint.invite(order, leg_events),
        };
        let rings_until = Instant::now() + dial.timeout;
        let running = Ringing {
            id,
            leg,
            session: Arc::clone(&session),
            local,
            world: Arc::clone(world),
            shown: dial.caller_number.clone(),
            hops: hops - 1,
            dialog: Arc::clone(&dialog),
            hang_up: hang_up.clone(),
            refers: dial.refers,
            rings_until,
            mailbox,
        };
        tasks.spawn(running.run(events, media));
        Ok(Self { session, dialog, hang_up })
    }

    /// Ends the leg, whatever its state; its end is reported.
    pub fn hang_up(&self) {
        self.hang_up.cancel();
    }
}

/// Where a leg goes, and what is passed on with it.
pub(super) struct Route {
    pub target: Target,
    pub passing: Passing,
}

/// The leg's own task.
struct Ringing {
    id: LegId,
    leg: Leg,
    session: Arc<Session>,
    local: sdp::Local,
    world: Arc<World>,
    /// The number that the callee sees, and whoever takes its place.
    shown: String,
    hops: u8,
    dialog: Arc<OnceLock<DialogId>>,
    hang_up: CancellationToken,
    /// Whether the callee may send the caller elsewhere.
    refers: bool,
    rings_until: Instant,
    mailbox: mpsc::Sender<Event>,
}

/// What can happen next to a leg.
enum Next {
    HangUp,
    Signal(Option<LegEvent>),
    Media(MediaEvent),
    NoAnswer,
}

impl Ringing {
    async fn run(mut self, mut events: mpsc::Receiver<LegEvent>, mut media: mpsc::Receiver<MediaEvent>) {
        let mut answered = false;
        loop {
            let next = tokio::select! {
                biased;
                () = self.hang_up.cancelled() => Next::HangUp,
                event = events.recv() => Next::Signal(event),
                Some(event) = media.recv() => Next::Media(event),
                () = tokio::time::sleep_until(self.rings_until), if !answered => Next::NoAnswer,
            };
            let progress = match next {
                Next::HangUp => Some(self.end(answered, LegResult::Canceled).await),
                Next::NoAnswer => Some(self.end(answered, LegResult::NoAnswer).await),
                Next::Media(MediaEvent::Timeout) => Some(self.end(answered, LegResult::Failed).await),
                Next::Media(MediaEvent::Digit(digit)) => Some(LegProgress::Digit { digit }),
                Next::Media(MediaEvent::Played { play, stopped }) => {
                    self.played(play, stopped).await;
                    None
                }
                Next::Media(MediaEvent::Started) => None,
                Next::Signal(event) => self.signal(event, &mut answered).await,
            };
            let Some(progress) = progress else { continue };
            let over = matches!(progress, LegProgress::Failed { .. } | LegProgress::Ended { .. });
            // The mailbox is bounded; a leg can wait for its call. If the call is gone, so is the reason to tell.
            let told = self.mailbox.send(Event::Leg { leg: self.id, progress }).await;
            if over || told.is_err() {
                return;
            }
        }
    }

    async fn played(&self, play: u32, stopped: bool) {
        let outcome = if stopped { PlayOutcome::Stopped } else { PlayOutcome::Finished };
        self.mailbox.send(Event::Played { play: PlayId(play), outcome }).await.ok();
    }

    async fn end(&mut self, answered: bool, result: LegResult) -> LegProgress {
        self.leg.hang_up().await;
        if answered { LegProgress::Ended { by_callee: false } } else { LegProgress::Failed { result, status: None } }
    }

    async fn signal(&mut self, event: Option<LegEvent>, answered: &mut bool) -> Option<LegProgress> {
        match event {
            Some(LegEvent::Ringing { sdp: None }) => Some(LegProgress::Ringing),
            Some(LegEvent::Ringing { sdp: Some(sdp) }) => {
                let usable = self.take_answer(&sdp);
                Some(if usable { LegProgress::EarlyMedia } else { LegProgress::Ringing })
            }
            Some(LegEvent::Answered { sdp, dialog, .. }) => {
                if !self.take_answer(&sdp) {
                    self.leg.hang_up().await;
                    return Some(LegProgress::Failed { result: LegResult::Failed, status: None });
                }
                *answered = true;
                // There is one answer to an INVITE.
                let _ = self.dialog.set(*dialog);
                if self.refers {
                    self.leg.accept_refers().await;
                }
                Some(LegProgress::Answered)
            }
            Some(LegEvent::Reoffer { sdp, successor, reply }) => {
                reply.send(reoffer(sdp, successor, &self.session, &mut self.local)).ok();
                None
            }
            Some(LegEvent::Digit(digit)) => {
                self.session.info_digit(digit);
                None
            }
            Some(LegEvent::Failed { status, reason }) => {
                tracing::debug!(leg = self.id.0, status, reason, "callee not reached");
                Some(LegProgress::Failed { result: result_of(status), status })
            }
            Some(LegEvent::Ended { by_peer, .. }) => Some(LegProgress::Ended { by_callee: by_peer }),
            Some(LegEvent::Refer { target }) => Some(LegProgress::Refer { target }),
            Some(LegEvent::Transfer { number, joins, reply }) => {
                let wish = Wish { number, joins };
                let decision = onward::decide(wish, &self.world.config, &mut self.local, (&self.shown, self.hops));
                reply.send(decision).ok();
                None
            }
            // The answer to an offer of ours in a running dialog.
            Some(LegEvent::Acknowledged { sdp: Some(sdp) }) => {
                self.take_answer(&sdp);
                None
            }
            Some(LegEvent::Acknowledged { sdp: None } | LegEvent::Referred { .. } | LegEvent::Canceled) => None,
            None => Some(if *answered {
                LegProgress::Ended { by_callee: true }
            } else {
                LegProgress::Failed { result: LegResult::Failed, status: None }
            }),
        }
    }

    fn take_answer(&self, answer: &str) -> bool {
        match sdp::accept(answer, &self.local) {
            Ok(stream) => {
                self.session.set_stream(stream);
                true
            }
            Err(error) => {
                tracing::warn!(leg = self.id.0, %error, "the callee's SDP answer cannot be used");
                false
            }
        }
    }
}

/// Answers an offer made in a running dialog, and moves the media at once. No offer: we make one again. `successor`: it is of
/// somebody who takes the peer's place.
pub(super) fn reoffer(
    offer: Option<String>,
    successor: bool,
    session: &Session,
    local: &mut sdp::Local,
) -> Result<String, u16> {
    if successor {
        local.security.renew();
    }
    let Some(offer) = offer else {
        local.security.keep(session.is_encrypted() && !successor);
        return Ok(sdp::offer(local));
    };
    match sdp::answer(&offer, local) {
        Ok((answer, stream)) => {
            session.set_stream(stream);
            Ok(answer)
        }
        Err(error) => {
            tracing::info!(%error, "a change of a running call is refused");
            Err(error.status())
        }
    }
}

/// How a final status of an INVITE is told to the call.
fn result_of(status: Option<u16>) -> LegResult {
    match status {
        Some(486 | 600) => LegResult::Busy,
        // 408 and 480: nobody answers; 487 without our CANCEL: the other side gave up ringing.
        Some(408 | 480 | 487) => LegResult::NoAnswer,
        _ => LegResult::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_whether_anybody_was_there() {
        assert_eq!(result_of(Some(486)), LegResult::Busy);
        assert_eq!(result_of(Some(600)), LegResult::Busy);
        assert_eq!(result_of(Some(480)), LegResult::NoAnswer);
        assert_eq!(result_of(Some(404)), LegResult::Failed);
        assert_eq!(result_of(None), LegResult::Failed);
    }
}
