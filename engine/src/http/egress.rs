//! Which addresses requests may reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::error::FetchError;
use crate::config::{Egress, Origin};

/// `[egress]`, as it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Policy {
    egress: Egress,
    /// What links to our own recordings begin with.
    recordings: Option<Url>,
}

/// What kind of address something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Anybody's.
    Public,
    /// This machine's or this network's.
    Private,
    /// The link's; clouds answer there with their secrets.
    Link,
    /// Nobody's: multicast, broadcast, reserved.
    Never,
}

impl Policy {
    pub const fn new(egress: Egress) -> Self {
        Self { egress, recordings: None }
    }

    /// The same, and our own recordings may be had wherever we serve them, and nothing else from there.
    pub fn with_recordings(self, recordings: Option<Url>) -> Self {
        Self { recordings, ..self }
    }

    /// Whether an origin is listed by name, or the URL that of a recording of ours.
    pub fn lists(&self, url: &Url, origin: &Origin) -> bool {
        let ours = |ours: &Url| url.origin() == ours.origin() && url.path().starts_with(ours.path());
        self.recordings.as_ref().is_some_and(ours) || self.egress.origins.contains(origin)
    }

    /// Whether an address may be connected to. `listed`: its origin is.
    pub fn allows(&self, address: IpAddr, listed: bool) -> bool {
        let address = meant(address);
        match kind(address) {
            Kind::Public => true,
            Kind::Never => false,
            Kind::Private if listed => true,
            Kind::Private | Kind::Link => self.egress.networks.iter().any(|network| network.contains(address)),
        }
    }

    /// Checks a URL whose host is an address, in whatever spelling: no resolver will see it.
    ///
    /// # Errors
    /// [`FetchError::Forbidden`].
    pub fn check(&self, url: &Url, listed: bool) -> Result<(), FetchError> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        if self.allows(address, listed) {
            return Ok(());
        }
        Err(FetchError::Forbidden { host: url.host_str().unwrap_or_default().to_owned(), address })
    }
}

/// The address that packets go to in the end: the IPv4 one within mapped, translated and tunnelled IPv6 ones.
fn meant(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let low = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match v6.segments() {
        // ::ffff:0:0/96 mapped, ::/96 compatible (but not :: and ::1), 64:ff9b::/96 NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, a, b] | [0x64, 0xff9b, 0, 0, 0, 0, a, b] => low(a, b),
        [0, 0, 0, 0, 0, 0, a, b] if a != 0 => low(a, b),
        // 6to4 (RFC 3056).
        [0x2002, a, b, ..] => low(a, b),
        _ => address,
    }
}

fn kind(address: IpAddr) -> Kind {
    match address {
        IpAddr::V4(v4) => kind_v4(v4),
        IpAddr::V6(v6) => kind_v6(v6),
    }
}

fn kind_v4(address: Ipv4Addr) -> Kind {
    match address.octets() {
        [127, ..] | [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Kind::Private,
        // Shared by carriers and clouds (RFC 6598); benchmarks (RFC 2544).
        [100, 64..=127, ..] | [198, 18..=19, ..] => Kind::Private,
        [169, 254, ..] => Kind::Link,
        // Alibaba's metadata stands in the shared range and is caught there. "This network", documentation, reserved:
        [0, ..] | [192, 0, 0, _] | [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Kind::Never,
        [224..=255, ..] => Kind::Never,
        _ => Kind::Public,
    }
}

fn kind_v6(address: Ipv6Addr) -> Kind {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => Kind::Private,
        // Amazon's metadata stands in a unique local address.
        [0xfd00, 0xec2, ..] => Kind::Link,
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Kind::Private,
        [0xfe80..=0xfebf, ..] => Kind::Link,
        [0xff00..=0xffff, ..] | [0x2001, 0xdb8, ..] | [0x100, 0, 0, 0, ..] => Kind::Never,
        [0, 0, 0, 0, 0, 0, 0, 0] => Kind::Never,
        // Teredo hides its IPv4 address; nobody serves there.
        [0x2001, 0, ..] => Kind::Never,
        _ => Kind::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(policy: &Policy, address: &str) -> bool {
        policy.allows(address.parse().unwrap(), false)
    }

    #[test]
    fn only_public_addresses_are_allowed_without_being_listed() {
        let policy = Policy::new(Egress::default());

        for address in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "172.32.0.1", "64:ff9b::101:101"] {
            assert!(allows(&policy, address), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "100.100.100.200",
            "::",
            "::1",
            "fe80::1",
            "fd00:ec2::254",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
        ] {
            assert!(!allows(&policy, address), "{address}");
        }
    }

    #[test]
    fn a_listed_origin_may_be_private_but_not_link_local() {
        let policy = Policy::new(Egress::default());

        assert!(policy.allows("10.0.0.1".parse().unwrap(), true));
        assert!(!policy.allows("169.254.169.254".parse().unwrap(), true));
        assert!(!policy.allows("224.0.0.1".parse().unwrap(), true));
    }

    #[test]
    fn our_recordings_may_be_had_and_nothing_else_of_our_server() {
        let ours = Url::parse("http://127.0.0.1:8061/recordings/").unwrap();
        let policy = Policy::new(Egress::default()).with_recordings(Some(ours));
        let lists = |url: &str| {
            let url = Url::parse(url).unwrap();
            policy.lists(&url, &Origin::of(&url).unwrap())
        };

        assert!(lists("http://127.0.0.1:8061/recordings/RE1.wav?expires=1&signature=a"));
        for other in [
            "http://127.0.0.1:8061/metrics",
            "http://127.0.0.1:8061/recordings/../metrics",
            "http://127.0.0.1:8061/recordings/%2e%2e/metrics",
            "http://127.0.0.1:8062/recordings/RE1.wav",
            "http://127.0.0.2:8061/recordings/RE1.wav",
            "https://127.0.0.1:8061/recordings/RE1.wav",
        ] {
            assert!(!lists(other), "{other}");
        }
    }

    #[test]
    fn a_listed_network_is_allowed_whatever_it_is_but_multicast() {
        let networks = ["169.254.169.254", "127.0.0.0/8", "224.0.0.0/4"].map(|text| text.parse().unwrap());
        let policy = Policy::new(Egress { networks: networks.to_vec(), ..Egress::default() });

        assert!(allows(&policy, "169.254.169.254"));
        assert!(allows(&policy, "::ffff:127.0.0.1"));
        assert!(!allows(&policy, "::1"));
        assert!(!allows(&policy, "224.0.0.1"));
    }

    #[test]
    fn every_spelling_of_an_address_is_seen_through() {
        let policy = Policy::new(Egress::default());

        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://127.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://127。0。0。1/",
        ] {
            let url = Url::parse(url).unwrap();
            assert!(policy.check(&url, false).is_err(), "{url}");
        }
    }
}
