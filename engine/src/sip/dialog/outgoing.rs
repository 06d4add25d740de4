//! A call that we make, from the INVITE to the answer.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rsipstack::sip::Response;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tracing::{debug, info};

use crate::sip::config::Transport;
use crate::sip::convert;
use crate::sip::core::Core;
use crate::sip::digest;
use crate::sip::leg::{Command, LegEvent, OutgoingInvite};
use crate::sip::text;

use super::attempt::Attempt;
use super::canceling::Canceling;
use super::compose;
use super::dial::{hangs_up, hung_up};
use super::established::at;
use super::exchange::{Mail, News, description, invite};
use super::peer::{Peer, cseq, tag};
use super::pickup::Successor;
use super::session::{Session, say_bye};
use super::table::Place;
use super::timer;
use super::ways::Ways;

/// A dialog before its answer.
pub(super) struct Calling {
    pub(super) core: Arc<Core>,
    pub(super) order: OutgoingInvite,
    pub(super) call_id: String,
    pub(super) local_tag: String,
    /// What else can be tried.
    pub(super) ways: Ways,
    /// What is tried now.
    pub(super) attempt: Attempt,
    pub(super) place: Option<Place>,
    pub(super) events: mpsc::Sender<LegEvent>,
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) mail: mpsc::Receiver<Mail>,
    pub(super) mailbox: mpsc::Sender<Mail>,
    /// The description of a 18x, by its tag.
    pub(super) early: Option<(String, String)>,
    pub(super) canceling: Option<Canceling>,
    /// Another telephone was faster.
    pub(super) elsewhere: bool,
    /// Who wants to take the call in place of who rings.
    pub(super) successor: Option<Successor>,
}

pub(super) enum Outcome {
    Answered(Box<Peer>, Box<Response>),
    /// By somebody else than was called.
    Replaced(Box<Successor>),
    Over(LegEvent),
}

impl Calling {
    pub(super) async fn run(mut self: Box<Self>) {
        let outcome = if Box::pin(self.send()).await { None } else { Box::pin(self.lost()).await };
        let outcome = match outcome {
            None => Box::pin(self.wait()).await,
            Some(outcome) => outcome,
        };
        match outcome {
            Outcome::Answered(peer, answer) => self.establish(*peer, &answer).run().await,
            Outcome::Replaced(successor) => successor.goes_on(self.commands, self.events).await,
            Outcome::Over(event) => {
                self.attempt.ends.give_up.cancel();
                let _ = self.events.send(event).await;
            }
        }
    }

    /// Sends the INVITE; false if it cannot be sent.
    async fn send(&mut self) -> bool {
        let path = self.attempt.path();
        // RFC 3261 §18.1.1.
        let long = path.open && self.attempt.invite.to_string().len() > DATAGRAM;
        if long
            && path.transport == Transport::Udp
            && let Some(path) = self.core.wider(path).await
        {
            self.attempt.invite = compose::moved(&self.attempt.invite, &path);
            self.attempt.taken.path = path;
        }
        let attempt = &mut self.attempt;
        attempt.begun = Instant::now();
        // As long as another way is left nobody waits for 64·T1.
        let patience = self.core.config.timers.t1 * 8;
        attempt.silence = (!self.ways.is_empty()).then(|| Instant::now() + patience);
        let request = attempt.invite.clone();
        let sent = invite(&self.core, attempt.path(), request, self.mailbox.clone(), attempt.ends.clone()).await;
        attempt.sent = sent.unwrap_or(attempt.sent);
        sent.is_some()
    }

    async fn wait(&mut self) -> Outcome {
        loop {
            let deadline = self.canceling.as_ref().map(Canceling::until);
            let silence = self.attempt.silence.filter(|_| self.canceling.is_none());
            let outcome = tokio::select! {
                biased;
                () = self.core.drain.cancelled(), if self.canceling.is_none() => {
                    self.cancel();
                    None
                }
                mail = self.mail.recv() => match mail {
                    Some(mail) => self.mail(mail).await,
                    None => Some(self.gone()),
                },
                command = self.commands.recv(), if self.canceling.is_none() => {
                    self.elsewhere |= matches!(command, Some(Command::AnsweredElsewhere));
                    if command.is_none_or(hangs_up) {
                        self.cancel();
                    }
                    None
                }
                () = at(silence) => self.lost().await,
                // RFC 3261 §9.1: no final answer 64·T1 after the CANCEL.
                () = at(deadline) => Some(self.canceled()),
            };
            if let Some(outcome) = outcome {
                return outcome;
            }
        }
    }

    /// Tries the next way; what is left of this one is cleared up behind our back. None if it is under way, else `failed`.
    async fn fail_over(&mut self, failed: Outcome) -> Option<Outcome> {
        if self.canceling.is_some() {
            return Some(self.canceled());
        }
        let mut next_seq = cseq(&self.attempt.invite).unwrap_or(1) + 1;
        while !self.ways.is_empty() {
            let taken = tokio::select! {
                biased;
                () = hung_up(&mut self.commands) => {
                    self.attempt.ends.abandoned.cancel();
                    return Some(self.canceled());
                }
                taken = self.ways.next(&self.order.offer) => taken,
            };
            let Ok(taken) = taken else { break };
            let names = (self.call_id.as_str(), self.local_tag.as_str());
            let Ok(attempt) = Attempt::new(&self.core, &self.order, taken, names, next_seq) else { break };
            info!(to = %attempt.path().remote, "the call is tried another way");
            std::mem::replace(&mut self.attempt, attempt).ends.abandoned.cancel();
            self.early = None;
            if self.send().await {
                return None;
            }
            self.ways.unanswered(&self.attempt.taken);
            next_seq += 1;
        }
        Some(failed)
    }

    async fn mail(&mut self, mail: Mail) -> Option<Outcome> {
        match mail {
            Mail::Invite(News::Response(response)) => self.response(*response).await,
            Mail::Invite(News::Over) => self.lost().await,
            Mail::Replaced(wanted) => {
                self.pick_up(&wanted.0, wanted.1).await;
                None
            }
            Mail::Replacing(answer) => self.picked_up(answer).await,
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
        if !self.is_of_this_attempt(&response) {
            return None;
        }
        let status = response.status_code.code();
        // The stack says 408 itself when nothing has come.
        let silent = status == 408 && !self.attempt.ringing;
        if !silent && status != 503 {
            self.ways.heard(&self.attempt.taken);
        }
        self.attempt.silence = None;
        match status {
            100..=199 => {
                self.attempt.ringing = true;
                self.send_cancel();
                if status > 100 {
                    self.attempt.rings(convert::header(&response, "To").and_then(tag));
                }
                if status > 100 && self.acknowledge(&response) && self.canceling.is_none() {
                    self.tell_ringing(&response).await;
                }
                None
            }
            200..=299 => Some(self.answer(response).await),
            401 | 407 | 422 if self.canceling.is_none() => match self.again(&response).await {
                true => None,
                false => Some(self.failed(&response)),
            },
            _ if self.canceling.is_some() => Some(self.canceled()),
            // RFC 3263 §4.3.
            503 => {
                self.ways.busy(&self.attempt.taken, retry_after(&response));
                let failed = self.failed(&response);
                self.fail_over(failed).await
            }
            408 if silent => {
                self.tell_silence();
                self.ways.unanswered(&self.attempt.taken);
                let failed = self.failed(&response);
                self.fail_over(failed).await
            }
            _ => Some(self.failed(&response)),
        }
    }

    /// What an earlier attempt still sends is not for us.
    fn is_of_this_attempt(&self, response: &Response) -> bool {
        let branch = |via: Option<&str>| via.and_then(|via| text::param(via, "branch").map(str::to_owned));
        branch(convert::header(response, "Via")) == branch(convert::header(&self.attempt.invite, "Via"))
    }

    /// Sends the PRACK a provisional answer asks for; false if the answer is no news.
    fn acknowledge(&mut self, response: &Response) -> bool {
        let attempt = &mut self.attempt;
        let (prack, news) = attempt.acknowledged.take(&attempt.invite, response, &attempt.taken.path);
        if let Some(prack) = prack {
            let core = self.core.clone();
            self.core.tasks.spawn(async move {
                if let Err(error) = prack.send(&core).await {
                    debug!("a PRACK could not be sent: {error}");
                }
            });
        }
        news
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
        let Some(mut peer) = Peer::of_answer(&self.attempt.invite, &answer, self.attempt.path().clone()) else {
            return self.failed(&answer);
        };
        if let Some(early) = self.attempt.acknowledged.early(&answer) {
            peer.continues(early);
        }
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
        let (invited, received) = (self.attempt.sent, convert::received(&answer).unwrap_or_else(SystemTime::now));
        let _ = self.events.send(LegEvent::Answered { sdp, dialog: Box::new(peer.id()), invited, received }).await;
        Outcome::Answered(Box::new(peer), Box::new(answer))
    }

    /// Sends the INVITE again with our password, or for a longer session; false if that is of no use.
    async fn again(&mut self, refusal: &Response) -> bool {
        let attempt = &mut self.attempt;
        let asked = match (refusal.status_code.code(), &self.order.credentials) {
            (422, _) => timer::longer(refusal, &attempt.invite),
            (_, Some((user, password))) => {
                let header = digest::authorize(refusal, &attempt.invite, (user, password), &mut attempt.answered);
                header.map(|header| vec![header])
            }
            (_, None) => None,
        };
        let Some(asked) = asked else { return false };
        attempt.invite = compose::again(&attempt.invite, &attempt.taken.path, asked);
        attempt.ringing = false;
        self.send().await
    }

    /// Nothing came back, or the connection was lost.
    async fn lost(&mut self) -> Option<Outcome> {
        if !self.attempt.ringing {
            self.tell_silence();
            self.ways.unanswered(&self.attempt.taken);
            let gone = self.gone();
            return self.fail_over(gone).await;
        }
        Some(self.gone())
    }

    fn gone(&self) -> Outcome {
        if self.canceling.is_some() {
            return self.canceled();
        }
        let reason = format!("the way to {} was lost before a final answer", self.attempt.path().remote);
        Outcome::Over(LegEvent::Failed { status: None, reason })
    }

    fn failed(&self, response: &Response) -> Outcome {
        let status = response.status_code.code();
        let phrase = response.wire_reason.as_deref().unwrap_or(response.status_code.text());
        Outcome::Over(LegEvent::Failed { status: Some(status), reason: format!("{status} {phrase}") })
    }

    fn establish(self, peer: Peer, answer: &Response) -> Box<Session> {
        Box::new(Session {
            timer: timer::settled(answer, Instant::now())
                .map(|timer| timer.with_least(timer::min_se(&self.attempt.invite))),
            updates: convert::all(answer, "Allow").any(|value| value.contains("UPDATE")),
            core: self.core,
            peer,
            place: self.place,
            events: self.events,
            commands: self.commands,
            mail: self.mail,
            mailbox: self.mailbox,
            stamp: self.attempt.stamp,
            unacknowledged: None,
            offered: false,
            change: None,
            referral: None,
            accepts_refers: false,
            onward: None,
            successor: None,
            notices: None,
            refreshing: false,
            closing: false,
        })
    }
}

/// Octets of a request that datagrams are good for.
const DATAGRAM: usize = 1_300;

/// How long a 503 asks to be left alone.
fn retry_after(response: &Response) -> Option<Duration> {
    let value = convert::header(response, "Retry-After")?;
    let seconds = value.split([';', '(', ' ']).next()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
