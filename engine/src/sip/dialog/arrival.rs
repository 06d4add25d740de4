//! An INVITE comes: it is refused, or becomes a call, or takes the place of one.

use std::sync::Arc;

use rsipstack::sip::{Header, Request};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::mpsc;
use tracing::{Instrument, debug, info_span};

use crate::sip::convert;
use crate::sip::core::{BUSY_SECONDS, Core};
use crate::sip::leg::{Invitation, Leg, LegEvent};
use crate::sip::registrar::Answer;
use crate::sip::sdp::Stamp;

use super::admission::{Ready, Refusal, admit};
use super::exchange::{Answering, Mail, description, serve};
use super::incoming::Early;
use super::invitation::{called, caller, diversion, named};
use super::peer::Peer;
use super::reliable::Reliable;
use super::replaced::{self, Replaces};
use super::session::EVENTS;

/// Takes a new INVITE: refuses it, or offers it to the engine and runs its dialog.
pub(in crate::sip) async fn receive(core: &Arc<Core>, transaction: Transaction) {
    let tag = format!("{:016x}", rand::random::<u64>());
    match check(core, &transaction.original, &tag) {
        Ok((ready, goes_to)) => {
            let span = info_span!("leg", call_id = ready.peer.call_id);
            let (core, tasks) = (core.clone(), core.tasks.clone());
            // A task is as large as the largest thing it ever waits for, for as long as it lives: what is large is boxed.
            let new = Box::new((transaction, ready, goes_to));
            let dialog = async move {
                let (transaction, ready, goes_to) = *new;
                if let Some(early) = begin(core, transaction, ready, goes_to) {
                    early.run().await;
                }
            };
            tasks.spawn(dialog.instrument(span));
        }
        Err(refusal) => {
            let mut response = core.response(&transaction.original, refusal.status, &tag);
            response.headers.extend(refusal.headers);
            debug!(status = refusal.status, "INVITE refused");
            let answering = serve(core, transaction, mpsc::channel(1).0, Mail::Invite);
            answering.send(response);
        }
    }
}

/// Whom a new INVITE is for.
enum GoesTo {
    /// It is a call.
    Engine,
    /// It takes the place of a dialog, whose task this leads to.
    Dialog(mpsc::Sender<Mail>, Replaces),
}

/// Whether an INVITE may come in, and whom it is for.
fn check(core: &Core, invite: &Request, tag: &str) -> Result<(Ready, GoesTo), Refusal> {
    core.registrar.admits(invite).map_err(|Answer { status, headers }| Refusal { status, headers })?;
    let ready = admit(core, invite, tag)?;
    let wanted = replaced::wanted(core, invite).map_err(|status| Refusal { status, headers: Vec::new() })?;
    Ok((ready, wanted.map_or(GoesTo::Engine, |(mailbox, replaces)| GoesTo::Dialog(mailbox, replaces))))
}

/// Offers the call to whom it is for; `None` if it is not taken.
fn begin(core: Arc<Core>, transaction: Transaction, ready: Ready, goes_to: GoesTo) -> Option<Box<Early>> {
    let Ready { peer, place, timer, mailbox, mail } = ready;
    let (leg, commands) = Leg::new();
    let (events, receiver) = mpsc::channel(EVENTS);
    let answering = serve(&core, transaction, mailbox.clone(), Mail::Invite);
    answering.send(core.response(&answering.request, 100, &peer.local_tag));
    let invitation = invitation(&core, &answering, &peer, leg, receiver);
    let offered = invitation.offer.is_none();
    let taken = match goes_to {
        GoesTo::Engine => core.invitations.try_send(invitation).is_ok(),
        GoesTo::Dialog(mailbox, replaces) => mailbox.try_send(Mail::Replaced(Box::new((replaces, invitation)))).is_ok(),
    };
    if !taken {
        // The engine does not keep up, or is going down.
        let mut response = core.response(&answering.request, 503, &peer.local_tag);
        response.headers.push(Header::RetryAfter(BUSY_SECONDS.to_string().into()));
        answering.send(response);
        return None;
    }
    let stamp = Stamp::new(peer.path.local.ip());
    let reliable = Reliable::of(&answering.request, core.config.timers.t1);
    Some(Box::new(Early {
        core,
        peer,
        place,
        events,
        commands,
        mail,
        mailbox,
        answering,
        timer,
        offered,
        stamp,
        reliable,
        held: None,
        provisional: None,
        repeat: None,
    }))
}

fn invitation(
    core: &Core,
    answering: &Answering,
    peer: &Peer,
    leg: Leg,
    events: mpsc::Receiver<LegEvent>,
) -> Invitation {
    let invite = &answering.request;
    let caller = caller(invite);
    let request_uri = convert::request_uri(invite).to_owned();
    let (mut to_number, sip_domain) = called(&request_uri);
    // A carrier calls the Contact that we have registered.
    if core.carriers.is_account(&to_number) {
        to_number = named(invite).unwrap_or(to_number);
    }
    Invitation {
        leg,
        events,
        request_uri,
        from_number: caller.number,
        from_name: caller.name,
        to_number,
        sip_domain,
        call_id: peer.call_id.clone(),
        dialog: peer.id(),
        diversion: diversion(invite),
        headers: convert::headers(invite),
        source: peer.path.remote,
        offer: description(invite, &invite.body),
    }
}
