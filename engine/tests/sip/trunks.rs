//! Carriers that are made of raw octets: registration, several gateways, pings, fail-over.

use std::path::Path;
use std::time::Duration;

use engine::config::Config;
use engine::sip::{Endpoint, Invitation, Leg, LegEvent, SipConfig, Transport};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use crate::peer::*;

/// An endpoint with the trunk `carrier` made of these keys. Secrets are `secret`.
async fn endpoint_with(keys: &str) -> (Endpoint, mpsc::Receiver<Invitation>) {
    let text = format!("[trunk.carrier]\n{keys}\n");
    let parsed = Config::parse(&text, "test.toml", Path::new(""), &|_| Some("secret".to_owned()));
    let mut trunks = parsed.unwrap_or_else(|errors| panic!("{errors}")).trunks;
    for trunk in &mut trunks {
        // More often than the file may say.
        trunk.ping = trunk.ping.map(|_| Duration::from_millis(200));
    }
    Endpoint::bind(SipConfig { trunks, ..config() }).await.expect("loopback can be bound")
}

/// A carrier's server, which nobody knows yet.
async fn gateway() -> Peer {
    let nobody = ([127, 0, 0, 1], 9).into();
    Peer::new(nobody).await
}

impl Peer {
    /// Waits for a request and remembers who sent it.
    async fn expect_from(&mut self, start: &str) -> Message {
        soon(start, async {
            let mut buffer = vec![0; 65_535];
            loop {
                let (length, from) = self.socket.recv_from(&mut buffer).await.expect("readable");
                self.server = from;
                let message = Message(String::from_utf8_lossy(&buffer[..length]).into_owned());
                if message.start().contains(start) {
                    return message;
                }
            }
        })
        .await
    }

    /// Grants a registration.
    async fn grant(&self, register: &Message, expires: u32) {
        let contact = register.header("Contact");
        let more = format!("Contact: <sip:other@192.0.2.9>;expires=5000, {contact};expires={expires}\r\n");
        self.send(register.answer("200 OK", "r", &more, "")).await;
    }
}

fn call(endpoint: &Endpoint) -> (Leg, mpsc::Receiver<LegEvent>) {
    let (events, receiver) = mpsc::channel(16);
    (endpoint.invite_through("carrier", "+442079460000", order("sip:nowhere.invalid"), events), receiver)
}

async fn no_troubles(endpoint: &Endpoint) {
    soon("the end of all troubles", async {
        while !endpoint.troubles().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

const REGISTER: &str = "register = { user = \"ivr\", password = { env = \"PW\" }, expires = \"60s\" }";
const CHALLENGE: &str = "WWW-Authenticate: Digest realm=\"r\", nonce=\"one\", algorithm=MD5, qop=\"auth\"\r\n\
                         WWW-Authenticate: Digest realm=\"r\", nonce=\"one\", algorithm=SHA-256, qop=\"auth\"\r\n";

#[tokio::test]
async fn a_registration_is_made_refreshed_and_taken_back() {
    let mut registrar = gateway().await;
    let (endpoint, _invitations) = endpoint_with(&format!("uri = \"sip:{}\"\n{REGISTER}", registrar.local)).await;
    assert_eq!(endpoint.troubles(), ["trunk carrier is not registered: not yet"]);

    let first = registrar.expect_from("REGISTER").await;
    assert_eq!(first.start(), format!("REGISTER sip:{} SIP/2.0", registrar.local));
    assert!(first.header("From").starts_with("<sip:ivr@127.0.0.1>;tag="), "{}", first.header("From"));
    assert_eq!((first.header("To"), first.header("Expires")), ("<sip:ivr@127.0.0.1>".to_owned(), "60".to_owned()));
    assert_eq!(first.header("Contact"), format!("<sip:ivr@{}>", address(&endpoint, Transport::Udp)));
    registrar.send(first.answer("401 Unauthorized", "r", CHALLENGE, "")).await;

    let signed = registrar.expect_from("REGISTER").await;
    let answer = signed.header("Authorization");
    assert!(answer.contains("algorithm=SHA-256") && answer.contains("nc=00000001"), "{answer}");
    assert_eq!((signed.header("Call-ID"), signed.header("CSeq")), (first.header("Call-ID"), "2 REGISTER".to_owned()));
    registrar.grant(&signed, 1).await;
    no_troubles(&endpoint).await;

    // Well before the second is over, and signed with the next count before anybody asks.
    let refresh = registrar.expect_from("REGISTER").await;
    assert!(refresh.header("Authorization").contains("nc=00000002"), "{}", refresh.header("Authorization"));
    let stale = CHALLENGE.replace("\"one\"", "\"two\", stale=true");
    registrar.send(refresh.answer("401 Unauthorized", "r", &stale, "")).await;
    let again = registrar.expect_from("REGISTER").await;
    assert!(again.header("Authorization").contains("nonce=\"two\""), "{}", again.header("Authorization"));
    registrar.grant(&again, 3_600).await;
    no_troubles(&endpoint).await;

    let leaving = tokio::spawn(async move { endpoint.shutdown().await });
    let last = registrar.expect_from("REGISTER").await;
    assert_eq!(last.header("Expires"), "0");
    registrar.send(last.answer("200 OK", "r", "", "")).await;
    soon("the end", leaving).await.expect("no panic");
}

#[tokio::test]
async fn a_registrar_that_wants_longer_registrations_gets_them_at_once() {
    let mut registrar = gateway().await;
    let (endpoint, _invitations) = endpoint_with(&format!("uri = \"sip:{}\"\n{REGISTER}", registrar.local)).await;

    let first = registrar.expect_from("REGISTER").await;
    registrar.send(first.answer("423 Interval Too Brief", "r", "Min-Expires: 1800\r\n", "")).await;

    let second = registrar.expect_from("REGISTER").await;
    assert_eq!(second.header("Expires"), "1800");
    registrar.grant(&second, 1_800).await;
    no_troubles(&endpoint).await;
}

#[tokio::test]
async fn a_refused_registration_is_told_and_the_password_not_tried_over_and_over() {
    let mut registrar = gateway().await;
    let (endpoint, _invitations) = endpoint_with(&format!("uri = \"sip:{}\"\n{REGISTER}", registrar.local)).await;

    let first = registrar.expect_from("REGISTER").await;
    registrar.send(first.answer("401 Unauthorized", "r", CHALLENGE, "")).await;
    let signed = registrar.expect_from("REGISTER").await;
    registrar.send(signed.answer("403 Forbidden", "r", "", "")).await;

    soon("the trouble to be told", async {
        while endpoint.troubles() != ["trunk carrier is not registered: 403 Forbidden"] {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // The pause after that is tested with the schedule; nothing comes now.
    let mut buffer = [0; 10];
    assert!(registrar.socket.try_recv_from(&mut buffer).is_err());
}

#[tokio::test]
async fn a_registration_leaves_a_silent_gateway_long_before_it_would_give_up() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
    let silent_at = silent.local_addr().expect("bound");
    let mut registrar = gateway().await;
    let uri = format!("uri = [\"sip:{silent_at}\", {{ uri = \"sip:{}\", priority = 2 }}]", registrar.local);
    let (endpoint, _invitations) = endpoint_with(&format!("{uri}\n{REGISTER}")).await;

    let register = registrar.expect_from("REGISTER").await;
    let told = format!("trunk carrier: sip:{silent_at} does not answer: no answer to REGISTER from {silent_at} in ");
    let silent_now = |trouble: &String| trouble.starts_with(&told);
    assert!(endpoint.troubles().iter().any(silent_now), "{:?}", endpoint.troubles());
    // Sent at 0, 1, 3 and 7·T1. In 64·T1 it would be eleven times.
    let mut count = 0;
    while silent.try_recv(&mut [0; 2_000]).is_ok() {
        count += 1;
    }
    assert!((1..=5).contains(&count), "{count} REGISTERs");
    registrar.grant(&register, 60).await;

    soon("the registration", async {
        while endpoint.troubles().iter().any(|trouble| !silent_now(trouble)) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_to_our_account_has_its_number_in_to() {
    let mut registrar = gateway().await;
    let (_endpoint, mut invitations) = endpoint_with(&format!("uri = \"sip:{}\"\n{REGISTER}", registrar.local)).await;
    let register = registrar.expect_from("REGISTER").await;
    registrar.grant(&register, 60).await;

    let invite = registrar.request("INVITE", "sip:ivr@192.0.2.1", "did", 1, "", "", OFFER);
    registrar.send(invite.replace("<sip:100@test.example>", "<sip:+442079460111@test.example>")).await;

    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    assert_eq!(invitation.to_number, "+442079460111");
}

#[tokio::test]
async fn a_gateway_that_is_busy_or_silent_costs_a_call_no_time() {
    let (mut busy, mut good) = (gateway().await, gateway().await);
    let silent = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
    let silent_at = silent.local_addr().expect("bound");
    let uri = format!(
        "uri = [\"sip:{silent_at}\", {{ uri = \"sip:{}\", priority = 2 }}, {{ uri = \"sip:{}\", priority = 3, weight = 5 }}]",
        busy.local, good.local
    );
    let (endpoint, _invitations) = endpoint_with(&format!(
        "{uri}\nrewrite = {{ \"+44*\" = \"0*\" }}\nlogin = {{ user = \"u\", password = {{ env = \"P\" }} }}"
    ))
    .await;

    let (_leg, mut events) = call(&endpoint);
    let refused = busy.expect_from("INVITE").await;
    assert_eq!(refused.start(), format!("INVITE sip:02079460000@{} SIP/2.0", busy.local));
    busy.send(refused.answer("503 Service Unavailable", "b", "Retry-After: 60\r\n", "")).await;
    let invite = good.expect_from("INVITE").await;
    assert_eq!(invite.header("Call-ID"), refused.header("Call-ID"));
    assert_ne!(invite.header("CSeq"), refused.header("CSeq"));
    good.send(invite.answer("486 Busy Here", "b", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(486), .. }));
    let troubles = endpoint.troubles();
    assert_eq!(troubles, [format!("trunk carrier: sip:{silent_at} does not answer: no answer to INVITE")]);

    // The next call goes where the last one got through.
    let (_leg, mut events) = call(&endpoint);
    let invite = good.expect_from("INVITE").await;
    let contact = format!("Contact: <sip:bob@{}>\r\n", good.local);
    good.send(invite.answer("200 OK", "b", &contact, ANSWER)).await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
}

#[tokio::test]
async fn a_gateway_that_rings_too_late_is_told_to_stop() {
    let (mut slow, mut good) = (gateway().await, gateway().await);
    let uri = format!("uri = [\"sip:{}\", {{ uri = \"sip:{}\", priority = 2 }}]", slow.local, good.local);
    let (endpoint, _invitations) = endpoint_with(&uri).await;

    let (_leg, mut events) = call(&endpoint);
    let late = slow.expect_from("INVITE").await;
    let invite = good.expect_from("INVITE").await;
    good.send(invite.answer("180 Ringing", "g", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { .. }));
    slow.send(late.answer("180 Ringing", "s", "", "")).await;

    let cancel = slow.expect_from("CANCEL").await;
    assert_eq!(cancel.header("Via"), late.header("Via"));
    slow.send(cancel.answer("200 OK", "s", "", "")).await;
    // It was answered all the same.
    let contact = format!("Contact: <sip:bob@{}>\r\n", slow.local);
    slow.send(late.answer("200 OK", "s", &contact, ANSWER)).await;
    let bye = slow.expect_from("BYE").await;
    slow.send(bye.answer("200 OK", "", "", "")).await;

    let contact = format!("Contact: <sip:bob@{}>\r\n", good.local);
    good.send(invite.answer("200 OK", "g", &contact, ANSWER)).await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
}

#[tokio::test]
async fn when_no_gateway_takes_the_call_the_last_word_is_told() {
    let (mut one, mut two) = (gateway().await, gateway().await);
    let uri = format!("uri = [\"sip:{}\", {{ uri = \"sip:{}\", priority = 2 }}]", one.local, two.local);
    let (endpoint, _invitations) = endpoint_with(&uri).await;

    let (_leg, mut events) = call(&endpoint);
    for gateway in [&mut one, &mut two] {
        let invite = gateway.expect_from("INVITE").await;
        gateway.send(invite.answer("503 Service Unavailable", "b", "", "")).await;
        gateway.expect_from("ACK").await;
    }
    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(503), .. }));

    // Both are busy: the next call is tried all the same.
    let (leg, mut events) = call(&endpoint);
    let invite = one.expect_from("INVITE").await;
    one.send(invite.answer("180 Ringing", "b", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { .. }));
    leg.hang_up().await;
    let cancel = one.expect_from("CANCEL").await;
    one.send(cancel.answer("200 OK", "b", "", "")).await;
    one.send(invite.answer("487 Request Terminated", "b", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn pings_find_out_that_a_gateway_is_gone_and_back() {
    let mut gateway = gateway().await;
    let (endpoint, _invitations) = endpoint_with(&format!("uri = \"sip:{}\"\nping = \"5s\"", gateway.local)).await;

    let options = gateway.expect_from("OPTIONS").await;
    assert_eq!(options.start(), format!("OPTIONS sip:{} SIP/2.0", gateway.local));
    gateway.send(options.answer("503 Service Unavailable", "o", "", "")).await;
    soon("the trouble to be told", async {
        while endpoint.troubles().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(endpoint.troubles()[0].ends_with("does not answer: it answered OPTIONS with 503"));

    let options = gateway.expect_from("OPTIONS").await;
    gateway.send(options.answer("404 Not Found", "o", "", "")).await;
    no_troubles(&endpoint).await;
}

#[tokio::test]
async fn a_proxy_and_the_callee_may_each_ask_for_the_password() {
    let mut carrier = gateway().await;
    let keys = format!("uri = \"sip:{}\"\nlogin = {{ user = \"u\", password = {{ env = \"P\" }} }}", carrier.local);
    let (endpoint, _invitations) = endpoint_with(&keys).await;

    let (_leg, mut events) = call(&endpoint);
    let invite = carrier.expect_from("INVITE").await;
    let proxy = "Proxy-Authenticate: Digest realm=\"p\", nonce=\"1\", qop=\"auth\"\r\n";
    carrier.send(invite.answer("407 Proxy Authentication Required", "b", proxy, "")).await;
    let invite = carrier.expect_from("INVITE").await;
    carrier.send(invite.answer("401 Unauthorized", "b", CHALLENGE, "")).await;
    let invite = carrier.expect_from("INVITE").await;

    assert!(invite.header("Proxy-Authorization").contains("realm=\"p\""), "{invite:?}");
    assert!(invite.header("Authorization").contains("realm=\"r\""), "{invite:?}");
    carrier.send(invite.answer("603 Decline", "b", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(603), .. }));
}
