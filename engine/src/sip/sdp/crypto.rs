//! Keys in descriptions: the `a=crypto` lines of RFC 4568.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sdp_types::Media;

use super::read::values;
use crate::media::{SrtpKey, Suite};

/// Whether audio is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encryption {
    /// Never: who insists is refused.
    Off,
    /// For who offers it; we do not offer it ourselves.
    #[default]
    Optional,
    /// Always: who does not encrypt is refused.
    Required,
}

/// What we bring to the encryption of one leg. Its keys stay the same as long as its peer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Security {
    pub(super) encryption: Encryption,
    /// Whether an offer of ours is encrypted.
    offered: bool,
    keys: [SrtpKey; Suite::ALL.len()],
}

/// A line of the peer that we can use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub tag: u32,
    pub suite: Suite,
    pub key: SrtpKey,
}

impl Security {
    /// With new keys.
    pub fn new(encryption: Encryption) -> Self {
        let offered = encryption == Encryption::Required;
        Self { encryption, offered, keys: Suite::ALL.map(|_| SrtpKey::random()) }
    }

    /// Makes the next offer for a leg that is `encrypted` already, or not: it stays so.
    pub fn keep(&mut self, encrypted: bool) {
        self.offered = encrypted || self.encryption == Encryption::Required;
    }

    /// Begins anew: somebody else takes the peer's place, who must not share keys with the one before.
    pub fn renew(&mut self) {
        *self = Self::new(self.encryption);
    }

    pub(super) fn key(&self, suite: Suite) -> SrtpKey {
        let place = Suite::ALL.iter().position(|known| *known == suite);
        self.keys[place.unwrap_or(0)]
    }

    /// What an offer of ours is sent over, and its keys.
    pub(super) fn offer(&self) -> (&'static str, String) {
        if !self.offered {
            return ("RTP/AVP", String::new());
        }
        let lines = (1..).zip(Suite::ALL).map(|(tag, suite)| self.line(tag, suite));
        ("RTP/SAVP", lines.collect())
    }

    /// What an answer to an offer of ours has to be.
    pub(super) fn expected(&self) -> Encryption {
        if self.offered { Encryption::Required } else { Encryption::Off }
    }

    /// Whether a line of our offer has that tag and suite.
    pub(super) fn has(&self, tag: u32, suite: Suite) -> bool {
        (1..).zip(Suite::ALL).any(|line| line == (tag, suite))
    }

    /// A line of ours.
    pub(super) fn line(&self, tag: u32, suite: Suite) -> String {
        format!("a=crypto:{tag} {} inline:{}\r\n", suite.name(), STANDARD.encode(self.key(suite).0))
    }
}

/// Whether a description of ours has keys in it.
pub(in crate::sip) fn has_keys(description: &str) -> bool {
    description.lines().any(|line| line.starts_with("a=crypto:"))
}

/// The first of the peer's lines that we can use.
pub(super) fn line(media: &Media) -> Option<Line> {
    values(media, "crypto").find_map(Line::read)
}

impl Line {
    /// Reads `1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^20`. A key with an identifier changes the packets, and so do most session
    /// parameters: such lines are not for us.
    fn read(value: &str) -> Option<Self> {
        let mut parts = value.split_ascii_whitespace();
        let tag = parts.next()?.parse().ok()?;
        let name = parts.next()?;
        let suite = Suite::ALL.into_iter().find(|suite| suite.name() == name)?;
        let mut key = parts.next()?.strip_prefix("inline:")?.split('|');
        let bytes = STANDARD.decode(key.next()?).ok()?;
        let plain = key.all(|parameter| !parameter.contains(':')) && parts.all(|part| part.starts_with("WSH="));
        plain.then_some(Self { tag, suite, key: SrtpKey(bytes.try_into().ok()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

    fn read(value: &str) -> Option<(u32, Suite)> {
        Line::read(value).map(|line| (line.tag, line.suite))
    }

    #[test]
    fn lines_with_a_lifetime_or_without_are_read() {
        for key in [format!("inline:{KEY}"), format!("inline:{KEY}|2^20"), format!("inline:{KEY}|1048576 WSH=128")] {
            assert_eq!(read(&format!("1 AES_CM_128_HMAC_SHA1_80 {key}")), Some((1, Suite::Sha1With80)), "{key}");
            assert_eq!(read(&format!("22 AES_CM_128_HMAC_SHA1_32 {key}")), Some((22, Suite::Sha1With32)), "{key}");
        }
    }

    #[test]
    fn what_we_cannot_do_is_passed_over() {
        for value in [
            format!("1 F8_128_HMAC_SHA1_80 inline:{KEY}"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^20|1:4"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY} UNENCRYPTED_SRTP"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY} KDR=1"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{}", &KEY[4..]),
            format!("1 AES_CM_128_HMAC_SHA1_80 uri:{KEY}"),
            format!("x AES_CM_128_HMAC_SHA1_80 inline:{KEY}"),
            "1".to_owned(),
            String::new(),
        ] {
            assert_eq!(read(&value), None, "{value}");
        }
    }

    #[test]
    fn our_lines_can_be_read() {
        let security = Security::new(Encryption::Required);
        let (protocol, lines) = security.offer();
        let lines: Vec<_> =
            lines.lines().map(|line| Line::read(line.strip_prefix("a=crypto:").unwrap()).unwrap()).collect();

        assert_eq!(protocol, "RTP/SAVP");
        assert_eq!(
            lines.iter().map(|line| (line.tag, line.suite)).collect::<Vec<_>>(),
            [(1, Suite::ALL[0]), (2, Suite::ALL[1])]
        );
        assert!(lines.iter().all(|line| line.key == security.key(line.suite)) && lines[0].key != lines[1].key);
    }
}
