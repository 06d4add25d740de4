//! The sockets, and the ways they open to a peer.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use rsipstack::sip::{HostWithPort, Transport as StackTransport};
use rsipstack::transport::{SipAddr, SipConnection};
use tokio_util::sync::CancellationToken;

use super::config::{Listen, Transport};
use super::convert::Source;

mod intake;
mod resolve;
mod tcp;
mod udp;

pub(super) use intake::Intake;
pub(super) use resolve::{FixedUdp, Names, Target};
pub(super) use tcp::{Link, Streams, accept, connect};
pub(super) use udp::{Sockets, read};

/// All sockets of an endpoint.
pub(super) struct Network {
    sockets: Sockets,
    /// One for each socket, in the same order.
    udp: Vec<SipConnection>,
    listens: Vec<Listen>,
    public: Option<IpAddr>,
    links: Mutex<HashMap<SocketAddr, Link>>,
    pub(super) names: Names,
}

/// A way to one peer: which socket, which address, and what we call ourselves there.
#[derive(Clone)]
pub(super) struct Path {
    pub(super) transport: Transport,
    /// Our address as the peer should see it.
    pub(super) local: SocketAddr,
    pub(super) remote: SocketAddr,
    pub(super) connection: SipConnection,
    /// Cancelled when a TCP connection is gone; datagrams have no such moment.
    pub(super) closed: CancellationToken,
    /// Which UDP socket it leaves from.
    pub(super) socket: Option<usize>,
}

impl Path {
    /// A Via value with a new branch.
    pub(super) fn via(&self) -> String {
        let branch: u128 = rand::random();
        format!("SIP/2.0/{} {};branch=z9hG4bK{branch:032x};rport", self.transport, self.local)
    }

    /// Our Contact value.
    pub(super) fn contact(&self) -> String {
        match self.transport {
            Transport::Udp => format!("<sip:dialtree@{}>", self.local),
            Transport::Tcp => format!("<sip:dialtree@{};transport=tcp>", self.local),
        }
    }

    pub(super) fn destination(&self) -> SipAddr {
        let transport = match self.transport {
            Transport::Udp => StackTransport::Udp,
            Transport::Tcp => StackTransport::Tcp,
        };
        SipAddr { r#type: Some(transport), addr: HostWithPort::from(self.remote) }
    }
}

impl Network {
    pub(super) fn new(
        sockets: Sockets,
        udp: Vec<SipConnection>,
        listens: Vec<Listen>,
        public: Option<IpAddr>,
    ) -> Arc<Self> {
        Arc::new(Self { sockets, udp, listens, public, links: Mutex::default(), names: Names::default() })
    }

    /// Where we listen, with real ports.
    pub(super) fn listens(&self) -> &[Listen] {
        &self.listens
    }

    /// The way back to whoever sent a request.
    pub(super) fn back(&self, source: Source) -> Option<Path> {
        match source.transport {
            Transport::Udp => self.datagrams(source.address, Some(source.listener)),
            Transport::Tcp => self.open_link(source.address),
        }
    }

    /// A way by datagrams: from the socket asked for, if it speaks the peer's address family.
    pub(super) fn datagrams(&self, remote: SocketAddr, socket: Option<usize>) -> Option<Path> {
        let index = self.sockets.choose(remote, socket)?;
        let local = self.advertised(self.sockets.address(index)?, remote);
        let connection = self.udp.get(index)?.clone();
        let closed = CancellationToken::new();
        Some(Path { transport: Transport::Udp, local, remote, connection, closed, socket: Some(index) })
    }

    /// The way over a connection that is open.
    pub(super) fn open_link(&self, remote: SocketAddr) -> Option<Path> {
        let link = self.links().get(&remote).cloned()?;
        let closed = link.closed.clone();
        let local = self.stream_address(link.local, remote);
        (!closed.is_cancelled()).then(|| Path {
            transport: Transport::Tcp,
            local,
            remote,
            connection: link.connection,
            closed,
            socket: None,
        })
    }

    /// Files a connection; a newer one to the same peer takes the older one's place.
    pub(super) fn add_link(&self, remote: SocketAddr, link: Link) {
        self.links().insert(remote, link);
    }

    /// Forgets a connection, unless a newer one has taken its place.
    pub(super) fn remove_link(&self, remote: SocketAddr, closed: &CancellationToken) {
        closed.cancel();
        let mut links = self.links();
        if links.get(&remote).is_some_and(|link| link.closed.is_cancelled()) {
            links.remove(&remote);
        }
    }

    /// Open connections.
    pub(super) fn link_count(&self) -> usize {
        self.links().len()
    }

    /// What to write into Via and Contact of a stream: where we accept connections, else the connection's own end.
    fn stream_address(&self, local: SocketAddr, remote: SocketAddr) -> SocketAddr {
        let accepts = |listen: &&Listen| {
            let ip = listen.address.ip();
            listen.transport == Transport::Tcp
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

    fn links(&self) -> std::sync::MutexGuard<'_, HashMap<SocketAddr, Link>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
