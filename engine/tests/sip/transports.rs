//! TCP, IPv6, and what we call ourselves.

use std::net::SocketAddr;

use engine::sip::{Endpoint, LegEvent, Listen, OutgoingInvite, SipConfig, SipError, Transport};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::peer::*;

/// Reads one message off a stream.
pub async fn message(stream: &mut (impl AsyncRead + Unpin), buffer: &mut String) -> Message {
    soon("a message on the stream", async {
        loop {
            if let Some((head, rest)) = buffer.clone().split_once("\r\n\r\n") {
                let length: usize = Message(head.to_owned()).header("Content-Length").parse().expect("a length");
                if rest.len() >= length {
                    *buffer = rest[length..].to_owned();
                    return Message(format!("{head}\r\n\r\n{}", &rest[..length]));
                }
            }
            let mut octets = [0; 4_096];
            let read = stream.read(&mut octets).await.expect("readable");
            assert!(read > 0, "the stream was closed");
            *buffer += &String::from_utf8_lossy(&octets[..read]);
        }
    })
    .await
}

#[tokio::test]
async fn a_call_over_one_tcp_connection() {
    let (endpoint, mut invitations) = endpoint().await;
    let server = address(&endpoint, Transport::Tcp);
    let peer = Peer::new(server).await;
    let over_tcp = |text: String| text.replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    let mut stream = TcpStream::connect(server).await.expect("accepted");
    let mut buffer = String::new();

    // Keep-alive, and an INVITE in two pieces.
    let invite = over_tcp(peer.invite("tcp", OFFER));
    stream.write_all(b"\r\n\r\n").await.expect("taken");
    let mut pong = [0; 2];
    soon("a pong", stream.read_exact(&mut pong)).await.expect("readable");
    assert_eq!(&pong, b"\r\n");
    stream.write_all(&invite.as_bytes()[..100]).await.expect("taken");
    stream.write_all(&invite.as_bytes()[100..]).await.expect("taken");
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    assert!(message(&mut stream, &mut buffer).await.start().contains("100"));
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    let answer = message(&mut stream, &mut buffer).await;
    assert_eq!(answer.contact(), format!("sip:dialtree@{server};transport=tcp"));
    stream.write_all(over_tcp(peer.ack(&answer, 1, "")).as_bytes()).await.expect("taken");
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Acknowledged { .. }));

    // Our BYE comes over the caller's connection.
    invitation.leg.hang_up().await;
    let bye = message(&mut stream, &mut buffer).await;
    assert!(bye.start().starts_with("BYE sip:ann@"), "{}", bye.start());
    assert!(bye.header("Via").starts_with(&format!("SIP/2.0/TCP {server}")), "{}", bye.header("Via"));
    stream.write_all(bye.answer("200 OK", "", "", "").as_bytes()).await.expect("taken");
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn a_stream_that_makes_no_sense_is_told_so_and_closed() {
    let (endpoint, _invitations) = endpoint().await;
    let server = address(&endpoint, Transport::Tcp);
    let peer = Peer::new(server).await;
    let mut stream = TcpStream::connect(server).await.expect("accepted");

    let bad = peer.request("OPTIONS", "sip:t.example", "bad", 1, "", "", "").replace("Content-Length: 0", "l: x");
    stream.write_all(bad.as_bytes()).await.expect("taken");
    let mut answer = String::new();
    soon("the end", stream.read_to_string(&mut answer)).await.expect("readable");

    assert!(answer.starts_with("SIP/2.0 400 Bad Request"), "{answer}");
}

#[tokio::test]
async fn a_call_made_over_tcp_fails_when_the_connection_does() {
    let (endpoint, _invitations) = endpoint().await;
    let callee = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let target = format!("sip:bob@{};transport=tcp", callee.local_addr().expect("bound"));
    let order = OutgoingInvite { from_number: String::new(), ..order(target) };
    let (events, mut receiver) = mpsc::channel(16);

    let _leg = endpoint.invite(order.clone(), events);
    let (mut stream, _) = soon("a connection", callee.accept()).await.expect("accepted");
    let invite = message(&mut stream, &mut String::new()).await;
    assert!(invite.header("From").contains("sip:anonymous@"), "{}", invite.header("From"));
    assert!(invite.contact().ends_with(";transport=tcp"), "{}", invite.contact());
    drop(stream);
    assert!(matches!(event(&mut receiver).await, LegEvent::Failed { status: None, .. }));

    drop(callee);
    let (events, mut receiver) = mpsc::channel(16);
    let _leg = endpoint.invite(order, events);
    let LegEvent::Failed { status: None, reason } = event(&mut receiver).await else { panic!("not failed") };
    assert!(reason.contains("refused"), "{reason}");
    nothing_left(&endpoint).await;
}

async fn contact_of(config: SipConfig) -> (String, SocketAddr) {
    let (endpoint, mut invitations) = Endpoint::bind(config).await.expect("bound");
    let port = address(&endpoint, Transport::Udp).port();
    let server = SocketAddr::from(([127, 0, 0, 1], port));
    let peer = Peer::new(server).await;
    peer.send(peer.invite("contact", OFFER)).await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.ring().await;
    (peer.expect("180").await.contact(), server)
}

#[tokio::test]
async fn behind_nat_our_contact_is_the_public_address() {
    let public_address = Some([203, 0, 113, 7].into());
    let (contact, server) = contact_of(SipConfig { public_address, ..config() }).await;

    assert_eq!(contact, format!("sip:dialtree@203.0.113.7:{}", server.port()));
}

#[tokio::test]
async fn bound_to_every_address_our_contact_is_the_one_the_peer_reaches() {
    let listen = vec![Listen { transport: Transport::Udp, address: ([0, 0, 0, 0], 0).into() }];
    let (contact, server) = contact_of(SipConfig { listen, ..config() }).await;

    assert_eq!(contact, format!("sip:dialtree@{server}"));
}

#[tokio::test]
async fn a_phone_that_does_not_know_its_address_is_reached_where_it_is() {
    let (endpoint, mut invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;
    let hide = |text: String| text.replace(&peer.local.to_string(), "192.168.7.7:5060");

    peer.send(hide(peer.invite("nat", OFFER))).await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    let answer = peer.expect("SIP/2.0 200").await;
    assert!(answer.header("Via").contains("received=127.0.0.1"), "{}", answer.header("Via"));
    peer.send(hide(peer.ack(&answer, 1, ""))).await;
    invitation.leg.hang_up().await;

    let bye = peer.expect("BYE").await;
    assert_eq!(bye.start(), "BYE sip:ann@192.168.7.7:5060 SIP/2.0");
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let (endpoint, _invitations) = endpoint().await;
    let taken = Listen { transport: Transport::Udp, address: address(&endpoint, Transport::Udp) };

    let error = Endpoint::bind(SipConfig { listen: vec![taken], ..config() }).await.expect_err("taken");

    assert!(error.to_string().contains(&format!("udp://{}", taken.address)), "{error}");
    assert!(matches!(Endpoint::bind(SipConfig::default()).await, Err(SipError::NoListener)));
}

#[tokio::test]
async fn ipv6_works_beside_ipv4() {
    let any = |address: &str| Listen { transport: Transport::Udp, address: address.parse().expect("an address") };
    // A machine without IPv6 has nothing to test here.
    let listen = vec![any("127.0.0.1:0"), any("[::1]:0")];
    let Ok((endpoint, mut invitations)) = Endpoint::bind(SipConfig { listen, ..config() }).await else { return };
    let server = endpoint.addresses()[1].address;
    let socket = tokio::net::UdpSocket::bind("[::1]:0").await.expect("a free port");
    let peer = Peer { local: socket.local_addr().expect("bound"), socket, server };

    let (invitation, answer) = peer.establish("six", &mut invitations).await;
    assert_eq!(answer.contact(), format!("sip:dialtree@{server}"));
    invitation.leg.hang_up().await;
    let bye = peer.expect("BYE").await;
    peer.send(bye.answer("200 OK", "", "", "")).await;
    nothing_left(&endpoint).await;

    let (events, mut receiver) = mpsc::channel(16);
    let _leg = endpoint.invite(order(format!("sip:bob@{}", peer.local)), events);
    let invite = peer.expect("INVITE").await;
    let contact = format!("Contact: <sip:bob@{}>\r\n", peer.local);
    peer.send(invite.answer("200 OK", "b", &contact, ANSWER)).await;
    peer.expect("ACK").await;
    assert!(matches!(event(&mut receiver).await, LegEvent::Answered { .. }));
}
