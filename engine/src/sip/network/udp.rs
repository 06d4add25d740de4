//! UDP: our own reading, and an outlet that the stack sends through.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use rsipstack::platform::net::UdpSocket as StackSocket;
use rsipstack::transport::SipAddr;
use rsipstack::transport::SipConnection;
use rsipstack::transport::udp::{UdpConnection, UdpInner};
use tokio::net::UdpSocket;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::sip::config::Transport;
use crate::sip::convert::Source;

use super::Intake;

/// The bound UDP sockets.
#[derive(Clone)]
pub(in crate::sip) struct Sockets(Arc<Vec<(SocketAddr, UdpSocket)>>);

impl Sockets {
    pub(in crate::sip) fn new(sockets: Vec<UdpSocket>) -> io::Result<Self> {
        let named = sockets.into_iter().map(|socket| Ok((socket.local_addr()?, socket)));
        Ok(Self(Arc::new(named.collect::<io::Result<_>>()?)))
    }

    pub(in crate::sip) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::sip) fn address(&self, index: usize) -> Option<SocketAddr> {
        self.0.get(index).map(|(address, _)| *address)
    }

    /// The socket to reach `remote` from: the preferred one, else the first of that family; a loopback socket reaches
    /// nobody else.
    pub(in crate::sip) fn choose(&self, remote: SocketAddr, preferred: Option<usize>) -> Option<usize> {
        let family = |index: &usize| self.address(*index).is_some_and(|local| local.is_ipv4() == remote.is_ipv4());
        let reaches = |index: &usize| {
            self.address(*index).is_some_and(|local| remote.ip().is_loopback() || !local.ip().is_loopback())
        };
        let all = 0..self.len();
        preferred
            .filter(family)
            .or_else(|| all.clone().filter(family).find(reaches))
            .or_else(|| all.clone().find(family))
    }

    /// Sends octets that are no message; whether they arrive shows elsewhere.
    pub(super) async fn send(&self, octets: &[u8], to: SocketAddr, socket: usize) {
        if let Some((_, socket)) = self.choose(to, Some(socket)).and_then(|index| self.0.get(index)) {
            let _ = socket.send_to(octets, to).await;
        }
    }

    /// What the stack sends through.
    pub(in crate::sip) async fn connections(&self, stop: &CancellationToken) -> Vec<SipConnection> {
        let mut connections = Vec::new();
        for (index, (address, _)) in self.0.iter().enumerate() {
            let outlet = Outlet { sockets: self.clone(), index };
            let addr = SipAddr { r#type: Some(rsipstack::sip::Transport::Udp), addr: (*address).into() };
            let inner = UdpInner { conn: Arc::new(outlet), addr };
            connections.push(UdpConnection::attach(inner, None, Some(stop.clone())).await.into());
        }
        connections
    }
}

/// A socket that the stack may only send with: reading is ours.
struct Outlet {
    sockets: Sockets,
    index: usize,
}

#[async_trait::async_trait]
impl StackSocket for Outlet {
    async fn recv_from(&self, _: &mut [u8]) -> rsipstack::Result<(usize, SocketAddr)> {
        std::future::pending().await
    }

    async fn send_to(&self, octets: &[u8], to: SocketAddr) -> rsipstack::Result<usize> {
        // The stack sends an ACK from its first socket, whatever the peer's address family.
        let index = self.sockets.choose(to, Some(self.index)).unwrap_or(self.index);
        match self.sockets.0.get(index) {
            Some((_, socket)) => Ok(socket.send_to(octets, to).await?),
            None => Err(rsipstack::Error::Error(format!("there is no UDP socket {index}"))),
        }
    }

    fn local_addr(&self) -> rsipstack::Result<SocketAddr> {
        let address = self.sockets.address(self.index);
        address.ok_or_else(|| rsipstack::Error::Error(format!("there is no UDP socket {}", self.index)))
    }
}

/// Reads one socket until `stop`. A datagram is dealt with before the next is read, so that the order stays.
pub(in crate::sip) async fn read(
    sockets: Sockets,
    index: usize,
    connection: SipConnection,
    intake: Arc<Intake>,
    stop: CancellationToken,
) {
    let Some((_, socket)) = sockets.0.get(index) else { return };
    let mut buffer = vec![0; MAX_DATAGRAM];
    loop {
        let received = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            received = socket.recv_from(&mut buffer) => received,
        };
        match received {
            Ok((length, address)) => {
                let source = Source { transport: Transport::Udp, number: index, address };
                if let Some(answer) = intake.take(&buffer[..length], source, &connection).await {
                    // A lost answer is asked for again.
                    let _ = socket.send_to(&answer, address).await;
                }
            }
            // An ICMP error of an earlier packet; the socket is well.
            Err(error) => warn!(%error, "reading the SIP socket"),
        }
    }
}

/// The address packets to `remote` leave from, as routing has it.
pub(super) fn source_address(remote: SocketAddr) -> Option<IpAddr> {
    let any: SocketAddr = if remote.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0_u16; 8], 0).into() };
    let socket = std::net::UdpSocket::bind(any).ok()?;
    // Connecting a datagram socket sends nothing.
    socket.connect(remote).ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_unspecified())
}

/// The largest UDP payload there is.
const MAX_DATAGRAM: usize = 65_535;
