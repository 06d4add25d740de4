//! The ways a call can go, one after another: gateways of a trunk, and the addresses of each name. RFC 3263 §4.3

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tracing::debug;

use crate::sip::core::Core;
use crate::sip::error::SipError;
use crate::sip::leg::OutgoingInvite;
use crate::sip::network::{Path, Target};
use crate::sip::text::NameAddr;
use crate::sip::trunk::Carrier;

/// What has not been tried yet, best first.
pub(super) struct Ways {
    core: Arc<Core>,
    carrier: Option<Arc<Carrier>>,
    left: VecDeque<Way>,
    /// Proxies on the way, nearest first.
    routes: Vec<String>,
}

struct Way {
    uri: String,
    /// Which gateway of the carrier it is.
    gateway: Option<usize>,
    /// Where the URI leads; `None`: that is not known yet.
    target: Option<Target>,
    /// It is open already.
    path: Option<Path>,
}

/// A way that is open.
pub(super) struct Taken {
    pub(super) path: Path,
    /// The Request-URI.
    pub(super) uri: String,
    /// What stands in Route.
    pub(super) routes: Vec<String>,
    gateway: Option<usize>,
}

impl Ways {
    /// To where an order says.
    ///
    /// # Errors
    /// [`SipError::Uri`] if its URI cannot be called.
    pub(super) fn direct(core: Arc<Core>, order: &OutgoingInvite) -> Result<Self, SipError> {
        let uri = order.target.clone();
        let target = order.outbound.map(|address| Target::at(address, &uri)).transpose()?;
        Ok(Self::only(core, Way { uri, gateway: None, target, path: None }, Vec::new()))
    }

    /// To whom an order says, along these proxies.
    pub(super) fn along(core: Arc<Core>, order: &OutgoingInvite, routes: Vec<String>) -> Self {
        Self::only(core, Way { uri: order.target.clone(), gateway: None, target: None, path: None }, routes)
    }

    /// Over a way that is open, to whom an order says.
    pub(super) fn over(core: Arc<Core>, order: &OutgoingInvite, path: Path) -> Self {
        Self::only(core, Way { uri: order.target.clone(), gateway: None, target: None, path: Some(path) }, Vec::new())
    }

    fn only(core: Arc<Core>, way: Way, routes: Vec<String>) -> Self {
        Self { core, carrier: None, left: VecDeque::from([way]), routes }
    }

    /// To a number, through a carrier.
    pub(super) fn through(core: Arc<Core>, carrier: Arc<Carrier>, number: &str) -> Self {
        let way = |index| Way { uri: carrier.uri_of(index, number), gateway: Some(index), target: None, path: None };
        let left = carrier.order().into_iter().map(way).collect();
        Self { core, carrier: Some(carrier), left, routes: Vec::new() }
    }

    /// Whether there is another one.
    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Opens the next way that a description may take.
    ///
    /// # Errors
    /// Why the last one could not be opened, when there are no more.
    pub(super) async fn next(&mut self, offer: &str) -> Result<Taken, SipError> {
        let mut last = SipError::Unreachable { target: "the callee".to_owned(), reason: "no way is left".to_owned() };
        while let Some(Way { uri, gateway, target, path }) = self.left.pop_front() {
            let routes = self.routes.clone();
            let first = routes.first().and_then(|route| NameAddr::parse(route)).map_or(uri.as_str(), |hop| hop.uri);
            let opened = match (path, target) {
                (Some(path), _) => Ok(path),
                (None, None) => match self.core.network.names.targets(first).await {
                    Ok(targets) => {
                        for target in targets.into_iter().rev() {
                            let way = Way { uri: uri.clone(), gateway, target: Some(target), path: None };
                            self.left.push_front(way);
                        }
                        continue;
                    }
                    Err(error) => Err(error),
                },
                (None, Some(target)) => self.core.way(&[target], None).await,
            };
            match opened.and_then(|path| self.core.may_offer(offer, &path).map(|()| path)) {
                Ok(path) => return Ok(Taken { path, uri, routes, gateway }),
                Err(error) => {
                    debug!("a way of the call cannot be opened: {error}");
                    self.silent(gateway, &error.to_string());
                    last = error;
                }
            }
        }
        Err(last)
    }

    /// Something came back over a way.
    pub(super) fn heard(&self, taken: &Taken) {
        if let (Some(carrier), Some(gateway)) = (&self.carrier, taken.gateway) {
            carrier.heard(gateway);
        }
    }

    /// Nothing came back over a way.
    pub(super) fn unanswered(&self, taken: &Taken) {
        self.silent(taken.gateway, "no answer to INVITE");
    }

    /// The other end has too much to do (503); it may say for how long.
    pub(super) fn busy(&self, taken: &Taken, length: Option<Duration>) {
        if let (Some(carrier), Some(gateway)) = (&self.carrier, taken.gateway) {
            carrier.busy(gateway, length.unwrap_or(BUSY).min(LONGEST));
        }
    }

    /// A gateway whose name leads to further addresses is not given up for one of them.
    fn silent(&self, gateway: Option<usize>, reason: &str) {
        if let (Some(carrier), Some(index)) = (&self.carrier, gateway)
            && !self.left.iter().any(|way| way.gateway == gateway)
        {
            carrier.silent(index, reason, Instant::now() + self.core.config.timers.t1 * 60);
        }
    }
}

/// How long a gateway that says nothing about it is left alone after a 503.
const BUSY: Duration = Duration::from_secs(10);
/// A gateway is not left alone for longer, whatever it says.
const LONGEST: Duration = Duration::from_secs(600);
