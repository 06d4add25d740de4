//! Offer and answer (RFC 3264) for one audio stream with telephone-event.

use std::net::IpAddr;

use prompts::Codec;

use self::formats::{Keys, Opus};
use crate::media::{OpusTerms, Srtp, Stream};

mod answer;
mod crypto;
mod formats;
mod offer;
mod read;
mod stamp;
mod write;

pub use answer::answer;
pub(super) use crypto::has_keys;
pub use crypto::{Encryption, Security};
pub use offer::{accept, offer};
pub use read::address;
pub(super) use stamp::Stamp;

/// What we bring to a negotiation: our address and what we can speak, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// Where we want RTP.
    pub address: IpAddr,
    /// The port for it.
    pub port: u16,
    /// The codecs we can do, best first. In an answer the offerer's order counts.
    pub codecs: Vec<Codec>,
    /// Whether it is encrypted, and our keys for that.
    pub security: Security,
}

impl Local {
    /// The same with a codec at the front, if it is among them: what the other leg of a bridge has needs no transcoding.
    #[must_use]
    pub fn preferring(mut self, codec: Option<Codec>) -> Self {
        self.codecs.sort_by_key(|known| Some(*known) != codec);
        self
    }

    fn no_common(&self, audio: &read::Audio) -> SdpError {
        let ours: Vec<_> =
            self.codecs.iter().map(|codec| format!("{} ({})", codec.name(), codec.payload_type())).collect();
        SdpError::NoCommonCodec { theirs: audio.formats.clone(), ours: ours.join(", ") }
    }
}

/// Why no audio could be agreed on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// It is not a session description.
    #[error("the session description cannot be read: {0}")]
    Unreadable(String),
    /// It has no audio, or only audio that is turned off.
    #[error("the session description has no active audio stream; expected an m=audio line with a port")]
    NoAudio,
    /// The audio is encrypted, which is turned off, or of another kind.
    #[error("the audio is offered over {0}; expected RTP/AVP, or RTP/SAVP where `[media] srtp` allows it")]
    Transport(String),
    /// The audio is not encrypted, and has to be.
    #[error("the audio is offered over {0}; expected RTP/SAVP, because `[media] srtp` is \"required\"")]
    Unencrypted(String),
    /// The audio is encrypted in no way that we know.
    #[error(
        "the encrypted audio has no a=crypto line that we can use; expected AES_CM_128_HMAC_SHA1_80 or _32, without MKI"
    )]
    NoKey,
    /// Nothing in common.
    #[error("no common codec: the peer has payload types {theirs}, we have {ours}")]
    NoCommonCodec {
        /// The formats of the m-line.
        theirs: String,
        /// Ours, with their payload types.
        ours: String,
    },
    /// There is no address audio could be sent to.
    #[error("the audio's address `{0}` cannot be used; expected a unicast IP address of our family in a c= line")]
    Address(String),
    /// An answer does not fit the offer.
    #[error("the answer does not fit our offer: {0}")]
    Mismatch(&'static str),
}

impl SdpError {
    /// The SIP status that says so to the offerer.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unreadable(_) => 400,
            _ => 488,
        }
    }
}

/// Packet length without any wish, in milliseconds (RFC 3551 §4.2).
const PTIME_MS: u8 = 20;

/// The stream that follows from the peer's audio line, and from what its numbers are on our side.
fn stream(
    audio: &read::Audio,
    codec: Codec,
    local: &Local,
    receive_opus: Option<Opus>,
    receive_keys: Option<Keys>,
) -> Result<Stream, SdpError> {
    let remote = audio.remote(local)?;
    let keys = audio.keys(codec);
    let terms = |(theirs, ours): (Opus, Opus)| OpusTerms {
        send: theirs.payload_type,
        receive: ours.payload_type,
        wishes: theirs.wishes,
        fast_keys: keys.is_some_and(|keys| keys.clock_hz == Codec::Opus.clock_hz()),
    };
    Ok(Stream {
        remote,
        control: audio.control,
        codec,
        telephone_event: keys.map(|keys| keys.payload_type),
        telephone_event_receive: keys.and(receive_keys).map(|keys| keys.payload_type),
        // RFC 3264 §8.4: 0.0.0.0 is the old way to ask for silence.
        send: audio.direction.receives() && !remote.ip().is_unspecified(),
        receive: audio.direction.sends(),
        srtp: audio.key.map(|line| Srtp { suite: line.suite, send: local.security.key(line.suite), receive: line.key }),
        ptime_ms: codec.packet_ms(audio.ptime_ms),
        opus: audio.opus.filter(|_| local.codecs.contains(&Codec::Opus)).zip(receive_opus).map(terms),
    })
}
