//! Calls that come in.

use std::time::Duration;

use engine::sip::{AcceptPolicy, LegEvent, Transport};

use crate::peer::*;

#[tokio::test]
async fn a_call_is_answered_and_hung_up_by_the_caller() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    let (mut invitation, answer) = peer.establish("one", &mut invitations).await;
    peer.send(peer.request("BYE", &answer.contact(), "one", 2, &answer.to_tag(), "", "")).await;

    assert!(peer.expect("200").await.header("CSeq").contains("BYE"));
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn an_invitation_says_who_calls_whom() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    let more = "Diversion: <sip:+1777@x>;reason=busy, <sip:+1888@y>\r\nX-Ward: 7\r\n";
    let invite = peer.request("INVITE", "sip:+49%20300@ivr.example;user=phone", "who", 1, "", more, OFFER);
    peer.send(invite.replace("\"Ann\"", "\"A <sip:vip@x> ;tag=1, \\\"B\\\"\"")).await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");

    assert_eq!(invitation.from_number, "+15550001");
    assert_eq!(invitation.from_name, "A <sip:vip@x> ;tag=1, \"B\"");
    assert_eq!((invitation.to_number.as_str(), invitation.sip_domain.as_str()), ("+49 300", "ivr.example"));
    assert_eq!(invitation.request_uri, "sip:+49%20300@ivr.example;user=phone");
    assert_eq!((invitation.call_id.as_str(), invitation.diversion.as_deref()), ("who", Some("+1777")));
    assert_eq!((invitation.source, invitation.offer.as_deref()), (peer.local, Some(OFFER)));
    assert!(invitation.headers.contains(&("X-Ward".to_owned(), "7".to_owned())));
    assert!(!invitation.headers.iter().any(|(name, _)| name.starts_with("Dialtree")));
    let trying = peer.receive().await;
    assert!(trying.start().contains("100"), "{}", trying.start());

    drop(invitation);
    assert!(peer.receive().await.start().contains("480"));
}

#[tokio::test]
async fn the_engine_hangs_up() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (mut invitation, answer) = peer.establish("ours", &mut invitations).await;

    invitation.leg.hang_up().await;

    let bye = peer.expect("BYE").await;
    assert_eq!(bye.start(), format!("BYE sip:ann@{} SIP/2.0", peer.local));
    assert_eq!(bye.header("From"), answer.header("To"));
    peer.send(bye.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn turned_away_callers_are_told_when_to_try_again() {
    let (endpoint, _invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    endpoint.set_accepting(AcceptPolicy::Unavailable { retry_after: Duration::from_secs(17) });
    peer.send(peer.invite("full", OFFER)).await;

    let answer = peer.receive().await;
    assert!(answer.start().contains("503"), "{}", answer.start());
    assert_eq!(answer.header("Retry-After"), "17");
    assert_eq!(endpoint.dialogs(), 0);
}

#[tokio::test]
async fn without_an_offer_ours_goes_out_and_the_answer_comes_with_the_ack() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.invite("late", "")).await;
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    assert_eq!(invitation.offer, None);
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    let answer = peer.expect("200").await;
    assert!(answer.body().contains("m=audio 41000"), "{}", answer.body());
    peer.send(peer.ack(&answer, 1, OFFER)).await;

    let LegEvent::Acknowledged { sdp: Some(sdp) } = event(&mut invitation.events).await else { panic!("no answer") };
    assert_eq!(sdp, OFFER);
}
