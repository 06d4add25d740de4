//! Encryption of a leg's audio and reports: SRTP (RFC 3711) with the keys of offer and answer (RFC 4568).

mod protection;
#[cfg(test)]
mod tests;
mod window;

use std::fmt;

pub use self::protection::{Protection, opened};

/// What packets are encrypted and signed with. RFC 4568 §6.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// `AES_CM_128_HMAC_SHA1_80`: ten bytes of signature in a packet.
    Sha1With80,
    /// `AES_CM_128_HMAC_SHA1_32`: four bytes; reports have ten.
    Sha1With32,
}

/// A master key and its salt. It is never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SrtpKey(pub(crate) [u8; KEY + SALT]);

/// What offer and answer have agreed on for one leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Srtp {
    /// Of both directions.
    pub suite: Suite,
    /// Ours.
    pub send: SrtpKey,
    /// The peer's.
    pub receive: SrtpKey,
}

const KEY: usize = 16;
const SALT: usize = 14;

impl Suite {
    /// All of them, best first.
    pub const ALL: [Self; 2] = [Self::Sha1With80, Self::Sha1With32];

    /// Its name in SDP.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1With80 => "AES_CM_128_HMAC_SHA1_80",
            Self::Sha1With32 => "AES_CM_128_HMAC_SHA1_32",
        }
    }
}

impl SrtpKey {
    /// A new one.
    pub fn random() -> Self {
        // The generator of `rand` for such things: seeded by the system, ChaCha behind it.
        Self(rand::random())
    }
}

impl fmt::Debug for SrtpKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SrtpKey")
    }
}
