//! Requests inside a dialog.

use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::{Header, Method, Request};
use rsipstack::transaction::transaction::Transaction;
use tokio::time::Instant;

use crate::sip::answers::{self, ALLOW};
use crate::sip::convert;
use crate::sip::leg::LegEvent;

use super::session::{End, Session};
use super::timer;

impl Session {
    /// Answers a request of the peer.
    pub(super) async fn request_in(&mut self, mut transaction: Transaction) -> Option<End> {
        let method = transaction.original.method;
        if let Err(status) = self.peer.admit(&transaction.original) {
            self.answer(&mut transaction, status, |_| {}).await;
            return None;
        }
        if let Some(unsupported) = answers::unsupported(&transaction.original) {
            self.answer(&mut transaction, 420, |headers| headers.push(Header::Unsupported(unsupported.into()))).await;
            return None;
        }
        match method {
            Method::Bye => {
                self.answer(&mut transaction, 200, |_| {}).await;
                if self.leaves() {
                    return None;
                }
                let reason = convert::header(&transaction.original, "Reason").unwrap_or("hung up").to_owned();
                return Some(End { by_peer: true, reason, bye: false, next: None });
            }
            Method::Invite | Method::Update => self.change_in(transaction).await,
            Method::Info => {
                let digit = digit(&transaction.original);
                let status = match digit {
                    Digit::None => 200,
                    Digit::Key(key) => {
                        self.tell(LegEvent::Digit(key));
                        200
                    }
                    Digit::Unknown => 415,
                };
                self.answer(&mut transaction, status, |headers| {
                    if status == 415 {
                        headers.push(Header::Accept(answers::ACCEPT.into()));
                    }
                })
                .await;
            }
            Method::Notify => {
                let status = self.notified(&transaction.original);
                self.answer(&mut transaction, status, |_| {}).await;
            }
            // One that was faster than its INVITE's 200 is answered before; this one is late, and as good.
            Method::PRack => self.answer(&mut transaction, 200, |_| {}).await,
            Method::Refer => self.refer_in(transaction).await,
            Method::Options => self.answer(&mut transaction, 200, answers::capabilities).await,
            _ => self.answer(&mut transaction, 405, |headers| headers.push(Header::Allow(ALLOW.into()))).await,
        }
        None
    }

    /// A re-INVITE or UPDATE: refused while another change is under way, else begun.
    async fn change_in(&mut self, mut transaction: Transaction) {
        if self.closing {
            return self.answer(&mut transaction, 487, |_| {}).await;
        }
        if self.refreshing {
            // RFC 3261 §14.2: ours is on its way.
            return self.answer(&mut transaction, 491, |_| {}).await;
        }
        if self.change.is_some() || (self.unacknowledged.is_some() && transaction.original.method == Method::Invite) {
            let busy = |headers: &mut rsipstack::sip::Headers| headers.push(Header::RetryAfter("2".into()));
            return self.answer(&mut transaction, 500, busy).await;
        }
        let least = self.core.config.timers.min_session;
        let now = Instant::now();
        match timer::asked(&transaction.original, least, now) {
            Ok(asked) => {
                let kept = || Some(self.timer.as_ref()?.kept(&transaction.original, now));
                let timer = asked.or_else(kept);
                self.begin_change(transaction, timer);
            }
            Err(()) => {
                let least = least.as_secs().to_string();
                self.answer(&mut transaction, 422, |headers| headers.push(Header::MinSE(least.into()))).await;
            }
        }
    }

    pub(super) async fn answer(
        &self,
        transaction: &mut Transaction,
        status: u16,
        more: impl FnOnce(&mut rsipstack::sip::Headers),
    ) {
        let mut response = self.core.response(&transaction.original, status, &self.peer.local_tag);
        more(response.headers_mut());
        // A peer that cannot be answered asks again, or is gone.
        let _ = transaction.respond(response).await;
    }
}

/// What an INFO carries.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Digit {
    Key(char),
    /// A body-less INFO: a sign of life.
    None,
    Unknown,
}

/// Reads a key from `application/dtmf-relay` (`Signal=5`) and `application/dtmf` (`5`).
pub(super) fn digit(request: &Request) -> Digit {
    if request.body.is_empty() {
        return Digit::None;
    }
    let kind = convert::header(request, "Content-Type").unwrap_or_default();
    let text = String::from_utf8_lossy(&request.body);
    let signal = match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/dtmf-relay" => text.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            name.trim().eq_ignore_ascii_case("signal").then(|| value.trim().to_owned())
        }),
        "application/dtmf" => Some(text.trim().to_owned()),
        _ => None,
    };
    signal.as_deref().and_then(key).map_or(Digit::Unknown, Digit::Key)
}

/// Keys by name or by event number; Cisco gateways write 10 for `*` and 11 for `#`.
fn key(signal: &str) -> Option<char> {
    match signal {
        "10" => Some('*'),
        "11" => Some('#'),
        "12" => Some('A'),
        "13" => Some('B'),
        "14" => Some('C'),
        "15" => Some('D'),
        _ => {
            let mut characters = signal.chars();
            let key = characters.next()?.to_ascii_uppercase();
            (characters.next().is_none() && "0123456789*#ABCD".contains(key)).then_some(key)
        }
    }
}
