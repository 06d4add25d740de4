//! Finds where a URI leads: RFC 3263 without NAPTR.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rsipstack::resolver::SipResolver;
use rsipstack::sip::{Domain, Host, HostWithPort, Transport as StackTransport, Uri as StackUri};
use rsipstack::transaction::endpoint::TargetLocator;
use rsipstack::transport::SipAddr;
use rsipstack::transport::transport_layer::DomainResolver;
use tokio::net::lookup_host;
use tokio::time::timeout;

use crate::sip::config::Transport;
use crate::sip::error::SipError;
use crate::sip::text::Uri;

use super::links::Far;

/// Where a request can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sip) struct Target {
    pub(in crate::sip) transport: Transport,
    pub(in crate::sip) address: SocketAddr,
    /// The name that a certificate must have; RFC 5922 §4: the one that was looked up, not what it led to.
    pub(in crate::sip) name: Arc<str>,
    /// It was found for a `sips:` URI.
    pub(in crate::sip) sips: bool,
}

impl Target {
    /// An address that is given, for a URI that says how to speak to it.
    ///
    /// # Errors
    /// [`SipError::Uri`] if the URI cannot be called.
    pub(in crate::sip) fn at(address: SocketAddr, text: &str) -> Result<Self, SipError> {
        let wrong = |reason| SipError::Uri { uri: text.to_owned(), reason };
        let uri = Uri::parse(text).ok_or(wrong("it cannot be read"))?;
        let transport = transport(&uri).map_err(wrong)?.unwrap_or(Transport::Udp);
        Ok(Self { transport, address, name: uri.host.into(), sips: uri.scheme == "sips" })
    }

    /// Where a connection to it leads.
    pub(super) fn far(&self) -> Far {
        let name = (self.transport == Transport::Tls).then(|| Arc::clone(&self.name));
        Far { transport: self.transport, address: self.address, name }
    }
}

/// Looks names up.
#[derive(Default)]
pub(in crate::sip) struct Names(OnceLock<SipResolver>);

impl Names {
    /// The addresses of a URI, best first.
    ///
    /// # Errors
    /// [`SipError`] if the URI cannot be called or its name leads nowhere.
    pub(in crate::sip) async fn targets(&self, text: &str) -> Result<Vec<Target>, SipError> {
        let wrong = |reason| SipError::Uri { uri: text.to_owned(), reason };
        let uri = Uri::parse(text).ok_or(wrong("it cannot be read"))?;
        let sips = uri.scheme == "sips";
        let transport = transport(&uri).map_err(wrong)?;
        let host = uri.param("maddr").unwrap_or(uri.host);
        let name: Arc<str> = uri.host.into();
        let target = |(transport, address)| Target { transport, address, name: Arc::clone(&name), sips };
        let plain = transport.unwrap_or(if sips { Transport::Tls } else { Transport::Udp });
        if let Ok(ip) = host.parse::<IpAddr>() {
            let address = SocketAddr::new(ip, uri.port.unwrap_or(plain.default_port()));
            return Ok(vec![target((plain, address))]);
        }
        let found = match uri.port {
            Some(port) => addresses(host, port).await.into_iter().map(|address| (plain, address)).collect(),
            None => self.services(host, transport, plain).await,
        };
        if found.is_empty() {
            let reason = "the name is not known".to_owned();
            return Err(SipError::Unreachable { target: host.to_owned(), reason });
        }
        Ok(found.into_iter().map(target).collect())
    }

    /// SRV records, and the name's own addresses if there are none.
    async fn services(
        &self,
        host: &str,
        transport: Option<Transport>,
        plain: Transport,
    ) -> Vec<(Transport, SocketAddr)> {
        let resolver = self.0.get_or_init(SipResolver::default);
        let wanted = transport.map(crate::sip::convert::stack_transport);
        let domain = Domain::from(host);
        let answer = timeout(LOOKUP, resolver.lookup(&domain, None, wanted, plain == Transport::Tls)).await;
        let known = |transport| match transport {
            StackTransport::Udp => Some(Transport::Udp),
            StackTransport::Tcp => Some(Transport::Tcp),
            StackTransport::Tls => Some(Transport::Tls),
            _ => None,
        };
        let records = answer.ok().and_then(Result::ok).unwrap_or_default();
        let services: Vec<_> =
            records.into_iter().filter_map(|record| Some((known(record.transport)?, record.addr))).collect();
        if !services.is_empty() {
            return services;
        }
        addresses(host, plain.default_port()).await.into_iter().map(|address| (plain, address)).collect()
    }
}

/// What a URI says about the transport.
fn transport(uri: &Uri<'_>) -> Result<Option<Transport>, &'static str> {
    let named = uri.param("transport").map(str::to_ascii_lowercase);
    match (uri.scheme.as_str(), named.as_deref()) {
        ("sip", None) => Ok(None),
        ("sip", Some("udp")) => Ok(Some(Transport::Udp)),
        ("sip", Some("tcp")) => Ok(Some(Transport::Tcp)),
        // RFC 3261 §26.2.2: `tcp` says what TLS runs over.
        ("sips", None | Some("tls" | "tcp")) | ("sip", Some("tls")) => Ok(Some(Transport::Tls)),
        ("sip" | "sips", _) => Err("only udp, tcp and tls can be used"),
        _ => Err("it does not start with sip: or sips:"),
    }
}

/// The system's answer for a name; nothing if there is none in time.
async fn addresses(host: &str, port: u16) -> Vec<SocketAddr> {
    match timeout(LOOKUP, lookup_host((host, port))).await {
        Ok(Ok(found)) => found.collect(),
        _ => Vec::new(),
    }
}

/// Tells the stack where an ACK goes: by datagram, always. It asks only for those; left alone it would open TCP
/// connections of its own, past the guard.
pub(in crate::sip) struct FixedUdp;

#[async_trait::async_trait]
impl TargetLocator for FixedUdp {
    async fn locate(&self, uri: &StackUri) -> rsipstack::Result<SipAddr> {
        let port = uri.host_with_port.port.map_or(5060, u16::from);
        let ip = match &uri.host_with_port.host {
            Host::IpAddr(ip) => *ip,
            Host::Domain(name) => {
                let found = addresses(&name.0, port).await;
                let first = found.first().map(SocketAddr::ip);
                first.ok_or_else(|| rsipstack::Error::Error(format!("{name} is not known")))?
            }
        };
        Ok(SipAddr { r#type: Some(StackTransport::Udp), addr: HostWithPort::from(SocketAddr::new(ip, port)) })
    }
}

#[async_trait::async_trait]
impl DomainResolver for FixedUdp {
    async fn resolve(&self, target: &SipAddr) -> rsipstack::Result<SipAddr> {
        let uri = StackUri { host_with_port: target.addr.clone(), ..StackUri::default() };
        let found = self.locate(&uri).await?;
        Ok(SipAddr { r#type: target.r#type, ..found })
    }
}

/// A name server has this long.
const LOOKUP: Duration = Duration::from_secs(3);
