//! Judges a scanned message: may the stack see it, and if not, what is to be answered?

use crate::sip::text::{NameAddr, Uri};

use super::scan::{Parts, is_token};

/// What the start line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sip) enum Start {
    Request { method: String, uri: String },
    Response { status: u16, reason: String },
}

/// Why a message is not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sip) struct Refusal {
    /// What to answer if it is a request.
    pub(in crate::sip) status: u16,
    /// For the log and the reason phrase.
    pub(in crate::sip) reason: &'static str,
}

fn bad(reason: &'static str) -> Refusal {
    Refusal { status: 400, reason }
}

/// Checks everything the stack relies on (RFC 3261 §8.2 and RFC 4475).
pub(super) fn check(parts: &mut Parts, stream: bool) -> Result<Start, Refusal> {
    let start = start_line(&parts.start)?;
    if let Some(reason) = parts.fault {
        return Err(bad(reason));
    }
    if !parts.complete {
        return Err(bad("the headers do not end"));
    }
    for name in ["From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Length"] {
        once(parts, name)?;
    }
    let method = match &start {
        Start::Request { method, .. } => Some(method.as_str()),
        Start::Response { .. } => None,
    };
    cseq(parts, method)?;
    addresses(parts)?;
    if let Some(hops) = parts.header("Max-Forwards")
        && hops.parse::<u8>().is_err()
    {
        return Err(bad("Max-Forwards is not a number up to 255"));
    }
    body(parts, stream)?;
    if let Start::Request { method, uri } = &start {
        request_uri(uri)?;
        known_method(method)?;
    }
    Ok(start)
}

fn start_line(line: &str) -> Result<Start, Refusal> {
    if let Some(rest) = line.strip_prefix("SIP/2.0 ") {
        let (status, reason) = rest.split_once(' ').unwrap_or((rest, ""));
        let status = status.parse().ok().filter(|status| (100..700).contains(status));
        return Ok(Start::Response { status: status.ok_or(bad("no such status"))?, reason: reason.to_owned() });
    }
    let mut words = line.split(' ');
    let (Some(method), Some(uri), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(bad("the request line is not METHOD URI SIP/2.0"));
    };
    if method.is_empty() || !method.bytes().all(is_token) || uri.is_empty() {
        return Err(bad("the request line is not METHOD URI SIP/2.0"));
    }
    if !version.eq_ignore_ascii_case("SIP/2.0") {
        return Err(Refusal { status: 505, reason: "only SIP/2.0 is spoken here" });
    }
    Ok(Start::Request { method: method.to_owned(), uri: uri.to_owned() })
}

/// These headers stand for one thing only; two of them are an attack or a mistake.
fn once(parts: &Parts, name: &str) -> Result<(), Refusal> {
    let mut values = parts.all(name);
    let Some(first) = values.next() else { return Ok(()) };
    // Equal lengths twice are harmless and seen.
    if values.all(|value| name == "Content-Length" && value == first) {
        Ok(())
    } else {
        Err(bad("a header comes twice"))
    }
}

fn cseq(parts: &Parts, method: Option<&str>) -> Result<(), Refusal> {
    let value = parts.header("CSeq").ok_or(bad("CSeq is missing"))?;
    let (number, name) = value.split_once([' ', '\t']).ok_or(bad("CSeq is not NUMBER METHOD"))?;
    // RFC 3261 §8.1.1.5: under 2^31.
    if number.parse::<u32>().ok().is_none_or(|number| number >= 1 << 31) {
        return Err(bad("CSeq is not a number under 2^31"));
    }
    match method {
        Some(method) if name.trim() != method => Err(bad("CSeq names another method")),
        _ => Ok(()),
    }
}

fn addresses(parts: &Parts) -> Result<(), Refusal> {
    let call_id = parts.header("Call-ID").ok_or(bad("Call-ID is missing"))?;
    if call_id.is_empty() || call_id.len() > 256 || call_id.contains(char::is_whitespace) {
        return Err(bad("Call-ID is empty or too long"));
    }
    parts.header("Via").ok_or(bad("Via is missing"))?;
    let from = parts.header("From").ok_or(bad("From is missing"))?;
    let from = NameAddr::parse(from).ok_or(bad("From cannot be read"))?;
    if from.param("tag").is_none_or(str::is_empty) {
        return Err(bad("From has no tag"));
    }
    let to = parts.header("To").ok_or(bad("To is missing"))?;
    NameAddr::parse(to).ok_or(bad("To cannot be read")).map(drop)
}

/// Makes the body as long as Content-Length says. A datagram without one has its length (RFC 3261 §18.3).
fn body(parts: &mut Parts, stream: bool) -> Result<(), Refusal> {
    let length = match parts.header("Content-Length") {
        Some(text) => text.parse::<usize>().map_err(|_| bad("Content-Length is not a number"))?,
        None if stream => return Err(bad("Content-Length is missing")),
        None => parts.body.len(),
    };
    if length > parts.body.len() {
        return Err(bad("the body is shorter than Content-Length"));
    }
    parts.body.truncate(length);
    Ok(())
}

fn request_uri(uri: &str) -> Result<(), Refusal> {
    let unreadable = bad("the Request-URI cannot be read");
    if uri.contains(['<', '>', '"']) {
        return Err(unreadable);
    }
    match Uri::parse(uri) {
        Some(uri) if matches!(uri.scheme.as_str(), "sip" | "sips" | "tel") => Ok(()),
        // RFC 3261 §8.2.2.1.
        _ if uri.contains(':') && !uri.to_ascii_lowercase().starts_with("sip") => {
            Err(Refusal { status: 416, reason: "unknown URI scheme" })
        }
        _ => Err(unreadable),
    }
}

/// Method names are case-sensitive (RFC 3261 §7.1).
fn known_method(method: &str) -> Result<(), Refusal> {
    match method {
        "INVITE" | "ACK" | "BYE" | "CANCEL" | "OPTIONS" | "INFO" | "UPDATE" | "REGISTER" | "SUBSCRIBE" | "NOTIFY"
        | "MESSAGE" | "PUBLISH" | "REFER" | "PRACK" => Ok(()),
        _ => Err(Refusal { status: 501, reason: "unknown method" }),
    }
}
