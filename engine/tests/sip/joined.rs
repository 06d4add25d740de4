//! Two calls of a telephone are joined by its REFER, on an engine without a UDP socket.

use std::sync::Arc;

use engine::config::Secret;
use engine::sip::{
    Endpoint, Invitation, LegEvent, Listen, OutgoingInvite, SipConfig, Through, TlsConfig, TlsIdentity, Transfer,
    Transport,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsConnector;

use crate::peer::*;
use crate::transports::message;

/// A telephone with a connection.
struct Phone<S> {
    stream: S,
    buffer: String,
    /// Writes its messages.
    peer: Peer,
    transport: Transport,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Phone<S> {
    async fn send(&mut self, text: String) {
        let text = text.replace("SIP/2.0/UDP", &format!("SIP/2.0/{}", self.transport.name()));
        self.stream.write_all(text.as_bytes()).await.expect("taken");
    }

    async fn expect(&mut self, start: &str) -> Message {
        loop {
            let message = message(&mut self.stream, &mut self.buffer).await;
            if message.start().contains(start) {
                return message;
            }
        }
    }

    /// Calls, and is answered.
    async fn calls(&mut self, name: &str, invitations: &mut mpsc::Receiver<Invitation>) -> (Invitation, Message) {
        self.send(self.peer.invite(name, OFFER)).await;
        let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
        invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
        let answer = self.expect("SIP/2.0 200").await;
        self.send(self.peer.ack(&answer, 1, "")).await;
        assert!(matches!(event(&mut invitation.events).await, LegEvent::Acknowledged { sdp: None }));
        (invitation, answer)
    }

    /// Makes two calls, and has them joined.
    async fn joins(mut self, endpoint: &Endpoint, mut invitations: mpsc::Receiver<Invitation>) {
        let (mut one, answer) = self.calls("one", &mut invitations).await;
        let (mut two, other) = self.calls("two", &mut invitations).await;
        let named = format!("{};to-tag={};from-tag=fromtwo", other.header("Call-ID"), other.to_tag());
        let escaped = named.replace(';', "%3B").replace('=', "%3D");

        let to = format!("Refer-To: <sip:103@pbx.example?Replaces={escaped}>\r\n");
        self.send(self.peer.request("REFER", &answer.contact(), "one", 2, &answer.to_tag(), &to, "")).await;
        let LegEvent::Transfer { joins, reply, .. } = event(&mut one.events).await else { panic!("no question") };
        assert_eq!(joins.as_deref(), Some(named.as_str()));
        let order = OutgoingInvite {
            headers: vec![("Replaces".to_owned(), named)],
            ..order("sip:join@dialtree.invalid".to_owned())
        };
        assert!(reply.send(Ok(Box::new(Transfer { order, through: Through::Address }))).is_ok(), "awaited");
        let LegEvent::Reoffer { sdp: Some(_), reply, successor: true } = event(&mut two.events).await else {
            panic!("no offer")
        };
        reply.send(Ok(ANSWER.to_owned())).expect("awaited");
        assert!(matches!(event(&mut one.events).await, LegEvent::Acknowledged { sdp: Some(_) }));

        // The telephone is out of both.
        let mut ended = Vec::new();
        while ended.len() < 2 {
            let request = message(&mut self.stream, &mut self.buffer).await;
            if request.start().starts_with("NOTIFY") || request.start().starts_with("BYE") {
                self.send(request.answer("200 OK", "", "", "")).await;
            }
            if request.start().starts_with("BYE") {
                ended.push(request.header("Call-ID"));
            }
        }
        // A key goes from one to the other, and so does the end.
        assert!(matches!(event(&mut two.events).await, LegEvent::Acknowledged { sdp: None }));
        one.leg.send_info_key('5').await;
        assert!(matches!(event(&mut two.events).await, LegEvent::Digit('5')));
        one.leg.hang_up().await;
        assert!(matches!(event(&mut two.events).await, LegEvent::Ended { by_peer: true, .. }));
        assert!(matches!(event(&mut one.events).await, LegEvent::Ended { by_peer: false, .. }));
        nothing_left(endpoint).await;
    }
}

async fn engine_on(transport: Transport, tls: TlsConfig) -> (Endpoint, mpsc::Receiver<Invitation>, Peer, TcpStream) {
    let listen = vec![Listen { transport, address: ([127, 0, 0, 1], 0).into() }];
    let (endpoint, invitations) =
        Endpoint::bind(SipConfig { listen, tls, ..config() }).await.expect("loopback can be bound");
    let listens = address(&endpoint, transport);
    let peer = Peer::new(listens).await;
    (endpoint, invitations, peer, TcpStream::connect(listens).await.expect("accepted"))
}

#[tokio::test]
async fn two_calls_are_joined_where_only_tcp_is_listened_for() {
    let (endpoint, invitations, peer, stream) = engine_on(Transport::Tcp, TlsConfig::default()).await;
    let phone = Phone { stream, buffer: String::new(), peer, transport: Transport::Tcp };

    phone.joins(&endpoint, invitations).await;
}

#[tokio::test]
async fn two_calls_are_joined_where_only_tls_is_listened_for() {
    let fixture = |name| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sip-tls").join(name);
    let key = Secret::new(std::fs::read_to_string(fixture("sip.key")).expect("a fixture"));
    let identity = Some(TlsIdentity { certificate: fixture("sip.pem"), key });
    let (endpoint, invitations, peer, stream) =
        engine_on(Transport::Tls, TlsConfig { identity, ..TlsConfig::default() }).await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(fixture("ca.pem")).expect("a certificate")).expect("an authority");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("known");
    let connector = TlsConnector::from(Arc::new(client.with_root_certificates(roots).with_no_client_auth()));
    let name = ServerName::try_from("sip.test").expect("a name");
    let stream = soon("a handshake", connector.connect(name, stream)).await.expect("trusted");
    let phone = Phone { stream, buffer: String::new(), peer, transport: Transport::Tls };

    phone.joins(&endpoint, invitations).await;
}
