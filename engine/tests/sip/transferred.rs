//! The peer of a call is replaced by somebody else: by its own REFER, or by an INVITE with Replaces.

use engine::sip::{Endpoint, Invitation, LegEvent, OutgoingInvite, Through, Transfer, Transport};
use tokio::sync::mpsc;

use crate::peer::*;

/// A call that has been answered, and somebody who is to take the caller's place.
struct Call {
    endpoint: Endpoint,
    invitations: mpsc::Receiver<Invitation>,
    peer: Peer,
    carol: Peer,
    invitation: Invitation,
    answer: Message,
    cseq: u32,
}

async fn call(name: &str) -> Call {
    let (endpoint, mut invitations) = endpoint().await;
    let server = address(&endpoint, Transport::Udp);
    let (peer, carol) = (Peer::new(server).await, Peer::new(server).await);
    let (invitation, answer) = peer.establish(name, &mut invitations).await;
    Call { endpoint, invitations, peer, carol, invitation, answer, cseq: 1 }
}

impl Call {
    /// A request of the peer inside the call.
    async fn send(&mut self, method: &str, more: &str) {
        self.cseq += 1;
        let (uri, call, tag) = (self.answer.contact(), self.answer.header("Call-ID"), self.answer.to_tag());
        self.peer.send(self.peer.request(method, &uri, &call, self.cseq, &tag, more, "")).await;
    }

    /// The peer asks for somebody; the engine decides.
    async fn refer(&mut self, to: &str, decision: Result<Box<Transfer>, u16>) -> (String, Option<String>) {
        self.send("REFER", &format!("Refer-To: {to}\r\n")).await;
        match event(&mut self.invitation.events).await {
            LegEvent::Transfer { number, joins, reply } => {
                assert!(reply.send(decision).is_ok(), "the leg waits for it");
                (number, joins)
            }
            other => panic!("{other:?} instead of a question"),
        }
    }

    fn to_carol(&self) -> Result<Box<Transfer>, u16> {
        let order = order(format!("sip:carol@{}", self.carol.local), Vec::new());
        Ok(Box::new(Transfer { order, through: Through::Address }))
    }

    /// The next NOTIFY to the peer, by its status and state.
    async fn notified(&self) -> (String, String) {
        let notify = self.peer.expect("NOTIFY").await;
        assert_eq!(notify.header("Event"), format!("refer;id={}", self.cseq));
        self.peer.send(notify.answer("200 OK", "", "", "")).await;
        (notify.body().trim().to_owned(), notify.header("Subscription-State"))
    }

    async fn carol_answers(&self, invite: &Message) {
        let contact = format!("Contact: <sip:carol@{}>\r\n", self.carol.local);
        self.carol.send(invite.answer("200 OK", "c", &contact, ANSWER)).await;
        self.carol.expect("ACK").await;
    }

    async fn says_bye(peer: &Peer) {
        let bye = peer.expect("BYE").await;
        peer.send(bye.answer("200 OK", "", "", "")).await;
    }

    /// The engine learns where the media of who took the place is.
    async fn media_moves(&mut self) {
        let moved = event(&mut self.invitation.events).await;
        assert!(matches!(moved, LegEvent::Acknowledged { sdp: Some(_) }), "{moved:?}");
    }
}

fn order(target: String, headers: Vec<(String, String)>) -> OutgoingInvite {
    OutgoingInvite {
        target,
        from_number: "+15550001".to_owned(),
        from_name: String::new(),
        credentials: None,
        offer: OFFER.to_owned(),
        headers,
        outbound: None,
    }
}

fn replaces(answer: &Message, from_tag: &str) -> String {
    format!("{};to-tag={};from-tag={from_tag}", answer.header("Call-ID"), answer.to_tag())
}

#[tokio::test]
async fn a_peer_has_its_place_taken_and_is_told_step_by_step() {
    let mut call = call("onward").await;
    let decision = call.to_carol();

    assert_eq!(call.refer("<sip:%31%302@pbx.example;x=y>", decision).await, ("102".to_owned(), None));
    call.peer.expect("SIP/2.0 202").await;
    assert_eq!(call.notified().await, ("SIP/2.0 100 Trying".into(), "active;expires=180".into()));
    let invite = call.carol.expect("INVITE").await;
    call.carol.send(invite.answer("180 Ringing", "c", "", "")).await;
    assert_eq!(call.notified().await.0, "SIP/2.0 180 Ringing");
    call.carol_answers(&invite).await;
    assert_eq!(call.notified().await, ("SIP/2.0 200 OK".into(), "terminated;reason=noresource".into()));
    call.media_moves().await;
    Call::says_bye(&call.peer).await;

    // To the engine it is the same leg.
    call.invitation.leg.send_info_key('5').await;
    let info = call.carol.expect("INFO").await;
    call.carol.send(info.answer("200 OK", "", "", "")).await;
    call.invitation.leg.hang_up().await;
    Call::says_bye(&call.carol).await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn what_is_not_allowed_is_declined_and_the_call_goes_on() {
    let mut call = call("declined").await;

    call.refer("<sip:+44900@pbx.example>", Err(603)).await;
    call.peer.expect("SIP/2.0 603").await;
    call.refer("<sip:404@pbx.example>", Err(404)).await;
    call.peer.expect("SIP/2.0 404").await;
    // An engine that says nothing declines.
    call.send("REFER", "Refer-To: <sip:102@pbx.example>\r\n").await;
    drop(event(&mut call.invitation.events).await);
    call.peer.expect("SIP/2.0 603").await;
    for wrong in ["", "Refer-To: <mailto:a@b>\r\n", "Refer-To: <sip:a@b>\r\nRefer-To: <sip:c@d>\r\n"] {
        call.send("REFER", wrong).await;
        call.peer.expect("SIP/2.0 400").await;
    }
    call.send("REFER", "Refer-To: <sip:a@b?Replaces=theirs%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n").await;
    call.peer.expect("SIP/2.0 603").await;

    call.send("BYE", "").await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn a_peer_whose_target_is_busy_stays_where_it_is() {
    let mut call = call("busy").await;
    let decision = call.to_carol();
    call.refer("<sip:102@pbx.example>", decision).await;
    call.notified().await;
    let invite = call.carol.expect("INVITE").await;

    // One at a time.
    call.send("REFER", "Refer-To: <sip:103@pbx.example>\r\n").await;
    call.peer.expect("SIP/2.0 491").await;
    call.cseq -= 1;
    call.carol.send(invite.answer("486 Busy Here", "c", "", "")).await;
    assert_eq!(call.notified().await, ("SIP/2.0 486 Busy Here".into(), "terminated;reason=noresource".into()));
    call.cseq += 1;

    assert_eq!(call.endpoint.dialogs(), 1);
    call.send("BYE", "").await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
}

#[tokio::test]
async fn a_peer_that_hangs_up_at_once_is_replaced_all_the_same() {
    let mut call = call("blind").await;
    let decision = call.to_carol();
    call.refer("<sip:102@pbx.example>", decision).await;
    call.notified().await;
    call.send("BYE", "").await;
    call.peer.expect("SIP/2.0 200").await;

    let invite = call.carol.expect("INVITE").await;
    call.carol_answers(&invite).await;
    call.media_moves().await;

    call.invitation.leg.hang_up().await;
    Call::says_bye(&call.carol).await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn when_the_peer_has_hung_up_and_nobody_takes_its_place_the_leg_is_over() {
    let mut call = call("nobody").await;
    let decision = call.to_carol();
    call.refer("<sip:102@pbx.example>", decision).await;
    call.notified().await;
    call.send("BYE", "").await;
    let invite = call.carol.expect("INVITE").await;

    call.carol.send(invite.answer("480 Temporarily Unavailable", "c", "", "")).await;

    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn an_engine_that_hangs_up_meanwhile_ends_both() {
    let mut call = call("both").await;
    let decision = call.to_carol();
    call.refer("<sip:102@pbx.example>", decision).await;
    call.notified().await;
    let invite = call.carol.expect("INVITE").await;
    call.carol.send(invite.answer("180 Ringing", "c", "", "")).await;
    call.notified().await;

    call.invitation.leg.hang_up().await;

    Call::says_bye(&call.peer).await;
    let cancel = call.carol.expect("CANCEL").await;
    call.carol.send(cancel.answer("200 OK", "c", "", "")).await;
    call.carol.send(invite.answer("487 Request Terminated", "c", "", "")).await;
    call.carol.expect("ACK").await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn an_invite_takes_the_place_of_a_dialog() {
    let mut call = call("mine").await;
    let header = format!("Replaces: {}\r\n", replaces(&call.answer, "frommine"));
    let invite = call.carol.request("INVITE", "sip:100@test.example", "hers", 1, "", &header, OFFER);

    call.carol.send(invite).await;
    match event(&mut call.invitation.events).await {
        LegEvent::Reoffer { sdp: Some(sdp), successor, reply } => {
            assert!(successor && sdp.contains("m=audio 40000"), "{sdp}");
            reply.send(Ok(ANSWER.to_owned())).expect("the leg waits for it");
        }
        other => panic!("{other:?} instead of an offer"),
    }
    let answer = call.carol.expect("SIP/2.0 200").await;
    call.carol.send(call.carol.ack(&answer, 1, "")).await;
    Call::says_bye(&call.peer).await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Acknowledged { sdp: None }));
    assert!(call.invitations.try_recv().is_err(), "it is no new call");

    let bye = call.carol.request("BYE", &answer.contact(), "hers", 2, &answer.to_tag(), "", "");
    call.carol.send(bye).await;
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
    nothing_left(&call.endpoint).await;
}

#[tokio::test]
async fn what_cannot_be_replaced_is_refused_as_the_rfc_says() {
    let mut call = call("mine").await;
    let ours = replaces(&call.answer, "frommine");
    let line = |value: &str| format!("Replaces: {value}\r\n");
    let early = call.peer.invite("early", OFFER);
    call.peer.send(early).await;
    let ringing = soon("an invitation", call.invitations.recv()).await.expect("listening");
    ringing.leg.ring().await;
    let early = call.peer.expect("SIP/2.0 180").await;

    let cases = [
        ("481", line(&ours.replace("mine;", "theirs;"))),
        ("481", line(&replaces(&call.answer, "guessed"))),
        ("486", line(&format!("{ours};early-only"))),
        ("400", line(&ours) + &line(&ours)),
        ("400", line("mine;to-tag=x")),
        // RFC 3891 §3: an early dialog that the other side has begun.
        ("481", line(&replaces(&early, "fromearly"))),
    ];
    for (number, (status, more)) in cases.iter().enumerate() {
        let name = format!("try{number}");
        call.carol.send(call.carol.request("INVITE", "sip:100@test.example", &name, 1, "", more, OFFER)).await;
        let refused = soon("a refusal", async {
            loop {
                let answer = call.carol.expect("SIP/2.0").await;
                if !answer.start().contains(" 100 ") {
                    return answer;
                }
            }
        })
        .await;
        assert!(refused.start().contains(status), "{more}: {}", refused.start());
        call.carol
            .send(
                call.carol
                    .request("ACK", "sip:100@test.example", &name, 1, &refused.to_tag(), "", "")
                    .replace("ACK1", "INVITE1"),
            )
            .await;
    }
    assert!(call.invitation.events.try_recv().is_err(), "the engine hears nothing of all this");
    assert_eq!(call.endpoint.dialogs(), 2);
}

/// Ann talks with two people through us, and joins them.
#[tokio::test]
async fn two_calls_of_a_telephone_are_joined() {
    let mut call = call("one").await;
    let (mut other, answer) = call.peer.establish("two", &mut call.invitations).await;
    let named = replaces(&answer, "fromtwo");
    let escaped = named.replace(';', "%3B").replace('=', "%3D");
    let join = order("sip:join@dialtree.invalid".to_owned(), vec![("Replaces".to_owned(), named.clone())]);
    let decision = Ok(Box::new(Transfer { order: join, through: Through::Address }));

    let asked = call.refer(&format!("<sip:103@pbx.example?Replaces={escaped}>"), decision).await;
    assert_eq!(asked, ("103".to_owned(), Some(named)));
    match event(&mut other.events).await {
        LegEvent::Reoffer { sdp: Some(_), successor: true, reply } => {
            reply.send(Ok(ANSWER.to_owned())).expect("the leg waits for it");
        }
        other => panic!("{other:?} instead of an offer"),
    }
    call.media_moves().await;
    // Ann is out of both.
    let mut ended = Vec::new();
    while ended.len() < 2 {
        let request = call.peer.receive().await;
        if request.start().starts_with("NOTIFY") || request.start().starts_with("BYE") {
            call.peer.send(request.answer("200 OK", "", "", "")).await;
        }
        if request.start().starts_with("BYE") && !ended.contains(&request.header("Call-ID")) {
            ended.push(request.header("Call-ID"));
        }
    }

    call.invitation.leg.hang_up().await;
    assert!(matches!(event(&mut other.events).await, LegEvent::Acknowledged { sdp: None }));
    assert!(matches!(event(&mut other.events).await, LegEvent::Ended { by_peer: true, .. }));
    assert!(matches!(event(&mut call.invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&call.endpoint).await;
}
