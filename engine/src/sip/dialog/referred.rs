//! The peer asks us to call somebody else: we take it up, and the call decides who is called. RFC 3515.

use rsipstack::sip::{Header, Method, Request};
use rsipstack::transaction::transaction::Transaction;
use tracing::debug;

use crate::sip::answers::ALLOW;
use crate::sip::convert;
use crate::sip::leg::LegEvent;
use crate::sip::text::NameAddr;

use super::exchange::{ask, with_body};
use super::peer;
use super::session::Session;

impl Session {
    /// A REFER: 202 and a last NOTIFY if it is wanted, else 405; 400 if it does not say whom.
    pub(super) async fn refer_in(&mut self, mut transaction: Transaction) {
        if !self.accepts_refers {
            let allow = |headers: &mut rsipstack::sip::Headers| headers.push(Header::Allow(ALLOW.into()));
            return self.answer(&mut transaction, 405, allow).await;
        }
        let Some(target) = target(&transaction.original) else {
            return self.answer(&mut transaction, 400, |_| {}).await;
        };
        self.answer(&mut transaction, 202, |_| {}).await;
        let seq = peer::cseq(&transaction.original).unwrap_or_default();
        self.taken_up(seq).await;
        self.tell(LegEvent::Refer { target });
    }

    /// Tells the peer that its part is done: whom the caller is connected to next is the application's word, not the peer's.
    async fn taken_up(&mut self, seq: u32) {
        let (path, mut request) = match self.request(Method::Notify).await {
            Ok(ready) => ready,
            Err(error) => {
                debug!(call_id = self.peer.call_id, "cannot tell that a REFER was taken up: {error}");
                return;
            }
        };
        request.headers.push(Header::Other("Event".to_owned(), format!("refer;id={seq}")));
        request.headers.push(Header::Other("Subscription-State".to_owned(), "terminated;reason=noresource".to_owned()));
        request.body = b"SIP/2.0 200 OK\r\n".to_vec();
        let length = request.body.len();
        with_body(&mut request.headers, "message/sipfrag;version=2.0", length);
        let core = self.core.clone();
        self.core.tasks.spawn(async move {
            // A peer that has hung up meanwhile needs no news.
            let _ = ask(&core, &path, request).await;
        });
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
