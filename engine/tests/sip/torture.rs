//! The torture messages of RFC 4475 and RFC 5118 against a listening server.

use std::path::Path;

use engine::sip::Transport;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::peer::*;

fn messages() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sip-torture");
    let mut messages = Vec::new();
    for set in std::fs::read_dir(folder).expect("fixtures") {
        for file in std::fs::read_dir(set.expect("a set").path()).expect("a folder") {
            let path = file.expect("a file").path();
            messages.push((path.display().to_string(), std::fs::read(path).expect("readable")));
        }
    }
    assert!(messages.len() > 40, "there are only {} torture messages", messages.len());
    messages
}

#[tokio::test]
async fn every_torture_datagram_leaves_the_server_answering() {
    let (endpoint, _invitations) = endpoint().await;
    let server = address(&endpoint, Transport::Udp);
    let rogue = Peer::new(server).await;
    let peer = Peer::new(server).await;

    for (index, (name, octets)) in messages().into_iter().enumerate() {
        rogue.send(&octets).await;
        peer.send(peer.request("OPTIONS", "sip:test.example", &format!("ping{index}"), 1, "", "", "")).await;
        let answer = peer.receive().await;
        assert_eq!(answer.start(), "SIP/2.0 200 OK", "behind {name}");
    }
}

#[tokio::test]
async fn every_torture_stream_leaves_the_server_answering() {
    let (endpoint, _invitations) = endpoint().await;
    let (udp, tcp) = (address(&endpoint, Transport::Udp), address(&endpoint, Transport::Tcp));
    let peer = Peer::new(udp).await;

    for (index, (name, octets)) in messages().into_iter().enumerate() {
        let mut rogue = TcpStream::connect(tcp).await.expect("accepted");
        rogue.write_all(&octets).await.expect("taken");
        rogue.shutdown().await.expect("closed");
        // The server reads it all, answers or not, and closes.
        let mut answers = Vec::new();
        soon(&name, rogue.read_to_end(&mut answers)).await.ok();
        peer.send(peer.request("OPTIONS", "sip:test.example", &format!("ping{index}"), 1, "", "", "")).await;
        assert_eq!(peer.receive().await.start(), "SIP/2.0 200 OK", "behind {name}");
    }
}

#[tokio::test]
async fn garbage_between_keep_alives_does_not_hurt() {
    let (endpoint, _invitations) = endpoint().await;
    let peer = Peer::new(address(&endpoint, Transport::Udp)).await;

    for noise in [&b"\r\n\r\n"[..], &[0; 1_500], &[0x80; 172], b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", &[b'A'; 65_000]] {
        peer.send(noise).await;
    }
    peer.send(peer.request("OPTIONS", "sip:test.example", "ping", 1, "", "", "")).await;

    let answer = peer.expect("200").await;
    assert_eq!(answer.header("Allow"), "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, NOTIFY, PRACK, REFER");
    assert!(answer.header("Accept").contains("application/sdp"));
    assert_eq!(answer.header("Supported"), "timer, 100rel, replaces");
}
