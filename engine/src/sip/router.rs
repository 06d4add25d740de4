//! Takes the requests the stack has filed, and finds whom they are for.

use std::sync::Arc;

use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::{Header, Method};
use rsipstack::transaction::TransactionReceiver;
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::Mutex;
use tokio::sync::mpsc::error::TrySendError;
use tracing::debug;

use super::answers::{self, ALLOW};
use super::convert;
use super::core::Core;
use super::dialog::{self, Mail};
use super::registrar;
use super::text::NameAddr;

/// Routes until the end.
pub(super) async fn run(core: Arc<Core>, incoming: Arc<Mutex<TransactionReceiver>>) {
    let mut incoming = incoming.lock().await;
    loop {
        let transaction = tokio::select! {
            biased;
            () = core.stop.cancelled() => return,
            transaction = incoming.recv() => transaction,
        };
        let Some(transaction) = transaction else { return };
        route(&core, transaction).await;
    }
}

async fn route(core: &Arc<Core>, transaction: Transaction) {
    let request = &transaction.original;
    debug!(method = %request.method, source = ?convert::source(request).map(|source| source.address), "SIP request");
    let to = convert::header(request, "To").and_then(NameAddr::parse);
    match to.and_then(|to| to.param("tag")).filter(|tag| !tag.is_empty()).map(str::to_owned) {
        Some(tag) => inside(core, transaction, &tag).await,
        None if request.method == Method::Invite => dialog::receive(core, transaction).await,
        None => outside(core, transaction).await,
    }
}

/// A request inside a dialog.
async fn inside(core: &Core, transaction: Transaction, tag: &str) {
    let call_id = convert::header(&transaction.original, "Call-ID").unwrap_or_default();
    let Some(mailbox) = core.table.find(call_id, tag) else {
        return answer(core, transaction, 481, |_| {}).await;
    };
    match mailbox.try_send(Mail::Request(Box::new(transaction))) {
        Ok(()) => {}
        // The dialog does not keep up; the peer asks again.
        Err(TrySendError::Full(Mail::Request(transaction))) => {
            let busy = |headers: &mut rsipstack::sip::Headers| headers.push(Header::RetryAfter("1".into()));
            answer(core, *transaction, 500, busy).await;
        }
        Err(TrySendError::Closed(Mail::Request(transaction))) => answer(core, *transaction, 481, |_| {}).await,
        Err(_) => {}
    }
}

/// A request of its own: only OPTIONS and REGISTER mean anything here.
async fn outside(core: &Arc<Core>, transaction: Transaction) {
    if let Some(unsupported) = answers::unsupported(&transaction.original) {
        let name = |headers: &mut rsipstack::sip::Headers| headers.push(Header::Unsupported(unsupported.into()));
        return answer(core, transaction, 420, name).await;
    }
    match transaction.original.method {
        Method::Options => answer(core, transaction, 200, answers::capabilities).await,
        Method::Register if core.registrar.is_open() => {
            // The disk may take its time; other requests do not wait for it.
            core.tasks.spawn(registrar::receive(Arc::clone(core), transaction));
        }
        // These belong into a dialog we do not know.
        Method::Bye | Method::Info | Method::Update | Method::PRack | Method::Notify => {
            answer(core, transaction, 481, |_| {}).await;
        }
        Method::Ack | Method::Cancel => {}
        _ => answer(core, transaction, 405, |headers| headers.push(Header::Allow(ALLOW.into()))).await,
    }
}

/// Answers a request for good.
pub(super) async fn answer(
    core: &Core,
    mut transaction: Transaction,
    status: u16,
    more: impl FnOnce(&mut rsipstack::sip::Headers),
) {
    let tag = format!("{:016x}", rand::random::<u64>());
    let mut response = core.response(&transaction.original, status, &tag);
    more(response.headers_mut());
    if let Err(error) = transaction.respond(response).await {
        debug!(%error, "a SIP answer could not be sent");
    }
}
