//! Changes of a running session that the peer asks for: hold, resume, another address or codec.

use std::time::Duration;

use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::{Header, Method};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

use crate::sip::answers::{ALLOW, SUPPORTED};
use crate::sip::core::Core;
use crate::sip::leg::LegEvent;

use super::exchange::{Answering, Mail, News, description, serve, with_body};
use super::session::{End, Session};
use super::timer::{self, SessionTimer};

/// A re-INVITE or UPDATE on its way through the engine.
pub(super) struct Change {
    answering: Answering,
    /// We are to make the offer; the answer comes with the ACK.
    ours: bool,
    /// Answered with 200, waiting for the ACK.
    answered: bool,
    timer: Option<SessionTimer>,
}

impl Change {
    /// Refuses what has not been answered when the dialog ends.
    pub(super) fn abandon(&self, core: &Core, tag: &str) {
        if self.answered {
            self.answering.forget();
        } else {
            self.answering.send(core.response(&self.answering.request, 487, tag));
        }
    }
}

impl Session {
    /// Begins a change: asks the engine for a description, or answers at once if only the session timer is refreshed.
    pub(super) fn begin_change(&mut self, transaction: Transaction, timer: Option<SessionTimer>) {
        let invite = transaction.original.method == Method::Invite;
        self.peer.retarget(crate::sip::convert::header(&transaction.original, "Contact"));
        let sdp = description(&transaction.original, &transaction.original.body);
        let answering = serve(&self.core, transaction, self.mailbox.clone(), Mail::Change);
        if !invite && sdp.is_none() {
            // An UPDATE without a description is a sign of life (RFC 4028 §7.4).
            self.accept_timer(timer.as_ref());
            self.settle(&answering, timer.as_ref(), None);
            return;
        }
        if invite {
            answering.send(self.core.response(&answering.request, 100, &self.peer.local_tag));
        }
        self.change = Some(Change { answering, ours: sdp.is_none(), answered: false, timer });
        let (reply, answer) = oneshot::channel();
        if !self.tell(LegEvent::Reoffer { sdp, successor: false, reply }) {
            self.reply(Err(500));
            return;
        }
        let mailbox = self.mailbox.clone();
        self.core.tasks.spawn(async move {
            let answer = match timeout(ANSWER, answer).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) | Err(_) => Err(500),
            };
            let _ = mailbox.send(Mail::Reply(answer)).await;
        });
    }

    /// Answers a change with what the engine said.
    pub(super) fn reply(&mut self, answer: Result<String, u16>) {
        let Some(mut change) = self.change.take().filter(|change| !change.answered) else { return };
        match answer {
            Ok(sdp) => {
                self.accept_timer(change.timer.as_ref());
                self.settle(&change.answering, change.timer.as_ref(), Some(sdp));
                change.answered = true;
                if change.answering.request.method == Method::Invite {
                    self.change = Some(change);
                }
            }
            Err(status) => {
                let status = if (300..700).contains(&status) { status } else { 488 };
                let response = self.core.response(&change.answering.request, status, &self.peer.local_tag);
                change.answering.send(response);
            }
        }
    }

    /// What happens to the change's transaction.
    pub(super) fn change_news(&mut self, news: News) -> Option<End> {
        let change = self.change.as_ref()?;
        match news {
            News::Acknowledged(sdp) if change.answered => {
                let ours = change.ours;
                self.change = None;
                match (ours, sdp) {
                    (true, None) => return Some(End::ours("the ACK of a re-INVITE had no answer to our offer")),
                    (true, sdp) => drop(self.tell(LegEvent::Acknowledged { sdp })),
                    (false, _) => {}
                }
            }
            News::Canceled if !change.answered => self.reply(Err(487)),
            News::Over if change.answered => {
                self.change = None;
                return Some(End::ours("the 200 to a re-INVITE was never acknowledged"));
            }
            _ => {}
        }
        None
    }

    /// Sends the 200 of a change.
    fn settle(&mut self, answering: &Answering, timer: Option<&SessionTimer>, sdp: Option<String>) {
        let mut response = self.core.response(&answering.request, 200, &self.peer.local_tag);
        let headers = response.headers_mut();
        headers.push(Header::Contact(self.peer.path.contact().into()));
        headers.push(Header::Allow(ALLOW.into()));
        headers.push(Header::Supported(SUPPORTED.into()));
        if let Some(timer) = timer {
            timer_headers(headers, timer, timer::supports_timer(&answering.request));
        }
        if let Some(sdp) = sdp {
            let sdp = self.stamp.put(&sdp);
            with_body(headers, "application/sdp", sdp.len());
            response.body = sdp.into_bytes();
        }
        answering.send(response);
    }

    /// Any 200 to a re-INVITE or UPDATE refreshes the session; one with a timer may change it.
    fn accept_timer(&mut self, timer: Option<&SessionTimer>) {
        match timer {
            Some(timer) => {
                let least = self.timer.as_ref().and_then(SessionTimer::least);
                self.timer = Some(timer.clone().with_least(least));
            }
            None => {
                if let Some(timer) = &mut self.timer {
                    timer.refreshed(Instant::now());
                }
            }
        }
    }
}

/// Says in a 200 what was agreed about the session timer (RFC 4028 §9).
pub(super) fn timer_headers(headers: &mut rsipstack::sip::Headers, timer: &SessionTimer, supported: bool) {
    headers.push(Header::SessionExpires(timer.answer_value().into()));
    if supported {
        headers.push(Header::Require("timer".into()));
    }
}

/// The engine has this long to answer a re-INVITE.
const ANSWER: Duration = Duration::from_secs(10);
