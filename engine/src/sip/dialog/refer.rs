//! Asks the peer to call somebody else, and hears what comes of it. RFC 3515.

use std::time::Duration;

use rsipstack::sip::{Header, Method, Request, Response};
use tokio::time::{Instant, timeout_at};
use tracing::debug;

use crate::sip::convert;
use crate::sip::leg::{Command, LegEvent};
use crate::sip::text::param;

use super::compose::callable;
use super::exchange::{Mail, ask};
use super::peer;
use super::session::Session;

/// A REFER of ours and the subscription it has made. Kept when its outcome is told: NOTIFYs may still come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Referral {
    /// Its CSeq, which names the subscription. §2.4.6
    seq: u32,
    stage: Stage,
}

/// ```text
///         2xx                  NOTIFY with a final status, too long, BYE
/// asked ───────► accepted ──────────────────────────────────────────────► told
///   │                                                                      ▲
///   └──────────────────────────── refused, BYE ────────────────────────────┘
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Asked,
    Accepted { until: Instant },
    Told,
}

/// What a NOTIFY says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct News {
    status: Option<u16>,
    /// No more will come.
    last: bool,
}

impl Referral {
    /// When the peer has kept silent for too long.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.stage {
            Stage::Accepted { until } => Some(until),
            Stage::Asked | Stage::Told => None,
        }
    }
}

impl Session {
    /// Sends the REFER. One at a time: another one before the outcome of the first is refused here.
    pub(super) async fn refer(&mut self, target: &str) {
        if self.referral.is_some_and(|referral| referral.stage != Stage::Told) {
            debug!(call_id = self.peer.call_id, "the peer is being referred already");
            self.tell(LegEvent::Referred { accepted: false, status: None });
            return;
        }
        let ready = match callable(target) {
            Ok(_) => self.request(Method::Refer).await,
            Err(error) => Err(error),
        };
        let (path, mut request) = match ready {
            Ok(ready) => ready,
            Err(error) => {
                debug!(call_id = self.peer.call_id, "cannot refer the peer: {error}");
                self.tell(LegEvent::Referred { accepted: false, status: None });
                return;
            }
        };
        request.headers.push(Header::ReferTo(format!("<{target}>").into()));
        // RFC 3892: who asks for the call.
        request.headers.push(Header::ReferredBy(format!("<{}>", self.peer.local_uri()).into()));
        let seq = peer::cseq(&request).unwrap_or_default();
        self.referral = Some(Referral { seq, stage: Stage::Asked });
        let (core, mailbox) = (self.core.clone(), self.mailbox.clone());
        self.core.tasks.spawn(async move {
            let answer = ask(&core, &path, request).await.map(Box::new);
            let _ = mailbox.send(Mail::Referred(seq, answer)).await;
        });
    }

    /// The answer to the REFER; none if there was none.
    pub(super) fn refer_answered(&mut self, seq: u32, answer: Option<&Response>) {
        let Some(referral) = self.referral.as_mut().filter(|referral| referral.seq == seq) else { return };
        if referral.stage != Stage::Asked {
            // A NOTIFY was faster. §2.4.4
            return;
        }
        match answer.map(|answer| answer.status_code.code()) {
            Some(200..=299) => {
                referral.stage = Stage::Accepted { until: Instant::now() + self.core.config.timers.notify }
            }
            status => self.refer_told(false, status),
        }
    }

    /// A NOTIFY: its status, if it is of the subscription that our REFER made, else 481. RFC 6665 §4.1.3
    pub(super) fn notified(&mut self, request: &Request) -> u16 {
        let Some(referral) = self.referral.as_mut().filter(|referral| is_of(request, referral.seq)) else { return 481 };
        if referral.stage == Stage::Told {
            return 200;
        }
        match news(request) {
            News { status: Some(status), .. } if status >= 200 => self.refer_told(true, Some(status)),
            News { last: true, .. } => self.refer_told(true, None),
            News { .. } => referral.stage = Stage::Accepted { until: Instant::now() + NEXT },
        }
        200
    }

    /// The peer has accepted and then kept silent.
    pub(super) fn refer_due(&mut self, now: Instant) {
        if self.referral.and_then(|referral| referral.deadline()).is_some_and(|until| until <= now) {
            self.refer_told(true, None);
        }
    }

    /// The dialog ends. A phone that has accepted and says BYE has done what it was asked.
    pub(super) async fn refer_ends(&mut self, by_peer: bool) {
        let asked = |session: &Self| session.referral.is_some_and(|referral| referral.stage == Stage::Asked);
        let until = Instant::now() + OVERTAKEN;
        // Its 202 may be in the mail behind the BYE: they come through different transactions.
        while by_peer && asked(self) {
            match timeout_at(until, self.mail.recv()).await {
                Ok(Some(Mail::Referred(seq, answer))) => self.refer_answered(seq, answer.as_deref()),
                Ok(Some(Mail::Request(mut request))) => {
                    let response = self.core.response(&request.original, 481, &self.peer.local_tag);
                    let _ = request.respond(response).await;
                }
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => break,
            }
        }
        match self.referral.map(|referral| referral.stage) {
            Some(Stage::Accepted { .. }) => self.refer_told(true, None),
            Some(Stage::Asked) => self.refer_told(false, None),
            Some(Stage::Told) | None => {}
        }
        // What was asked for too late is answered, too.
        while let Ok(command) = self.commands.try_recv() {
            if matches!(command, Command::Refer { .. }) {
                self.tell(LegEvent::Referred { accepted: false, status: None });
            }
        }
    }

    fn refer_told(&mut self, accepted: bool, status: Option<u16>) {
        if let Some(referral) = &mut self.referral {
            referral.stage = Stage::Told;
        }
        self.tell(LegEvent::Referred { accepted, status });
    }
}

/// Whether a NOTIFY is of our subscription. Its `id` may be left out for the first REFER of a dialog, and many phones
/// never write it.
fn is_of(request: &Request, seq: u32) -> bool {
    let Some(event) = convert::header(request, "Event") else { return false };
    let (package, params) = event.split_once(';').map_or((event, ""), |(package, params)| (package, params));
    let ours = param(params, "id").is_none_or(|id| id.trim().parse() == Ok(seq));
    package.trim().eq_ignore_ascii_case("refer") && ours
}

fn news(request: &Request) -> News {
    let kind = convert::header(request, "Content-Type");
    let fragment = convert::body(kind, &request.body, "message/sipfrag");
    let state = convert::header(request, "Subscription-State").unwrap_or_default();
    let state = state.split(';').next().unwrap_or_default().trim();
    News { status: fragment.as_deref().and_then(status), last: state.eq_ignore_ascii_case("terminated") }
}

/// The status in `SIP/2.0 200 OK`. RFC 3420 §2
fn status(fragment: &str) -> Option<u16> {
    let line = fragment.trim_start().lines().next()?;
    let mut words = line.split_whitespace();
    let version = words.next()?;
    let status = words.next()?.parse().ok()?;
    (version.eq_ignore_ascii_case("SIP/2.0") && (100..700).contains(&status)).then_some(status)
}

/// How long the peer may be silent when it has said a first word: as long as a phone may ring. RFC 3261 §16.6, timer C
const NEXT: Duration = Duration::from_secs(180);
/// By how much a BYE can overtake the answer to our REFER on its way through the stack.
const OVERTAKEN: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_a_fragment_is_read_however_it_ends() {
        assert_eq!(status("SIP/2.0 200 OK\r\n"), Some(200));
        assert_eq!(status("\r\nsip/2.0 486"), Some(486));
        assert_eq!(status("SIP/2.0 100 Trying\r\nTo: <sip:a@b>\r\n"), Some(100));
        for fragment in ["", "SIP/2.0", "SIP/2.0 99 X", "SIP/2.0 700 X", "HTTP/1.1 200 OK", "SIP/2.0 OK", "200 OK"] {
            assert_eq!(status(fragment), None, "{fragment:?}");
        }
    }
}
