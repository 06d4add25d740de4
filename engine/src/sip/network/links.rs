//! The open connections: found by number, or by where they lead.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rsipstack::transport::SipConnection;
use tokio_util::sync::CancellationToken;

use crate::sip::config::Transport;

/// An open connection, as the rest of the network sees it.
#[derive(Clone)]
pub(in crate::sip) struct Link {
    pub(super) far: Far,
    pub(super) connection: SipConnection,
    pub(super) local: SocketAddr,
    pub(super) closed: CancellationToken,
}

/// Where a connection leads. Two names at one address are two: each has shown its own certificate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::sip) struct Far {
    pub(super) transport: Transport,
    pub(super) address: SocketAddr,
    /// The name its certificate was checked for; none without TLS, or if it came to us.
    pub(super) name: Option<Arc<str>>,
}

/// All open connections of an endpoint.
#[derive(Default)]
pub(super) struct Links(Mutex<Open>);

#[derive(Default)]
struct Open {
    last: usize,
    links: HashMap<usize, Link>,
    /// The newest connection to each.
    ways: HashMap<Far, usize>,
    /// Who wants one that is not open yet waits here for the one who opens it.
    turns: HashMap<Far, Arc<tokio::sync::Mutex<()>>>,
}

impl Links {
    /// Files a connection and numbers it. A newer one to the same peer is used for what is sent next.
    pub fn add(&self, link: Link) -> usize {
        let mut open = self.lock();
        open.last += 1;
        let number = open.last;
        open.ways.insert(link.far.clone(), number);
        open.links.insert(number, link);
        number
    }

    /// Closes a connection and forgets it.
    pub fn remove(&self, number: usize) {
        let mut open = self.lock();
        let Some(link) = open.links.remove(&number) else { return };
        link.closed.cancel();
        if open.ways.get(&link.far) == Some(&number) {
            open.ways.remove(&link.far);
        }
    }

    /// The connection of a number, while it is open.
    pub fn get(&self, number: usize) -> Option<Link> {
        self.lock().links.get(&number).filter(|link| !link.closed.is_cancelled()).cloned()
    }

    /// An open connection that leads there.
    pub fn to(&self, far: &Far) -> Option<Link> {
        let open = self.lock();
        let number = open.ways.get(far)?;
        open.links.get(number).filter(|link| !link.closed.is_cancelled()).cloned()
    }

    /// Whoever holds it opens the connection; the others find it open.
    pub fn turn(&self, far: &Far) -> Arc<tokio::sync::Mutex<()>> {
        let mut open = self.lock();
        open.turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(open.turns.entry(far.clone()).or_default())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lock().links.len()
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
