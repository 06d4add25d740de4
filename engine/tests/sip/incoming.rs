//! Calls that come in.

use std::time::Duration;

use engine::sip::{AcceptPolicy, Endpoint, LegEvent, SipConfig, SipLimits, Transport};

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

/// Audio begins when the engine knows that it has answered, and must not come before the 200. Threads of this runtime do first
/// what has come up last, which is the engine's turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_answer_has_left_when_the_engine_goes_on() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    peer.send(peer.invite("first", OFFER)).await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    peer.expect("100").await;
    // Read as soon as the kernel has it, without a look of the runtime in between.
    let socket = peer.socket.into_std().expect("a socket");

    let call = tokio::spawn(async move {
        invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
        let mut buffer = [0; 2048];
        let length = socket.recv(&mut buffer).expect("the 200 is here");
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    });

    assert!(call.await.expect("it has not panicked").starts_with("SIP/2.0 200"));
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
async fn who_calls_too_often_is_told_to_wait_and_the_others_are_not() {
    let limits = SipLimits { calls_per_source: Some(2), ..SipLimits::default() };
    let (endpoint, mut invitations) = Endpoint::bind(SipConfig { limits, ..config() }).await.expect("bound");
    let loud = Peer::new(address(&endpoint, Transport::Udp)).await;
    let quiet = tokio::net::UdpSocket::bind("127.0.0.2:0").await.expect("another address of this machine");
    let quiet = Peer { local: quiet.local_addr().expect("bound"), socket: quiet, server: loud.server };

    // A burst may be of twice as many.
    for call in 0..5 {
        loud.send(loud.invite(&format!("loud{call}"), OFFER)).await;
    }
    let refused = loud.expect("503").await;
    assert_eq!(refused.header("Retry-After"), "5");
    quiet.send(quiet.invite("quiet", OFFER)).await;

    let mut callers = Vec::new();
    for _ in 0..5 {
        callers.push(soon("an invitation", invitations.recv()).await.expect("listening").source.ip());
    }
    assert_eq!(callers.iter().filter(|ip| **ip == quiet.local.ip()).count(), 1);
}

#[tokio::test]
async fn scanners_get_no_answer_and_others_do() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let scan = peer.request("OPTIONS", "sip:100@1.1.1.1", "scan", 1, "", "User-Agent: Friendly-Scanner/1.0\r\n", "");

    peer.send(&scan).await;
    peer.send(scan.replace("OPTIONS", "INVITE").replace("scan;", "scan2;")).await;
    peer.send(peer.request("OPTIONS", "sip:t.example", "honest", 1, "", "User-Agent: Phone/1\r\n", "")).await;

    let answer = peer.receive().await;
    assert!(answer.start().contains("200") && answer.header("Call-ID") == "honest", "{answer:?}");
    assert!(invitations.try_recv().is_err());
}

#[tokio::test]
async fn a_503_of_the_engine_says_when_to_try_again() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.invite("busy", OFFER)).await;
    soon("an invitation", invitations.recv()).await.expect("listening").leg.reject(503).await;

    assert_eq!(peer.expect("503").await.header("Retry-After"), "5");
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

#[tokio::test]
async fn a_caller_who_lets_us_offer_and_never_answers_that_is_hung_up() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    peer.send(peer.invite("mute", "")).await;
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    let answer = peer.expect("SIP/2.0 200").await;
    peer.send(peer.ack(&answer, 1, "")).await;

    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn options_are_answered_with_what_we_can_inside_a_call_and_outside() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let told = |answer: Message| {
        assert!(answer.start().contains("200"), "{answer:?}");
        for method in ["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE", "PRACK", "REFER", "NOTIFY"] {
            assert!(answer.header("Allow").split(", ").any(|allowed| allowed == method), "{method}: {answer:?}");
        }
        assert!(answer.header("Accept").contains("application/sdp"), "{answer:?}");
        for extension in ["timer", "100rel", "replaces"] {
            assert!(answer.header("Supported").contains(extension), "{extension}: {answer:?}");
        }
    };

    peer.send(peer.request("OPTIONS", "sip:test.example", "ping", 1, "", "", "")).await;
    told(peer.receive().await);
    let (invitation, answer) = peer.establish("alive", &mut invitations).await;
    peer.send(peer.request("OPTIONS", &answer.contact(), "alive", 2, &answer.to_tag(), "", "")).await;
    told(peer.expect("SIP/2.0").await);
    assert!(!invitation.leg.is_over());
}

#[tokio::test]
async fn who_passed_a_call_on_is_read_from_history_info_too() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let history = "History-Info: <sip:+1777@x?Reason=SIP%3Bcause%3D302>;index=1, <sip:+1888@y>;index=1.1;mp=1\r\n";
    let diverted = "Diversion: \"Desk\" <sip:+1999@z>;reason=no-answer;counter=1\r\n";

    for (call, more, expected) in [
        ("history", history.to_owned(), Some("+1777")),
        // The newer way of saying it is the more exact one only where the older is not there.
        ("both", format!("{history}{diverted}"), Some("+1999")),
        ("direct", "History-Info: <sip:+1888@y>;index=1\r\n".to_owned(), None),
    ] {
        peer.send(peer.request("INVITE", "sip:+1888@test.example", call, 1, "", &more, OFFER)).await;
        let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
        assert_eq!(invitation.diversion.as_deref(), expected, "{call}");
    }
}
