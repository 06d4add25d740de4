//! Session timers (RFC 4028) through calls of two hours, in virtual time.
//!
//! Loopback delivers at once, so the runtime's clock may jump whenever nobody has anything to do. It jumps to the next
//! timer that somebody waits for, also while a datagram is on its way: [`hours`] makes these jumps small.

use std::time::Duration;

use engine::sip::{Endpoint, Invitation, LegEvent, SipConfig, SipTimers};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

use crate::peer::*;
use crate::side::{Ours, Side, called, calling};

const TWO_HOURS: Duration = Duration::from_secs(7_200);
const INTERVAL: Duration = Duration::from_secs(1_800);
/// What the exchange of a few messages may take while the clock jumps.
const LITTLE: Duration = Duration::from_secs(5);

/// An endpoint that accepts sessions as short as the RFC has them, and a clock that goes on in steps of 400 ms.
async fn hours() -> (Endpoint, mpsc::Receiver<Invitation>) {
    tokio::spawn(async {
        loop {
            sleep(Duration::from_millis(400)).await;
        }
    });
    let timers = SipTimers { min_session: Duration::from_secs(90), ..config().timers };
    Endpoint::bind(SipConfig { timers, ..config() }).await.expect("loopback can be bound")
}

/// The next request of ours, however long it takes, and how long it took.
async fn next(peer: &Peer, method: &str) -> (Message, Duration) {
    let (began, mut buffer) = (Instant::now(), vec![0; 65_535]);
    let received = timeout(TWO_HOURS, async {
        loop {
            let (length, _) = peer.socket.recv_from(&mut buffer).await.expect("readable");
            let message = Message(String::from_utf8_lossy(&buffer[..length]).into_owned());
            if message.start().starts_with(method) {
                return message;
            }
        }
    });
    let message = received.await.unwrap_or_else(|_| panic!("no {method} in two hours"));
    (message, began.elapsed())
}

fn is_about(seen: Duration, expected: Duration) -> bool {
    seen >= expected && seen < expected + LITTLE
}

/// What a peer says about itself: with UPDATE, or without.
fn able(method: &str) -> &'static str {
    if method == "UPDATE" { "Allow: INVITE, ACK, BYE, UPDATE\r\nSupported: timer\r\n" } else { "Supported: timer\r\n" }
}

/// Two hours in which we refresh every half interval.
async fn we_refresh(ours: Ours, side: Side, method: &str) {
    let (began, mut refreshes) = (Instant::now(), 0);
    while began.elapsed() < TWO_HOURS - LITTLE {
        let (refresh, after) = next(&side.peer, method).await;
        assert!(is_about(after, INTERVAL / 2), "{method} came {after:?} after the last");
        assert_eq!(refresh.header("Session-Expires"), "1800;refresher=uac");
        assert_eq!(refresh.body().is_empty(), method == "UPDATE");
        side.accept(&refresh, "Session-Expires: 1800;refresher=uac\r\n", if method == "UPDATE" { "" } else { ANSWER })
            .await;
        if method == "INVITE" {
            side.peer.expect("ACK").await;
        }
        refreshes += 1;
    }
    assert_eq!(refreshes, 8);
    ends(ours, side).await;
}

/// Two hours in which the peer refreshes every half interval; then it does not any more.
async fn the_peer_refreshes(mut ours: Ours, mut side: Side, method: &str) {
    let more = "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n";
    for number in 0..8 {
        sleep(INTERVAL / 2).await;
        let body = if method == "UPDATE" { "" } else { OFFER };
        // One that says nothing of the timer leaves it as it is.
        side.send(method, if number == 5 { "Supported: timer\r\n" } else { more }, body).await;
        if method == "INVITE" {
            let LegEvent::Reoffer { reply, .. } = event(&mut ours.events).await else { panic!("no offer") };
            reply.send(Ok(ANSWER.to_owned())).expect("awaited");
        }
        let answer = side.peer.expect("SIP/2.0 200").await;
        assert_eq!(answer.header("Session-Expires"), "1800;refresher=uac", "{number}");
        assert_eq!(answer.header("Require"), "timer");
        if method == "INVITE" {
            side.ack().await;
        }
    }
    assert!(ours.events.try_recv().is_err(), "the call goes on");

    let (bye, after) = next(&side.peer, "BYE").await;
    assert!(is_about(after, INTERVAL - Duration::from_secs(32)), "BYE came {after:?} after the last refresh");
    side.accept(&bye, "", "").await;
    let LegEvent::Ended { by_peer: false, reason } = event(&mut ours.events).await else { panic!("not ended") };
    assert!(reason.contains("not refreshed"), "{reason}");
}

/// The peer hangs up.
async fn ends(mut ours: Ours, mut side: Side) {
    side.send("BYE", "", "").await;
    side.peer.expect("SIP/2.0 200").await;
    assert!(matches!(event(&mut ours.events).await, LegEvent::Ended { by_peer: true, .. }));
}

/// The stack's own timers run by the real clock, so its transactions are not waited for.
async fn nobody_left(endpoint: &Endpoint) {
    let gone = async {
        while endpoint.dialogs() > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    soon("the end of the last dialog", gone).await;
}

#[tokio::test(start_paused = true)]
async fn two_hours_of_a_call_to_us_that_we_refresh() {
    let (endpoint, mut invitations) = hours().await;

    for method in ["UPDATE", "INVITE"] {
        let more = format!("{}Session-Expires: 1800;refresher=uas\r\n", able(method));
        let (ours, side, answer) = called(&endpoint, &mut invitations, method, &more).await;
        assert_eq!(answer.header("Session-Expires"), "1800;refresher=uas");
        we_refresh(ours, side, method).await;
    }
    nobody_left(&endpoint).await;
}

#[tokio::test(start_paused = true)]
async fn two_hours_of_a_call_to_us_that_the_caller_refreshes_until_it_does_not() {
    let (endpoint, mut invitations) = hours().await;

    for method in ["UPDATE", "INVITE"] {
        let more = format!("{}Session-Expires: 1800\r\n", able(method));
        let (ours, side, answer) = called(&endpoint, &mut invitations, method, &more).await;
        assert_eq!(answer.header("Session-Expires"), "1800;refresher=uac");
        assert_eq!(answer.header("Require"), "timer");
        the_peer_refreshes(ours, side, method).await;
    }
    nobody_left(&endpoint).await;
}

#[tokio::test(start_paused = true)]
async fn two_hours_of_a_call_of_ours_that_we_refresh() {
    let (endpoint, _invitations) = hours().await;

    for method in ["UPDATE", "INVITE"] {
        let more = format!("{}Require: timer\r\nSession-Expires: 1800;refresher=uac\r\n", able(method));
        let (ours, side, invite) = calling(&endpoint, &more).await;
        assert_eq!(invite.header("Session-Expires"), "1800");
        we_refresh(ours, side, method).await;
    }
    nobody_left(&endpoint).await;
}

#[tokio::test(start_paused = true)]
async fn two_hours_of_a_call_of_ours_that_the_callee_refreshes_until_it_does_not() {
    let (endpoint, _invitations) = hours().await;

    for method in ["UPDATE", "INVITE"] {
        let more = format!("{}Session-Expires: 1800;refresher=uas\r\n", able(method));
        let (ours, side, _) = calling(&endpoint, &more).await;
        the_peer_refreshes(ours, side, method).await;
    }
    nobody_left(&endpoint).await;
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_died_is_hung_up_whoever_refreshes() {
    let (endpoint, _invitations) = hours().await;
    let more = format!("{}Session-Expires: 1800;refresher=uac\r\n", able("UPDATE"));
    let (mut ours, side, _) = calling(&endpoint, &more).await;
    let began = Instant::now();

    let (_, after) = next(&side.peer, "UPDATE").await;
    assert!(is_about(after, INTERVAL / 2), "{after:?}");
    next(&side.peer, "BYE").await;

    assert!(began.elapsed() < INTERVAL, "{:?}", began.elapsed());
    assert!(matches!(event(&mut ours.events).await, LegEvent::Ended { by_peer: false, .. }));
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_callee_knows_no_timers_has_none() {
    let (endpoint, _invitations) = hours().await;
    let (ours, side, _) = calling(&endpoint, "").await;
    let mut buffer = [0; 100];

    let quiet = timeout(TWO_HOURS, side.peer.socket.recv_from(&mut buffer)).await;

    assert!(quiet.is_err(), "{}", String::from_utf8_lossy(&buffer));
    ends(ours, side).await;
}

#[tokio::test(start_paused = true)]
async fn sessions_that_are_too_short_are_refused_with_what_we_take() {
    let (endpoint, mut invitations) = hours().await;
    let peer = Peer::new(address(&endpoint, engine::sip::Transport::Udp)).await;
    let short = "Supported: timer\r\nSession-Expires: 60\r\n";

    peer.send(peer.request("INVITE", "sip:100@test.example", "short", 1, "", short, OFFER)).await;
    let refused = peer.expect("422").await;
    assert_eq!(refused.header("Min-SE"), "90");
    assert!(invitations.try_recv().is_err());

    // §9: a caller that knows no timers gets the shortest we take; a proxy has asked.
    let (ours, side, answer) = called(&endpoint, &mut invitations, "old", "Session-Expires: 60\r\n").await;
    assert_eq!(answer.header("Session-Expires"), "90;refresher=uas");
    assert_eq!(answer.header("Require"), "");
    let (refresh, after) = next(&side.peer, "INVITE").await;
    assert!(is_about(after, Duration::from_secs(45)), "{after:?}");
    side.accept(&refresh, "", ANSWER).await;
    side.peer.expect("ACK").await;
    ends(ours, side).await;

    // Within a call it goes on as it was.
    let more = format!("{}Session-Expires: 1800;refresher=uac\r\n", able("UPDATE"));
    let (ours, mut side, _) = called(&endpoint, &mut invitations, "later", &more).await;
    side.send("UPDATE", short, "").await;
    assert_eq!(side.peer.expect("422").await.header("Min-SE"), "90");
    ends(ours, side).await;
}

#[tokio::test(start_paused = true)]
async fn who_wants_longer_sessions_gets_them() {
    let (endpoint, _invitations) = hours().await;
    let peer = Peer::new(address(&endpoint, engine::sip::Transport::Udp)).await;
    let (sender, mut events) = mpsc::channel(16);
    let leg = endpoint.invite(order(format!("sip:bob@{}", peer.local)), sender);

    // A proxy wants an hour.
    let first = peer.expect("INVITE").await;
    peer.send(first.answer("422 Session Interval Too Small", "p", "Min-SE: 3600\r\n", "")).await;
    let invite = peer.expect("INVITE").await;
    assert_eq!((invite.header("Session-Expires"), invite.header("Min-SE")), ("3600".into(), "3600".into()));
    assert_eq!(invite.header("CSeq"), "2 INVITE");
    assert_ne!(invite.header("Via"), first.header("Via"));
    let contact =
        format!("Contact: <sip:bob@{}>\r\n{}Session-Expires: 3600;refresher=uac\r\n", peer.local, able("UPDATE"));
    peer.send(invite.answer("200 OK", "b", &contact, ANSWER)).await;
    let ack = peer.expect("ACK").await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
    let side = Side::callee(peer, &invite, &ack);

    // Another one comes into the way, and wants more.
    let (refresh, after) = next(&side.peer, "UPDATE").await;
    assert!(is_about(after, INTERVAL), "{after:?}");
    assert_eq!(refresh.header("Min-SE"), "3600");
    side.peer.send(refresh.answer("422 Session Interval Too Small", "", "Min-SE: 4000\r\n", "")).await;
    let (refresh, after) = next(&side.peer, "UPDATE").await;
    assert!(after < LITTLE, "{after:?}");
    assert_eq!(
        (refresh.header("Session-Expires"), refresh.header("Min-SE")),
        ("4000;refresher=uac".into(), "4000".into())
    );
    side.accept(&refresh, "Session-Expires: 4000;refresher=uac\r\n", "").await;
    let (refresh, after) = next(&side.peer, "UPDATE").await;
    assert!(is_about(after, Duration::from_secs(2_000)), "{after:?}");
    assert_eq!(refresh.header("Min-SE"), "4000");

    // One that asks for what it was given has no reason to refuse.
    side.accept(&refresh, "Session-Expires: 4000;refresher=uac\r\n", "").await;
    ends(Ours { _leg: leg, events }, side).await;
    let (sender, mut events) = mpsc::channel(16);
    let peer = Peer::new(address(&endpoint, engine::sip::Transport::Udp)).await;
    let _leg = endpoint.invite(order(format!("sip:bob@{}", peer.local)), sender);
    let invite = peer.expect("INVITE").await;
    peer.send(invite.answer("422 Session Interval Too Small", "p", "Min-SE: 1800\r\n", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(422), .. }));
}
