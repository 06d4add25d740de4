//! Answers to requests that the stack does not get to see.

use crate::sip::text::NameAddr;

use super::check::Refusal;
use super::scan::Parts;

/// Writes the answer to a refused request; none if it is an ACK or a response, or too broken to be answered.
pub(in crate::sip) fn reply(parts: &Parts, refusal: &Refusal) -> Option<Vec<u8>> {
    let method = parts.start.split(' ').next().unwrap_or_default();
    if method == "ACK" || parts.start.starts_with("SIP/") || !parts.start.contains("SIP/") {
        return None;
    }
    let mut text = format!("SIP/2.0 {} {}\r\n", refusal.status, phrase(refusal));
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
        let mut values = parts.all(name).peekable();
        values.peek()?;
        for value in values.take(if name == "Via" { MAX_VIAS } else { 1 }) {
            text += &format!("{name}: {value}");
            // RFC 3261 §8.2.6.2: every answer but 100 has a tag.
            if name == "To" && NameAddr::parse(value).is_none_or(|to| to.param("tag").is_none()) {
                text += ";tag=refused";
            }
            text += "\r\n";
        }
    }
    if matches!(refusal.status, 405 | 501) {
        text += &format!("Allow: {}\r\n", crate::sip::answers::ALLOW);
    }
    text += "Content-Length: 0\r\n\r\n";
    Some(text.into_bytes())
}

fn phrase(refusal: &Refusal) -> String {
    let standard = match refusal.status {
        400 => "Bad Request",
        416 => "Unsupported URI Scheme",
        501 => "Not Implemented",
        505 => "Version Not Supported",
        513 => "Message Too Large",
        _ => return refusal.reason.to_owned(),
    };
    format!("{standard} ({})", refusal.reason)
}

/// Proxies a request may have passed; the default of Max-Forwards.
const MAX_VIAS: usize = 70;
