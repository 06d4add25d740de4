//! The peer asks us to call somebody else: who is to decide about it, and what the peer is told. RFC 3515.

use rsipstack::sip::{Header, Method, Request};
use rsipstack::transaction::transaction::Transaction;
use tracing::debug;

use crate::sip::convert;
use crate::sip::leg::LegEvent;
use crate::sip::text::NameAddr;

use super::exchange::{ask, with_body};
use super::peer;
use super::session::Session;

impl Session {
    /// A REFER: 400 if it does not say whom; taken up if an application is to decide; else the engine is asked.
    pub(super) async fn refer_in(&mut self, mut transaction: Transaction) {
        let Some(target) = target(&transaction.original) else {
            return self.answer(&mut transaction, 400, |_| {}).await;
        };
        if !self.accepts_refers {
            return self.ask_onward(transaction, &target).await;
        }
        self.answer(&mut transaction, 202, |_| {}).await;
        let seq = peer::cseq(&transaction.original).unwrap_or_default();
        // Its part is done: whom the caller is connected to next is the application's word, not the peer's.
        self.notify(seq, "terminated;reason=noresource", "SIP/2.0 200 OK").await;
        self.tell(LegEvent::Refer { target });
    }

    /// Tells the peer what becomes of its REFER with this CSeq. News go one behind the other.
    pub(super) async fn notify(&mut self, seq: u32, state: &str, fragment: &str) {
        let (path, mut request) = match self.request(Method::Notify).await {
            Ok(ready) => ready,
            Err(error) => {
                debug!(call_id = self.peer.call_id, "cannot tell what becomes of a REFER: {error}");
                return;
            }
        };
        request.headers.push(Header::Other("Event".to_owned(), format!("refer;id={seq}")));
        request.headers.push(Header::Other("Subscription-State".to_owned(), state.to_owned()));
        request.body = format!("{fragment}\r\n").into_bytes();
        let length = request.body.len();
        with_body(&mut request.headers, "message/sipfrag;version=2.0", length);
        let (core, before) = (self.core.clone(), self.notices.take());
        self.notices = Some(self.core.tasks.spawn(async move {
            if let Some(before) = before {
                let _ = before.await;
            }
            // A peer that has hung up meanwhile needs no news.
            let _ = ask(&core, &path, request).await;
        }));
    }
}

/// The URI of the one Refer-To. §2.1
fn target(request: &Request) -> Option<String> {
    let mut values = convert::all(request, "Refer-To");
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let uri = NameAddr::parse(value)?.uri.trim().to_owned();
    let scheme = uri.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(scheme.as_str(), "sip" | "sips" | "tel").then_some(uri)
}
