//! A call that somebody makes to us, from its first ringing to the answer.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::{Header, Headers, Response};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::sip::answers::{ALLOW, SUPPORTED};
use crate::sip::convert;
use crate::sip::core::{BUSY_SECONDS, Core};
use crate::sip::error::SipError;
use crate::sip::leg::{Command, LegEvent};
use crate::sip::sdp::Stamp;

use super::established::at;
use super::exchange::{Answering, Mail, News, with_body};
use super::peer::{Peer, cseq};
use super::reliable::{Due, Reliable};
use super::reoffer::timer_headers;
use super::requests::{Digit, digit};
use super::session::Session;
use super::table::Place;
use super::timer::{self, SessionTimer};

/// A dialog before its answer.
pub(super) struct Early {
    pub(super) core: Arc<Core>,
    pub(super) peer: Peer,
    pub(super) place: Place,
    pub(super) events: mpsc::Sender<LegEvent>,
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) mail: mpsc::Receiver<Mail>,
    pub(super) mailbox: mpsc::Sender<Mail>,
    pub(super) answering: Answering,
    pub(super) timer: Option<SessionTimer>,
    /// The INVITE had no offer: ours goes into the 200.
    pub(super) offered: bool,
    pub(super) stamp: Stamp,
    /// The 18x that wait for their PRACK.
    pub(super) reliable: Reliable,
    /// What is to be said when the PRACK is here.
    pub(super) held: Option<Held>,
    /// The last 18x, to be repeated so that proxies do not give up (RFC 3261 §13.3.1.1).
    pub(super) provisional: Option<Response>,
    pub(super) repeat: Option<Instant>,
}

/// An answer that waits for the PRACK of one before it.
pub(super) enum Held {
    Ring(Option<String>),
    Answer(String, oneshot::Sender<Result<(), SipError>>),
}

/// How the early part ends.
enum Outcome {
    /// And who wants to know.
    Answered(oneshot::Sender<Result<(), SipError>>),
    Over(LegEvent),
}

impl Early {
    /// Runs the dialog to its end.
    pub(super) async fn run(mut self: Box<Self>) {
        let outcome = loop {
            let outcome = tokio::select! {
                biased;
                () = self.core.drain.cancelled() => Some(self.refuse(503, "shut down")),
                mail = self.mail.recv() => match mail {
                    Some(mail) => Box::pin(self.mail(mail)).await,
                    None => Some(self.refuse(500, "the dialog lost its mailbox")),
                },
                command = self.commands.recv() => self.command(command.unwrap_or(Command::HangUp)),
                () = at(self.reliable.deadline()) => self.reliable_due(),
                () = at(self.repeat) => {
                    self.ring_again();
                    None
                }
            };
            if let Some(outcome) = outcome {
                break outcome;
            }
        };
        match outcome {
            Outcome::Answered(reply) => {
                // The transaction sends the 200 in a task of its own, whose turn it is now: audio is to come behind it.
                tokio::task::yield_now().await;
                let _ = reply.send(Ok(()));
                self.establish().run().await;
            }
            Outcome::Over(event) => {
                // The engine may have dropped the call before.
                let _ = self.events.send(event).await;
            }
        }
    }

    fn command(&mut self, command: Command) -> Option<Outcome> {
        match command {
            Command::Ring { sdp } => {
                self.ring(sdp);
                None
            }
            // RFC 3262 §3: not before the caller has what was said in a description.
            Command::Answer { sdp, reply } if self.reliable.is_pending() => {
                self.held = Some(Held::Answer(sdp, reply));
                None
            }
            Command::Answer { sdp, reply } => Some(self.accept(&sdp, reply)),
            Command::Reject { status } => {
                let status = if (300..700).contains(&status) { status } else { 480 };
                Some(self.refuse(status, &format!("refused with {status}")))
            }
            // Before the answer there is nothing to press keys at.
            Command::Info { .. } | Command::AcceptRefers => None,
            Command::Refer { .. } => {
                let _ = self.events.try_send(LegEvent::Referred { accepted: false, status: None });
                None
            }
            Command::HangUp | Command::AnsweredElsewhere => Some(self.refuse(480, "hung up before the answer")),
        }
    }

    fn accept(&mut self, sdp: &str, reply: oneshot::Sender<Result<(), SipError>>) -> Outcome {
        if self.offered
            && let Err(error) = self.core.may_offer(sdp, &self.peer.path)
        {
            let reason = error.to_string();
            let _ = reply.send(Err(error));
            return self.refuse(488, &reason);
        }
        self.answer(sdp);
        Outcome::Answered(reply)
    }

    /// A reliable answer is to be repeated, or has been repeated often enough.
    fn reliable_due(&mut self) -> Option<Outcome> {
        match self.reliable.due(Instant::now())? {
            Due::Repeat(response) => {
                self.answering.send(*response);
                None
            }
            Due::GiveUp => Some(self.refuse(504, "our ringing was never acknowledged")),
        }
    }

    /// The PRACK is here: what waited for it is said.
    fn go_on(&mut self) -> Option<Outcome> {
        match self.held.take()? {
            Held::Ring(sdp) => {
                self.ring(sdp);
                None
            }
            Held::Answer(sdp, reply) => Some(self.accept(&sdp, reply)),
        }
    }

    async fn mail(&mut self, mail: Mail) -> Option<Outcome> {
        match mail {
            Mail::Invite(News::Canceled) => {
                self.answering.send(self.core.response(&self.answering.request, 487, &self.peer.local_tag));
                Some(Outcome::Over(LegEvent::Canceled))
            }
            Mail::Invite(News::Over) => {
                let reason = "the INVITE's transaction ended before the answer".to_owned();
                Some(Outcome::Over(LegEvent::Ended { by_peer: false, reason }))
            }
            Mail::Request(request) => self.request(*request).await,
            Mail::Replaced(wanted) => {
                // RFC 3891 §3: it was not us who began this one.
                wanted.1.leg.reject(481).await;
                None
            }
            _ => None,
        }
    }

    /// Requests in the early dialog: keys, and a BYE in place of CANCEL (RFC 3261 §15.1.2).
    async fn request(&mut self, mut transaction: Transaction) -> Option<Outcome> {
        let method = transaction.original.method;
        let bye = method == rsipstack::sip::Method::Bye;
        let status = match self.peer.admit(&transaction.original) {
            Err(status) => status,
            Ok(()) => match transaction.original.method {
                rsipstack::sip::Method::Bye | rsipstack::sip::Method::Options => 200,
                rsipstack::sip::Method::Info => {
                    if let Digit::Key(key) = digit(&transaction.original) {
                        let _ = self.events.try_send(LegEvent::Digit(key));
                    }
                    200
                }
                rsipstack::sip::Method::PRack => {
                    let invite = cseq(&self.answering.request).unwrap_or_default();
                    if self.reliable.acknowledged(&transaction.original, invite) { 200 } else { 481 }
                }
                // RFC 3311 §5.2: an offer is still open.
                _ => 491,
            },
        };
        let response = self.core.response(&transaction.original, status, &self.peer.local_tag);
        let _ = transaction.respond(response).await;
        if method == rsipstack::sip::Method::PRack && status == 200 {
            return self.go_on();
        }
        if bye && status == 200 {
            self.answering.send(self.core.response(&self.answering.request, 487, &self.peer.local_tag));
            return Some(Outcome::Over(LegEvent::Canceled));
        }
        None
    }

    fn ring(&mut self, sdp: Option<String>) {
        if self.reliable.is_pending() {
            // A description is news; that it rings is known.
            if sdp.is_some() && self.held.is_none() {
                self.held = Some(Held::Ring(sdp));
            }
            return;
        }
        if self.reliable.is_required() && self.offered && sdp.is_none() {
            // RFC 3261 §13.2.1: the first reliable answer would have to hold our offer, which the 200 does.
            return;
        }
        let status = if sdp.is_some() { 183 } else { 180 };
        let mut response = self.core.response(&self.answering.request, status, &self.peer.local_tag);
        self.dialog_headers(&mut response.headers);
        if let Some(sdp) = sdp {
            let sdp = self.stamp.put(&sdp);
            with_body(&mut response.headers, "application/sdp", sdp.len());
            response.body = sdp.into_bytes();
        }
        let reliable = self.reliable.prepare(&mut response, Instant::now());
        self.answering.send(response.clone());
        self.provisional = (!reliable).then_some(response);
        self.repeat = Some(Instant::now() + REPEAT);
    }

    fn ring_again(&mut self) {
        match &self.provisional {
            Some(response) => self.answering.send(response.clone()),
            // A reliable one is not said twice: RFC 3262 §3.
            None => self.ring(None),
        }
        self.repeat = Some(Instant::now() + REPEAT);
    }

    fn answer(&mut self, sdp: &str) {
        let sdp = self.stamp.put(sdp);
        let mut response = self.core.response(&self.answering.request, 200, &self.peer.local_tag);
        self.dialog_headers(&mut response.headers);
        response.headers.push(Header::Allow(ALLOW.into()));
        response.headers.push(Header::Supported(SUPPORTED.into()));
        if let Some(timer) = &self.timer {
            timer_headers(&mut response.headers, timer, timer::supports_timer(&self.answering.request));
        }
        with_body(&mut response.headers, "application/sdp", sdp.len());
        response.body = sdp.into_bytes();
        self.answering.send(response);
    }

    /// What makes an answer begin a dialog (RFC 3261 §12.1.1).
    fn dialog_headers(&self, headers: &mut Headers) {
        let routes = self.answering.request.headers().iter().filter(|header| matches!(header, Header::RecordRoute(_)));
        headers.extend(routes.cloned().collect());
        headers.push(Header::Contact(self.peer.path.contact().into()));
    }

    fn refuse(&self, status: u16, reason: &str) -> Outcome {
        let mut response = self.core.response(&self.answering.request, status, &self.peer.local_tag);
        if status == 503 {
            response.headers.push(Header::RetryAfter(BUSY_SECONDS.to_string().into()));
        }
        self.answering.send(response);
        Outcome::Over(LegEvent::Ended { by_peer: false, reason: reason.to_owned() })
    }

    fn establish(self) -> Box<Session> {
        let updates = convert::all(&self.answering.request, "Allow").any(|value| value.contains("UPDATE"));
        let timer = self.timer.map(|mut timer| {
            timer.refreshed(Instant::now());
            timer
        });
        Box::new(Session {
            core: self.core,
            peer: self.peer,
            place: Some(self.place),
            events: self.events,
            commands: self.commands,
            mail: self.mail,
            mailbox: self.mailbox,
            stamp: self.stamp,
            timer,
            unacknowledged: Some(self.answering),
            offered: self.offered,
            change: None,
            referral: None,
            accepts_refers: false,
            onward: None,
            successor: None,
            notices: None,
            refreshing: false,
            updates,
            closing: false,
        })
    }
}

/// RFC 3261 §13.3.1.1 asks for a repeated 18x every minute.
const REPEAT: Duration = Duration::from_secs(60);
