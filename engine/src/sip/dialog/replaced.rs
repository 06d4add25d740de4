//! An INVITE that takes the place of a dialog: the engine's leg stays, its peer is another. RFC 3891

use std::time::Duration;

use rsipstack::sip::Request;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tracing::info;

use crate::sip::convert;
use crate::sip::core::Core;
use crate::sip::leg::{Invitation, LegEvent};
use crate::sip::text::param;

use super::exchange::Mail;
use super::relay::Next;
use super::session::{End, Session};

/// Which dialog. §6.1
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sip) struct Replaces {
    pub(super) call_id: String,
    /// Our tag.
    pub(super) to_tag: String,
    /// That of the peer.
    pub(super) from_tag: String,
    /// Only if it is not answered yet.
    pub(super) early_only: bool,
}

impl Replaces {
    /// Reads the header; none if it names no dialog.
    pub(super) fn read(value: &str) -> Option<Self> {
        let (call_id, params) = value.split_once(';')?;
        let tag = |name| param(params, name).filter(|tag| !tag.is_empty()).map(str::to_owned);
        let call_id = Some(call_id.trim()).filter(|call_id| !call_id.is_empty())?.to_owned();
        let early_only = param(params, "early-only").is_some();
        Some(Self { call_id, to_tag: tag("to-tag")?, from_tag: tag("from-tag")?, early_only })
    }
}

/// The dialog that an INVITE wants to replace, and who keeps it; none if it is a new call.
///
/// # Errors
/// The status, if that cannot be. §3
pub(super) fn wanted(core: &Core, invite: &Request) -> Result<Option<(mpsc::Sender<Mail>, Replaces)>, u16> {
    let mut values = convert::all(invite, "Replaces");
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(400);
    }
    let replaces = Replaces::read(value).ok_or(400_u16)?;
    let mailbox = core.table.find(&replaces.call_id, &replaces.to_tag).ok_or(481_u16)?;
    Ok(Some((mailbox, replaces)))
}

impl Session {
    /// Somebody wants to take the peer's place: the engine is asked as if the peer itself wanted its media changed.
    pub(super) async fn replace(&mut self, replaces: &Replaces, invitation: Invitation) {
        let Invitation { leg, events, offer, .. } = invitation;
        let refused = match () {
            () if !self.peer.is_tagged(&replaces.from_tag) => Some(481),
            // §3: the dialog is as good as over.
            () if self.closing || self.onward.as_ref().is_some_and(|onward| onward.left) => Some(603),
            () if replaces.early_only => Some(486),
            () if self.successor.is_some() || self.change.is_some() => Some(491),
            () => None,
        };
        if let Some(status) = refused {
            return leg.reject(status).await;
        }
        let (reply, answer) = oneshot::channel();
        if !self.tell(LegEvent::Reoffer { sdp: offer, successor: true, reply }) {
            return leg.reject(500).await;
        }
        self.successor = Some(Next { leg, events });
        await_description(&self.core, &self.mailbox, answer);
    }

    /// The engine's description for who takes the peer's place.
    pub(super) async fn replacing(&mut self, answer: Result<String, u16>) -> Option<End> {
        let next = self.successor.take()?;
        match answer {
            Err(status) => {
                turn_away(&next, status).await;
                None
            }
            Ok(sdp) => {
                if next.leg.answer(sdp).await.is_err() {
                    // It has given up meanwhile; the peer is still there, and says where its media is when it next does.
                    return None;
                }
                info!(call_id = self.peer.call_id, "somebody has taken the peer's place (Replaces)");
                Some(End { by_peer: false, reason: "replaced".to_owned(), bye: true, next: Some(next) })
            }
        }
    }
}

/// The engine's description for a successor, mailed to the dialog when it is there.
pub(super) fn await_description(
    core: &Core,
    mailbox: &mpsc::Sender<Mail>,
    answer: oneshot::Receiver<Result<String, u16>>,
) {
    let mailbox = mailbox.clone();
    core.tasks.spawn(async move {
        let answer = timeout(ANSWER, answer).await.ok().and_then(Result::ok).unwrap_or(Err(500));
        let _ = mailbox.send(Mail::Replacing(answer)).await;
    });
}

/// Refuses a successor for what the engine found wrong with its description.
pub(super) async fn turn_away(successor: &Next, status: u16) {
    successor.leg.reject(if (300..700).contains(&status) { status } else { 488 }).await;
}

/// The engine has this long to answer.
const ANSWER: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_is_named_by_its_call_and_both_tags() {
        let read = Replaces::read("98732@sip.example ;from-tag=r33th4x0r; to-tag=ff87ff;early-only").expect("a dialog");

        assert_eq!((read.call_id.as_str(), read.to_tag.as_str()), ("98732@sip.example", "ff87ff"));
        assert_eq!((read.from_tag.as_str(), read.early_only), ("r33th4x0r", true));
        for wrong in ["", "98732", "98732;to-tag=x", "98732;from-tag=x;to-tag=", ";to-tag=a;from-tag=b"] {
            assert_eq!(Replaces::read(wrong), None, "{wrong}");
        }
    }
}
