//! SIP over TLS: who is believed, and that a connection is as good as any other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::config::Secret;
use engine::sip::{Endpoint, Invitation, LegEvent, Listen, SipConfig, SipError, TlsConfig, TlsIdentity, Transport};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::peer::*;
use crate::transports::message;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sip-tls").join(name)
}

fn identity(name: &str) -> Option<TlsIdentity> {
    let key = std::fs::read_to_string(fixture(&format!("{name}.key"))).expect("a fixture");
    Some(TlsIdentity { certificate: fixture(&format!("{name}.pem")), key: Secret::new(key) })
}

/// An endpoint that listens for TLS with this certificate.
async fn server(name: &str, client_ca: Option<PathBuf>) -> (Endpoint, mpsc::Receiver<Invitation>) {
    let tls = TlsConfig { identity: identity(name), client_ca, ca: None };
    bind(Transport::Tls, tls).await
}

/// An endpoint that trusts the test authority.
async fn client() -> Endpoint {
    bind(Transport::Udp, TlsConfig { ca: Some(fixture("ca.pem")), ..TlsConfig::default() }).await.0
}

async fn bind(transport: Transport, tls: TlsConfig) -> (Endpoint, mpsc::Receiver<Invitation>) {
    let listen = vec![Listen { transport, address: ([127, 0, 0, 1], 0).into() }];
    Endpoint::bind(SipConfig { listen, tls, ..config() }).await.expect("loopback can be bound")
}

/// Why a call over TLS is not made.
async fn refusal(caller: &Endpoint, server: &Endpoint) -> String {
    let (events, mut receiver) = mpsc::channel(16);
    let target = format!("sip:bob@{};transport=tls", address(server, Transport::Tls));
    let _leg = caller.invite(order(target), events);
    match event(&mut receiver).await {
        LegEvent::Failed { status: None, reason } => reason,
        other => panic!("{other:?} instead of a refusal"),
    }
}

#[tokio::test]
async fn calls_over_tls_share_a_connection() {
    let (callee, mut invitations) = server("sip", None).await;
    let caller = client().await;
    let listens = address(&callee, Transport::Tls);
    let mut sources = Vec::new();

    for target in [format!("sip:100@{listens};transport=tls"), format!("sip:100@{listens};transport=TLS")] {
        let (events, mut receiver) = mpsc::channel(16);
        let leg = caller.invite(order(target), events);
        let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
        let contact = invitation.headers.iter().find(|(name, _)| name == "Contact").expect("a Contact");
        assert!(contact.1.ends_with(";transport=tls>"), "{}", contact.1);
        sources.push(invitation.source);
        invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
        let LegEvent::Answered { dialog, .. } = event(&mut receiver).await else { panic!("not answered") };
        assert_eq!(dialog.target, format!("sip:dialtree@{listens};transport=tls"));
        assert!(matches!(event(&mut invitation.events).await, LegEvent::Acknowledged { .. }));
        leg.hang_up().await;
        assert!(matches!(event(&mut invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
        assert!(matches!(event(&mut receiver).await, LegEvent::Ended { by_peer: false, .. }));
    }

    assert_eq!(sources[0], sources[1]);
    nothing_left(&callee).await;
    nothing_left(&caller).await;
}

#[tokio::test]
async fn who_calls_by_sips_is_called_back_by_sips() {
    let (callee, mut invitations) = server("sip", None).await;
    let caller = client().await;
    let listens = address(&callee, Transport::Tls);
    let (events, mut receiver) = mpsc::channel(16);

    let _leg = caller.invite(order(format!("sips:100@{listens}")), events);
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    assert_eq!(invitation.request_uri, format!("sips:100@{listens}"));
    assert!(invitation.headers.iter().any(|(name, value)| name == "Contact" && value.starts_with("<sips:")));
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");

    let LegEvent::Answered { dialog, .. } = event(&mut receiver).await else { panic!("not answered") };
    assert_eq!(dialog.target, format!("sips:dialtree@{listens}"));
}

#[tokio::test]
async fn a_server_with_a_wrong_certificate_is_not_called() {
    let (right, _invitations) = server("sip", None).await;
    let (wrong, mut invitations) = server("other", None).await;
    let (stranger, _) = bind(Transport::Udp, TlsConfig::default()).await;

    let untrusted = refusal(&stranger, &right).await;
    assert!(untrusted.contains("an authority that is not trusted; name that authority in [sip] tls"), "{untrusted}");
    let misnamed = refusal(&client().await, &wrong).await;
    assert!(misnamed.contains("its certificate is not for 127.0.0.1"), "{misnamed}");
    assert!(invitations.try_recv().is_err());
}

#[tokio::test]
async fn clients_without_a_certificate_are_turned_away_if_one_is_asked_for() {
    let (callee, mut invitations) = server("sip", Some(fixture("ca.pem"))).await;

    refusal(&client().await, &callee).await;
    assert!(invitations.try_recv().is_err());

    let tls = TlsConfig { identity: identity("other"), ca: Some(fixture("ca.pem")), client_ca: None };
    let (known, _) = bind(Transport::Udp, tls).await;
    let (events, _receiver) = mpsc::channel(16);
    let target = format!("sip:bob@{};transport=tls", address(&callee, Transport::Tls));
    let _leg = known.invite(order(target), events);
    soon("an invitation", invitations.recv()).await.expect("listening");
}

#[tokio::test]
async fn a_connection_that_dropped_is_opened_again() {
    let chain = vec![CertificateDer::from_pem_file(fixture("sip.pem")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(fixture("sip.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("known");
    let server = server.with_no_client_auth().with_single_cert(chain, key).expect("they belong together");
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let here = listener.local_addr().expect("bound");
    let accept = async || {
        let (stream, _) = soon("a connection", listener.accept()).await.expect("accepted");
        soon("a handshake", acceptor.accept(stream)).await.expect("a client that knows TLS")
    };
    let caller = client().await;
    let (events, mut receiver) = mpsc::channel(16);

    let leg = caller.invite(order(format!("sip:bob@{here};transport=tls")), events);
    let mut stream = accept().await;
    let invite = message(&mut stream, &mut String::new()).await;
    assert!(invite.header("Via").starts_with("SIP/2.0/TLS 127.0.0.1:"), "{}", invite.header("Via"));
    let contact = format!("Contact: <sip:bob@{here};transport=tls>\r\n");
    stream.write_all(invite.answer("200 OK", "b", &contact, ANSWER).as_bytes()).await.expect("taken");
    assert!(matches!(event(&mut receiver).await, LegEvent::Answered { .. }));
    assert!(message(&mut stream, &mut String::new()).await.start().starts_with("ACK"));
    drop(stream);
    // The caller must have seen the end before it speaks again.
    soon("the end of the connection", async {
        while caller.connections() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    leg.hang_up().await;

    let mut stream = accept().await;
    let bye = message(&mut stream, &mut String::new()).await;
    assert!(bye.start().starts_with(&format!("BYE sip:bob@{here};transport=")), "{}", bye.start());
    stream.write_all(bye.answer("200 OK", "", "", "").as_bytes()).await.expect("taken");
    assert!(matches!(event(&mut receiver).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&caller).await;
}

#[tokio::test]
async fn a_client_that_dawdles_holds_up_nobody_and_keep_alives_are_answered() {
    let (callee, _invitations) = server("sip", None).await;
    let listens = address(&callee, Transport::Tls);
    let _silent = TcpStream::connect(listens).await.expect("accepted");
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(fixture("ca.pem")).expect("a certificate")).expect("an authority");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("known");
    let connector = TlsConnector::from(Arc::new(client.with_root_certificates(roots).with_no_client_auth()));

    let stream = TcpStream::connect(listens).await.expect("accepted");
    let name = ServerName::try_from("sip.test").expect("a name");
    let mut stream = soon("a handshake", connector.connect(name, stream)).await.expect("trusted");
    stream.write_all(b"\r\n\r\n").await.expect("taken");
    let mut pong = [0; 2];
    soon("a pong", stream.read_exact(&mut pong)).await.expect("readable");
    assert_eq!(&pong, b"\r\n");

    let peer = Peer::new(listens).await;
    let options = peer.request("OPTIONS", "sips:t.example", "tls", 1, "", "", "").replace("SIP/2.0/UDP", "SIP/2.0/TLS");
    stream.write_all(options.as_bytes()).await.expect("taken");
    assert!(message(&mut stream, &mut String::new()).await.start().contains("200"));
}

#[tokio::test]
async fn certificates_that_cannot_be_used_are_told_at_the_start() {
    let at = |transport| vec![Listen { transport, address: ([127, 0, 0, 1], 0).into() }];
    let refused = async |tls| {
        let config = SipConfig { listen: at(Transport::Tls), tls, ..config() };
        let Err(SipError::Tls(reason)) = Endpoint::bind(config).await else { panic!("it was taken") };
        reason
    };

    let none = refused(TlsConfig::default()).await;
    assert!(none.contains("tls://127.0.0.1:0 needs a certificate"), "{none}");
    let mixed = identity("sip").map(|sip| TlsIdentity { certificate: fixture("other.pem"), ..sip });
    let mixed = refused(TlsConfig { identity: mixed, ..TlsConfig::default() }).await;
    assert!(mixed.contains("do not belong together"), "{mixed}");
    let empty = TlsIdentity { certificate: fixture("README.md"), key: Secret::new("x") };
    let empty = refused(TlsConfig { identity: Some(empty), ..TlsConfig::default() }).await;
    assert!(empty.contains("README.md: there is no certificate in it"), "{empty}");
    let no_key = TlsIdentity { certificate: fixture("sip.pem"), key: Secret::new("x") };
    let no_key = refused(TlsConfig { identity: Some(no_key), ..TlsConfig::default() }).await;
    assert!(no_key.contains("the key is not a private key"), "{no_key}");
}

/// Whether who listens there has a certificate for this name.
async fn is_greeted_as(listens: std::net::SocketAddr, name: &str) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(fixture("ca.pem")).expect("a certificate")).expect("an authority");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("known");
    let connector = TlsConnector::from(Arc::new(client.with_root_certificates(roots).with_no_client_auth()));
    let stream = TcpStream::connect(listens).await.expect("accepted");
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    soon("a handshake", connector.connect(name, stream)).await.is_ok()
}

#[tokio::test]
async fn renewed_certificates_are_shown_from_then_on_and_calls_go_on() {
    let (callee, mut invitations) = server("sip", None).await;
    let caller = client().await;
    let listens = address(&callee, Transport::Tls);
    let (events, mut receiver) = mpsc::channel(16);
    let leg = caller.invite(order(format!("sip:100@{listens};transport=tls")), events);
    let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
    assert!(matches!(event(&mut receiver).await, LegEvent::Answered { .. }));
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Acknowledged { .. }));
    let files = |name| TlsConfig { identity: identity(name), ..TlsConfig::default() };

    // Half renewed, not there, and none at all: the old one stays.
    let half = identity("sip").map(|sip| TlsIdentity { certificate: fixture("other.pem"), ..sip });
    let gone = identity("sip").map(|sip| TlsIdentity { certificate: fixture("gone.pem"), ..sip });
    for (identity, reason) in
        [(half, "do not belong together"), (gone, "gone.pem"), (None, "names no certificate any more")]
    {
        let refused = callee.renew_certificates(&TlsConfig { identity, ..TlsConfig::default() });
        let refused = refused.expect_err("it cannot be used").to_string();
        assert!(refused.contains(reason), "{refused}");
        assert!(is_greeted_as(listens, "sip.test").await);
    }
    assert!(!callee.renew_certificates(&files("sip")).expect("usable"), "it is the same");
    assert!(callee.renew_certificates(&files("other")).expect("usable"), "it is another one");
    assert!(is_greeted_as(listens, "other.test").await);
    assert!(!is_greeted_as(listens, "sip.test").await);

    leg.hang_up().await;
    assert!(matches!(event(&mut invitation.events).await, LegEvent::Ended { by_peer: true, .. }));
    assert!(matches!(event(&mut receiver).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&callee).await;
}
