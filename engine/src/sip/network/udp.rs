//! UDP: our own reading, and an outlet that the stack sends through.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rsipstack::platform::net::UdpSocket as StackSocket;
use rsipstack::transport::SipAddr;
use rsipstack::transport::SipConnection;
use rsipstack::transport::udp::{UdpConnection, UdpInner};
use tokio::net::UdpSocket;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::sip::config::Transport;
use crate::sip::convert::Source;
use crate::sip::guard::TargetComplaints;

use super::Intake;

/// The bound UDP sockets.
#[derive(Clone)]
pub(in crate::sip) struct Sockets(Arc<Bound>);

struct Bound {
    /// With their own addresses.
    sockets: Vec<(SocketAddr, UdpSocket)>,
    complaints: Mutex<TargetComplaints>,
}

impl Sockets {
    pub(in crate::sip) fn new(sockets: Vec<UdpSocket>) -> io::Result<Self> {
        let named = sockets.into_iter().map(|socket| Ok((socket.local_addr()?, socket)));
        Ok(Self(Arc::new(Bound { sockets: named.collect::<io::Result<_>>()?, complaints: Mutex::default() })))
    }

    fn get(&self, index: usize) -> Option<&(SocketAddr, UdpSocket)> {
        self.0.sockets.get(index)
    }

    /// How many lines about this address were left out since the last one, if one may be written now.
    fn may_complain(&self, of: SocketAddr) -> Option<u64> {
        self.0.complaints.lock().unwrap_or_else(PoisonError::into_inner).speak(of, Instant::now())
    }

    pub(in crate::sip) fn len(&self) -> usize {
        self.0.sockets.len()
    }

    pub(in crate::sip) fn address(&self, index: usize) -> Option<SocketAddr> {
        self.get(index).map(|(address, _)| *address)
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
        if let Some((_, socket)) = self.choose(to, Some(socket)).and_then(|index| self.get(index)) {
            let _ = socket.send_to(octets, to).await;
        }
    }

    /// What the stack sends through.
    pub(in crate::sip) async fn connections(&self, stop: &CancellationToken) -> Vec<SipConnection> {
        let mut connections = Vec::new();
        for (index, (address, _)) in self.0.sockets.iter().enumerate() {
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
        match self.sockets.get(index) {
            Some((_, socket)) => {
                if let Err(error) = socket.send_to(octets, to).await
                    && let Some(more) = self.sockets.may_complain(to)
                {
                    let local_only =
                        socket.local_addr().is_ok_and(|local| local.ip().is_loopback()) && !to.ip().is_loopback();
                    let hint = if local_only { "; `[sip] listen` has only addresses of this machine" } else { "" };
                    warn!(%error, remote = %to, more, "a SIP datagram cannot be sent{hint}");
                }
                // A datagram that the network does not take is lost like any other: it is sent again, and others are tried.
                Ok(octets.len())
            }
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
    let Some((local, socket)) = sockets.get(index) else { return };
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
            Err(error) => {
                if let Some(more) = sockets.may_complain(*local) {
                    warn!(%error, socket = %local, more, "somebody who was sent a SIP datagram cannot be reached");
                }
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_datagram_that_cannot_be_sent_is_lost_and_told_of_once() {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("loopback can be bound");
        let sockets = Sockets::new(vec![socket]).expect("it has an address");
        let outlet = Outlet { sockets: sockets.clone(), index: 0 };
        // From loopback there is no way to other machines.
        let [near, far] = ["127.0.0.1:9", "192.0.2.1:5060"].map(|address| address.parse().expect("an address"));

        for _ in 0..3 {
            assert_eq!(outlet.send_to(b"OPTIONS", far).await.ok(), Some(7));
        }
        assert_eq!(outlet.send_to(b"OPTIONS", near).await.ok(), Some(7));

        assert_eq!(sockets.may_complain(far), None, "it has been told");
        assert_eq!(sockets.may_complain(near), Some(0), "it has not");
    }
}
