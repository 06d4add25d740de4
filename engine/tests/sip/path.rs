//! Telephones that register through proxies, which stay in the way of their calls. RFC 3327

use engine::sip::{Endpoint, LegEvent, Transport};

use crate::peer::*;
use crate::registrar::{call_user, registrar, signed};

/// A telephone that only its proxy reaches.
const PHONE: &str = "<sip:101@192.0.2.7:5060>";

/// A proxy, and what it adds to a REGISTER of the telephone behind it.
async fn proxy(endpoint: &Endpoint) -> (Peer, String) {
    let proxy = Peer::new(address(endpoint, Transport::Udp)).await;
    let path = format!("<sip:edge@{};lr>", proxy.local);
    (proxy, path)
}

/// What the registrar says to a REGISTER with these headers.
async fn registered(proxy: &Peer, call: &str, more: &str) -> Message {
    let request = proxy.register("101", call, PHONE, 600);
    let via = format!("{more}Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKphone{call}\r\nCSeq: 1 ");
    let request = request.replacen("CSeq: 1 ", &via, 1);
    proxy.send(&request).await;
    let challenge = proxy.expect("SIP/2.0 ").await;
    if !challenge.start().contains("401") {
        return challenge;
    }
    proxy.send(signed(&request, &challenge, "101", "hush")).await;
    proxy.expect("SIP/2.0 ").await
}

#[tokio::test]
async fn calls_go_back_along_the_path_of_the_registration() {
    let (endpoint, _invitations) = registrar("", None).await;
    let (proxy, path) = proxy(&endpoint).await;
    let far = "<sip:core.example;lr>";

    let more = format!("Supported: path, gruu\r\nPath: {path}\r\nPath: {far}\r\n");
    let granted = registered(&proxy, "through", &more).await;
    assert_eq!(granted.start(), "SIP/2.0 200 OK");
    assert_eq!((granted.header("Path"), granted.header("Supported")), (format!("{path}, {far}"), "path".to_owned()));
    let lines = endpoint.registrations();
    assert!(lines[0].contains(&format!("by {path}")), "{lines:?}");

    let (leg, mut events) = call_user(&endpoint);
    let invite = proxy.expect("INVITE").await;
    assert_eq!(invite.start(), "INVITE sip:101@192.0.2.7:5060 SIP/2.0");
    assert_eq!(invite.headers("Route"), [path.clone(), far.to_owned()]);
    proxy.send(invite.answer("180 Ringing", "p", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { .. }));
    leg.hang_up().await;
    let cancel = proxy.expect("CANCEL").await;
    assert_eq!(cancel.headers("Route"), invite.headers("Route"));
    proxy.send(cancel.answer("200 OK", "p", "", "")).await;
    proxy.send(invite.answer("487 Request Terminated", "p", "", "")).await;
    let ack = proxy.expect("ACK").await;
    assert_eq!(ack.headers("Route"), invite.headers("Route"));
    assert!(matches!(event(&mut events).await, LegEvent::Ended { .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn a_path_outlives_a_restart_and_is_told_to_who_knows_it_only() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("registrations.sqlite");
    let (endpoint, _invitations) = registrar("", Some(file.clone())).await;
    let (near, path) = proxy(&endpoint).await;

    // The telephone has not heard of RFC 3327; its proxy has put itself into the way all the same.
    let granted = registered(&near, "silent", &format!("Path: {path}\r\n")).await;
    assert_eq!((granted.start(), granted.header("Path")), ("SIP/2.0 200 OK", String::new()));
    endpoint.shutdown().await;
    drop(endpoint);

    let (endpoint, _invitations) = registrar("", Some(file)).await;
    let (_leg, _events) = call_user(&endpoint);
    let invite = near.expect("INVITE").await;
    assert_eq!(invite.headers("Route"), [path]);
}

#[tokio::test]
async fn what_is_required_of_a_registration_and_no_path_at_all() {
    let (endpoint, mut invitations) = registrar("", None).await;
    let (proxy, path) = proxy(&endpoint).await;

    let required = registered(&proxy, "required", &format!("Require: path\r\nPath: {path}\r\n")).await;
    assert_eq!(required.start(), "SIP/2.0 200 OK");
    let unknown = registered(&proxy, "unknown", "Require: path, outbound\r\n").await;
    assert!(unknown.start().contains("420"), "{unknown:?}");
    assert_eq!(unknown.header("Unsupported"), "outbound");
    // It is about registrations only.
    proxy.send(proxy.request("INVITE", "sip:1@t.example", "call", 1, "", "Require: path\r\n", OFFER)).await;
    let refused = proxy.expect("SIP/2.0 420").await;
    assert_eq!(refused.header("Unsupported"), "path");
    // In the transaction of the INVITE, so that it is not said again.
    let ack = proxy.request("ACK", "sip:1@t.example", "call", 1, &refused.to_tag(), "", "");
    proxy.send(ack.replace("ACK1;rport", "INVITE1;rport")).await;
    assert!(invitations.try_recv().is_err());

    for (number, wrong) in ["<mailto:a@b>", "<sip:edge@h?Route=x>", "no path", "<sip:>"].into_iter().enumerate() {
        let refused = registered(&proxy, &format!("wrong{number}"), &format!("Path: {wrong}\r\n")).await;
        assert!(refused.start().contains("400"), "{wrong}: {refused:?}");
    }
    let many = format!("Path: {}\r\n", [path.as_str(); 9].join(", "));
    assert!(registered(&proxy, "many", &many).await.start().contains("400"));
}
