//! Turns checked messages into the stack's types, with notes of ours that come back with the transaction.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rsipstack::sip::headers::make_header;
use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::uri::Auth;
use rsipstack::sip::{Header, Headers, Method, Request, Response, SipMessage, StatusCode, Uri, Version};
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transport::SipConnection;

use super::config::Transport;
use super::guard::{Parts, Refusal, Start};
use super::text;

/// Where a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) transport: Transport,
    /// Which UDP socket, or which connection.
    pub(super) number: usize,
    /// The sender.
    pub(super) address: SocketAddr,
}

/// Header names that carry our notes through the stack. Such headers of the peer are removed.
const NOTE_SOURCE: &str = "Dialtree-Source";
const NOTE_URI: &str = "Dialtree-Request-Uri";
const NOTE_FROM: &str = "Dialtree-From";
const NOTE_RECEIVED: &str = "Dialtree-Received";
const NOTES: &str = "dialtree-";

/// Makes the stack's message out of a checked one.
///
/// # Errors
/// A [`Refusal`] if the stack could not file it under a transaction.
pub(super) fn to_stack(start: Start, parts: Parts, source: Source) -> Result<SipMessage, Refusal> {
    let mut headers = Headers::default();
    for (name, value) in &parts.headers {
        let lower = name.to_ascii_lowercase();
        if lower != "content-length" && !lower.starts_with(NOTES) {
            let value = match lower.as_str() {
                "from" | "to" | "record-route" | "route" => text::tame_quotes(value),
                "contact" => plain_user(&text::tame_quotes(value)),
                _ => value.clone(),
            };
            headers.push(make_header(name, value));
        }
    }
    headers.push(Header::ContentLength((parts.body.len() as u32).into()));
    let message = match start {
        Start::Request { method, uri } => request(&method, &uri, headers, &parts, source)?,
        Start::Response { status, reason } => {
            if (200..300).contains(&status) {
                let note = UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos().to_string();
                headers.push(Header::Other(NOTE_RECEIVED.to_owned(), note));
            }
            SipMessage::Response(Response {
                status_code: StatusCode::try_from((status, reason.as_str())).map_err(|_| bad("no such status"))?,
                wire_reason: None,
                version: Version::V2,
                headers,
                body: parts.body,
            })
        }
    };
    let filed = match &message {
        SipMessage::Request(request) => TransactionKey::from_request(request, TransactionRole::Server),
        SipMessage::Response(response) => TransactionKey::from_response(response, TransactionRole::Client),
    };
    filed.map_err(|_| bad("Via, From or CSeq cannot be read"))?;
    let transport = stack_transport(source.transport);
    SipConnection::update_msg_received(message, source.address, transport).map_err(|_| bad("Via cannot be read"))
}

fn request(
    method: &str,
    uri: &str,
    mut headers: Headers,
    parts: &Parts,
    source: Source,
) -> Result<SipMessage, Refusal> {
    let note = format!("{} {} {}", source.transport, source.number, source.address);
    headers.push(Header::Other(NOTE_SOURCE.to_owned(), note));
    headers.push(Header::Other(NOTE_URI.to_owned(), uri.to_owned()));
    if let Some(from) = parts.header("From").filter(|from| from.contains('"')) {
        headers.push(Header::Other(NOTE_FROM.to_owned(), from.to_owned()));
    }
    Ok(SipMessage::Request(Request {
        method: method.parse::<Method>().map_err(|_| Refusal { status: 501, reason: "unknown method" })?,
        uri: self::uri(uri).ok_or(bad("the Request-URI cannot be read"))?,
        version: Version::V2,
        headers,
        body: parts.body.clone(),
    }))
}

/// Makes the stack's URI. The stack escapes the user part when it writes, and never undoes it when it reads.
pub(super) fn uri(text: &str) -> Option<Uri> {
    let (scheme, rest) = text.split_once(':')?;
    let (user, address) = match rest.rsplit_once('@') {
        Some((user, address)) => (Some(user), address),
        None => (None, rest),
    };
    let mut uri = Uri::try_from(format!("{scheme}:{address}").as_str()).ok()?;
    uri.auth = user.map(|user| Auth { user: text::unescape(user), password: None });
    Some(uri)
}

/// A Contact whose user part is not escaped, because the stack would escape it again in the ACK.
fn plain_user(contact: &str) -> String {
    let scheme = ["sip:", "sips:"].iter().find_map(|scheme| Some(contact.find(scheme)? + scheme.len()));
    let Some(start) = scheme else { return contact.to_owned() };
    let Some(end) = contact[start..].find('@').map(|at| start + at) else { return contact.to_owned() };
    let user = text::unescape(&contact[start..end]);
    let structural = |c: char| c.is_whitespace() || c.is_control() || ":;?<>\",".contains(c);
    if user.contains(structural) { contact.to_owned() } else { [&contact[..start], &user, &contact[end..]].concat() }
}

fn bad(reason: &'static str) -> Refusal {
    Refusal { status: 400, reason }
}

pub(super) fn stack_transport(transport: Transport) -> rsipstack::sip::Transport {
    match transport {
        Transport::Udp => rsipstack::sip::Transport::Udp,
        Transport::Tcp => rsipstack::sip::Transport::Tcp,
        Transport::Tls => rsipstack::sip::Transport::Tls,
    }
}

/// The first value of a header of the stack's message.
pub(super) fn header<'a>(message: &'a impl HasHeaders, name: &str) -> Option<&'a str> {
    message.headers().iter().find(|header| header.name().eq_ignore_ascii_case(name)).map(Header::value)
}

/// All values of a header.
pub(super) fn all<'a>(message: &'a impl HasHeaders, name: &'a str) -> impl Iterator<Item = &'a str> {
    message.headers().iter().filter(move |header| header.name().eq_ignore_ascii_case(name)).map(Header::value)
}

/// Where a request came from.
pub(super) fn source(request: &Request) -> Option<Source> {
    let mut words = header(request, NOTE_SOURCE)?.split(' ');
    let transport = match words.next()? {
        "UDP" => Transport::Udp,
        "TLS" => Transport::Tls,
        _ => Transport::Tcp,
    };
    Some(Source { transport, number: words.next()?.parse().ok()?, address: words.next()?.parse().ok()? })
}

/// When a 2xx came in.
pub(super) fn received(response: &Response) -> Option<SystemTime> {
    header(response, NOTE_RECEIVED)?.parse().ok().map(|nanos| UNIX_EPOCH + Duration::from_nanos(nanos))
}

/// The Request-URI as it was written.
pub(super) fn request_uri(request: &Request) -> &str {
    header(request, NOTE_URI).unwrap_or_default()
}

/// The From header as it was written.
pub(super) fn from(request: &Request) -> &str {
    header(request, NOTE_FROM).or_else(|| header(request, "From")).unwrap_or_default()
}

/// All headers of the peer, without our notes.
pub(super) fn headers(request: &Request) -> Vec<(String, String)> {
    let theirs = request.headers.iter().filter(|header| !header.name().to_ascii_lowercase().starts_with(NOTES));
    theirs.map(|header| (header.name().to_owned(), header.value().to_owned())).collect()
}

/// A body that is text of this type, also as a part of a multipart body (RFC 5621 §3.1).
pub(super) fn body(content_type: Option<&str>, body: &[u8], wanted: &str) -> Option<String> {
    let text = || String::from_utf8_lossy(body).into_owned();
    let kind = content_type?;
    let bare = kind.split(';').next().unwrap_or_default().trim();
    if body.is_empty() {
        return None;
    }
    if bare.eq_ignore_ascii_case(wanted) {
        return Some(text());
    }
    if !bare.to_ascii_lowercase().starts_with("multipart/") {
        return None;
    }
    let (_, params) = kind.split_once(';')?;
    let boundary = format!("--{}", text::param(params, "boundary")?);
    text().split(boundary.as_str()).skip(1).find_map(|part| {
        let part = part.strip_prefix("\r\n").or_else(|| part.strip_prefix('\n'))?;
        let (head, content) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))?;
        let named = head.lines().any(|line| {
            line.split_once(':').is_some_and(|(name, value)| {
                let value = value.split(';').next().unwrap_or_default().trim();
                name.trim().eq_ignore_ascii_case("content-type") && value.eq_ignore_ascii_case(wanted)
            })
        });
        named.then(|| content.trim_end_matches(['\r', '\n']).to_owned() + "\r\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_found_inside_a_multipart_body() {
        let multipart = "--b1\r\nContent-Type: application/isup\r\n\r\nxyz\r\n--b1\r\n\
                         Content-Type: application/sdp\r\n\r\nv=0\r\ns=-\r\n--b1--\r\n";

        let found = body(Some("multipart/mixed; boundary=\"b1\""), multipart.as_bytes(), "application/sdp");

        assert_eq!(found.as_deref(), Some("v=0\r\ns=-\r\n"));
        assert_eq!(body(Some("text/plain"), b"v=0", "application/sdp"), None);
        assert_eq!(body(Some("Application/SDP; charset=x"), b"v=0", "application/sdp").as_deref(), Some("v=0"));
    }
}
