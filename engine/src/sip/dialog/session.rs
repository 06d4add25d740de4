//! What a dialog's task owns, whoever began the dialog.

use std::sync::Arc;

use rsipstack::sip::{Method, Request};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::sip::core::Core;
use crate::sip::error::SipError;
use crate::sip::leg::{Command, LegEvent};
use crate::sip::network::Path;
use crate::sip::sdp::Stamp;

use super::exchange::{Answering, Mail, ask};
use super::onward::Onward;
use super::peer::Peer;
use super::refer::Referral;
use super::relay::{Next, relay};
use super::reoffer::Change;
use super::table::Place;
use super::timer::SessionTimer;

/// Mail that may wait for a dialog's task; then its transactions wait.
pub(super) const MAILBOX: usize = 32;
/// Events that may wait for the engine; see [`Invitation::events`](crate::sip::Invitation::events).
pub(super) const EVENTS: usize = 64;

/// An established dialog with its task's mailboxes.
pub(super) struct Session {
    pub(super) core: Arc<Core>,
    pub(super) peer: Peer,
    /// Its place in the table, until the last request is answered.
    pub(super) place: Option<Place>,
    pub(super) events: mpsc::Sender<LegEvent>,
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) mail: mpsc::Receiver<Mail>,
    /// The other end of `mail`, for tasks that report here.
    pub(super) mailbox: mpsc::Sender<Mail>,
    pub(super) stamp: Stamp,
    pub(super) timer: Option<SessionTimer>,
    /// The INVITE to us whose 200 is not acknowledged yet.
    pub(super) unacknowledged: Option<Answering>,
    /// We made the offer in that 200.
    pub(super) offered: bool,
    /// The peer's change of the session that is not settled yet.
    pub(super) change: Option<Change>,
    /// What the peer was asked to call, last.
    pub(super) referral: Option<Referral>,
    /// Whether an application decides whom the peer's REFERs lead to.
    pub(super) accepts_refers: bool,
    /// Who is called to take the peer's place.
    pub(super) onward: Option<Onward>,
    /// Who has called to take the peer's place.
    pub(super) successor: Option<Next>,
    /// The last NOTIFY; one goes behind the other.
    pub(super) notices: Option<JoinHandle<()>>,
    /// A refresh of ours is on its way.
    pub(super) refreshing: bool,
    /// The peer takes UPDATE.
    pub(super) updates: bool,
    /// The engine wants to hang up, once the ACK is here (RFC 3261 §15).
    pub(super) closing: bool,
}

/// How a dialog came to its end.
pub(super) struct End {
    pub(super) by_peer: bool,
    pub(super) reason: String,
    /// The peer is to be told.
    pub(super) bye: bool,
    /// The dialog that takes its place: to the engine the leg goes on.
    pub(super) next: Option<Next>,
}

impl End {
    pub(super) fn ours(reason: impl Into<String>) -> Self {
        Self { by_peer: false, reason: reason.into(), bye: true, next: None }
    }
}

impl Session {
    /// Tells the engine, unless it does not listen; true if it will see the event.
    pub(super) fn tell(&self, event: LegEvent) -> bool {
        match self.events.try_send(event) {
            Ok(()) => true,
            Err(error) => {
                warn!(call_id = self.peer.call_id, "the engine does not keep up with this call: {error}");
                false
            }
        }
    }

    /// The way to the peer's next hop.
    pub(super) async fn way(&self) -> Result<Path, SipError> {
        way(&self.core, &self.peer).await
    }

    /// A request inside the dialog and the way it goes.
    pub(super) async fn request(&mut self, method: Method) -> Result<(Path, Request), SipError> {
        let path = self.way().await?;
        let request = self.peer.request(method, &path)?;
        Ok((path, request))
    }

    /// Ends the dialog: says BYE if need be, answers what still comes, tells the engine.
    pub(super) async fn finish(mut self: Box<Self>, end: End) {
        self.refer_ends(end.by_peer).await;
        if let Some(invite) = self.unacknowledged.take() {
            invite.forget();
        }
        if let Some(change) = self.change.take() {
            change.abandon(&self.core, &self.peer.local_tag);
        }
        if let Some(next) = self.successor.take() {
            // RFC 3891 §3: the dialog is over.
            next.leg.reject(603).await;
        }
        let End { by_peer, reason, bye, next } = end;
        let Session { core, events, commands, mail, mailbox, place, peer, notices, accepts_refers, .. } = *self;
        drop(mailbox);
        debug!(call_id = peer.call_id, by_peer, reason, "SIP dialog ended");
        let leaving = Leaving { core, peer, mail, place, notices, bye };
        match next {
            Some(next) => {
                if accepts_refers {
                    next.leg.accept_refers().await;
                }
                leaving.core.tasks.clone().spawn(leaving.run(async {}));
                relay(next, commands, events).await;
            }
            None => {
                let ended = async move { drop(events.send(LegEvent::Ended { by_peer, reason }).await) };
                leaving.run(ended).await;
            }
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let silent = self.referral.and_then(|referral| referral.deadline());
        let stale = self.timer.as_ref().map(SessionTimer::deadline);
        silent.into_iter().chain(stale).min()
    }
}

/// A dialog that is over but for its last words.
struct Leaving {
    core: Arc<Core>,
    peer: Peer,
    mail: mpsc::Receiver<Mail>,
    place: Option<Place>,
    notices: Option<JoinHandle<()>>,
    bye: bool,
}

impl Leaving {
    /// Says BYE if need be, and answers what still comes until that is answered and the engine is `told`.
    async fn run(self, told: impl Future<Output = ()>) {
        let Self { core, peer, mut mail, place, notices, bye } = self;
        let bye = async {
            if bye {
                // A NOTIFY must not come behind it.
                if let Some(notices) = notices {
                    let _ = notices.await;
                }
                say_bye(&core, peer.clone()).await;
            }
        };
        let late = async {
            while let Some(mail) = mail.recv().await {
                let mut request = match mail {
                    Mail::Request(request) => *request,
                    Mail::Transfer(decided) => decided.0,
                    Mail::Replaced(wanted) => {
                        // RFC 3891 §3: the dialog is over.
                        wanted.1.leg.reject(603).await;
                        continue;
                    }
                    _ => continue,
                };
                // The two BYEs may cross (RFC 3261 §15.1.2).
                let status = if request.original.method == Method::Bye { 200 } else { 481 };
                let response = core.response(&request.original, status, &peer.local_tag);
                let _ = request.respond(response).await;
            }
        };
        let farewell = async {
            let _ = tokio::join!(told, bye);
        };
        tokio::select! {
            () = farewell => {}
            () = core.stop.cancelled() => {}
            // Ends only when nobody can write to us, which the table's entry prevents.
            () = late => {}
        }
        drop(place);
    }
}

/// The way to a peer's next hop: the connection it uses, where its packets come from, or where its Contact leads.
pub(super) async fn way(core: &Core, peer: &Peer) -> Result<Path, SipError> {
    let path = &peer.path;
    if (path.transport.is_stream() && !path.closed.is_cancelled()) || peer.behind_nat {
        return Ok(path.clone());
    }
    let mut targets = core.network.names.targets(&peer.next_hop()).await?;
    for target in &mut targets {
        // A Contact names an address, a certificate names a host: the one we know to be at that address.
        if let Some(name) = path.name.as_ref().filter(|_| target.name.parse() == Ok(path.remote.ip())) {
            target.name = Arc::clone(name);
        }
    }
    core.way(&targets, path.socket).await
}

/// Sends BYE and waits for its answer.
pub(super) async fn say_bye(core: &Core, mut peer: Peer) {
    let bye = match way(core, &peer).await {
        Ok(path) => peer.request(Method::Bye, &path).map(|request| (path, request)),
        Err(error) => Err(error),
    };
    match bye {
        Ok((path, request)) => {
            if ask(core, &path, request).await.is_none() {
                debug!(call_id = peer.call_id, "the peer did not hear our BYE");
            }
        }
        Err(error) => warn!(call_id = peer.call_id, "cannot say BYE: {error}"),
    }
}
