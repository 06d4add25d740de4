//! Writes descriptions.

use std::net::IpAddr;

use prompts::Codec;
use sdp_types::Session;

use super::Local;
use super::read::Direction;

/// The lines above the first m-line. The o= line is numbered when it is sent ([`Stamp`](super::Stamp)).
pub(super) fn head(local: &Local) -> String {
    let (family, address) = family(local.address);
    format!("v=0\r\no=- 0 0 IN {family} {address}\r\ns=-\r\nc=IN {family} {address}\r\nt=0 0\r\n")
}

/// An audio m-line with its attributes.
pub(super) fn audio(
    local: &Local,
    protocol: &str,
    codecs: &[Codec],
    event: Option<u8>,
    direction: Direction,
    ptime_ms: u8,
) -> String {
    let mut formats: Vec<String> = codecs.iter().map(|codec| codec.payload_type().to_string()).collect();
    formats.extend(event.map(|event| event.to_string()));
    let mut text = format!("m=audio {} {protocol} {}\r\n", local.port, formats.join(" "));
    for codec in codecs {
        text += &format!("a=rtpmap:{} {}/{}\r\n", codec.payload_type(), codec.name(), codec.clock_hz());
    }
    if let Some(event) = event {
        text += &format!("a=rtpmap:{event} telephone-event/8000\r\na=fmtp:{event} 0-15\r\n");
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
