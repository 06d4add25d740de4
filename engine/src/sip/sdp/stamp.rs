//! Numbers the descriptions of one dialog, so that the peer sees which of them is news, and says in them where we are.

use std::net::IpAddr;

/// The origin of one dialog's descriptions: a session id, and a version that counts the changes.
#[derive(Debug)]
pub(in crate::sip) struct Stamp {
    session: u32,
    version: u32,
    last: String,
    /// Our address as the peer sees it.
    here: IpAddr,
}

impl Stamp {
    /// `here`: our address as the peer sees it, for descriptions of sockets that are bound to every address.
    pub(in crate::sip) fn new(here: IpAddr) -> Self {
        // 31 bits: some phones keep the number in a signed int.
        Self { session: rand::random::<u32>() >> 1, version: 0, last: String::new(), here }
    }

    /// The description with our numbers in its o= line; the version grows when the text differs from the last one
    /// (RFC 3264 §8).
    pub(in crate::sip) fn put(&mut self, sdp: &str) -> String {
        if self.last != sdp {
            self.version += 1;
            sdp.clone_into(&mut self.last);
        }
        let numbered = format!("o=- {} {} ", self.session, self.version);
        let sdp = match sdp.split_once("o=- 0 0 ") {
            Some((before, behind)) => format!("{before}{numbered}{behind}"),
            None => sdp.to_owned(),
        };
        // `c=IN IP4 0.0.0.0` would put the peer on hold. RFC 3264 §8.4
        let (everywhere, here) = match self.here {
            IpAddr::V4(here) => ("IN IP4 0.0.0.0\r\n", format!("IN IP4 {here}\r\n")),
            IpAddr::V6(here) => ("IN IP6 ::\r\n", format!("IN IP6 {here}\r\n")),
        };
        sdp.replace(everywhere, &here)
    }

    /// The last description, with its numbers; empty before the first.
    pub(in crate::sip) fn again(&mut self) -> String {
        let last = self.last.clone();
        if last.is_empty() { last } else { self.put(&last) }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_socket_on_every_address_is_described_by_the_one_the_peer_reaches() {
        let all = "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\nc=IN IP4 0.0.0.0\r\n";
        let six = "v=0\r\no=- 0 0 IN IP6 ::\r\nc=IN IP6 ::\r\n";

        let four = Stamp::new(HERE).put(all);
        assert!(four.contains("\r\nc=IN IP4 127.0.0.1\r\n") && !four.contains("0.0.0.0"), "{four}");
        let six = Stamp::new(IpAddr::V6(Ipv6Addr::LOCALHOST)).put(six);
        assert!(six.contains("\r\nc=IN IP6 ::1\r\n"), "{six}");
    }

    #[test]
    fn the_version_grows_only_with_a_change() {
        let mut stamp = Stamp::new(HERE);
        let one = stamp.put("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n");
        let same = stamp.put("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n");
        let other = stamp.put("v=0\r\no=- 0 0 IN IP4 127.0.0.2\r\n");

        assert_eq!(one, same);
        assert!(one.contains(&format!("o=- {} 1 IN", stamp.session)), "{one}");
        assert!(other.contains(&format!("o=- {} 2 IN", stamp.session)), "{other}");
        assert_eq!(stamp.again(), other);
    }
}
