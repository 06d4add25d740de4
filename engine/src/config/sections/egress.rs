//! `[egress]`: where requests may go.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use xml_schema::Diagnostic;

use crate::config::Origin;
use crate::config::item::Item;
use crate::config::section::Section;

/// `[egress]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Egress {
    /// Origins that may have private and loopback addresses.
    pub origins: Vec<Origin>,
    /// Networks that are allowed whoever is there.
    pub networks: Vec<Network>,
    /// A PEM file of certificate authorities to trust beside the public ones.
    pub certificates: Option<PathBuf>,
}

impl Egress {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let mut egress = Self {
            certificates: section.value("certificates", |item| Ok(section.reader.path(&item.some_text()?))),
            ..Self::default()
        };
        for rule in section.list("allow", rule).unwrap_or_default() {
            match rule {
                Rule::Origin(origin) => egress.origins.push(origin),
                Rule::Network(network) => egress.networks.push(network),
            }
        }
        egress
    }

    /// The policy of demonstrations and tests: this machine may be reached too.
    pub fn with_loopback() -> Self {
        let networks = ["127.0.0.0/8", "::1/128"].iter().filter_map(|text| text.parse().ok()).collect();
        Self { networks, ..Self::default() }
    }
}

enum Rule {
    Origin(Origin),
    Network(Network),
}

fn rule(item: Item<'_, '_>) -> Result<Rule, Box<Diagnostic>> {
    let text = item.text()?.trim();
    if let Ok(network) = text.parse() {
        return Ok(Rule::Network(network));
    }
    text.parse().map(Rule::Origin).map_err(|()| {
        let found = item.bad("an origin like \"https://crm.example\" or a network like \"10.0.0.0/8\"");
        let help =
            "an origin is scheme, host and port, with no path behind it; a network has no bits behind its length";
        found.help(help).into()
    })
}

/// A range of IP addresses: `10.0.0.0/8`, `::1/128`; an address alone is a range of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    length: u8,
}

impl Network {
    /// Whether an address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                u32::from(network) == u32::from(address) & mask(32, self.length) as u32
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                u128::from(network) == u128::from(address) & mask(128, self.length)
            }
            _ => false,
        }
    }
}

/// The first `length` of `bits` bits set.
fn mask(bits: u32, length: u8) -> u128 {
    let host = bits.saturating_sub(length.into());
    let all = u128::MAX >> (128 - bits);
    if host >= 128 { 0 } else { all >> host << host }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let bits: u8 = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(bits), str::parse).map_err(|_| ())?;
        let network = Self { address, length };
        if length <= bits && network.contains(address) { Ok(network) } else { Err(()) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.address, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_contains_its_addresses_only() {
        assert!(network("10.0.0.0/8").contains(ip("10.255.0.1")));
        assert!(!network("10.0.0.0/8").contains(ip("11.0.0.1")));
        assert!(network("0.0.0.0/0").contains(ip("192.0.2.1")));
        assert!(network("::/0").contains(ip("2001:db8::1")));
        assert!(network("::1").contains(ip("::1")));
        assert!(!network("::/0").contains(ip("127.0.0.1")));
    }

    #[test]
    fn bits_behind_the_length_are_a_mistake() {
        for text in ["10.0.0.1/8", "10.0.0.0/33", "::1/129", "10.0.0/8", "10.0.0.0/", "crm.example"] {
            assert_eq!(text.parse::<Network>(), Err(()), "{text}");
        }
    }
}
