//! Provisional answers that must arrive. RFC 3262

use engine::sip::{LegEvent, Transport};
use tokio::sync::mpsc;

use crate::peer::*;

#[tokio::test]
async fn ringing_is_repeated_until_the_prack_and_the_answer_waits_for_it() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.request("INVITE", "sip:100@test.example", "rel", 1, "", "Require: 100rel\r\n", OFFER)).await;
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.ring().await;
    let ringing = peer.expect("180").await;
    assert_eq!(ringing.header("Require"), "100rel");
    let number: u32 = ringing.header("RSeq").parse().expect("a number");
    let leg = invitation.leg;
    let answering = tokio::spawn(async move {
        leg.answer(ANSWER.to_owned()).await.expect("answerable");
        leg
    });
    assert_eq!(peer.receive().await.0, ringing.0);

    let prack = |cseq, number| {
        let more = format!("RAck: {number} 1 INVITE\r\n");
        peer.request("PRACK", &ringing.contact(), "rel", cseq, &ringing.to_tag(), &more, "")
    };
    peer.send(prack(2, number + 1)).await;
    peer.expect("481").await;
    peer.send(prack(3, number)).await;
    let mut answers = [peer.expect("SIP/2.0 200").await, peer.expect("SIP/2.0 200").await];
    answers.sort_by_key(|answer| answer.header("CSeq"));
    assert_eq!(answers[0].header("CSeq"), "1 INVITE");
    assert_eq!(answers[1].header("CSeq"), "3 PRACK");
    peer.send(peer.ack(&answers[0], 1, "")).await;
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Acknowledged { .. }));
    drop(answering.await.expect("no panic"));

    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn a_caller_that_never_sends_the_prack_is_refused() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.request("INVITE", "sip:100@test.example", "mute", 1, "", "Supported: 100rel\r\n", OFFER)).await;
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    // Ringing alone is not worth it for who does not insist.
    invitation.leg.ring().await;
    assert_eq!(peer.expect("180").await.header("RSeq"), "");
    invitation.leg.progress(ANSWER.to_owned()).await;
    assert_ne!(peer.expect("183").await.header("RSeq"), "");

    let refused = peer.expect("504").await;
    let ack = peer.request("ACK", "sip:100@test.example", "mute", 1, &refused.to_tag(), "", "");
    peer.send(ack.replace("ACK1;rport", "INVITE1;rport")).await;
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
}

#[tokio::test]
async fn a_callee_that_asks_for_a_prack_gets_one_for_each_answer() {
    let (endpoint, _invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let (events, mut receiver) = mpsc::channel(16);
    let leg = endpoint.invite(order(format!("sip:bob@{}", peer.local)), events);
    let contact = format!("Contact: <sip:bob@{}>\r\n", peer.local);
    let reliable = |number: u32| format!("{contact}Require: 100rel\r\nRSeq: {number}\r\n");

    let invite = peer.expect("INVITE").await;
    assert!(invite.header("Supported").contains("100rel"), "{}", invite.header("Supported"));
    peer.send(invite.answer("180 Ringing", "b", &reliable(41), "")).await;
    let prack = peer.expect("PRACK").await;
    assert_eq!((prack.header("RAck"), prack.header("CSeq")), ("41 1 INVITE".to_owned(), "2 PRACK".to_owned()));
    assert!(prack.header("To").ends_with(";tag=b"), "{}", prack.header("To"));
    peer.send(prack.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut receiver).await, LegEvent::Ringing { sdp: None }));
    // Seen before, and too early: no news, no PRACK.
    peer.send(invite.answer("180 Ringing", "b", &reliable(41), "")).await;
    peer.send(invite.answer("183 Session Progress", "b", &reliable(43), ANSWER)).await;
    peer.send(invite.answer("183 Session Progress", "b", &reliable(42), ANSWER)).await;
    let prack = peer.expect("PRACK").await;
    assert_eq!((prack.header("RAck"), prack.header("CSeq")), ("42 1 INVITE".to_owned(), "3 PRACK".to_owned()));
    peer.send(prack.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut receiver).await, LegEvent::Ringing { sdp: Some(_) }));

    peer.send(invite.answer("200 OK", "b", &contact, ANSWER)).await;
    peer.expect("ACK").await;
    assert!(matches!(event(&mut receiver).await, LegEvent::Answered { .. }));
    leg.hang_up().await;
    let bye = peer.expect("BYE").await;
    assert_eq!(bye.header("CSeq"), "4 BYE");
    peer.send(bye.answer("200 OK", "", "", "")).await;
    nothing_left(&endpoint).await;
}
