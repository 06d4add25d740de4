//! Tasks that drive the stack's transactions and tell a dialog what they see.
//!
//! The stack's `receive` must not be dropped half way, so each transaction has a task of its own; answers are handed
//! to it through the transaction's queue.

use std::sync::Arc;
use std::time::SystemTime;

use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::{Header, Method, Request, Response, SipMessage, StatusCodeKind};
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transaction::transaction::{Transaction, TransactionEvent, TransactionEventSender};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::sip::convert;
use crate::sip::core::Core;
use crate::sip::leg::Invitation;
use crate::sip::network::Path;
use crate::sip::onward::Transfer;

use super::compose::cancel;
use super::peer::Peer;
use super::replaced::Replaces;

/// What arrives at a dialog's task.
pub(in crate::sip) enum Mail {
    /// A request inside the dialog.
    Request(Box<Transaction>),
    /// The INVITE that began the dialog.
    Invite(News),
    /// A re-INVITE or UPDATE of the peer.
    Change(News),
    /// The engine's answer to a re-INVITE or UPDATE.
    Reply(Result<String, u16>),
    /// The answer to a refresh of ours; none if there was none.
    Refreshed(Option<Box<Response>>),
    /// The engine's word on a REFER of the peer.
    Transfer(Box<(Transaction, Result<Box<Transfer>, u16>)>),
    /// An INVITE that wants to take the dialog's place.
    Replaced(Box<(Replaces, Invitation)>),
    /// The engine's description for who takes the peer's place.
    Replacing(Result<String, u16>),
    /// The answer to our REFER with this CSeq; none if there was none.
    Referred(u32, Option<Box<Response>>),
}

/// What happens to a transaction.
pub(in crate::sip) enum News {
    /// The answer was acknowledged, with this description in the ACK.
    Acknowledged(Option<String>),
    /// The peer takes the request back; the stack has answered the CANCEL.
    Canceled,
    /// An answer to our request.
    Response(Box<Response>),
    /// The transaction is over.
    Over,
}

/// The answering end of a server transaction.
pub(super) struct Answering {
    pub(super) request: Request,
    orders: TransactionEventSender,
    key: TransactionKey,
}

impl Answering {
    /// Sends an answer.
    pub(super) fn send(&self, response: Response) {
        // The transaction may have timed out; its end is in the mail.
        let _ = self.orders.send(TransactionEvent::Respond(response));
    }

    /// Forgets the transaction: retransmissions get the last answer from the stack's memory.
    pub(super) fn forget(&self) {
        let _ = self.orders.send(TransactionEvent::Terminate(self.key.clone()));
    }
}

/// Drives a server transaction; what happens goes to `mailbox`.
pub(super) fn serve(
    core: &Core,
    mut transaction: Transaction,
    mailbox: mpsc::Sender<Mail>,
    wrap: fn(News) -> Mail,
) -> Answering {
    let request = transaction.original.clone();
    let answering = Answering { request, orders: transaction.tu_sender.clone(), key: transaction.key.clone() };
    let stop = core.stop.clone();
    core.tasks.spawn(async move {
        loop {
            let message = tokio::select! {
                biased;
                () = stop.cancelled() => None,
                message = transaction.receive() => message,
            };
            let Some(message) = message else { break };
            let SipMessage::Request(request) = message else { continue };
            let news = match request.method {
                Method::Cancel => News::Canceled,
                Method::Ack => News::Acknowledged(description(&request, &request.body)),
                _ => continue,
            };
            // A dialog that has ended needs no news, but the transaction goes on until it is acknowledged.
            let _ = mailbox.send(wrap(news)).await;
        }
        let _ = mailbox.send(wrap(News::Over)).await;
    });
    answering
}

/// The session description in a message, if any.
pub(super) fn description(message: &impl HasHeaders, body: &[u8]) -> Option<String> {
    convert::body(convert::header(message, "Content-Type"), body, "application/sdp")
}

/// Puts a body into an answer or a request.
pub(super) fn with_body(headers: &mut rsipstack::sip::Headers, content_type: &str, length: usize) {
    headers.unique_push(Header::ContentType(content_type.into()));
    headers.unique_push(Header::ContentLength((length as u32).into()));
}

/// Sends a request and waits for its final answer. None if the connection was lost or the request could not be sent.
///
/// A request that is never answered gets the stack's own 408 after 64·T1.
pub(in crate::sip) async fn ask(core: &Core, path: &Path, request: Request) -> Option<Response> {
    let (mut transaction, _) = begin(core, path, request).await?;
    loop {
        let message = tokio::select! {
            biased;
            () = path.closed.cancelled() => return None,
            message = transaction.receive() => message?,
        };
        match message {
            SipMessage::Response(response) if response.status_code.kind() != StatusCodeKind::Provisional => {
                return Some(response);
            }
            _ => {}
        }
    }
}

/// What ends the transaction of an INVITE of ours.
#[derive(Clone)]
pub(super) struct Ends {
    /// At once.
    pub(super) give_up: CancellationToken,
    /// In its own time: nobody wants its answers any more, and whoever rings late is told so.
    pub(super) abandoned: CancellationToken,
}

/// Sends an INVITE; all its answers go to `mailbox`. Answers of further branches are acknowledged and hung up here.
/// Tells when it was sent; none if it could not be.
pub(super) async fn invite(
    core: &Arc<Core>,
    path: &Path,
    request: Request,
    mailbox: mpsc::Sender<Mail>,
    Ends { give_up, abandoned }: Ends,
) -> Option<SystemTime> {
    let (mut transaction, sent) = begin(core, path, request.clone()).await?;
    let (core, path) = (core.clone(), path.clone());
    core.clone().tasks.spawn(async move {
        let (mut winner, mut settled, mut canceled) = (None::<Peer>, false, false);
        loop {
            let message = tokio::select! {
                biased;
                () = path.closed.cancelled(), if winner.is_none() => None,
                () = give_up.cancelled() => None,
                message = transaction.receive() => message,
            };
            let Some(message) = message else { break };
            let SipMessage::Response(response) = message else { continue };
            if abandoned.is_cancelled() {
                match response.status_code.kind() {
                    StatusCodeKind::Successful => release(&core, &request, &response, &path),
                    StatusCodeKind::Provisional if !canceled => {
                        canceled = true;
                        let (asking, path, cancel) = (core.clone(), path.clone(), cancel(&request));
                        core.tasks.spawn(async move { drop(ask(&asking, &path, cancel).await) });
                    }
                    _ => {}
                }
                continue;
            }
            if response.status_code.kind() == StatusCodeKind::Successful {
                match &winner {
                    // A repeated 200; the stack has repeated the ACK.
                    Some(peer) if peer.is_answer(&response) => continue,
                    Some(_) => {
                        release(&core, &request, &response, &path);
                        continue;
                    }
                    None => winner = Peer::of_answer(&request, &response, path.clone()),
                }
            }
            settled |= response.status_code.kind() != StatusCodeKind::Provisional;
            let _ = mailbox.send(Mail::Invite(News::Response(Box::new(response)))).await;
        }
        if !settled && !abandoned.is_cancelled() {
            let _ = mailbox.send(Mail::Invite(News::Over)).await;
        }
    });
    Some(sent)
}

/// Hangs up a branch that answered when another one had (RFC 3261 §13.2.2.4).
fn release(core: &Arc<Core>, invite: &Request, answer: &Response, path: &Path) {
    let Some(mut peer) = Peer::of_answer(invite, answer, path.clone()) else { return };
    let (task_core, path) = (core.clone(), path.clone());
    debug!(call_id = peer.call_id, "a second branch answered, hanging it up");
    core.tasks.spawn(async move {
        if let Ok(bye) = peer.request(Method::Bye, &path) {
            ask(&task_core, &path, bye).await;
        }
    });
}

/// Sends a request; tells when.
async fn begin(core: &Core, path: &Path, request: Request) -> Option<(Transaction, SystemTime)> {
    let key = TransactionKey::from_request(&request, TransactionRole::Client).ok()?;
    let mut transaction = Transaction::new_client(key, request, core.stack.clone(), Some(path.connection.clone()));
    transaction.destination = Some(path.destination());
    // Before it is sent: the answer may be here before we are told that it was.
    let sent = SystemTime::now();
    if let Err(error) = transaction.send().await {
        debug!(%error, "a SIP request could not be sent");
        return None;
    }
    Some((transaction, sent))
}
