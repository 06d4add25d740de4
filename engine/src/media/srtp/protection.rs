//! The state of a leg's encryption.

use std::borrow::Cow;

use rtc_srtp::context::Context;
use rtc_srtp::crypto::default_provider;
use rtc_srtp::protection_profile::ProtectionProfile;

use super::window::Window;
use super::{KEY, Srtp, SrtpKey, Suite};
use crate::media::packet::is_report;

/// Encrypts what a leg sends, and decrypts what it receives.
///
/// A source of the peer counts only after a packet of it was signed rightly: strangers cost nothing but the look. What has come
/// is kept here and not by the library, which goes by sequence numbers alone and takes reports that claim not to be encrypted
/// without looking at their signature.
pub struct Protection {
    agreed: Srtp,
    sending: Context,
    /// The one heard last is last.
    receiving: Vec<Source>,
}

/// One source of the peer, and one kind of packets of it.
struct Source {
    kind: Kind,
    ssrc: u32,
    context: Context,
    window: Window,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Audio,
    Report,
}

/// Sources of a peer that are remembered, audio and reports each for themselves: keys of some phones come from one of their own.
const SOURCES: usize = 8;
/// Behind a report: whether it is encrypted, its index, its signature. RFC 3711 §3.4.
const REPORT_SIGNATURE: usize = 10;
const ENCRYPTED: u32 = 1 << 31;

impl Protection {
    /// What was agreed on now, with what is left of the state before; `None` if the library refuses the keys. Also says whether
    /// what is sent has to come from a new source: with a key that has been used before, or that the peer hears for the first
    /// time, neither the index of packets nor how often it came round could be told by both sides.
    pub fn agree(agreed: Srtp, before: Option<Self>) -> Option<(Self, bool)> {
        let same = |before: &Self| before.agreed.suite == agreed.suite;
        let Some(before) = before.filter(same) else {
            let sending = context(agreed.suite, &agreed.send)?;
            return Some((Self { agreed, sending, receiving: Vec::new() }, true));
        };
        let receiving = if before.agreed.receive == agreed.receive { before.receiving } else { Vec::new() };
        let anew = before.agreed.send != agreed.send;
        let sending = if anew { context(agreed.suite, &agreed.send)? } else { before.sending };
        Some((Self { agreed, sending, receiving }, anew))
    }

    /// Encrypts a packet of ours.
    pub fn seal(&mut self, packet: &[u8]) -> Option<impl AsRef<[u8]> + use<>> {
        self.sending.encrypt_rtp(packet).ok()
    }

    /// Encrypts a report of ours.
    pub fn seal_report(&mut self, report: &[u8]) -> Option<impl AsRef<[u8]> + use<>> {
        self.sending.encrypt_rtcp(report).ok()
    }

    /// Decrypts a packet or a report; `None`: it was not made with the agreed key, or has come before.
    pub fn open(&mut self, datagram: &[u8]) -> Option<Vec<u8>> {
        let kind = if is_report(datagram) { Kind::Report } else { Kind::Audio };
        let ssrc = number(datagram, if kind == Kind::Report { 4 } else { 8 })?;
        let known = self.receiving.iter().position(|source| (source.kind, source.ssrc) == (kind, ssrc));
        let Some(known) = known else {
            let context = context(self.agreed.suite, &self.agreed.receive)?;
            let mut source = Source { kind, ssrc, context, window: Window::default() };
            let opened = source.open(datagram)?;
            if self.receiving.len() == SOURCES {
                self.receiving.remove(0);
            }
            self.receiving.push(source);
            return Some(opened);
        };
        let opened = self.receiving[known].open(datagram)?;
        self.receiving[known..].rotate_left(1);
        Some(opened)
    }

    #[cfg(test)]
    pub(super) fn agreed(&self) -> Srtp {
        self.agreed
    }

    #[cfg(test)]
    pub(super) fn sources(&self) -> usize {
        self.receiving.len()
    }
}

impl Source {
    fn open(&mut self, datagram: &[u8]) -> Option<Vec<u8>> {
        let index = match self.kind {
            Kind::Audio => self.window.index(u16::from_be_bytes([*datagram.get(2)?, *datagram.get(3)?]))?,
            Kind::Report => {
                let trailer = number(datagram, datagram.len().checked_sub(REPORT_SIGNATURE + 4)?)?;
                // Without that bit the library does not look at the signature. We have not agreed to it: RFC 4568 §6.3.2.
                u64::from(trailer.checked_sub(ENCRYPTED)?)
            }
        };
        if !self.window.is_new(index) {
            return None;
        }
        let opened = match self.kind {
            Kind::Audio => self.context.decrypt_rtp(datagram),
            Kind::Report => self.context.decrypt_rtcp(datagram),
        };
        let opened = opened.ok()?.to_vec();
        self.window.add(index);
        Some(opened)
    }
}

/// A datagram as it is to be read; `None`: it is not to be.
pub fn opened<'d>(protection: Option<&mut Protection>, datagram: &'d [u8]) -> Option<Cow<'d, [u8]>> {
    match protection {
        None => Some(Cow::Borrowed(datagram)),
        Some(protection) => protection.open(datagram).map(Cow::Owned),
    }
}

fn number(datagram: &[u8], place: usize) -> Option<u32> {
    let bytes = datagram.get(place..place.checked_add(4)?)?;
    bytes.try_into().ok().map(u32::from_be_bytes)
}

fn context(suite: Suite, key: &SrtpKey) -> Option<Context> {
    let profile = match suite {
        Suite::Sha1With80 => ProtectionProfile::Aes128CmHmacSha1_80,
        Suite::Sha1With32 => ProtectionProfile::Aes128CmHmacSha1_32,
    };
    let (key, salt) = key.0.split_at(KEY);
    let provider = default_provider().ok()?;
    Context::new(key, salt, profile, None, None, provider.crypto()).ok()
}
