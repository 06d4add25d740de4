//! `[sip]`: where callers reach the engine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use xml_schema::Diagnostic;

use crate::config::item::Item;
use crate::config::messages;
use crate::config::section::Section;
use crate::sip::{Listen, Transport};

/// `[sip]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sip {
    /// Where SIP is listened on; at least one.
    pub listen: Vec<Listen>,
    /// The address told to others in place of the local one.
    pub public_address: Option<IpAddr>,
}

impl Sip {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let listen = section.list("listen", listener).filter(|list| !list.is_empty());
        Self {
            listen: listen.unwrap_or_else(|| Self::default().listen),
            public_address: section.value("public_address", |item| item.parsed("an IP address")),
        }
    }
}

impl Default for Sip {
    fn default() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 5060));
        let listen = [Transport::Udp, Transport::Tcp].map(|transport| Listen { transport, address });
        Self { listen: listen.to_vec(), public_address: None }
    }
}

/// `udp://127.0.0.1:5060`; the port may be left out.
fn listener(item: Item<'_, '_>) -> Result<Listen, Box<Diagnostic>> {
    let bad = || item.bad("udp://address:port or tcp://address:port");
    let (scheme, rest) = item.text()?.trim().split_once("://").ok_or_else(bad)?;
    let transport = match scheme {
        "udp" => Transport::Udp,
        "tcp" => Transport::Tcp,
        "tls" | "ws" | "wss" => return Err(messages::transport_not_yet(item.place, scheme).into()),
        _ => return Err(bad()),
    };
    let unbracketed = rest.trim_start_matches('[').trim_end_matches(']');
    let address = rest.parse().or_else(|_| unbracketed.parse().map(|ip: IpAddr| SocketAddr::from((ip, 5060))));
    let address = address.map_err(|_| bad().help("the address is a number, like 0.0.0.0 for all of this machine"))?;
    Ok(Listen { transport, address })
}
