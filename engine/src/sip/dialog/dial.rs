//! Begins a call that we make: finds the way and writes the INVITE.

use std::sync::Arc;

use tokio::sync::mpsc;
use tracing::{Instrument, info_span};

use crate::sip::core::Core;
use crate::sip::error::SipError;
use crate::sip::leg::{Command, Leg, LegEvent, OutgoingInvite};
use crate::sip::network::{Path, Target};
use crate::sip::sdp::Stamp;

use super::compose;
use super::outgoing::Calling;
use super::session::MAILBOX;

/// Makes a call.
pub(in crate::sip) fn call(core: &Arc<Core>, order: OutgoingInvite, events: mpsc::Sender<LegEvent>) -> Leg {
    let (leg, mut commands) = Leg::new();
    let call_id = format!("{:032x}", rand::random::<u128>());
    let span = info_span!("leg", call_id);
    let core = core.clone();
    let (mailbox, mail) = mpsc::channel(MAILBOX);
    let local_tag = format!("{:016x}", rand::random::<u64>());
    // The Call-ID is new, so the place is free.
    let place = core.table.enter(&call_id, &local_tag, mailbox.clone(), None);
    core.clone().tasks.spawn(
        async move {
            let ready = async {
                let path = way(&core, &order).await?;
                let mut stamp = Stamp::new(path.local.ip());
                let sdp = stamp.put(&order.offer);
                let invite = compose::invite(&order, &path, &call_id, &local_tag, sdp)?;
                Ok::<_, SipError>((path, invite, stamp))
            };
            let ready = tokio::select! {
                biased;
                () = hung_up(&mut commands) => None,
                ready = ready => Some(ready),
            };
            let over = match ready {
                None => LegEvent::Ended { by_peer: false, reason: "hung up before the INVITE was sent".to_owned() },
                Some(Err(error)) => LegEvent::Failed { status: None, reason: error.to_string() },
                Some(Ok((path, invite, stamp))) => {
                    let give_up = core.stop.child_token();
                    let calling = Calling {
                        core,
                        order,
                        path,
                        invite,
                        place,
                        events,
                        commands,
                        mail,
                        mailbox,
                        stamp,
                        give_up,
                        answered: false,
                        ringing: false,
                        early: None,
                        canceling: None,
                    };
                    return calling.run().await;
                }
            };
            // Nobody listens when the call is gone.
            let _ = events.send(over).await;
            drop(place);
        }
        .instrument(span),
    );
    leg
}

/// Waits for the command to hang up; other commands make no sense on an outgoing leg.
async fn hung_up(commands: &mut mpsc::Receiver<Command>) {
    while let Some(command) = commands.recv().await {
        if hangs_up(command) {
            return;
        }
    }
}

/// Whether a command ends an outgoing leg. Only incoming ones can be rung and answered.
pub(super) fn hangs_up(command: Command) -> bool {
    match command {
        Command::Answer { reply, .. } => {
            let _ = reply.send(Err(SipError::WrongState { state: "outgoing", action: "be answered by us" }));
            false
        }
        Command::Ring { .. } | Command::Info { .. } | Command::Refer { .. } | Command::AcceptRefers => false,
        Command::Reject { .. } | Command::HangUp => true,
    }
}

async fn way(core: &Core, order: &OutgoingInvite) -> Result<Path, SipError> {
    let targets = match order.outbound {
        Some(address) => {
            vec![Target::at(address, &order.target)?]
        }
        None => core.network.names.targets(&order.target).await?,
    };
    core.way(&targets, None).await
}
