//! A call that we make, from the INVITE to the answer.

use std::sync::Arc;

use rsipstack::sip::{Request, Response};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::sip::convert;
use crate::sip::core::Core;
use crate::sip::digest;
use crate::sip::leg::{Command, LegEvent, OutgoingInvite};
use crate::sip::network::Path;
use crate::sip::sdp::Stamp;

use super::compose;
use super::dial::hangs_up;
use super::established::at;
use super::exchange::{Mail, News, ask, description, invite};
use super::peer::{Peer, tag};
use super::session::{Session, say_bye};
use super::table::Place;
use super::timer;

/// A dialog before its answer.
pub(super) struct Calling {
    pub(super) core: Arc<Core>,
    pub(super) order: OutgoingInvite,
    pub(super) path: Path,
    pub(super) invite: Request,
    pub(super) place: Option<Place>,
    pub(super) events: mpsc::Sender<LegEvent>,
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) mail: mpsc::Receiver<Mail>,
    pub(super) mailbox: mpsc::Sender<Mail>,
    pub(super) stamp: Stamp,
    /// Ends the INVITE's transaction.
    pub(super) give_up: CancellationToken,
    /// The INVITE carries an answer to a challenge.
    pub(super) answered: bool,
    /// A provisional answer came: from now on CANCEL may be sent.
    pub(super) ringing: bool,
    /// The description of a 18x, by its tag.
    pub(super) early: Option<(String, String)>,
    pub(super) canceling: Option<Canceling>,
}

/// The engine wants to hang up.
pub(super) struct Canceling {
    sent: bool,
    until: Instant,
}

enum Outcome {
    Answered(Box<Peer>, Box<Response>),
    Over(LegEvent),
}

impl Calling {
    pub(super) async fn run(mut self) {
        let sent =
            invite(&self.core, &self.path, self.invite.clone(), self.mailbox.clone(), self.give_up.clone()).await;
        let outcome = if sent { self.wait().await } else { self.lost() };
        match outcome {
            Outcome::Answered(peer, answer) => self.establish(*peer, &answer).run().await,
            Outcome::Over(event) => {
                self.give_up.cancel();
                let _ = self.events.send(event).await;
            }
        }
    }

    async fn wait(&mut self) -> Outcome {
        loop {
            let deadline = self.canceling.as_ref().map(|canceling| canceling.until);
            let outcome = tokio::select! {
                biased;
                () = self.core.drain.cancelled(), if self.canceling.is_none() => {
                    self.cancel();
                    None
                }
                mail = self.mail.recv() => match mail {
                    Some(mail) => self.mail(mail).await,
                    None => Some(self.lost()),
                },
                command = self.commands.recv(), if self.canceling.is_none() => {
                    if command.is_none_or(hangs_up) {
                        self.cancel();
                    }
                    None
                }
                // RFC 3261 §9.1: no final answer 64·T1 after the CANCEL.
                () = at(deadline) => Some(self.canceled()),
            };
            if let Some(outcome) = outcome {
                return outcome;
            }
        }
    }

    async fn mail(&mut self, mail: Mail) -> Option<Outcome> {
        match mail {
            Mail::Invite(News::Response(response)) => self.response(*response).await,
            Mail::Invite(News::Over) => Some(self.lost()),
            Mail::Request(mut request) => {
                // There is no dialog yet that both sides know.
                let response = self.core.response(&request.original, 481, "none");
                let _ = request.respond(response).await;
                None
            }
            _ => None,
        }
    }

    async fn response(&mut self, response: Response) -> Option<Outcome> {
        let status = response.status_code.code();
        match status {
            100..=199 => {
                self.ringing = true;
                self.send_cancel();
                if status > 100 && self.canceling.is_none() {
                    self.tell_ringing(&response).await;
                }
                None
            }
            200..=299 => Some(self.answer(response).await),
            401 | 407 if self.canceling.is_none() => match self.authorize(&response).await {
                true => None,
                false => Some(self.failed(&response)),
            },
            _ if self.canceling.is_some() => Some(self.canceled()),
            _ => Some(self.failed(&response)),
        }
    }

    async fn tell_ringing(&mut self, response: &Response) {
        let sdp = description(response, &response.body);
        if let (Some(sdp), Some(tag)) = (&sdp, convert::header(response, "To").and_then(tag)) {
            self.early = Some((tag, sdp.clone()));
        }
        let _ = self.events.send(LegEvent::Ringing { sdp }).await;
    }

    /// The callee answered; the stack has sent the ACK.
    async fn answer(&mut self, answer: Response) -> Outcome {
        let Some(peer) = Peer::of_answer(&self.invite, &answer, self.path.clone()) else {
            return self.failed(&answer);
        };
        if self.canceling.is_some() {
            // The answer crossed our CANCEL.
            say_bye(&self.core, peer).await;
            return self.canceled();
        }
        let early = self.early.take().filter(|(tag, _)| peer.is_tagged(tag)).map(|(_, sdp)| sdp);
        let Some(sdp) = description(&answer, &answer.body).or(early) else {
            say_bye(&self.core, peer).await;
            let reason = "the callee answered without a session description".to_owned();
            return Outcome::Over(LegEvent::Failed { status: None, reason });
        };
        let _ = self.events.send(LegEvent::Answered { sdp, dialog: Box::new(peer.id()) }).await;
        Outcome::Answered(Box::new(peer), Box::new(answer))
    }

    /// Sends the INVITE again with our password; false if that is of no use.
    async fn authorize(&mut self, challenge: &Response) -> bool {
        let Some((user, password)) = &self.order.credentials else { return false };
        let header = digest::authorize(challenge, &self.invite, (user, password), self.answered);
        let Some(header) = header else { return false };
        self.invite = compose::again(&self.invite, &self.path, header);
        self.answered = true;
        self.ringing = false;
        invite(&self.core, &self.path, self.invite.clone(), self.mailbox.clone(), self.give_up.clone()).await
    }

    fn cancel(&mut self) {
        let patience = self.core.config.timers.t1 * 64;
        self.canceling = Some(Canceling { sent: false, until: Instant::now() + patience });
        self.send_cancel();
    }

    /// CANCEL may only follow a provisional answer (RFC 3261 §9.1).
    fn send_cancel(&mut self) {
        let Some(canceling) = &mut self.canceling else { return };
        if canceling.sent || !self.ringing {
            return;
        }
        canceling.sent = true;
        let (core, path, cancel) = (self.core.clone(), self.path.clone(), compose::cancel(&self.invite));
        self.core.tasks.spawn(async move {
            if ask(&core, &path, cancel).await.is_none() {
                debug!("the callee did not hear our CANCEL");
            }
        });
    }

    fn canceled(&self) -> Outcome {
        let reason = "hung up before the callee answered".to_owned();
        Outcome::Over(LegEvent::Ended { by_peer: false, reason })
    }

    fn lost(&self) -> Outcome {
        if self.canceling.is_some() {
            return self.canceled();
        }
        let reason = format!("the way to {} was lost before a final answer", self.path.remote);
        Outcome::Over(LegEvent::Failed { status: None, reason })
    }

    fn failed(&self, response: &Response) -> Outcome {
        let status = response.status_code.code();
        let phrase = response.wire_reason.as_deref().unwrap_or(response.status_code.text());
        Outcome::Over(LegEvent::Failed { status: Some(status), reason: format!("{status} {phrase}") })
    }

    fn establish(self, peer: Peer, answer: &Response) -> Session {
        Session {
            timer: timer::settled(answer, Instant::now()),
            updates: convert::all(answer, "Allow").any(|value| value.contains("UPDATE")),
            core: self.core,
            peer,
            place: self.place,
            events: self.events,
            commands: self.commands,
            mail: self.mail,
            mailbox: self.mailbox,
            stamp: self.stamp,
            unacknowledged: None,
            offered: false,
            change: None,
            referral: None,
            accepts_refers: false,
            refreshing: false,
            closing: false,
        }
    }
}
