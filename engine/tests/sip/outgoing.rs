//! Calls that we make.

use std::time::SystemTime;

use engine::sip::{Endpoint, Leg, LegEvent, OutgoingInvite, SipError, Transport};
use tokio::sync::mpsc;

use crate::peer::*;

/// A call with everything that can be wrong in its name and headers.
fn odd_order(target: String) -> OutgoingInvite {
    OutgoingInvite {
        from_name: "Dial \"tree\"".to_owned(),
        headers: [("X-Call", "7\r\nEvil: 1"), ("Via", "no"), ("Max-Forwards", "12")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        ..order(target)
    }
}

fn call(endpoint: &Endpoint, peer: &Peer) -> (Leg, mpsc::Receiver<LegEvent>) {
    let (events, receiver) = mpsc::channel(16);
    (endpoint.invite(odd_order(format!("sip:bob%23@{}", peer.local)), events), receiver)
}

async fn party() -> (Endpoint, Peer) {
    let (endpoint, _) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    (endpoint, peer)
}

/// A Contact header of this peer.
fn contact(peer: &Peer) -> String {
    format!("Contact: <sip:bob@{}>\r\n", peer.local)
}

#[tokio::test]
async fn a_call_rings_is_answered_and_hung_up() {
    let (endpoint, peer) = party().await;
    let (leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    assert_eq!(invite.start(), format!("INVITE sip:bob%23@{} SIP/2.0", peer.local));
    assert!(invite.header("From").starts_with("\"Dial \\\"tree\\\"\" <sip:+15551234@127.0.0.1>;tag="), "{invite:?}");
    assert_eq!((invite.header("X-Call"), invite.header("Evil")), ("7  Evil: 1".to_owned(), String::new()));
    assert_eq!((invite.headers("Via").len(), invite.headers("Max-Forwards")), (1, vec!["12".to_owned()]));
    assert!(invite.body().contains("m=audio 40000"), "{}", invite.body());
    peer.send(invite.answer("180 Ringing", "b", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { sdp: None }));
    let answering = SystemTime::now();
    peer.send(invite.answer("200 OK", "b", &contact(&peer), ANSWER)).await;
    let answered = event(&mut events).await;
    let LegEvent::Answered { sdp, invited, received, .. } = answered else { panic!("not answered") };
    assert_eq!(sdp, ANSWER);
    assert!(invited <= answering && answering <= received && received <= SystemTime::now(), "{invited:?} {received:?}");
    let ack = peer.expect("ACK").await;
    assert_eq!(ack.start(), format!("ACK sip:bob@{} SIP/2.0", peer.local));

    // The ACK was lost: the 200 comes again, the ACK too, the answer is no news.
    peer.send(invite.answer("200 OK", "b", &contact(&peer), ANSWER)).await;
    peer.expect("ACK").await;
    assert!(matches!(leg.answer(ANSWER.to_owned()).await, Err(SipError::WrongState { .. })));
    leg.hang_up().await;
    let bye = peer.expect("BYE").await;
    assert_eq!(bye.header("To"), format!("{};tag=b", invite.header("To")));
    peer.send(bye.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn requests_follow_the_routes_of_the_answer() {
    let (endpoint, peer) = party().await;
    let proxy = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    let route = format!("Record-Route: <sip:far.example;lr>, <sip:{};lr>\r\n{}", proxy.local, contact(&peer));
    peer.send(invite.answer("200 OK", "b", &route, ANSWER)).await;
    proxy.expect("ACK").await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
    leg.hang_up().await;
    let bye = proxy.expect("BYE").await;

    assert_eq!(bye.start(), format!("BYE sip:bob@{} SIP/2.0", peer.local));
    assert_eq!(bye.headers("Route"), [format!("<sip:{};lr>", proxy.local), "<sip:far.example;lr>".to_owned()]);
    proxy.send(bye.answer("200 OK", "", "", "")).await;
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn early_audio_counts_when_the_answer_has_none() {
    let (endpoint, peer) = party().await;
    let (_leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    peer.send(invite.answer("183 Session Progress", "b", "", ANSWER)).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { sdp: Some(sdp) } if sdp == ANSWER));
    peer.send(invite.answer("200 OK", "b", &contact(&peer), "")).await;

    assert!(matches!(event(&mut events).await, LegEvent::Answered { sdp, .. } if sdp == ANSWER));
}

#[tokio::test]
async fn every_way_to_fail_is_told_apart() {
    let (endpoint, peer) = party().await;

    for (answer, expected) in [("486 Busy Here", 486), ("603 Decline", 603), ("302 Moved", 302), ("404 Nobody", 404)] {
        let (_leg, mut events) = call(&endpoint, &peer);
        let invite = peer.expect("INVITE").await;
        peer.send(invite.answer(answer, "b", "Contact: <sip:other@h>\r\n", "")).await;
        assert!(peer.expect("ACK").await.header("To").ends_with(";tag=b"));
        let LegEvent::Failed { status, reason } = event(&mut events).await else { panic!("not failed") };
        assert_eq!(status, Some(expected));
        assert!(reason.starts_with(&expected.to_string()), "{reason}");
    }
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn who_asks_for_a_password_that_we_have_not_has_refused() {
    let (endpoint, peer) = party().await;

    for (answer, challenge, expected) in [
        ("401 Unauthorized", "WWW-Authenticate", 401),
        ("407 Proxy Authentication Required", "Proxy-Authenticate", 407),
    ] {
        let (_leg, mut events) = call(&endpoint, &peer);
        let invite = peer.expect("INVITE").await;
        let challenge = format!("{challenge}: Digest realm=\"r\", nonce=\"n\"\r\n");
        peer.send(invite.answer(answer, "b", &challenge, "")).await;
        let next = peer.receive().await;
        assert!(next.start().starts_with("ACK"), "{next:?}");
        assert!(
            matches!(event(&mut events).await, LegEvent::Failed { status: Some(status), .. } if status == expected)
        );
    }
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn an_answer_without_any_description_is_hung_up() {
    let (endpoint, peer) = party().await;
    let (_leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    peer.send(invite.answer("200 OK", "b", &contact(&peer), "")).await;
    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;

    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: None, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn nobody_there_is_a_failure() {
    let (endpoint, peer) = party().await;
    let (_leg, mut events) = call(&endpoint, &peer);
    // The peer hears the INVITE again and again and says nothing.
    peer.expect("INVITE").await;
    peer.expect("INVITE").await;
    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(408), .. }));

    for target in ["sip:nobody.invalid:5060", "mailto:x@y", "sips:a@127.0.0.1", "sip:a b@127.0.0.1", "sip:a@[::1]"] {
        let (events, mut receiver) = mpsc::channel(16);
        let _leg = endpoint.invite(order(target.to_owned()), events);
        let LegEvent::Failed { status: None, reason } = event(&mut receiver).await else { panic!("{target}") };
        assert!(!reason.is_empty(), "{target}");
    }
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn hanging_up_while_it_rings_cancels() {
    let (endpoint, peer) = party().await;
    let (leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    // CANCEL may not be sent before a provisional answer.
    leg.hang_up().await;
    peer.send(invite.answer("180 Ringing", "b", "", "")).await;
    let cancel = peer.expect("CANCEL").await;
    assert_eq!(cancel.header("Via"), invite.header("Via"));
    peer.send(cancel.answer("200 OK", "b", "", "")).await;
    peer.send(invite.answer("487 Request Terminated", "b", "", "")).await;

    peer.expect("ACK").await;
    assert!(matches!(event(&mut events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn an_answer_that_crosses_the_cancel_is_hung_up() {
    let (endpoint, peer) = party().await;
    let (leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    peer.send(invite.answer("180 Ringing", "b", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { .. }));
    drop(leg);
    let cancel = peer.expect("CANCEL").await;
    peer.send(invite.answer("200 OK", "b", &contact(&peer), ANSWER)).await;
    peer.expect("ACK").await;
    peer.send(cancel.answer("200 OK", "b", "", "")).await;
    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;

    assert!(matches!(event(&mut events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn a_callee_that_ignores_the_cancel_is_left() {
    let (endpoint, peer) = party().await;
    let (leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    peer.send(invite.answer("180 Ringing", "b", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { .. }));
    leg.hang_up().await;

    assert!(matches!(event(&mut events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn the_second_branch_of_a_fork_is_hung_up() {
    let (endpoint, peer) = party().await;
    let (_leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    peer.send(invite.answer("200 OK", "first", &contact(&peer), ANSWER)).await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
    peer.expect("ACK").await;
    peer.send(invite.answer("200 OK", "second", &contact(&peer), ANSWER)).await;

    let bye = peer.expect("BYE").await;
    assert!(bye.header("To").ends_with(";tag=second"), "{}", bye.header("To"));
    peer.send(bye.answer("200 OK", "", "", "")).await;
    assert_eq!(endpoint.dialogs(), 1);
}

#[tokio::test]
async fn a_password_is_given_once() {
    let (endpoint, peer) = party().await;
    let (events, mut receiver) = mpsc::channel(16);
    let order = OutgoingInvite {
        credentials: Some(("user".to_owned(), "secret".to_owned())),
        outbound: Some(peer.local),
        ..order("sip:bob@carrier.example".to_owned())
    };
    let _leg = endpoint.invite(order, events);
    let challenge =
        "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth,auth-int\"\r\n";

    let invite = peer.expect("INVITE").await;
    assert!(invite.header("From").contains("@carrier.example>"), "{}", invite.header("From"));
    peer.send(invite.answer("407 Proxy Authentication Required", "b", challenge, "")).await;
    let signed = peer.expect("INVITE").await;
    assert_eq!(signed.header("CSeq"), "2 INVITE");
    assert_ne!(signed.header("Via"), invite.header("Via"));
    let answer = signed.header("Proxy-Authorization");
    assert!(answer.contains("uri=\"sip:bob@carrier.example\""), "{answer}");
    assert!(answer.contains("algorithm=SHA-256"), "{answer}");
    peer.send(signed.answer("407 Proxy Authentication Required", "b", challenge, "")).await;

    assert!(matches!(event(&mut receiver).await, LegEvent::Failed { status: Some(407), .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn the_callee_hangs_up() {
    let (endpoint, peer) = party().await;
    let (_leg, mut events) = call(&endpoint, &peer);

    let invite = peer.expect("INVITE").await;
    peer.send(invite.answer("200 OK", "b", &contact(&peer), ANSWER)).await;
    let ack = peer.expect("ACK").await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
    let (to, from) = (ack.header("From"), ack.header("To"));
    peer.send(format!(
        "BYE {} SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bKbye\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {}\r\n\
         CSeq: 9 BYE\r\nReason: Q.850;cause=16\r\nContent-Length: 0\r\n\r\n",
        invite.contact(),
        peer.local,
        ack.header("Call-ID"),
    ))
    .await;

    peer.expect("SIP/2.0 200").await;
    assert!(matches!(event(&mut events).await, LegEvent::Ended { by_peer: true, reason } if reason.contains("16")));
}
