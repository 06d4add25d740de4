//! The peer asks to be replaced by somebody else: who it talks with stays, and gets the new one. RFC 3515
//!
//! ```text
//!  peer     REFER     us                    new one
//!   │ ─────────────► │ the engine allows it   │
//!   │ ◄───────── 202 │                        │
//!   │ ◄── NOTIFY 100 │ INVITE ──────────────► │
//!   │ ◄── NOTIFY 200 │ ◄────────────────── 200│
//!   │ ◄───────── BYE │ what was the peer's is the new one's
//! ```

use std::time::Duration;

use rsipstack::sip::StatusCode;
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tracing::info;

use crate::sip::core::Core;
use crate::sip::leg::{Leg, LegEvent};
use crate::sip::onward::{self, Transfer};
use crate::sip::text::{Uri, unescape};

use super::dial::{Route, call};
use super::exchange::Mail;
use super::peer;
use super::relay::Next;
use super::replaced::Replaces;
use super::session::{EVENTS, End, Session};

/// Somebody who is called to take the peer's place.
pub(super) struct Onward {
    leg: Leg,
    pub(super) events: mpsc::Receiver<LegEvent>,
    /// The REFER that asked for it, by its CSeq.
    seq: u32,
    /// The peer has not waited for the outcome.
    pub(super) left: bool,
    rang: bool,
}

impl Session {
    /// A REFER that no application has asked for: the engine decides.
    pub(super) async fn ask_onward(&mut self, mut transaction: Transaction, target: &str) {
        if self.onward.is_some() || self.closing {
            return self.answer(&mut transaction, 491, |_| {}).await;
        }
        let joins = match joined(&self.core, target) {
            Ok(joins) => joins,
            Err(status) => return self.answer(&mut transaction, status, |_| {}).await,
        };
        let number = Uri::parse(target).map(|uri| uri.user).unwrap_or_default();
        let (reply, decision) = oneshot::channel();
        if !self.tell(LegEvent::Transfer { number, joins, reply }) {
            return self.answer(&mut transaction, 603, |_| {}).await;
        }
        let mailbox = self.mailbox.clone();
        self.core.tasks.spawn(async move {
            // Who says nothing declines.
            let decision = timeout(DECISION, decision).await.ok().and_then(Result::ok).unwrap_or(Err(603));
            let _ = mailbox.send(Mail::Transfer(Box::new((transaction, decision)))).await;
        });
    }

    /// The engine has decided about a REFER.
    pub(super) async fn decided(&mut self, mut transaction: Transaction, decision: Result<Box<Transfer>, u16>) {
        let transfer = match decision {
            Ok(_) if self.onward.is_some() || self.closing => return self.answer(&mut transaction, 491, |_| {}).await,
            Ok(transfer) => transfer,
            Err(status) => {
                let status = if (400..700).contains(&status) { status } else { 603 };
                return self.answer(&mut transaction, status, |_| {}).await;
            }
        };
        // Both calls are ours: the one is led into the other as everybody's would be.
        let joins = transfer.order.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Replaces"));
        let inside = match if joins { self.core.inside().await.map(Some) } else { Ok(None) } {
            Ok(inside) => inside,
            Err(_) => return self.answer(&mut transaction, 603, |_| {}).await,
        };
        let seq = peer::cseq(&transaction.original).unwrap_or_default();
        self.answer(&mut transaction, 202, |_| {}).await;
        self.notify(seq, "active;expires=180", "SIP/2.0 100 Trying").await;
        let (events, receiver) = mpsc::channel(EVENTS);
        let leg = match inside {
            Some(path) => call(&self.core, transfer.order, Route::Over(Box::new(path)), events),
            None => onward::call(&self.core, *transfer, events),
        };
        info!(call_id = self.peer.call_id, "the peer has its place taken by somebody else (REFER)");
        self.onward = Some(Onward { leg, events: receiver, seq, left: false, rang: false });
    }

    /// What became of the call to who takes the peer's place.
    pub(super) async fn onward_news(&mut self, event: Option<LegEvent>) -> Option<End> {
        match event {
            Some(LegEvent::Ringing { .. }) => {
                let onward = self.onward.as_mut()?;
                let (seq, first) = (onward.seq, !onward.rang && !onward.left);
                onward.rang = true;
                if first {
                    self.notify(seq, "active;expires=180", "SIP/2.0 180 Ringing").await;
                }
                None
            }
            Some(LegEvent::Answered { sdp, .. }) => {
                let Onward { leg, events, seq, left, .. } = self.onward.take()?;
                // As if the peer itself had moved, to where our own offer is answered from.
                self.tell(LegEvent::Acknowledged { sdp: Some(sdp) });
                if !left {
                    self.notify(seq, OVER, "SIP/2.0 200 OK").await;
                }
                let next = Some(Next { leg, events });
                Some(End { by_peer: false, reason: "transferred".to_owned(), bye: !left, next })
            }
            Some(LegEvent::Failed { status, .. }) => self.onward_failed(status).await,
            Some(LegEvent::Ended { .. } | LegEvent::Canceled) | None => self.onward_failed(None).await,
            Some(_) => None,
        }
    }

    /// Nobody takes the peer's place: it is told, and goes on; if it has hung up, so has the leg.
    async fn onward_failed(&mut self, status: Option<u16>) -> Option<End> {
        let onward = self.onward.take()?;
        if onward.left {
            let reason = "hung up, and who was to take its place was not reached".to_owned();
            return Some(End { by_peer: true, reason, bye: false, next: None });
        }
        let status = status.unwrap_or(503);
        let phrase = StatusCode::from(status);
        self.notify(onward.seq, OVER, &format!("SIP/2.0 {status} {}", phrase.text())).await;
        None
    }

    /// The peer says BYE. Many telephones do as soon as their REFER is accepted; then its outcome is waited for.
    pub(super) fn leaves(&mut self) -> bool {
        let Some(onward) = &mut self.onward else { return false };
        onward.left = true;
        self.timer = None;
        true
    }
}

/// The next thing that happens to who is called; never, if nobody is.
pub(super) async fn next(onward: &mut Option<Onward>) -> Option<LegEvent> {
    match onward {
        Some(onward) => onward.events.recv().await,
        None => std::future::pending().await,
    }
}

/// The other call of the peer that it wants to be joined with this one, as a Replaces header: what stands behind the `?` of a
/// Refer-To. RFC 3891 §4
///
/// # Errors
/// The status, if that is no call of ours: nobody else's is touched.
fn joined(core: &Core, target: &str) -> Result<Option<String>, u16> {
    let Some((_, headers)) = target.split_once('?') else { return Ok(None) };
    let mut headers = headers.split('&').filter_map(|header| header.split_once('='));
    let Some((_, value)) = headers.find(|(name, _)| name.eq_ignore_ascii_case("replaces")) else { return Ok(None) };
    let value = unescape(value);
    let replaces = Replaces::read(&value).ok_or(400_u16)?;
    let ours = core.table.find(&replaces.call_id, &replaces.to_tag).is_some();
    if ours { Ok(Some(value)) } else { Err(603) }
}

/// The engine decides without asking anybody; a REFER must be answered before it is repeated for good.
const DECISION: Duration = Duration::from_secs(5);
/// No more news will come. RFC 3515 §2.4.7
const OVER: &str = "terminated;reason=noresource";
