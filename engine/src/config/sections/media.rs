//! `[media]`: audio.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use prompts::{Codec, PromptError};
use xml_schema::Diagnostic;

use crate::config::item::Item;
use crate::config::section::{Reader, Section};
use crate::media::Inband;
use crate::sip::sdp::Encryption;

/// `[media]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The local address of RTP; `None`: that of the first SIP listener.
    pub address: Option<IpAddr>,
    /// Ports for RTP; `0..=0`: any free ones.
    pub ports: RangeInclusive<u16>,
    /// How many threads; 0: one per core.
    pub workers: usize,
    /// How long a caller may send no RTP; `None`: for ever.
    pub timeout: Option<Duration>,
    /// When keys are listened for in the audio itself.
    pub inband: Inband,
    /// The codecs that are offered, best first, and accepted; never empty.
    pub codecs: Vec<Codec>,
    /// What is heard by who is put on hold by the other party of a bridge; `None`: what that party sends.
    pub hold_music: Option<PathBuf>,
    /// Whether audio is encrypted.
    pub srtp: Encryption,
    /// Whether the keys for that are offered where signalling is not encrypted.
    pub keys_in_clear: bool,
}

impl Media {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let default = Self::default();
        Self {
            address: section.value("address", |item| item.parsed("an IP address")),
            ports: section.value("ports", ports).unwrap_or(default.ports),
            workers: section.value("workers", |item| item.number(0..=256)).unwrap_or(default.workers),
            timeout: section.value("timeout", timeout).unwrap_or(default.timeout),
            inband: section.value("inband", |item| item.word(INBAND)).unwrap_or_default(),
            codecs: section.value("codecs", codecs).unwrap_or(default.codecs),
            hold_music: section.value("hold_music", |item| sound(&item, section.reader)),
            srtp: section.value("srtp", |item| item.word(SRTP)).unwrap_or_default(),
            keys_in_clear: section.value("srtp_keys", |item| item.word(SRTP_KEYS)).unwrap_or_default(),
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            address: None,
            ports: 20_000..=29_999,
            workers: 0,
            timeout: None,
            inband: Inband::default(),
            codecs: Codec::STATIC.to_vec(),
            hold_music: None,
            srtp: Encryption::default(),
            keys_in_clear: false,
        }
    }
}

/// A sound file that can be played.
fn sound(item: &Item<'_, '_>, reader: &Reader<'_>) -> Result<PathBuf, Box<Diagnostic>> {
    let path = reader.path(&item.some_text()?);
    match prompts::measure(&path) {
        Ok(_) => Ok(path),
        // It names the file, as the message does.
        Err(PromptError::File { reason, .. }) => Err(item.unusable(&path, &reason)),
        Err(error) => Err(item.unusable(&path, &error.to_string())),
    }
}

const INBAND: &[(&str, Inband)] = &[("auto", Inband::Auto), ("always", Inband::Always), ("never", Inband::Never)];

const SRTP: &[(&str, Encryption)] =
    &[("off", Encryption::Off), ("optional", Encryption::Optional), ("required", Encryption::Required)];

const SRTP_KEYS: &[(&str, bool)] = &[("tls", false), ("any", true)];

fn codecs(item: Item<'_, '_>) -> Result<Vec<Codec>, Box<Diagnostic>> {
    let names = Codec::ALL.map(|codec| (codec.name(), codec));
    let items = item.items().ok_or_else(|| item.wrong_type("a list of codecs, like [\"PCMA\", \"G722\"]"))?;
    let codecs = items.into_iter().map(|item| item.word(&names)).collect::<Result<Vec<_>, _>>()?;
    let doubled = codecs.iter().enumerate().any(|(place, codec)| codecs[..place].contains(codec));
    if codecs.is_empty() || doubled { Err(item.bad("one codec or more, each once")) } else { Ok(codecs) }
}

fn ports(item: Item<'_, '_>) -> Result<RangeInclusive<u16>, Box<Diagnostic>> {
    let text = item.text()?.trim();
    if text == "any" {
        return Ok(0..=0);
    }
    let bad = || item.bad("a range of ports, like \"20000-29999\", or \"any\"");
    let (first, last) = text.split_once('-').ok_or_else(bad)?;
    let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port > 0).ok_or_else(bad);
    let (first, last) = (port(first)?, port(last)?);
    if first > last {
        return Err(bad().help("the first port is the smaller one").into());
    }
    Ok(first..=last)
}

fn timeout(item: Item<'_, '_>) -> Result<Option<Duration>, Box<Diagnostic>> {
    if item.text().is_ok_and(|text| text == "off") {
        return Ok(None);
    }
    item.duration(Duration::from_secs(1)..=Duration::from_secs(86_400)).map(Some)
}
