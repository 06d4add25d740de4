//! Somebody else takes a call of ours that still rings: call pickup. RFC 3891 §3

use std::time::SystemTime;

use tokio::sync::{mpsc, oneshot};
use tracing::info;

use crate::sip::leg::{Command, DialogId, Invitation, LegEvent};

use super::outgoing::{Calling, Outcome};
use super::relay::{Next, relay};
use super::replaced::{Replaces, await_description, turn_away};

/// Who wants to take the callee's place.
pub(super) struct Successor {
    next: Next,
    offer: String,
    dialog: DialogId,
}

impl Calling {
    /// An INVITE that wants the place of a callee who rings: the engine is asked as if media moved, and has its answer then.
    pub(super) async fn pick_up(&mut self, replaces: &Replaces, invitation: Invitation) {
        let Invitation { leg, events, offer, dialog, .. } = invitation;
        let offer = match offer {
            // §3: the dialog is as good as over.
            _ if self.canceling.is_some() => Err(603),
            _ if !self.attempt.rang.contains(&replaces.from_tag) => Err(481),
            _ if self.successor.is_some() => Err(491),
            // Our own offer is with the callee, and cannot be made to two.
            None => Err(488),
            Some(offer) => Ok(offer),
        };
        let offer = match offer {
            Ok(offer) => offer,
            Err(status) => return leg.reject(status).await,
        };
        let (reply, answer) = oneshot::channel();
        if self.events.try_send(LegEvent::Reoffer { sdp: Some(offer.clone()), successor: true, reply }).is_err() {
            return leg.reject(500).await;
        }
        self.successor = Some(Successor { next: Next { leg, events }, offer, dialog });
        await_description(&self.core, &self.mailbox, answer);
    }

    /// The engine's description for who takes the call.
    pub(super) async fn picked_up(&mut self, answer: Result<String, u16>) -> Option<Outcome> {
        let successor = self.successor.take()?;
        match answer {
            Err(status) => {
                turn_away(&successor.next, status).await;
                None
            }
            Ok(sdp) => {
                if successor.next.leg.answer(sdp).await.is_err() {
                    // It has given up meanwhile; the callee rings on.
                    return None;
                }
                info!(call_id = self.call_id, "somebody else has taken the call (Replaces)");
                self.stop_ringing();
                Some(Outcome::Replaced(Box::new(successor)))
            }
        }
    }
}

impl Successor {
    /// From now on it is the leg.
    pub(super) async fn goes_on(self, commands: mpsc::Receiver<Command>, events: mpsc::Sender<LegEvent>) {
        let Self { next, offer, dialog } = self;
        let now = SystemTime::now();
        let answered = LegEvent::Answered { sdp: offer, dialog: Box::new(dialog), invited: now, received: now };
        if events.send(answered).await.is_ok() {
            relay(next, commands, events).await;
        }
    }
}
