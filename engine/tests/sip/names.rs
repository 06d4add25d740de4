//! Names that lead to servers by NAPTR, SRV and addresses, told by a name server of the test. RFC 3263

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use engine::sip::{Endpoint, Invitation, LegEvent, Listen, OutgoingInvite, SipConfig, TlsConfig, Transport};
use hickory_resolver::proto::op::{Message as Dns, MessageType, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, NAPTR, SRV};
use hickory_resolver::proto::rr::{Name, RData, Record};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;

use crate::peer::*;
use crate::transports::message;

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;

fn name(text: &str) -> Name {
    Name::from_ascii(text).expect("a name")
}

fn naptr(order: u16, service: &str, replacement: &str) -> RData {
    let octets = |text: &str| text.as_bytes().to_vec().into_boxed_slice();
    RData::NAPTR(NAPTR::new(order, 1, octets("s"), octets(service), octets(""), name(replacement)))
}

fn srv(priority: u16, address: SocketAddr, target: &str) -> RData {
    RData::SRV(SRV::new(priority, 1, address.port(), name(target)))
}

/// A name server that knows these records, and that all names of `.test` hosts are at loopback.
async fn name_server(records: Vec<(&'static str, RData)>) -> SocketAddr {
    let socket = UdpSocket::bind((HERE, 0)).await.expect("a free port");
    let address = socket.local_addr().expect("bound");
    tokio::spawn(async move {
        let mut buffer = [0; 4_096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let mut answer = Dns::from_vec(&buffer[..length]).expect("a question");
            answer.metadata.message_type = MessageType::Response;
            let question = answer.queries[0].clone();
            let asked = question.name().to_ascii().to_ascii_lowercase();
            let known = records.iter().filter(|(name, data)| {
                asked.trim_end_matches('.') == *name && data.record_type() == question.query_type()
            });
            let mut found: Vec<RData> = known.map(|(_, data)| data.clone()).collect();
            let a = RData::A(A(HERE));
            if question.query_type() == a.record_type() && asked.ends_with(".test.") {
                found.push(a);
            }
            if found.is_empty() {
                answer.metadata.response_code = ResponseCode::NXDomain;
            }
            for data in found {
                answer.add_answer(Record::from_rdata(question.name().clone(), 60, data));
            }
            socket.send_to(&answer.to_vec().expect("it can be written"), from).await.expect("loopback");
        }
    });
    address
}

/// An endpoint that asks this name server.
async fn endpoint_asking(server: SocketAddr) -> (Endpoint, mpsc::Receiver<Invitation>) {
    let ca = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sip-tls/ca.pem");
    let tls = TlsConfig { ca: Some(ca), ..TlsConfig::default() };
    Endpoint::bind(SipConfig { name_servers: vec![server], tls, ..config() }).await.expect("loopback can be bound")
}

fn call(endpoint: &Endpoint, target: &str, headers: Vec<(String, String)>) -> mpsc::Receiver<LegEvent> {
    let (events, receiver) = mpsc::channel(16);
    let order = OutgoingInvite { headers, ..order(target) };
    // The leg would hang up when it is dropped.
    std::mem::forget(endpoint.invite(order, events));
    receiver
}

/// A server for datagrams and one for connections, at one port.
async fn both() -> (Peer, TcpListener) {
    for _ in 0..100 {
        let peer = Peer::new(([127, 0, 0, 1], 9).into()).await;
        if let Ok(listener) = TcpListener::bind(peer.local).await {
            return (peer, listener);
        }
    }
    panic!("no port is free for both");
}

#[tokio::test]
async fn naptr_chooses_the_transport_and_srv_the_server() {
    let (datagrams, listener) = both().await;
    let server = name_server(vec![
        ("carrier.test", naptr(20, "SIP+D2U", "_sip._udp.carrier.test")),
        ("carrier.test", naptr(10, "SIP+D2T", "_sip._tcp.pool.test")),
        ("carrier.test", naptr(5, "SIP+D2W", "_sip._ws.pool.test")),
        ("_sip._udp.carrier.test", srv(1, datagrams.local, "udp.test")),
        ("_sip._tcp.pool.test", srv(1, listener.local_addr().expect("bound"), "tcp.test")),
    ])
    .await;
    let (endpoint, _invitations) = endpoint_asking(server).await;

    let _events = call(&endpoint, "sip:bob@carrier.test", Vec::new());
    let (mut stream, _) = soon("a connection", listener.accept()).await.expect("accepted");
    let invite = message(&mut stream, &mut String::new()).await;
    assert_eq!(invite.start(), "INVITE sip:bob@carrier.test SIP/2.0");

    // Nobody accepts connections any more: the second best record has another way.
    drop((listener, stream));
    let _events = call(&endpoint, "sip:bob@carrier.test", Vec::new());
    assert_eq!(datagrams.expect("INVITE").await.start(), "INVITE sip:bob@carrier.test SIP/2.0");
}

#[tokio::test]
async fn a_server_that_is_silent_is_followed_by_the_next_of_its_name() {
    let (silent, second) = (Peer::new(([127, 0, 0, 1], 9).into()).await, Peer::new(([127, 0, 0, 1], 9).into()).await);
    let server = name_server(vec![
        ("_sip._udp.carrier.test", srv(2, second.local, "b.test")),
        ("_sip._udp.carrier.test", srv(1, silent.local, "a.test")),
        ("_sip._tcp.carrier.test", RData::SRV(SRV::new(0, 0, 0, Name::root()))),
    ])
    .await;
    let (endpoint, _invitations) = endpoint_asking(server).await;

    let mut events = call(&endpoint, "sip:bob@carrier.test", Vec::new());
    silent.expect("INVITE").await;
    let invite = second.receive().await;
    let via = invite.header("Via");
    let sent_by = via.split([' ', ';']).nth(1).expect("a host").parse().expect("an address");
    let second = Peer { server: sent_by, ..second };
    second.send(invite.answer("486 Busy Here", "b", "", "")).await;

    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(486), .. }));
}

#[tokio::test]
async fn a_port_or_a_name_without_services_leads_to_addresses() {
    let peer = Peer::new(([127, 0, 0, 1], 9).into()).await;
    let server = name_server(vec![("_sip._udp.host.test", srv(1, ([127, 0, 0, 1], 9).into(), "wrong.test"))]).await;
    let (endpoint, _invitations) = endpoint_asking(server).await;

    let _events = call(&endpoint, &format!("sip:bob@host.test:{}", peer.local.port()), Vec::new());
    peer.expect("INVITE").await;
    let mut events = call(&endpoint, "sip:bob@nowhere.invalid", Vec::new());
    let LegEvent::Failed { status: None, reason } = event(&mut events).await else { panic!("not failed") };
    assert!(reason.contains("the name is not known"), "{reason}");
}

#[tokio::test]
async fn a_certificate_must_be_for_the_name_that_was_called() {
    let fixture = |file: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sip-tls").join(file);
    let key = std::fs::read_to_string(fixture("other.key")).expect("a fixture");
    let identity =
        engine::sip::TlsIdentity { certificate: fixture("other.pem"), key: engine::config::Secret::new(key) };
    let listen = vec![Listen { transport: Transport::Tls, address: (IpAddr::V4(HERE), 0).into() }];
    let tls = TlsConfig { identity: Some(identity), ..TlsConfig::default() };
    let bound = Endpoint::bind(SipConfig { listen, tls, ..config() }).await;
    let (callee, mut invitations) = bound.expect("loopback can be bound");
    let at = address(&callee, Transport::Tls);
    let server = name_server(vec![
        ("_sips._tcp.other.test", srv(1, at, "machine.test")),
        ("_sips._tcp.sip.test", srv(1, at, "machine.test")),
    ])
    .await;
    let (endpoint, _invitations) = endpoint_asking(server).await;

    let mut events = call(&endpoint, "sips:bob@sip.test", Vec::new());
    let LegEvent::Failed { status: None, reason } = event(&mut events).await else { panic!("not failed") };
    assert!(reason.contains("its certificate is not for sip.test"), "{reason}");
    let _events = call(&endpoint, "sips:bob@other.test", Vec::new());
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    assert_eq!(invitation.request_uri, "sips:bob@other.test");
}

#[tokio::test]
async fn a_long_message_goes_by_tcp_if_the_other_side_has_it() {
    let (endpoint, _invitations) = endpoint_asking(name_server(Vec::new()).await).await;
    let long = || vec![("X-Long".to_owned(), "x".repeat(1_000))];
    let (datagrams, listener) = both().await;
    let at = datagrams.local;

    let _events = call(&endpoint, &format!("sip:bob@{at}"), long());
    let (mut stream, _) = soon("a connection", listener.accept()).await.expect("accepted");
    let invite = message(&mut stream, &mut String::new()).await;
    assert!(invite.header("Via").starts_with("SIP/2.0/TCP"), "{}", invite.header("Via"));
    assert!(invite.contact().ends_with(";transport=tcp"), "{}", invite.contact());

    // Who says udp gets it; who has no TCP, too.
    let _events = call(&endpoint, &format!("sip:bob@{at};transport=udp"), long());
    assert!(datagrams.expect("INVITE").await.0.len() > 1_300);
    let alone = Peer::new(([127, 0, 0, 1], 9).into()).await;
    let _events = call(&endpoint, &format!("sip:bob@{}", alone.local), long());
    let invite = alone.expect("INVITE").await;
    assert!(invite.header("Via").starts_with("SIP/2.0/UDP"), "{}", invite.header("Via"));
    let _events = call(&endpoint, &format!("sip:bob@{at}"), Vec::new());
    assert!(datagrams.expect("INVITE").await.0.len() < 1_300);
}
