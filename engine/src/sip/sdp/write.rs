//! Writes descriptions.

use std::net::IpAddr;

use prompts::Codec;
use sdp_types::Session;

use super::Local;
use super::formats::Keys;
use super::read::Direction;

/// The lines above the first m-line. The o= line is numbered when it is sent ([`Stamp`](super::Stamp)).
pub(super) fn head(local: &Local) -> String {
    let (family, address) = family(local.address);
    format!("v=0\r\no=- 0 0 IN {family} {address}\r\ns=-\r\nc=IN {family} {address}\r\nt=0 0\r\n")
}

/// What an audio m-line holds.
pub(super) struct Formats {
    /// Codecs with their payload types, best first.
    pub(super) codecs: Vec<(u8, Codec)>,
    pub(super) keys: Vec<Keys>,
    pub(super) ptime_ms: u8,
}

/// An audio m-line with its attributes.
pub(super) fn audio(local: &Local, protocol: &str, formats: &Formats, direction: Direction) -> String {
    let Formats { codecs, keys, ptime_ms } = formats;
    let numbers = codecs.iter().map(|(number, _)| number).chain(keys.iter().map(|keys| &keys.payload_type));
    let numbers: Vec<String> = numbers.map(u8::to_string).collect();
    let mut text = format!("m=audio {} {protocol} {}\r\n", local.port, numbers.join(" "));
    for (number, codec) in codecs {
        // RFC 7587 §7: two channels, whatever is sent. We mend what is lost with the copies in later packets.
        let (channels, parameters) = match codec {
            Codec::Opus => ("/2", format!("a=fmtp:{number} useinbandfec=1\r\n")),
            _ => ("", String::new()),
        };
        text += &format!("a=rtpmap:{number} {}/{}{channels}\r\n{parameters}", codec.name(), codec.clock_hz());
    }
    for Keys { payload_type, clock_hz } in keys {
        text += &format!("a=rtpmap:{payload_type} telephone-event/{clock_hz}\r\na=fmtp:{payload_type} 0-15\r\n");
    }
    text += &format!("a=ptime:{ptime_ms}\r\na={}\r\n", direction.name());
    text
}

/// The m-line that refuses the offer's line `index` (RFC 3264 §6).
pub(super) fn refused(session: &Session, index: usize) -> String {
    session.medias.get(index).map_or_else(String::new, |media| {
        let format = media.fmt.split_ascii_whitespace().next().unwrap_or("0");
        format!("m={} 0 {} {format}\r\n", media.media, media.proto)
    })
}

fn family(address: IpAddr) -> (&'static str, IpAddr) {
    match address {
        IpAddr::V4(_) => ("IP4", address),
        IpAddr::V6(_) => ("IP6", address),
    }
}
