//! The sockets, and the ways they open to a peer.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rsipstack::sip::HostWithPort;
use rsipstack::transport::{SipAddr, SipConnection};
use tokio_util::sync::CancellationToken;

use super::config::{Listen, Transport};
use super::convert::{Source, stack_transport};

mod dns;
mod intake;
mod links;
mod resolve;
mod stream;
mod tls;
mod udp;

pub(super) use intake::Intake;
use links::{Far, Link, Links};
pub(super) use resolve::{Names, Target};
pub(super) use stream::{Streams, accept, connect, inside};
pub(super) use tls::Tls;
pub(super) use udp::{Sockets, read};

/// All sockets of an endpoint.
pub(super) struct Network {
    sockets: Sockets,
    /// One for each socket, in the same order.
    udp: Vec<SipConnection>,
    listens: Vec<Listen>,
    public: Option<IpAddr>,
    links: Links,
    pub(super) names: Names,
    /// Who has turned out to take datagrams only, and until when that is believed.
    narrow: Mutex<HashMap<SocketAddr, Instant>>,
}

/// A way to one peer: which socket, which address, and what we call ourselves there.
#[derive(Clone)]
pub(super) struct Path {
    pub(super) transport: Transport,
    /// Our address as the peer should see it.
    pub(super) local: SocketAddr,
    pub(super) remote: SocketAddr,
    pub(super) connection: SipConnection,
    /// Cancelled when a connection is gone; datagrams have no such moment.
    pub(super) closed: CancellationToken,
    /// Which UDP socket it leaves from.
    pub(super) socket: Option<usize>,
    /// The name that the certificate at the other end was checked for.
    pub(super) name: Option<Arc<str>>,
    /// The peer is called by a `sips:` URI, and so are we.
    pub(super) sips: bool,
    /// A message that is too long for datagrams may take another transport.
    pub(super) open: bool,
}

impl Path {
    /// A Via value with a new branch.
    pub(super) fn via(&self) -> String {
        let branch: u128 = rand::random();
        format!("SIP/2.0/{} {};branch=z9hG4bK{branch:032x};rport", self.transport, self.local)
    }

    /// Our Contact value.
    pub(super) fn contact(&self) -> String {
        self.contact_of("dialtree")
    }

    /// The Contact of an account of ours, escaped. RFC 3261 §8.1.1.8: `sips:` if the request's own URI is.
    pub(super) fn contact_of(&self, user: &str) -> String {
        let local = self.local;
        match self.transport {
            Transport::Udp => format!("<sip:{user}@{local}>"),
            Transport::Tcp => format!("<sip:{user}@{local};transport=tcp>"),
            Transport::Tls if self.sips => format!("<sips:{user}@{local}>"),
            Transport::Tls => format!("<sip:{user}@{local};transport=tls>"),
        }
    }

    /// Our host as it stands in a URI.
    pub(super) fn host(&self) -> String {
        match self.local.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        }
    }

    pub(super) fn destination(&self) -> SipAddr {
        SipAddr { r#type: Some(stack_transport(self.transport)), addr: HostWithPort::from(self.remote) }
    }
}

impl Network {
    pub(super) fn new(
        sockets: Sockets,
        udp: Vec<SipConnection>,
        listens: Vec<Listen>,
        public: Option<IpAddr>,
        names: Names,
    ) -> Arc<Self> {
        Arc::new(Self { sockets, udp, listens, public, links: Links::default(), names, narrow: Mutex::default() })
    }

    /// Where we listen, with real ports.
    pub(super) fn listens(&self) -> &[Listen] {
        &self.listens
    }

    /// Whether that is ourselves.
    pub(super) fn is_here(&self, remote: SocketAddr) -> bool {
        self.listens.iter().any(|Listen { address, .. }| {
            let everywhere = address.ip().is_unspecified() && remote.ip().is_loopback();
            address.port() == remote.port() && (everywhere || address.ip() == remote.ip())
        })
    }

    /// The way back to whoever sent a request.
    pub(super) fn back(&self, source: Source) -> Option<Path> {
        match source.transport {
            Transport::Udp => self.datagrams(source.address, Some(source.number)),
            Transport::Tcp | Transport::Tls => self.links.get(source.number).map(|link| self.along(link)),
        }
    }

    /// A way by datagrams: from the socket asked for, if it speaks the peer's address family.
    pub(super) fn datagrams(&self, remote: SocketAddr, socket: Option<usize>) -> Option<Path> {
        let index = self.sockets.choose(remote, socket)?;
        let local = self.advertised(self.sockets.address(index)?, remote);
        let connection = self.udp.get(index)?.clone();
        let closed = CancellationToken::new();
        let (transport, socket) = (Transport::Udp, Some(index));
        Some(Path { transport, local, remote, connection, closed, socket, name: None, sips: false, open: false })
    }

    /// The way over the connection that somebody has opened to us, if it still is.
    pub(super) fn flow(&self, transport: Transport, address: SocketAddr) -> Option<Path> {
        self.links.to(&Far { transport, address, name: None }).map(|link| self.along(link))
    }

    /// Sends an empty datagram, so that a NAT remembers the way. RFC 5626 §3.5.1, from the other side
    pub(super) async fn poke(&self, remote: SocketAddr, socket: usize) {
        self.sockets.send(b"\r\n\r\n", remote, socket).await;
    }

    /// The way over a connection that is open.
    pub(super) fn open_link(&self, target: &Target) -> Option<Path> {
        self.links.to(&target.far()).map(|link| self.along(link))
    }

    /// The way over this connection.
    pub(super) fn along(&self, link: Link) -> Path {
        let Link { far: Far { transport, address, name }, connection, local, closed } = link;
        let local = self.stream_address(transport, local, address);
        Path { transport, local, remote: address, connection, closed, socket: None, name, sips: false, open: false }
    }

    /// Open connections.
    pub(super) fn connections(&self) -> usize {
        self.links.len()
    }

    /// Whether somebody is known to take datagrams only.
    pub(super) fn is_narrow(&self, remote: SocketAddr) -> bool {
        let narrow = self.narrow.lock().unwrap_or_else(PoisonError::into_inner);
        narrow.get(&remote).is_some_and(|until| Instant::now() < *until)
    }

    /// Remembers that somebody takes datagrams only.
    pub(super) fn note_narrow(&self, remote: SocketAddr) {
        let (now, mut narrow) = (Instant::now(), self.narrow.lock().unwrap_or_else(PoisonError::into_inner));
        narrow.retain(|_, until| now < *until);
        narrow.insert(remote, now + NARROW);
    }

    /// What to write into Via and Contact of a stream: where we accept connections, else the connection's own end.
    fn stream_address(&self, transport: Transport, local: SocketAddr, remote: SocketAddr) -> SocketAddr {
        let accepts = |listen: &&Listen| {
            let ip = listen.address.ip();
            listen.transport == transport
                && ip.is_ipv4() == local.is_ipv4()
                && (ip.is_unspecified() || ip == local.ip())
        };
        match self.listens.iter().find(accepts) {
            Some(listen) => self.advertised(SocketAddr::new(local.ip(), listen.address.port()), remote),
            None => self.advertised(local, remote),
        }
    }

    /// Our address as `remote` should see it: the public one, else the one packets to it leave from.
    fn advertised(&self, local: SocketAddr, remote: SocketAddr) -> SocketAddr {
        let ip = match self.public {
            Some(public) if public.is_ipv4() == local.is_ipv4() => public,
            _ if local.ip().is_unspecified() => udp::source_address(remote).unwrap_or(local.ip()),
            _ => local.ip(),
        };
        SocketAddr::new(ip, local.port())
    }
}

/// After this long somebody without TCP is asked again.
const NARROW: Duration = Duration::from_secs(600);
