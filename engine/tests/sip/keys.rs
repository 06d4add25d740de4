//! Keys of SRTP in what we offer: not to everybody on the way.

use engine::sip::sdp::{Encryption, Local, Security, offer};
use engine::sip::{Endpoint, Leg, LegEvent, SipConfig, SipError, Transport};
use prompts::Codec;
use tokio::sync::mpsc;

use crate::peer::*;

fn encrypted() -> String {
    offer(&Local {
        address: [127, 0, 0, 1].into(),
        port: 40_000,
        codecs: vec![Codec::Pcmu],
        security: Security::new(Encryption::Required),
    })
}

/// A call with keys in its offer, over UDP.
async fn calling(keys_in_clear: bool) -> (Peer, mpsc::Receiver<LegEvent>, Endpoint, Leg) {
    let (endpoint, _) = Endpoint::bind(SipConfig { keys_in_clear, ..config() }).await.expect("loopback can be bound");
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (sender, events) = mpsc::channel(16);
    let mut order = order(format!("sip:bob@{}", peer.local));
    order.offer = encrypted();
    let leg = endpoint.invite(order, sender);
    if keys_in_clear {
        let invite = peer.expect("INVITE").await;
        assert!(invite.body().contains("a=crypto:1 "), "{}", invite.body());
        peer.send(invite.answer("486 Busy Here", "b", "", "")).await;
        peer.expect("ACK").await;
    }
    (peer, events, endpoint, leg)
}

#[tokio::test]
async fn a_call_that_would_show_them_is_not_made() {
    let (_peer, mut events, endpoint, _leg) = calling(false).await;

    let LegEvent::Failed { status: None, reason } = event(&mut events).await else { panic!("it was tried") };

    assert!(reason.contains("srtp_keys") && reason.contains("over UDP"), "{reason}");
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn it_is_made_where_that_is_allowed() {
    let (_peer, mut events, endpoint, _leg) = calling(true).await;

    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(486), .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn a_caller_who_lets_us_offer_is_refused() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    peer.send(peer.request("INVITE", "sip:100@test.example", "mine", 1, "", "", "")).await;
    let invitation = soon("the call", invitations.recv()).await.expect("an invitation");
    assert_eq!(invitation.offer, None);

    let answered = invitation.leg.answer(encrypted()).await;

    assert!(matches!(answered, Err(SipError::KeysInClear { transport: Transport::Udp })), "{answered:?}");
    let refused = peer.expect("SIP/2.0 488").await;
    peer.send(peer.ack(&refused, 1, "")).await;
    nothing_left(&endpoint).await;
}
