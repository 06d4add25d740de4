//! Begins a call that we make: finds the way and writes the INVITE.

use std::sync::Arc;

use tokio::sync::mpsc;
use tracing::{Instrument, info_span};

use crate::sip::core::Core;
use crate::sip::error::SipError;
use crate::sip::leg::{Command, Leg, LegEvent, OutgoingInvite};
use crate::sip::network::Path;
use crate::sip::trunk::Carrier;

use super::attempt::Attempt;
use super::outgoing::Calling;
use super::session::MAILBOX;
use super::ways::Ways;

/// How a call finds its callee.
pub(in crate::sip) enum Route {
    /// The URI of the order leads there.
    Direct,
    /// A number, through a carrier.
    Through(Arc<Carrier>, String),
    /// These proxies lead there, nearest first; the URI of the order says whom.
    Along(Vec<String>),
    /// A way that is open; the URI of the order says whom.
    Over(Box<Path>),
}

/// Makes a call.
pub(in crate::sip) fn call(
    core: &Arc<Core>,
    mut order: OutgoingInvite,
    route: Route,
    events: mpsc::Sender<LegEvent>,
) -> Leg {
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
            let ways = match route {
                Route::Direct => Ways::direct(core.clone(), &order),
                Route::Along(routes) => Ok(Ways::along(core.clone(), &order, routes)),
                Route::Over(path) => Ok(Ways::over(core.clone(), &order, *path)),
                Route::Through(carrier, number) => {
                    let login = carrier.trunk.login.as_ref();
                    let login = login.map(|login| (login.user.clone(), login.password.reveal().to_owned()));
                    order.credentials = order.credentials.take().or(login);
                    Ok(Ways::through(core.clone(), carrier, &number))
                }
            };
            // Boxed, so that the task is small when the call is up.
            let ready = Box::pin(async {
                let mut ways = ways?;
                let taken = ways.next(&order.offer).await?;
                let attempt = Attempt::new(&core, &order, taken, (&call_id, &local_tag), 1)?;
                Ok::<_, SipError>((ways, attempt))
            });
            let ready = tokio::select! {
                biased;
                () = hung_up(&mut commands) => None,
                ready = ready => Some(ready),
            };
            let over = match ready {
                None => LegEvent::Ended { by_peer: false, reason: "hung up before the INVITE was sent".to_owned() },
                Some(Err(error)) => LegEvent::Failed { status: None, reason: error.to_string() },
                Some(Ok((ways, attempt))) => {
                    let calling = Box::new(Calling {
                        core,
                        order,
                        call_id,
                        local_tag,
                        ways,
                        attempt,
                        place,
                        events,
                        commands,
                        mail,
                        mailbox,
                        early: None,
                        canceling: None,
                        elsewhere: false,
                        successor: None,
                    });
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
pub(super) async fn hung_up(commands: &mut mpsc::Receiver<Command>) {
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
        Command::Reject { .. } | Command::HangUp | Command::AnsweredElsewhere => true,
    }
}
