//! `[sip]`: where callers reach the engine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use xml_schema::Diagnostic;

use crate::config::Secret;
use crate::config::item::Item;
use crate::config::messages;
use crate::config::section::Section;
use crate::sip::{Listen, SCANNERS, TlsConfig, TlsIdentity, Transport, pem};

/// `[sip]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sip {
    /// Where SIP is listened on; at least one.
    pub listen: Vec<Listen>,
    /// The address told to others in place of the local one.
    pub public_address: Option<IpAddr>,
    /// Certificates.
    pub tls: TlsConfig,
    /// Programs whose requests get no answer, by their User-Agent.
    pub ignore: Vec<String>,
    /// Numbers that telephones may have put into their place; `*` stands for any characters.
    pub transfers: Vec<String>,
    /// Whom to ask for names; none: whom the system asks.
    pub name_servers: Vec<SocketAddr>,
}

impl Sip {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let listen = section.list("listen", listener).filter(|list| !list.is_empty());
        let listen = listen.unwrap_or_else(|| Self::default().listen);
        let listens = listen.iter().any(|listen| listen.transport == Transport::Tls);
        if listens && !section.has("tls") {
            let is_tls = |item: &Item<'_, '_>| item.text().is_ok_and(|text| text.trim().starts_with("tls://"));
            let place = section.list("listen", |item| Ok((is_tls(&item), item.place)));
            let place = place.and_then(|list| list.into_iter().find(|(is_tls, _)| *is_tls));
            section.reader.report(messages::no_certificate(place.map_or(section.place(), |(_, place)| place)));
        }
        let tls = section.inner("tls", &["certificate", "key", "ca", "client_ca"]);
        Self {
            listen,
            public_address: section.value("public_address", |item| item.parsed("an IP address")),
            tls: tls.map(|tls| certificates(&tls, listens)).unwrap_or_default(),
            ignore: section.list("ignore", |item| item.some_text()).unwrap_or_else(|| Self::default().ignore),
            transfers: section.list("transfers", |item| item.some_text()).unwrap_or_default(),
            name_servers: section.list("name_servers", name_server).unwrap_or_default(),
        }
    }
}

impl Default for Sip {
    fn default() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 5060));
        let listen = [Transport::Udp, Transport::Tcp].map(|transport| Listen { transport, address });
        let ignore = SCANNERS.map(str::to_owned).to_vec();
        Self {
            listen: listen.to_vec(),
            public_address: None,
            tls: TlsConfig::default(),
            ignore,
            transfers: Vec::new(),
            name_servers: Vec::new(),
        }
    }
}

/// `tls = { … }`: certificate and key go together, and whoever listens needs both.
fn certificates(tls: &Section<'_, '_>, listens: bool) -> TlsConfig {
    let path = |item: Item<'_, '_>| {
        let path = tls.reader.path(&item.some_text()?);
        let unusable = |why: String| messages::file(item.place, &path, &why);
        pem::certificates(&path).map_err(unusable)?;
        Ok(path)
    };
    let secret = |item: Item<'_, '_>| {
        let secret = Secret::read(item, tls.reader)?;
        pem::key(&secret).map_err(|why| item.bad("a private key in PEM").help(why))?;
        Ok(secret)
    };
    let either = listens || tls.has("certificate") || tls.has("key");
    let identity = either.then(|| (tls.required("certificate", path), tls.required("key", secret)));
    let identity = match identity {
        Some((Some(certificate), Some(key))) => Some(TlsIdentity { certificate, key }),
        _ => None,
    };
    if let Some(Err(why)) = identity.as_ref().map(pem::belong_together) {
        tls.reader.report(messages::unfit(tls.place(), why));
    }
    TlsConfig { identity, ca: tls.value("ca", path), client_ca: tls.value("client_ca", path) }
}

/// An address, with a port if it is not 53.
fn name_server(item: Item<'_, '_>) -> Result<SocketAddr, Box<Diagnostic>> {
    let text = item.text()?.trim();
    let address = text.parse().or_else(|_| text.parse().map(|ip: IpAddr| SocketAddr::new(ip, 53)));
    address.map_err(|_| item.bad("an IP address, with a port if it is not 53"))
}

/// `udp://127.0.0.1:5060`; the port may be left out.
fn listener(item: Item<'_, '_>) -> Result<Listen, Box<Diagnostic>> {
    let text = item.text()?.trim();
    let (scheme, _) = text.split_once("://").unwrap_or_default();
    if matches!(scheme, "ws" | "wss") {
        return Err(messages::transport_not_yet(item.place, scheme).into());
    }
    let bad = || item.bad("udp://address:port, tcp://address:port or tls://address:port");
    text.parse().map_err(|_| match bad() {
        told if told.help.is_some() => told,
        told => told.help("the address is a number, like 0.0.0.0 for all of this machine").into(),
    })
}
