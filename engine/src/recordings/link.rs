//! Links to recordings: whoever has one may listen, until it expires.

use std::fmt::Write;
use std::time::Duration;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use url::Url;

use super::RecordingSid;
use super::key::Key;

/// Makes links, and knows its own again.
#[derive(Debug)]
pub(super) struct Links {
    /// What they begin with, without a slash at its end.
    base: Option<String>,
    life: Duration,
    key: Key,
}

/// Why a link is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It was not made here, or has been changed.
    #[error("this link is not one of ours, or parts of it are missing; use it as it was given")]
    Signature,
    /// Its time is over.
    #[error("this link has expired; how long links work is `link_life` of [storage]")]
    Expired,
}

impl Links {
    pub const fn new(base: Option<String>, life: Duration, key: Key) -> Self {
        Self { base, life, key }
    }

    /// The link to a recording, made at `now` (seconds since 1970). Without a base it begins with its path.
    pub fn make(&self, sid: &RecordingSid, now: i64) -> String {
        let expires = now.saturating_add(i64::try_from(self.life.as_secs()).unwrap_or(i64::MAX));
        let mut link = self.base.clone().unwrap_or_default();
        let signature = self.mac(sid, &expires.to_string()).finalize().into_bytes();
        // Writing to a String cannot fail.
        write!(link, "/recordings/{sid}.wav?expires={expires}&signature=").ok();
        for byte in signature {
            write!(link, "{byte:02x}").ok();
        }
        link
    }

    /// What all links begin with; none if nobody can follow them.
    pub fn prefix(&self) -> Option<Url> {
        self.base.as_deref().and_then(|base| Url::parse(&format!("{base}/recordings/")).ok())
    }

    /// Whether links can be followed: somebody has said where to.
    pub const fn lead_somewhere(&self) -> bool {
        self.base.is_some()
    }

    /// Whether a link with these parts is ours and still good at `now`.
    pub fn check(&self, sid: &RecordingSid, expires: &str, signature: &str, now: i64) -> Result<(), LinkError> {
        let signature = hex(signature).ok_or(LinkError::Signature)?;
        self.mac(sid, expires).verify_slice(&signature).map_err(|_| LinkError::Signature)?;
        let expires: i64 = expires.parse().map_err(|_| LinkError::Signature)?;
        if now < expires { Ok(()) } else { Err(LinkError::Expired) }
    }

    fn mac(&self, sid: &RecordingSid, expires: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.reveal()).expect("HMAC takes keys of any length");
        mac.update(format!("{sid}.{expires}").as_bytes());
        mac
    }
}

/// Bytes written in hex.
fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn links(folder: &std::path::Path) -> Links {
        Links::new(Some("https://ivr.example/a".into()), Duration::from_secs(7 * 86_400), Key::of(folder))
    }

    fn sid() -> RecordingSid {
        RecordingSid::parse("RE0123456789abcdef0123456789abcdef").unwrap()
    }

    #[test]
    fn a_link_works_until_it_expires() {
        let folder = tempfile::tempdir().unwrap();
        let links = links(folder.path());

        let link = links.make(&sid(), 1000);

        let expected = format!("https://ivr.example/a/recordings/{}.wav?expires=605800&signature=", sid());
        let signature = link.strip_prefix(&expected).unwrap();
        assert_eq!(signature.len(), 64);
        assert_eq!(links.check(&sid(), "605800", signature, 1000 + 7 * DAY - 1), Ok(()));
        assert_eq!(links.check(&sid(), "605800", signature, 1000 + 7 * DAY), Err(LinkError::Expired));
    }

    #[test]
    fn no_part_of_a_link_can_be_changed() {
        let folder = tempfile::tempdir().unwrap();
        let links = links(folder.path());
        let link = links.make(&sid(), 1000);
        let signature = link.rsplit('=').next().unwrap();
        let other = RecordingSid::parse("RE0123456789abcdef0123456789abcdee").unwrap();

        let check = |sid: &RecordingSid, expires: &str, signature: &str| links.check(sid, expires, signature, 1000);
        assert_eq!(check(&other, "605800", signature), Err(LinkError::Signature));
        assert_eq!(check(&sid(), "605801", signature), Err(LinkError::Signature));
        for wrong in ["", "0", "é", &signature[2..], &signature.replace(&signature[..1], "x")] {
            assert_eq!(check(&sid(), "605800", wrong), Err(LinkError::Signature), "{wrong}");
        }
    }
}
