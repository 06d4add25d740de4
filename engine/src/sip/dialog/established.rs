//! The life of a dialog from the answer to the BYE.

use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::{Header, Method, Response};
use tokio::time::{Instant, sleep_until};
use tracing::debug;

use crate::sip::error::SipError;
use crate::sip::leg::{Command, LegEvent};

use super::exchange::{Mail, News, ask, with_body};
use super::onward;
use super::session::{End, Session};
use super::timer::{self, Due, SessionTimer};

/// What a dialog's task wakes up for.
enum Wake {
    Mail(Option<Mail>),
    Command(Command),
    Onward(Option<LegEvent>),
    Timer,
    Drain,
}

impl Session {
    /// Runs the dialog to its end.
    pub(super) async fn run(mut self: Box<Self>) {
        let end = loop {
            let deadline = self.deadline();
            let wake = tokio::select! {
                biased;
                () = self.core.drain.cancelled(), if !self.closing => Wake::Drain,
                mail = self.mail.recv() => Wake::Mail(mail),
                // The handle was dropped: nobody cares for the call any more.
                command = self.commands.recv(), if !self.closing => Wake::Command(command.unwrap_or(Command::HangUp)),
                event = onward::next(&mut self.onward) => Wake::Onward(event),
                () = at(deadline) => Wake::Timer,
            };
            let end = match wake {
                // Boxed, so that the task is small while it waits.
                Wake::Mail(Some(mail)) => Box::pin(self.mail(mail)).await,
                Wake::Mail(None) => Some(End::ours("the dialog lost its mailbox")),
                Wake::Command(command) => Box::pin(self.command(command)).await,
                Wake::Onward(event) => Box::pin(self.onward_news(event)).await,
                Wake::Timer => Box::pin(self.timer()).await,
                Wake::Drain => self.hang_up("shut down"),
            };
            if let Some(end) = end {
                break end;
            }
        };
        Box::pin(self.finish(end)).await;
    }

    async fn mail(&mut self, mail: Mail) -> Option<End> {
        match mail {
            Mail::Request(request) => self.request_in(*request).await,
            Mail::Invite(news) => self.invite_news(news),
            Mail::Change(news) => self.change_news(news),
            Mail::Reply(answer) => {
                self.reply(answer);
                None
            }
            Mail::Transfer(decided) => {
                let (transaction, decision) = *decided;
                self.decided(transaction, decision).await;
                None
            }
            Mail::Replaced(wanted) => {
                let (replaces, invitation) = *wanted;
                self.replace(&replaces, invitation).await;
                None
            }
            Mail::Replacing(answer) => self.replacing(answer).await,
            Mail::Refreshed(answer) => self.refreshed(answer.as_deref()),
            Mail::Referred(seq, answer) => {
                self.refer_answered(seq, answer.as_deref());
                None
            }
        }
    }

    async fn command(&mut self, command: Command) -> Option<End> {
        match command {
            Command::Answer { reply, .. } => {
                let state = if self.unacknowledged.is_some() { "answered" } else { "established" };
                let _ = reply.send(Err(SipError::WrongState { state, action: "be answered again" }));
                None
            }
            Command::Ring { .. } => None,
            Command::Info { key } => {
                self.send_info(key).await;
                None
            }
            Command::AcceptRefers => {
                self.accepts_refers = true;
                None
            }
            Command::Refer { target } => {
                self.refer(&target).await;
                None
            }
            Command::Reject { .. } | Command::HangUp | Command::AnsweredElsewhere => self.hang_up("hung up"),
        }
    }

    /// Sends a key; that it was not taken is worth a line in the log, not the call.
    async fn send_info(&mut self, key: char) {
        let (path, mut request) = match self.request(Method::Info).await {
            Ok(ready) => ready,
            Err(error) => {
                debug!(call_id = self.peer.call_id, "cannot send a key by INFO: {error}");
                return;
            }
        };
        request.body = format!("Signal={key}\r\nDuration=160\r\n").into_bytes();
        let length = request.body.len();
        with_body(&mut request.headers, "application/dtmf-relay", length);
        let core = self.core.clone();
        self.core.tasks.spawn(async move {
            let _ = ask(&core, &path, request).await;
        });
    }

    fn hang_up(&mut self, reason: &str) -> Option<End> {
        if self.unacknowledged.is_some() {
            // RFC 3261 §15: the called side waits for the ACK before it says BYE.
            self.closing = true;
            return None;
        }
        let left = self.onward.as_ref().is_some_and(|onward| onward.left);
        Some(End { bye: !left, ..End::ours(reason) })
    }

    /// The INVITE that began the dialog: its ACK, or the lack of it.
    fn invite_news(&mut self, news: News) -> Option<End> {
        match news {
            News::Acknowledged(sdp) if self.unacknowledged.take().is_some() => {
                if self.closing {
                    return Some(End::ours("hung up"));
                }
                if self.offered && sdp.is_none() {
                    return Some(End::ours("the ACK had no answer to our offer"));
                }
                self.tell(LegEvent::Acknowledged { sdp: sdp.filter(|_| self.offered) });
                None
            }
            News::Over if self.unacknowledged.take().is_some() => Some(End::ours("our 200 was never acknowledged")),
            _ => None,
        }
    }

    async fn timer(&mut self) -> Option<End> {
        let now = Instant::now();
        self.refer_due(now);
        match self.timer.as_mut()?.due(now)? {
            Due::Expired => Some(End::ours("the session was not refreshed in time")),
            Due::Refresh => {
                self.refresh().await;
                None
            }
        }
    }

    /// Shows that we are alive: by UPDATE if the peer takes it, else by a re-INVITE that changes nothing.
    async fn refresh(&mut self) {
        let Some((value, least)) = self.timer.as_ref().map(|timer| (timer.request_value(), timer.least())) else {
            return;
        };
        if self.refreshing || self.change.is_some() || self.unacknowledged.is_some() {
            return;
        }
        let method = if self.updates { Method::Update } else { Method::Invite };
        let (path, mut request) = match self.request(method).await {
            Ok(ready) => ready,
            Err(error) => {
                debug!(call_id = self.peer.call_id, "cannot refresh the session: {error}");
                return;
            }
        };
        request.headers.push(Header::SessionExpires(value.into()));
        if let Some(least) = least {
            request.headers.push(Header::MinSE(least.as_secs().to_string().into()));
        }
        request.headers.push(Header::Supported(crate::sip::answers::SUPPORTED.into()));
        if method == Method::Invite {
            let sdp = self.stamp.again();
            with_body(&mut request.headers, "application/sdp", sdp.len());
            request.body = sdp.into_bytes();
        }
        self.refreshing = true;
        let (core, mailbox) = (self.core.clone(), self.mailbox.clone());
        self.core.tasks.spawn(async move {
            let answer = ask(&core, &path, request).await.map(Box::new);
            let _ = mailbox.send(Mail::Refreshed(answer)).await;
        });
    }

    fn refreshed(&mut self, answer: Option<&Response>) -> Option<End> {
        self.refreshing = false;
        let now = Instant::now();
        let Some(answer) = answer else { return Some(End::ours("the peer is gone: a refresh had no answer")) };
        match answer.status_code.code() {
            200..=299 => {
                self.peer.retarget(answer.headers().iter().find_map(|header| match header {
                    Header::Contact(contact) => Some(contact.value()),
                    _ => None,
                }));
                match timer::settled(answer, now) {
                    Some(timer) => {
                        let least = self.timer.as_ref().and_then(SessionTimer::least);
                        self.timer = Some(timer.with_least(least));
                    }
                    // RFC 4028 §7.2: the peer does not know timers; we go on refreshing.
                    None => self.timer.iter_mut().for_each(|timer| timer.refreshed(now)),
                }
                None
            }
            // RFC 3261 §12.2.1.2: these end the dialog.
            status @ (408 | 481) => Some(End::ours(format!("a refresh was answered with {status}"))),
            422 => {
                if let (Some(timer), Some(least)) = (&mut self.timer, timer::min_se(answer)) {
                    timer.lengthen(least, now);
                }
                None
            }
            _ => None,
        }
    }
}

/// Waits for a deadline, or for ever.
pub(super) async fn at(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
