//! Takes from a description what matters for audio.

use std::net::{IpAddr, SocketAddr};

use prompts::Codec;
use sdp_types::{Connection, Media, Session};

use super::crypto::{self, Encryption};
use super::formats::{Keys, Maps, Opus};
use super::{Local, PTIME_MS, SdpError};
use crate::media::Control;

/// Which ways a stream flows, as its owner writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

impl Direction {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "sendrecv" => Some(Self::SendReceive),
            "sendonly" => Some(Self::SendOnly),
            "recvonly" => Some(Self::ReceiveOnly),
            "inactive" => Some(Self::Inactive),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SendReceive => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::ReceiveOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    /// The same stream from the other end (RFC 3264 §6.1).
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::SendOnly => Self::ReceiveOnly,
            Self::ReceiveOnly => Self::SendOnly,
            both => both,
        }
    }

    pub(super) fn sends(self) -> bool {
        matches!(self, Self::SendReceive | Self::SendOnly)
    }

    pub(super) fn receives(self) -> bool {
        matches!(self, Self::SendReceive | Self::ReceiveOnly)
    }
}

/// One m=audio line with everything that applies to it.
#[derive(Debug, Clone)]
pub(super) struct Audio {
    /// Which m-line it is.
    pub(super) index: usize,
    address: String,
    port: u16,
    /// The formats as written.
    pub(super) formats: String,
    /// The codecs both could do, in the peer's order.
    pub(super) codecs: Vec<Codec>,
    /// What Opus is, if it is among them.
    pub(super) opus: Option<Opus>,
    /// telephone-event, at each of the rates it is there with.
    keys: Vec<Keys>,
    /// As the peer sees it.
    pub(super) direction: Direction,
    /// Where the peer wants RTCP.
    pub(super) control: Control,
    /// How it is encrypted, if it is.
    pub(super) key: Option<crypto::Line>,
    /// Packet length the peer asks for.
    pub(super) ptime_ms: u8,
}

impl Audio {
    /// The telephone-event that goes with a codec: at its own rate (RFC 4733 §2.1), for Opus else at 8000 Hz, for peers that
    /// have only that.
    pub(super) fn keys(&self, codec: Codec) -> Option<Keys> {
        let at = |clock_hz| self.keys.iter().copied().find(|keys| keys.clock_hz == clock_hz);
        at(codec.clock_hz()).or_else(|| at(Codec::Pcmu.clock_hz()))
    }

    /// Where the peer wants RTP.
    pub(super) fn remote(&self, local: &Local) -> Result<SocketAddr, SdpError> {
        let bad = || SdpError::Address(self.address.clone());
        let address: IpAddr = self.address.parse().map_err(|_| bad())?;
        if address.is_multicast() || address.is_ipv4() != local.address.is_ipv4() {
            return Err(bad());
        }
        Ok(SocketAddr::new(address, self.port))
    }
}

/// Reads a description.
pub(super) fn session(text: &str) -> Result<Session, SdpError> {
    Session::parse(text.as_bytes()).map_err(|error| SdpError::Unreadable(error.to_string()))
}

/// The address that a description wants its audio at, if it has one: tells which family the peer speaks.
pub fn address(description: &str) -> Option<IpAddr> {
    let session = session(description).ok()?;
    let encryptions = [Encryption::Optional, Encryption::Off];
    encryptions.into_iter().find_map(|encryption| audio(&session, encryption).ok()?.address.parse().ok())
}

/// Finds the audio line to be answered: the first that is encrypted, if any is and may be, else the first.
pub(super) fn audio(session: &Session, encryption: Encryption) -> Result<Audio, SdpError> {
    let mut problem = SdpError::NoAudio;
    let mut plain = None;
    for (index, media) in session.medias.iter().enumerate() {
        if media.media != "audio" || media.port == 0 {
            continue;
        }
        match key(media, encryption) {
            Ok(None) => plain = plain.or(Some((index, media))),
            Ok(key) => return Ok(Audio { key, ..audio_line(session, index, media)? }),
            Err(error) => problem = error,
        }
    }
    let (index, media) = plain.ok_or(problem)?;
    audio_line(session, index, media)
}

/// How an audio line is encrypted, if it is.
fn key(media: &Media, encryption: Encryption) -> Result<Option<crypto::Line>, SdpError> {
    let key = crypto::line(media).filter(|_| encryption != Encryption::Off);
    // RFC 4585 §5.1: AVPF without feedback attributes is AVP.
    match (media.proto.as_str(), encryption) {
        ("RTP/AVP" | "RTP/AVPF", Encryption::Required) if key.is_none() => {
            Err(SdpError::Unencrypted(media.proto.clone()))
        }
        // Keys on such a line: who answers with one encrypts, who does not know them talks all the same.
        ("RTP/AVP" | "RTP/AVPF", _) => Ok(key),
        ("RTP/SAVP" | "RTP/SAVPF", Encryption::Optional | Encryption::Required) => key.ok_or(SdpError::NoKey).map(Some),
        _ => Err(SdpError::Transport(media.proto.clone())),
    }
}

fn audio_line(session: &Session, index: usize, media: &Media) -> Result<Audio, SdpError> {
    let connection = media.connections.first().or(session.connection.as_ref());
    let Some(Connection { connection_address, .. }) = connection else {
        return Err(SdpError::Address("(none)".to_owned()));
    };
    let formats: Vec<u8> = media.fmt.split_ascii_whitespace().filter_map(|format| format.parse().ok()).collect();
    let maps = Maps::read(media);
    let opus = formats.iter().find_map(|format| maps.opus(*format));
    let codec = |format: &u8| match opus {
        Some(opus) if opus.payload_type == *format => Some(Codec::Opus),
        _ => Codec::of_payload_type(*format).filter(|codec| maps.keeps(*codec)),
    };
    Ok(Audio {
        index,
        address: connection_address.clone(),
        port: media.port,
        formats: media.fmt.clone(),
        codecs: formats.iter().filter_map(codec).collect(),
        opus,
        keys: formats.iter().filter_map(|format| maps.keys(*format)).collect(),
        direction: direction(session, media),
        control: control(media),
        key: None,
        ptime_ms: ptime(media),
    })
}

pub(super) fn values<'a>(media: &'a Media, name: &'a str) -> impl Iterator<Item = &'a str> {
    media
        .attributes
        .iter()
        .filter(move |attribute| attribute.attribute.eq_ignore_ascii_case(name))
        .filter_map(|attribute| attribute.value.as_deref())
}

/// RTCP on the RTP port if that is offered, else on the one that is named, or the next (RFC 3550 §11).
fn control(media: &Media) -> Control {
    if media.attributes.iter().any(|attribute| attribute.attribute == "rtcp-mux") {
        return Control::Shared;
    }
    let named = values(media, "rtcp").find_map(|value| value.split_ascii_whitespace().next()?.parse().ok());
    Control::Port(named.unwrap_or(media.port.saturating_add(1)))
}

fn direction(session: &Session, media: &Media) -> Direction {
    let find = |attributes: &[sdp_types::Attribute]| attributes.iter().find_map(|a| Direction::parse(&a.attribute));
    find(&media.attributes).or_else(|| find(&session.attributes)).unwrap_or(Direction::SendReceive)
}

/// What the peer asks for, if we can do it: whole tens from 10 to 60 ms, not above `maxptime`.
fn ptime(media: &Media) -> u8 {
    let number = |name| values(media, name).find_map(|value| value.trim().parse::<u16>().ok());
    let longest = number("maxptime").map_or(60, |longest| longest.clamp(10, 60) / 10 * 10);
    match number("ptime") {
        Some(asked) if asked % 10 == 0 && (10..=longest).contains(&asked) => asked as u8,
        _ => PTIME_MS.min(longest as u8),
    }
}
