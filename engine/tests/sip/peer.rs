//! A SIP peer made of raw octets: it writes what a test says and shows what comes back.

use std::net::SocketAddr;
use std::time::Duration;

use engine::sip::{Endpoint, Invitation, LegEvent, Listen, OutgoingInvite, SipConfig, SipTimers, Transport};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Nothing in these tests takes so long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// An endpoint on free ports of the loopback, with timers ten times faster than the RFC's.
pub fn config() -> SipConfig {
    let any: SocketAddr = ([127, 0, 0, 1], 0).into();
    SipConfig {
        listen: vec![
            Listen { transport: Transport::Udp, address: any },
            Listen { transport: Transport::Tcp, address: any },
        ],
        timers: SipTimers {
            t1: Duration::from_millis(50),
            t2: Duration::from_millis(400),
            t4: Duration::from_millis(500),
            min_session: Duration::from_secs(6),
            notify: Duration::from_secs(2),
        },
        ..SipConfig::default()
    }
}

pub async fn endpoint() -> (Endpoint, mpsc::Receiver<Invitation>) {
    Endpoint::bind(config()).await.expect("loopback can be bound")
}

pub fn address(endpoint: &Endpoint, transport: Transport) -> SocketAddr {
    endpoint.addresses().iter().find(|listen| listen.transport == transport).expect("listened for").address
}

/// Waits for something that a test cannot go on without.
pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{what} did not come"))
}

/// Waits until all dialogs and transactions are gone.
/// A call to be made, as plain as it can be.
pub fn order(target: impl Into<String>) -> OutgoingInvite {
    OutgoingInvite {
        target: target.into(),
        from_number: "+15551234".to_owned(),
        from_name: String::new(),
        credentials: None,
        offer: OFFER.to_owned(),
        headers: Vec::new(),
        outbound: None,
    }
}

pub async fn nothing_left(endpoint: &Endpoint) {
    let gone = async {
        while endpoint.dialogs() + endpoint.transactions() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let left = || format!("{} dialogs, {} transactions", endpoint.dialogs(), endpoint.transactions());
    assert!(timeout(PATIENCE, gone).await.is_ok(), "left behind: {}", left());
}

pub async fn event(events: &mut mpsc::Receiver<LegEvent>) -> LegEvent {
    soon("an event of the leg", events.recv()).await.expect("the leg lives")
}

/// A UDP socket that speaks to one server.
pub struct Peer {
    pub socket: UdpSocket,
    pub server: SocketAddr,
    pub local: SocketAddr,
}

impl Peer {
    pub async fn new(server: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
        let local = socket.local_addr().expect("bound");
        Self { socket, server, local }
    }

    pub async fn send(&self, octets: impl AsRef<[u8]>) {
        self.socket.send_to(octets.as_ref(), self.server).await.expect("loopback takes datagrams");
    }

    /// The next message.
    pub async fn receive(&self) -> Message {
        let mut buffer = vec![0; 65_535];
        let (length, _) = soon("a SIP message", self.socket.recv_from(&mut buffer)).await.expect("readable");
        Message(String::from_utf8_lossy(&buffer[..length]).into_owned())
    }

    /// The next message whose start line contains this; others are passed over.
    pub async fn expect(&self, start: &str) -> Message {
        soon(start, async {
            loop {
                let message = self.receive().await;
                if message.start().contains(start) {
                    return message;
                }
            }
        })
        .await
    }

    /// An INVITE with a Call-ID of its own.
    pub fn invite(&self, call: &str, body: &str) -> String {
        self.request("INVITE", "sip:100@test.example", call, 1, "", "", body)
    }

    /// Any request. `to_tag` is empty outside a dialog; `more` are whole header lines.
    #[allow(clippy::too_many_arguments)]
    pub fn request(
        &self,
        method: &str,
        uri: &str,
        call: &str,
        cseq: u32,
        to_tag: &str,
        more: &str,
        body: &str,
    ) -> String {
        let tag = if to_tag.is_empty() { String::new() } else { format!(";tag={to_tag}") };
        let number = if method == "CANCEL" { "INVITE" } else { method };
        let kind =
            if body.is_empty() || more.contains("Content-Type") { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{call}{number}{cseq};rport\r\n\
             Max-Forwards: 70\r\nFrom: \"Ann\" <sip:+15550001@{local}>;tag=from{call}\r\n\
             To: <sip:100@test.example>{tag}\r\nCall-ID: {call}\r\nCSeq: {cseq} {method}\r\n\
             Contact: <sip:ann@{local}>\r\n{more}{kind}Content-Length: {}\r\n\r\n{body}",
            body.len(),
            local = self.local,
        )
    }

    /// The ACK of a 200.
    pub fn ack(&self, answer: &Message, cseq: u32, body: &str) -> String {
        let call = answer.header("Call-ID");
        let text = self.request("ACK", &answer.contact(), &call, cseq, &answer.to_tag(), "", body);
        text.replace("ACK1;rport", &format!("ack{cseq};rport"))
    }

    /// Calls, is answered with this description, and acknowledges.
    pub async fn establish(&self, call: &str, invitations: &mut mpsc::Receiver<Invitation>) -> (Invitation, Message) {
        self.send(self.invite(call, OFFER)).await;
        let mut invitation = soon("an invitation", invitations.recv()).await.expect("listening");
        invitation.leg.answer(ANSWER.to_owned()).await.expect("answerable");
        let answer = self.expect("SIP/2.0 200").await;
        self.send(self.ack(&answer, 1, "")).await;
        assert!(matches!(event(&mut invitation.events).await, LegEvent::Acknowledged { sdp: None }));
        (invitation, answer)
    }
}

/// A message as text.
#[derive(Debug, Clone)]
pub struct Message(pub String);

impl Message {
    pub fn start(&self) -> &str {
        self.0.lines().next().unwrap_or_default()
    }

    /// The first value of a header; empty if there is none.
    pub fn header(&self, name: &str) -> String {
        self.headers(name).into_iter().next().unwrap_or_default()
    }

    pub fn headers(&self, name: &str) -> Vec<String> {
        let head = self.0.split("\r\n\r\n").next().unwrap_or_default();
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).collect()
    }

    pub fn body(&self) -> &str {
        self.0.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }

    pub fn to_tag(&self) -> String {
        self.header("To").split(";tag=").nth(1).unwrap_or_default().to_owned()
    }

    pub fn contact(&self) -> String {
        self.header("Contact").trim_start_matches('<').split('>').next().unwrap_or_default().to_owned()
    }

    /// An answer to this request.
    pub fn answer(&self, status: &str, tag: &str, more: &str, body: &str) -> String {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for via in self.headers("Via") {
            text += &format!("Via: {via}\r\n");
        }
        let to = self.header("To");
        let to = if to.contains(";tag=") || tag.is_empty() { to } else { format!("{to};tag={tag}") };
        text += &format!("From: {}\r\nTo: {to}\r\n", self.header("From"));
        text += &format!("Call-ID: {}\r\nCSeq: {}\r\n{more}", self.header("Call-ID"), self.header("CSeq"));
        if !body.is_empty() {
            text += "Content-Type: application/sdp\r\n";
        }
        text + &format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }
}

pub const OFFER: &str =
    "v=0\r\no=ann 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0 8\r\n";
pub const ANSWER: &str =
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 41000 RTP/AVP 0\r\n";
