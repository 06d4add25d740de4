//! What the parts of an endpoint share.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::{Header, Request, Response, StatusCode};
use rsipstack::transaction::endpoint::EndpointInnerRef;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::config::{AcceptPolicy, SipConfig, Transport};
use super::dialog::Table;
use super::error::SipError;
use super::guard::Buckets;
use super::leg::Invitation;
use super::network::{Network, Path, Streams, Target, connect, inside};
use super::registrar::Registrar;
use super::sdp::has_keys;
use super::text::NameAddr;
use super::trunk::Carriers;

/// The shared middle of an endpoint.
pub(super) struct Core {
    pub(super) stack: EndpointInnerRef,
    pub(super) network: Arc<Network>,
    pub(super) streams: Streams,
    pub(super) table: Table,
    pub(super) config: SipConfig,
    pub(super) carriers: Carriers,
    pub(super) registrar: Registrar,
    /// The tasks that keep registrations; they have a last word when the endpoint ends.
    pub(super) registrations: TaskTracker,
    /// Every task of the endpoint, so that its end can be awaited.
    pub(super) tasks: TaskTracker,
    /// Ends everything.
    pub(super) stop: CancellationToken,
    /// Ends the dialogs, each with what it needs.
    pub(super) drain: CancellationToken,
    /// Full when the engine does not keep up: then callers get 503.
    pub(super) invitations: mpsc::Sender<Invitation>,
    pub(super) admission: Mutex<Admission>,
}

/// Who may come in.
pub(super) struct Admission {
    pub(super) policy: AcceptPolicy,
    pub(super) calls: Option<Buckets>,
    pub(super) sources: Option<Buckets>,
}

impl Core {
    /// Whether one more call may come in from this address now; else after how many seconds to try again.
    pub(super) fn admit(&self, source: IpAddr) -> Result<(), u64> {
        let mut admission = self.admission.lock().unwrap_or_else(PoisonError::into_inner);
        if let AcceptPolicy::Unavailable { retry_after } = admission.policy {
            return Err(retry_after.as_secs().max(1));
        }
        if self.table.len() >= self.config.limits.dialogs {
            return Err(BUSY_SECONDS);
        }
        // First who calls too often: his calls must not count against the others.
        if admission.sources.as_mut().is_some_and(|calls| !calls.take(source, Instant::now())) {
            return Err(BUSY_SECONDS);
        }
        // One bucket for all sources together.
        let everybody = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let room = admission.calls.as_mut().is_none_or(|calls| calls.take(everybody, Instant::now()));
        if room { Ok(()) } else { Err(BUSY_SECONDS) }
    }

    /// Whether a description of ours may be offered to who is reached by `path`: keys not to everybody on the way.
    ///
    /// # Errors
    /// [`SipError::KeysInClear`].
    pub(super) fn may_offer(&self, offer: &str, path: &Path) -> Result<(), SipError> {
        let transport = path.transport;
        let kept = transport == Transport::Tls || self.config.keys_in_clear || self.network.is_here(path.remote);
        if kept || !has_keys(offer) { Ok(()) } else { Err(SipError::KeysInClear { transport }) }
    }

    /// An answer to a request, with our tag in To if it has none.
    pub(super) fn response(&self, request: &Request, status: u16, tag: &str) -> Response {
        let status = match status {
            // The stack has no phrase for what it does not know.
            status @ 100..=699 => StatusCode::from(status),
            _ => StatusCode::ServerInternalError,
        };
        let mut response = self.stack.make_response(request, status, None);
        for header in response.headers_mut().iter_mut() {
            if let Header::To(to) = header
                && NameAddr::parse(to.value()).is_none_or(|address| address.param("tag").is_none())
            {
                let tagged = format!("{};tag={tag}", to.value());
                to.replace(tagged);
            }
        }
        response
    }

    /// A connection to where datagrams go, for a message that is too long for them; none if nobody accepts it there.
    pub(super) async fn wider(&self, path: &Path) -> Option<Path> {
        if self.network.is_narrow(path.remote) {
            return None;
        }
        let target =
            Target { transport: Transport::Tcp, address: path.remote, name: "".into(), sips: false, open: false };
        match timeout(WIDER, self.way(&[target], None)).await {
            Ok(Ok(path)) => Some(path),
            Ok(Err(_)) | Err(_) => {
                self.network.note_narrow(path.remote);
                None
            }
        }
    }

    /// The way to ourselves.
    ///
    /// # Errors
    /// [`SipError::Unreachable`] when the endpoint ends.
    pub(super) async fn inside(&self) -> Result<Path, SipError> {
        let closed =
            |error: std::io::Error| SipError::Unreachable { target: "ourselves".to_owned(), reason: error.to_string() };
        inside(&self.streams).await.map(|link| self.network.along(link)).map_err(closed)
    }

    /// Opens a way to one of these targets, the first that works.
    ///
    /// # Errors
    /// [`SipError::Unreachable`] if none does.
    pub(super) async fn way(&self, targets: &[Target], socket: Option<usize>) -> Result<Path, SipError> {
        let mut reason = "we have no socket of its address family".to_owned();
        for target in targets {
            let path = match target.transport {
                Transport::Udp => self.network.datagrams(target.address, socket),
                Transport::Tcp | Transport::Tls => match self.network.open_link(target) {
                    None => match connect(target, &self.streams).await {
                        Ok(link) => Some(self.network.along(link)),
                        Err(error) => {
                            reason = format!("{}: {error}", target.address);
                            None
                        }
                    },
                    open => open,
                },
            };
            if let Some(path) = path {
                return Ok(Path { sips: target.sips, open: target.open, ..path });
            }
        }
        let target = targets.first().map(|target| target.address.to_string()).unwrap_or_default();
        Err(SipError::Unreachable { target, reason })
    }
}

/// How long a connection for a long message may take to open; there are still datagrams.
const WIDER: Duration = Duration::from_secs(2);
/// What Retry-After says when there are too many calls.
pub(super) const BUSY_SECONDS: u64 = 5;
