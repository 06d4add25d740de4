//! Somebody else takes a call that we make, while it rings. RFC 3891 §3

use engine::sip::{Endpoint, Invitation, Leg, LegEvent, Transport};
use tokio::sync::mpsc;

use crate::peer::*;

/// A call of ours that rings at Bob, and Carol, who hears it.
struct Call {
    endpoint: Endpoint,
    invitations: mpsc::Receiver<Invitation>,
    leg: Leg,
    events: mpsc::Receiver<LegEvent>,
    bob: Peer,
    carol: Peer,
    invite: Message,
}

async fn call() -> Call {
    let (endpoint, invitations) = endpoint().await;
    let server = address(&endpoint, Transport::Udp);
    let (bob, carol) = (Peer::new(server).await, Peer::new(server).await);
    let (sender, mut events) = mpsc::channel(16);
    let leg = endpoint.invite(order(format!("sip:bob@{}", bob.local)), sender);
    let invite = bob.expect("INVITE").await;
    bob.send(invite.answer("180 Ringing", "bobs", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { .. }));
    Call { endpoint, invitations, leg, events, bob, carol, invite }
}

impl Call {
    /// Carol's INVITE for the place of who has this tag.
    fn wants(&self, name: &str, tag: &str, body: &str) -> String {
        let ours = self.invite.header("From").split(";tag=").nth(1).expect("our tag").to_owned();
        let named = format!("{};to-tag={ours};from-tag={tag};early-only", self.invite.header("Call-ID"));
        let more = format!("Require: replaces\r\nReplaces: {named}\r\n");
        self.carol.request("INVITE", "sip:100@test.example", name, 1, "", &more, body)
    }

    /// Bob is told that somebody else was faster.
    async fn bob_stops(&self) {
        let cancel = self.bob.expect("CANCEL").await;
        assert!(cancel.header("Reason").contains("elsewhere"), "{cancel:?}");
        self.bob.send(cancel.answer("200 OK", "bobs", "", "")).await;
        self.bob.send(self.invite.answer("487 Request Terminated", "bobs", "", "")).await;
        self.bob.expect("ACK").await;
    }
}

#[tokio::test]
async fn who_picks_up_a_call_of_ours_has_it_and_the_ringing_stops() {
    let mut call = call().await;

    call.carol.send(call.wants("pick", "bobs", OFFER)).await;
    let LegEvent::Reoffer { sdp: Some(sdp), successor: true, reply } = event(&mut call.events).await else {
        panic!("no offer")
    };
    assert_eq!(sdp, OFFER);
    reply.send(Ok(ANSWER.to_owned())).expect("awaited");
    let answer = call.carol.expect("SIP/2.0 200").await;
    assert!(answer.body().contains("m=audio 41000"), "{}", answer.body());
    call.carol.send(call.carol.ack(&answer, 1, "")).await;
    call.bob_stops().await;
    let LegEvent::Answered { sdp, dialog, .. } = event(&mut call.events).await else { panic!("not answered") };
    assert_eq!((sdp.as_str(), dialog.call_id.as_str(), dialog.remote_tag.as_str()), (OFFER, "pick", "frompick"));
    assert_eq!(dialog.local_tag, answer.to_tag());
    assert!(matches!(event(&mut call.events).await, LegEvent::Acknowledged { sdp: None }));
    assert!(call.invitations.try_recv().is_err(), "it is no new call");

    // To the engine it is the leg it called.
    call.leg.hang_up().await;
    let bye = call.carol.expect("BYE").await;
    call.carol.send(bye.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut call.events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn a_callee_who_answers_all_the_same_is_hung_up() {
    let mut call = call().await;

    call.carol.send(call.wants("race", "bobs", OFFER)).await;
    let LegEvent::Reoffer { reply, .. } = event(&mut call.events).await else { panic!("no offer") };
    reply.send(Ok(ANSWER.to_owned())).expect("awaited");
    let answer = call.carol.expect("SIP/2.0 200").await;
    call.carol.send(call.carol.ack(&answer, 1, "")).await;
    let cancel = call.bob.expect("CANCEL").await;
    let contact = format!("Contact: <sip:bob@{}>\r\n", call.bob.local);
    call.bob.send(call.invite.answer("200 OK", "bobs", &contact, ANSWER)).await;
    call.bob.expect("ACK").await;
    call.bob.send(cancel.answer("200 OK", "bobs", "", "")).await;

    let bye = call.bob.expect("BYE").await;
    call.bob.send(bye.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut call.events).await, LegEvent::Answered { .. }));
}

#[tokio::test]
async fn a_call_is_not_picked_up_by_a_wrong_tag_or_without_media_that_fit() {
    let mut call = call().await;

    call.carol.send(call.wants("guess", "guessed", OFFER)).await;
    call.carol.expect("SIP/2.0 481").await;
    call.carol.send(call.wants("late", "bobs", "")).await;
    call.carol.expect("SIP/2.0 488").await;
    call.carol.send(call.wants("unfit", "bobs", OFFER)).await;
    let LegEvent::Reoffer { reply, .. } = event(&mut call.events).await else { panic!("no offer") };
    reply.send(Err(488)).expect("awaited");
    call.carol.expect("SIP/2.0 488").await;

    // Bob rings on, and answers.
    let contact = format!("Contact: <sip:bob@{}>\r\n", call.bob.local);
    call.bob.send(call.invite.answer("200 OK", "bobs", &contact, ANSWER)).await;
    assert!(matches!(event(&mut call.events).await, LegEvent::Answered { .. }));
}
