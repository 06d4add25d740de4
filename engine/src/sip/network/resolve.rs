//! Finds where a URI leads. RFC 3263

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use rsipstack::sip::{Host, HostWithPort, Transport as StackTransport, Uri as StackUri};
use rsipstack::transaction::endpoint::TargetLocator;
use rsipstack::transport::SipAddr;
use rsipstack::transport::transport_layer::DomainResolver;

use crate::sip::config::Transport;
use crate::sip::error::SipError;
use crate::sip::lot::{self, Candidate};
use crate::sip::text::Uri;

use super::dns::{Dns, Naptr};
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
    /// The URI does not say which transport: a long message may take another.
    pub(in crate::sip) open: bool,
}

impl Target {
    /// An address that is given, for a URI that says how to speak to it.
    ///
    /// # Errors
    /// [`SipError::Uri`] if the URI cannot be called.
    pub(in crate::sip) fn at(address: SocketAddr, text: &str) -> Result<Self, SipError> {
        let wrong = |reason| SipError::Uri { uri: text.to_owned(), reason };
        let uri = Uri::parse(text).ok_or(wrong("it cannot be read"))?;
        let named = transport(&uri).map_err(wrong)?;
        let (name, sips) = (uri.host.into(), uri.scheme == "sips");
        Ok(Self { transport: named.unwrap_or(Transport::Udp), address, name, sips, open: named.is_none() })
    }

    /// Where a connection to it leads.
    pub(super) fn far(&self) -> Far {
        let name = (self.transport == Transport::Tls).then(|| Arc::clone(&self.name));
        Far { transport: self.transport, address: self.address, name }
    }
}

/// Looks names up.
pub(in crate::sip) struct Names(Arc<Dns>);

impl Names {
    /// `servers`: whom to ask; none: whom the system asks.
    pub(in crate::sip) fn new(servers: &[SocketAddr]) -> Self {
        Self(Arc::new(Dns::new(servers)))
    }

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
        let open = transport.is_none();
        let target = |(transport, address)| Target { transport, address, name: Arc::clone(&name), sips, open };
        let plain = transport.unwrap_or(Transport::Udp);
        if let Ok(ip) = host.parse::<IpAddr>() {
            let address = SocketAddr::new(ip, uri.port.unwrap_or(plain.default_port()));
            return Ok(vec![target((plain, address))]);
        }
        let found = match uri.port {
            Some(port) => self.hosts(plain, host, port).await,
            None => self.services(host, transport).await,
        };
        if found.is_empty() {
            let reason = "the name is not known".to_owned();
            return Err(SipError::Unreachable { target: host.to_owned(), reason });
        }
        Ok(found.into_iter().take(TARGETS).map(target).collect())
    }

    /// What a name offers: by NAPTR if the transport is open, by SRV, else its own addresses.
    async fn services(&self, host: &str, transport: Option<Transport>) -> Vec<(Transport, SocketAddr)> {
        let found = match transport {
            Some(transport) => self.servers(transport, &service(transport, host)).await,
            None => self.offered(host).await,
        };
        if !found.is_empty() {
            return found;
        }
        let plain = transport.unwrap_or(Transport::Udp);
        self.hosts(plain, host, plain.default_port()).await
    }

    /// What a name offers over whichever transport, best first. §4.1
    async fn offered(&self, host: &str) -> Vec<(Transport, SocketAddr)> {
        let mut records = self.0.naptr(host).await;
        records.sort_by_key(|naptr| (naptr.order, naptr.preference));
        let offered: Vec<_> =
            records.into_iter().filter_map(|naptr| Some((offers(&naptr)?, naptr.replacement))).collect();
        if !offered.is_empty() {
            let mut found = Vec::new();
            for (transport, service) in offered {
                found.extend(self.servers(transport, &service).await);
            }
            return found;
        }
        let servers = async |transport| self.servers(transport, &service(transport, host)).await;
        let (udp, tcp, tls) = tokio::join!(servers(Transport::Udp), servers(Transport::Tcp), servers(Transport::Tls));
        [udp, tcp, tls].concat()
    }

    /// The servers of a service in the order of their priorities, by lot within one.
    async fn servers(&self, transport: Transport, service: &str) -> Vec<(Transport, SocketAddr)> {
        let records = self.0.srv(service).await;
        let candidate = |srv: &super::dns::Srv| Candidate { priority: srv.priority, weight: srv.weight, up: true };
        let candidates: Vec<_> = records.iter().map(candidate).collect();
        let mut found = Vec::new();
        for index in lot::order(&candidates, |below| rand::random_range(0..below)) {
            // RFC 2782: a single dot says that the service is not there.
            let Some(srv) = records.get(index).filter(|srv| srv.target != ".") else { continue };
            found.extend(self.hosts(transport, &srv.target, srv.port).await);
            if found.len() >= TARGETS {
                break;
            }
        }
        found
    }

    async fn hosts(&self, transport: Transport, host: &str, port: u16) -> Vec<(Transport, SocketAddr)> {
        let found = self.0.addresses(host).await;
        found.into_iter().map(|ip| (transport, SocketAddr::new(ip, port))).collect()
    }

    /// Tells the stack where an ACK goes.
    pub(in crate::sip) fn datagrams(&self) -> FixedUdp {
        FixedUdp(Arc::clone(&self.0))
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

/// The transport of a NAPTR record, if we have it. §4.1
fn offers(naptr: &Naptr) -> Option<Transport> {
    match naptr.service.as_str() {
        "SIP+D2U" => Some(Transport::Udp),
        "SIP+D2T" => Some(Transport::Tcp),
        "SIPS+D2T" => Some(Transport::Tls),
        _ => None,
    }
}

/// The name of the SRV records of a transport.
fn service(transport: Transport, host: &str) -> String {
    match transport {
        Transport::Udp => format!("_sip._udp.{host}"),
        Transport::Tcp => format!("_sip._tcp.{host}"),
        Transport::Tls => format!("_sips._tcp.{host}"),
    }
}

/// Addresses that are tried for one URI; a name may have any number.
const TARGETS: usize = 16;

/// Tells the stack where an ACK goes: by datagram, always. It asks only for those; left alone it would open TCP
/// connections of its own, past the guard.
pub(in crate::sip) struct FixedUdp(Arc<Dns>);

#[async_trait::async_trait]
impl TargetLocator for FixedUdp {
    async fn locate(&self, uri: &StackUri) -> rsipstack::Result<SipAddr> {
        let port = uri.host_with_port.port.map_or(5060, u16::from);
        let ip = match &uri.host_with_port.host {
            Host::IpAddr(ip) => *ip,
            Host::Domain(name) => {
                let found = self.0.addresses(&name.0).await;
                *found.first().ok_or_else(|| rsipstack::Error::Error(format!("{name} is not known")))?
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
