//! Calls that come in, up to the answer.

use engine::sip::{LegEvent, Transport};

use crate::peer::*;

#[tokio::test]
async fn the_same_invite_again_is_one_call_and_gets_the_same_answer() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    let invite = peer.invite("again", OFFER);
    peer.send(&invite).await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.ring().await;
    let ringing = peer.expect("180").await;
    peer.send(&invite).await;
    let repeated = peer.expect("180").await;

    assert_eq!(ringing.0, repeated.0);
    assert!(invitations.try_recv().is_err());
    assert_eq!(endpoint.dialogs(), 1);
}

#[tokio::test]
async fn the_same_invite_by_another_way_is_a_loop() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    let invite = peer.invite("merged", OFFER);
    peer.send(&invite).await;
    let _invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    peer.send(invite.replace("branch=z9hG4bK", "branch=z9hG4bKother")).await;

    assert!(peer.expect("SIP/2.0 4").await.start().contains("482"));
    assert!(invitations.try_recv().is_err());
}

#[tokio::test]
async fn a_caller_who_gives_up_is_let_go() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    let invite = peer.invite("cancel", OFFER);
    peer.send(&invite).await;
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    peer.expect("100").await;
    peer.send(peer.request("CANCEL", "sip:100@test.example", "cancel", 1, "", "", "")).await;

    assert!(peer.expect("200").await.header("CSeq").contains("CANCEL"));
    let refused = peer.expect("487").await;
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Canceled));
    let ack = peer.request("ACK", "sip:100@test.example", "cancel", 1, &refused.to_tag(), "", "");
    peer.send(ack.replace("cancelACK1", "cancelINVITE1")).await;
    nothing_left(&endpoint).await;
    assert!(invitation.leg.answer(ANSWER.to_owned()).await.is_err());
}

#[tokio::test]
async fn a_refused_call_gets_its_status_until_it_is_acknowledged() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.invite("busy", OFFER)).await;
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.reject(486).await;
    peer.expect("486").await;
    let repeated = peer.expect("486").await;
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
    let ack = peer.request("ACK", "sip:100@test.example", "busy", 1, &repeated.to_tag(), "", "");
    peer.send(ack.replace("busyACK1", "busyINVITE1")).await;

    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn early_audio_has_a_description_before_the_answer() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.request("INVITE", "sip:1@t.example", "early", 1, "", "Record-Route: <sip:p.example;lr>\r\n", OFFER))
        .await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.progress(ANSWER.to_owned()).await;
    let progress = peer.expect("183").await;

    assert!(progress.body().contains("m=audio 41000"), "{}", progress.body());
    assert_eq!(progress.header("Record-Route"), "<sip:p.example;lr>");
    assert!(!progress.to_tag().is_empty());
    assert_eq!(progress.contact(), format!("sip:dialtree@{}", peer.server));
}

#[tokio::test]
async fn what_we_cannot_do_is_refused_by_name() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let cases = [
        ("Require: path, timer\r\n", OFFER, "420", "Unsupported", "path"),
        ("Content-Type: text/html\r\n", "<p>", "415", "Accept", "application/sdp"),
        ("Session-Expires: 1\r\nSupported: timer\r\n", OFFER, "422", "Min-SE", "6"),
    ];

    for (index, (more, body, status, name, value)) in cases.into_iter().enumerate() {
        peer.send(peer.request("INVITE", "sip:1@t.example", &format!("no{index}"), 1, "", more, body)).await;
        let answer = peer.expect(status).await;
        assert_eq!(answer.header(name), value, "{more}");
    }

    for (method, status) in [("REGISTER", "405"), ("MESSAGE", "405"), ("BYE", "481"), ("INFO", "481"), ("FROB", "501")]
    {
        peer.send(peer.request(method, "sip:1@t.example", "alone", 1, "", "", "")).await;
        let answer = soon(method, async {
            loop {
                let answer = peer.receive().await;
                if answer.header("CSeq").contains(method) {
                    return answer;
                }
            }
        });
        let answer = answer.await;
        assert!(answer.start().contains(status), "{method}: {}", answer.start());
        assert_eq!(answer.header("Allow").is_empty(), status == "481", "{method}");
    }
    assert!(invitations.try_recv().is_err());
    assert_eq!(endpoint.dialogs(), 0);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_number() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let cases = [
        ("SIP/2.0\r\nVia", "SIP/3.0\r\nVia", "505", ""),
        ("CSeq: 1 INVITE", "CSeq: 1 BYE", "400", ""),
        ("CSeq: 1 INVITE", "CSeq: 4294967296 INVITE", "400", ""),
        ("INVITE sip:100@test.example", "INVITE mailto:100@test.example", "416", ""),
        ("Max-Forwards: 70", "Max-Forwards: 70\r\nRequire: foo", "420", "foo"),
    ];

    for (number, (right, wrong, status, unsupported)) in cases.into_iter().enumerate() {
        let invite = peer.invite(&format!("wrong{number}"), OFFER);
        assert!(invite.contains(right), "{right}");
        peer.send(invite.replacen(right, wrong, 1)).await;
        let answer = peer.expect(&format!("SIP/2.0 {status}")).await;
        assert_eq!(answer.header("Unsupported"), unsupported, "{wrong}");
    }
    assert!(invitations.try_recv().is_err());
    assert_eq!(endpoint.dialogs(), 0);
}

#[tokio::test]
async fn an_anonymous_caller_is_who_the_network_says_unless_privacy_was_asked() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    for (call, more, expected) in [
        ("asserted", "P-Asserted-Identity: \"Ann\" <tel:+1999>\r\n", "+1999"),
        ("private", "P-Asserted-Identity: <tel:+1999>\r\nPrivacy: id\r\n", "anonymous"),
    ] {
        let invite = peer.request("INVITE", "sip:1@t.example", call, 1, "", more, OFFER);
        peer.send(invite.replace("sip:+15550001@", "sip:anonymous@")).await;
        let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
        assert_eq!(invitation.from_number, expected);
    }
}

#[tokio::test]
async fn more_calls_a_second_than_allowed_are_turned_away() {
    let mut config = config();
    config.limits.calls_per_second = Some(1);
    let (endpoint, _invitations) = engine::sip::Endpoint::bind(config).await.expect("bound");
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    for index in 0..3 {
        peer.send(peer.invite(&format!("flood{index}"), OFFER)).await;
    }

    assert_eq!(peer.expect("503").await.header("Retry-After"), "5");
    assert_eq!(endpoint.dialogs(), 2);
}
