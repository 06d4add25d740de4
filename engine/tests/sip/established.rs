//! Calls that were answered.

use std::time::Duration;

use engine::sip::{LegEvent, Transport};

use crate::peer::*;

const HOLD: &str = "v=0\r\no=ann 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=sendonly\r\n";

#[tokio::test]
async fn an_answer_nobody_acknowledges_is_repeated_and_then_given_up() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.invite("deaf", OFFER)).await;
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    let first = peer.expect("SIP/2.0 200").await;
    assert_eq!(peer.expect("SIP/2.0 200").await.0, first.0);

    let LegEvent::Ended { by_peer: false, reason } = event(&mut invitation.events).await else { panic!("not ended") };
    assert!(reason.contains("never acknowledged"), "{reason}");
    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn hanging_up_waits_for_the_acknowledgement() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.invite("quick", OFFER)).await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    drop(invitation);
    let answer = peer.expect("SIP/2.0 200").await;
    peer.expect("SIP/2.0 200").await;
    peer.send(peer.ack(&answer, 1, "")).await;

    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn hold_and_resume_ask_the_engine() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (mut invitation, answer) = peer.establish("hold", &mut invitations).await;

    peer.send(peer.request("INVITE", &answer.contact(), "hold", 2, &answer.to_tag(), "", HOLD)).await;
    let LegEvent::Reoffer { sdp, reply, .. } = event(&mut invitation.events).await else { panic!("no offer") };
    assert_eq!(sdp.as_deref(), Some(HOLD));
    reply.send(Ok(ANSWER.replace("41000", "41002"))).expect("awaited");
    let held = peer.expect("SIP/2.0 200").await;
    assert!(held.body().contains("m=audio 41002"), "{}", held.body());
    let version = |message: &Message| message.body().lines().nth(1).map(str::to_owned).expect("o=");
    assert_ne!(version(&held), version(&answer));
    peer.send(peer.ack(&held, 2, "")).await;

    peer.send(peer.request("UPDATE", &answer.contact(), "hold", 3, &answer.to_tag(), "", OFFER)).await;
    let LegEvent::Reoffer { reply, .. } = event(&mut invitation.events).await else { panic!("no offer") };
    reply.send(Err(488)).expect("awaited");
    assert!(peer.expect("488").await.header("CSeq").contains("UPDATE"));
    assert_eq!(endpoint.dialogs(), 1);
}

#[tokio::test]
async fn a_change_during_a_change_is_put_off() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (mut invitation, answer) = peer.establish("glare", &mut invitations).await;

    peer.send(peer.request("INVITE", &answer.contact(), "glare", 2, &answer.to_tag(), "", HOLD)).await;
    let LegEvent::Reoffer { reply, .. } = event(&mut invitation.events).await else { panic!("no offer") };
    peer.send(peer.request("UPDATE", &answer.contact(), "glare", 3, &answer.to_tag(), "", OFFER)).await;
    assert_eq!(peer.expect("500").await.header("Retry-After"), "2");

    // The engine forgot to reply.
    drop(reply);
    assert!(peer.expect("500").await.header("CSeq").contains("INVITE"));
    assert_eq!(endpoint.dialogs(), 1);
}

#[tokio::test]
async fn a_reinvite_without_an_offer_gets_ours() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (mut invitation, answer) = peer.establish("reoffer", &mut invitations).await;

    peer.send(peer.request("INVITE", &answer.contact(), "reoffer", 2, &answer.to_tag(), "", "")).await;
    let LegEvent::Reoffer { sdp: None, reply, .. } = event(&mut invitation.events).await else { panic!("no event") };
    reply.send(Ok(ANSWER.to_owned())).expect("awaited");
    let ours = peer.expect("SIP/2.0 200").await;
    peer.send(peer.ack(&ours, 2, HOLD)).await;

    let LegEvent::Acknowledged { sdp } = event(&mut invitation.events).await else { panic!("no answer") };
    assert_eq!(sdp.as_deref(), Some(HOLD));
}

#[tokio::test]
async fn keys_come_by_info_in_both_ways_of_writing() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (mut invitation, answer) = peer.establish("info", &mut invitations).await;
    let cases = [
        ("application/dtmf-relay", "Signal=7\r\nDuration=160\r\n", Some('7')),
        ("application/dtmf-relay", "Signal= *\r\n", Some('*')),
        ("application/dtmf", "11", Some('#')),
        ("application/dtmf", "d", Some('D')),
        ("application/dtmf", "hello", None),
        ("text/plain", "5", None),
    ];

    for (cseq, (kind, body, expected)) in (2..).zip(cases) {
        let more = format!("Content-Type: {kind}\r\n");
        peer.send(peer.request("INFO", &answer.contact(), "info", cseq, &answer.to_tag(), &more, body)).await;
        let status = if expected.is_some() { "200" } else { "415" };
        assert!(peer.expect("SIP/2.0").await.start().contains(status), "{body}");
        if let Some(expected) = expected {
            assert!(matches!(event(&mut invitation.events).await, LegEvent::Digit(key) if key == expected), "{body}");
        }
    }
}

#[tokio::test]
async fn strangers_cannot_touch_a_call() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (_invitation, answer) = peer.establish("mine", &mut invitations).await;

    peer.send(peer.request("BYE", &answer.contact(), "mine", 2, "guessed", "", "")).await;
    assert!(peer.receive().await.start().contains("481"));
    let bye = peer.request("BYE", &answer.contact(), "mine", 3, &answer.to_tag(), "", "");
    peer.send(bye.replace("tag=frommine", "tag=other")).await;
    assert!(peer.receive().await.start().contains("481"));
    let old = peer.request("INFO", &answer.contact(), "mine", 1, &answer.to_tag(), "", "");
    peer.send(old).await;
    assert!(peer.receive().await.start().contains("500"));

    assert_eq!(endpoint.dialogs(), 1);
    peer.send(peer.request("OPTIONS", &answer.contact(), "mine", 4, &answer.to_tag(), "", "")).await;
    assert!(peer.receive().await.start().contains("200"));
    peer.send(peer.request("PUBLISH", &answer.contact(), "mine", 5, &answer.to_tag(), "", "")).await;
    assert!(peer.receive().await.start().contains("405"));
}

#[tokio::test]
async fn two_goodbyes_may_cross() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (invitation, answer) = peer.establish("cross", &mut invitations).await;

    invitation.leg.hang_up().await;
    let theirs = peer.expect("BYE").await;
    peer.send(peer.request("BYE", &answer.contact(), "cross", 2, &answer.to_tag(), "", "")).await;
    peer.expect("SIP/2.0 200").await;
    peer.send(theirs.answer("200 OK", "", "", "")).await;

    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn a_session_we_refresh_lives_and_one_nobody_refreshes_ends() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let more = "Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 6;refresher=uas\r\n";

    peer.send(peer.request("INVITE", "sip:1@t.example", "timer", 1, "", more, OFFER)).await;
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    let answer = peer.expect("SIP/2.0 200").await;
    assert_eq!(answer.header("Session-Expires"), "6;refresher=uas");
    assert_eq!(answer.header("Require"), "timer");
    peer.send(peer.ack(&answer, 1, "")).await;
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Acknowledged { .. }));

    let refresh = peer.expect("UPDATE").await;
    assert_eq!(refresh.header("Session-Expires"), "6;refresher=uac");
    // The peer takes over the refreshing, and then does not do it.
    peer.send(refresh.answer("200 OK", "", "Session-Expires: 6;refresher=uas\r\n", "")).await;
    let started = std::time::Instant::now();
    let LegEvent::Ended { by_peer: false, reason } = event(&mut invitation.events).await else { panic!("lives on") };
    assert!(reason.contains("not refreshed"), "{reason}");
    assert!(started.elapsed() > Duration::from_secs(3), "{:?}", started.elapsed());
    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn a_peer_without_update_is_refreshed_by_an_invite_that_changes_nothing() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let more = "Supported: timer\r\nSession-Expires: 6;refresher=uas\r\n";

    peer.send(peer.request("INVITE", "sip:1@t.example", "reinvite", 1, "", more, OFFER)).await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    let answer = peer.expect("SIP/2.0 200").await;
    peer.send(peer.ack(&answer, 1, "")).await;

    let refresh = peer.expect("INVITE").await;
    assert_eq!(refresh.body(), answer.body());
    let contact = format!("Contact: <sip:ann@{}>\r\n", peer.local);
    peer.send(refresh.answer("200 OK", "", &contact, OFFER)).await;
    let ack = peer.expect("ACK").await;
    assert_eq!(ack.header("CSeq"), format!("{} ACK", refresh.header("CSeq").split(' ').next().expect("number")));
    assert_eq!(endpoint.dialogs(), 1);
}

#[tokio::test]
async fn a_shut_down_says_goodbye() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (mut invitation, _) = peer.establish("down", &mut invitations).await;

    let down = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { endpoint.shutdown().await }
    });
    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;

    soon("the end", down).await.expect("no panic");
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
    assert_eq!(endpoint.dialogs(), 0);
}
