//! The peer is asked to call somebody else.

use engine::sip::{Invitation, LegEvent, Transport};

use crate::peer::*;

const TARGET: &str = "sip:carol@test.example;transport=tcp";

/// A call that has been answered, and the REFER in it.
struct Referred {
    peer: Peer,
    invitation: Invitation,
    answer: Message,
    refer: Message,
    endpoint: engine::sip::Endpoint,
}

async fn referred(call: &str) -> Referred {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (invitation, answer) = peer.establish(call, &mut invitations).await;
    invitation.leg.refer(TARGET.to_owned()).await;
    let refer = peer.expect("REFER").await;
    Referred { peer, invitation, answer, refer, endpoint }
}

impl Referred {
    async fn accept(&self) {
        self.peer.send(self.refer.answer("202 Accepted", "", "", "")).await;
    }

    /// Sends a NOTIFY and gives the status it is answered with.
    async fn notify(&self, cseq: u32, event: &str, state: &str, fragment: &str) -> String {
        let kind = if fragment.is_empty() { "" } else { "Content-Type: message/sipfrag;version=2.0\r\n" };
        let more = format!("Event: {event}\r\nSubscription-State: {state}\r\n{kind}");
        let call = self.answer.header("Call-ID");
        let (uri, tag) = (self.answer.contact(), self.answer.to_tag());
        self.peer.send(self.peer.request("NOTIFY", &uri, &call, cseq, &tag, &more, fragment)).await;
        self.peer.expect("SIP/2.0").await.start().split(' ').nth(1).unwrap_or_default().to_owned()
    }

    async fn bye(&self, cseq: u32) {
        let call = self.answer.header("Call-ID");
        let (uri, tag) = (self.answer.contact(), self.answer.to_tag());
        self.peer.send(self.peer.request("BYE", &uri, &call, cseq, &tag, "", "")).await;
        self.peer.expect("SIP/2.0 200").await;
    }

    /// What came of it.
    async fn outcome(&mut self) -> (bool, Option<u16>) {
        match event(&mut self.invitation.events).await {
            LegEvent::Referred { accepted, status } => (accepted, status),
            other => panic!("{other:?} instead of an outcome"),
        }
    }
}

#[tokio::test]
async fn the_status_of_the_peers_call_is_told_once() {
    let mut call = referred("refer").await;
    assert_eq!(call.refer.header("Refer-To"), format!("<{TARGET}>"));
    assert_eq!(call.refer.header("Referred-By"), "<sip:100@test.example>");
    assert_eq!(call.refer.start(), format!("REFER sip:ann@{} SIP/2.0", call.peer.local));
    let seq = call.refer.header("CSeq").split(' ').next().unwrap().to_owned();

    call.accept().await;
    assert_eq!(call.notify(2, "refer", "active;expires=60", "SIP/2.0 100 Trying\r\n").await, "200");
    assert_eq!(
        call.notify(3, &format!("refer;id={seq}"), "terminated;reason=noresource", "SIP/2.0 200 OK").await,
        "200"
    );

    assert_eq!(call.outcome().await, (true, Some(200)));
    assert_eq!(call.notify(4, "refer", "terminated", "SIP/2.0 486 Busy Here").await, "200");
    call.bye(5).await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn a_refusal_and_a_failed_call_are_told_apart() {
    let mut refused = referred("refused").await;
    refused.peer.send(refused.refer.answer("603 Decline", "", "", "")).await;
    assert_eq!(refused.outcome().await, (false, Some(603)));

    let mut busy = referred("busy").await;
    busy.accept().await;
    assert_eq!(busy.notify(2, "refer", "terminated", "SIP/2.0 486 Busy Here\r\n").await, "200");
    assert_eq!(busy.outcome().await, (true, Some(486)));

    // The call goes on, and somebody else can be tried.
    busy.invitation.leg.refer("sip:dan@test.example".to_owned()).await;
    assert_eq!(busy.peer.expect("REFER").await.header("Refer-To"), "<sip:dan@test.example>");
}

#[tokio::test]
async fn a_notify_may_be_faster_than_the_answer() {
    let mut call = referred("early").await;

    assert_eq!(call.notify(2, "refer", "terminated", "SIP/2.0 200 OK\r\n").await, "200");
    call.accept().await;

    assert_eq!(call.outcome().await, (true, Some(200)));
    call.bye(3).await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { .. }));
}

#[tokio::test]
async fn a_phone_that_accepts_and_hangs_up_has_done_it() {
    let mut call = referred("blind").await;

    call.accept().await;
    call.bye(2).await;

    assert_eq!(call.outcome().await, (true, None));
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn a_phone_that_hangs_up_instead_has_not() {
    let mut call = referred("never").await;

    call.bye(2).await;

    assert_eq!(call.outcome().await, (false, None));
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
}

#[tokio::test]
async fn a_subscription_that_ends_without_a_status_is_over() {
    let mut call = referred("mute").await;

    call.accept().await;
    assert_eq!(call.notify(2, "refer", "terminated;reason=timeout", "").await, "200");

    assert_eq!(call.outcome().await, (true, None));
}

#[tokio::test]
async fn a_phone_that_accepts_and_says_nothing_more_is_not_waited_for() {
    let mut call = referred("silent").await;

    call.accept().await;

    assert_eq!(call.outcome().await, (true, None));
    assert_eq!(call.endpoint.dialogs(), 1);
}

#[tokio::test]
async fn news_nobody_asked_for_is_refused() {
    let call = referred("strange").await;
    call.accept().await;

    assert_eq!(call.notify(2, "presence", "active", "").await, "481");
    assert_eq!(call.notify(3, "refer;id=77", "active", "SIP/2.0 200 OK\r\n").await, "481");
    assert_eq!(call.notify(4, "refer", "active", "nonsense").await, "200");
    assert_eq!(call.endpoint.dialogs(), 1);

    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (_invitation, answer) = peer.establish("unasked", &mut invitations).await;
    let more = "Event: refer\r\nSubscription-State: active\r\n";
    peer.send(peer.request("NOTIFY", &answer.contact(), "unasked", 2, &answer.to_tag(), more, "")).await;
    assert!(peer.expect("SIP/2.0").await.start().contains("481"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_at_once() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    peer.send(peer.invite("unready", OFFER)).await;
    let mut early = soon("an invitation", invitations.recv()).await.expect("listening");

    early.leg.refer(TARGET.to_owned()).await;
    assert!(matches!(event(&mut early.events).await, LegEvent::Referred { accepted: false, status: None }));

    let mut call = referred("twice").await;
    call.invitation.leg.refer("sip:dan@test.example".to_owned()).await;
    assert_eq!(call.outcome().await, (false, None));
    call.accept().await;
    call.notify(2, "refer", "terminated", "SIP/2.0 200 OK\r\n").await;
    assert_eq!(call.outcome().await, (true, Some(200)));

    for target in ["sip:a b@c", "sip:a@b>;x=<c", "sip:a\r\nX: y@b", ""] {
        call.invitation.leg.refer(target.to_owned()).await;
        assert_eq!(call.outcome().await, (false, None), "{target:?}");
    }
}
