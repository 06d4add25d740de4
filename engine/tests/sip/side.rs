//! The far side of a dialog, whoever began it: its requests, and its answers to ours.

use engine::sip::{Endpoint, Invitation, Leg, LegEvent, Transport};
use tokio::sync::mpsc;

use crate::peer::*;

/// A peer in a dialog.
pub struct Side {
    pub peer: Peer,
    call: String,
    /// From and To of its requests, with their tags.
    from: String,
    to: String,
    /// Where its requests go: our Contact.
    target: String,
    cseq: u32,
}

impl Side {
    /// The side that called us, and was answered like this.
    pub fn caller(peer: Peer, answer: &Message) -> Self {
        let (from, to) = (answer.header("From"), answer.header("To"));
        Self { peer, call: answer.header("Call-ID"), from, to, target: answer.contact(), cseq: 1 }
    }

    /// The side that we called, by what we send it when the dialog is there: ACK, PRACK, BYE.
    pub fn callee(peer: Peer, invite: &Message, ours: &Message) -> Self {
        let (from, to) = (ours.header("To"), ours.header("From"));
        Self { peer, call: ours.header("Call-ID"), from, to, target: invite.contact(), cseq: 0 }
    }

    /// Sends a request inside the dialog.
    pub async fn send(&mut self, method: &str, more: &str, body: &str) {
        self.cseq += 1;
        let text = self.text(method, self.cseq, more, body);
        self.peer.send(text).await;
    }

    /// Acknowledges the 200 to its last INVITE.
    pub async fn ack(&self) {
        self.peer.send(self.text("ACK", self.cseq, "", "")).await;
    }

    fn text(&self, method: &str, cseq: u32, more: &str, body: &str) -> String {
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        let Self { call, from, to, target, peer, .. } = self;
        format!(
            "{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{call}{method}{cseq};rport\r\n\
             Max-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {call}\r\nCSeq: {cseq} {method}\r\n\
             Contact: <sip:far@{local}>\r\n{more}{kind}Content-Length: {}\r\n\r\n{body}",
            body.len(),
            local = peer.local,
        )
    }

    /// Answers a request of ours with 200.
    pub async fn accept(&self, request: &Message, more: &str, body: &str) {
        let contact = format!("Contact: <sip:far@{}>\r\n{more}", self.peer.local);
        self.peer.send(request.answer("200 OK", "", &contact, body)).await;
    }
}

/// The engine's side of a call that is up.
pub struct Ours {
    /// Dropping it hangs up.
    pub _leg: Leg,
    pub events: mpsc::Receiver<LegEvent>,
}

/// A call that somebody makes to us with these headers, and our 200.
pub async fn called(
    endpoint: &Endpoint,
    invitations: &mut mpsc::Receiver<Invitation>,
    name: &str,
    more: &str,
) -> (Ours, Side, Message) {
    let peer = Peer::new(address(endpoint, Transport::Udp)).await;
    peer.send(peer.request("INVITE", "sip:100@test.example", name, 1, "", more, OFFER)).await;
    let Invitation { leg, mut events, .. } = soon("an invitation", invitations.recv()).await.expect("listening");
    leg.answer(ANSWER.to_owned()).await.expect("answerable");
    let answer = peer.expect("SIP/2.0 200").await;
    peer.send(peer.ack(&answer, 1, "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Acknowledged { sdp: None }));
    (Ours { _leg: leg, events }, Side::caller(peer, &answer), answer)
}

/// A call that we make, which is answered with 200 and these headers, and its INVITE.
pub async fn calling(endpoint: &Endpoint, more: &str) -> (Ours, Side, Message) {
    let peer = Peer::new(address(endpoint, Transport::Udp)).await;
    let (sender, mut events) = mpsc::channel(16);
    let leg = endpoint.invite(order(format!("sip:bob@{}", peer.local)), sender);
    let invite = peer.expect("INVITE").await;
    let contact = format!("Contact: <sip:bob@{}>\r\n{more}", peer.local);
    peer.send(invite.answer("200 OK", "b", &contact, ANSWER)).await;
    let ack = peer.expect("ACK").await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
    (Ours { _leg: leg, events }, Side::callee(peer, &invite, &ack), invite)
}
