//! Writes the INVITE of an outgoing call, and the CANCEL that takes it back.

use rsipstack::sip::message::HasHeaders;
use rsipstack::sip::{Header, Headers, Method, Request, Version};
use tracing::debug;

use crate::sip::answers::{ALLOW, SUPPORTED, USER_AGENT};
use crate::sip::convert;
use crate::sip::error::SipError;
use crate::sip::leg::OutgoingInvite;
use crate::sip::network::Path;
use crate::sip::text::{self, Uri};

use super::exchange::with_body;
use super::timer::INTERVAL;
use super::ways::Taken;

/// Writes the INVITE.
///
/// # Errors
/// [`SipError::Uri`] if the target cannot be called.
pub(super) fn invite(
    order: &OutgoingInvite,
    Taken { uri: target, path, routes, .. }: &Taken,
    (call_id, tag, cseq): (&str, &str, u32),
    sdp: String,
) -> Result<Request, SipError> {
    let (target, uri) = callable(target)?;
    let mut headers = Headers::default();
    headers.push(Header::Via(path.via().into()));
    headers.push(Header::MaxForwards(hops(order).into()));
    headers.extend(routes.iter().map(|route| Header::Route(route.clone().into())).collect());
    headers.push(Header::From(from(order, &target, path, tag).into()));
    headers.push(Header::To(format!("<{uri}>").into()));
    headers.push(Header::CallId(call_id.into()));
    headers.push(Header::CSeq(format!("{cseq} INVITE").into()));
    headers.push(Header::Contact(path.contact().into()));
    headers.push(Header::Allow(ALLOW.into()));
    headers.push(Header::Supported(supported(order).into()));
    // Who refreshes is left to the callee. RFC 4028 §7.1
    headers.push(Header::SessionExpires(INTERVAL.into()));
    headers.push(Header::UserAgent(USER_AGENT.into()));
    for (name, value) in &order.headers {
        extra(&mut headers, name, value);
    }
    with_body(&mut headers, "application/sdp", sdp.len());
    Ok(Request { method: Method::Invite, uri, headers, version: Version::V2, body: sdp.into_bytes() })
}

/// Writes a request outside any dialog, without body. `from` and `to` are in brackets, without tags.
///
/// # Errors
/// [`SipError::Uri`] if the URI cannot be written into a message.
pub(in crate::sip) fn out_of_dialog(
    method: Method,
    uri: &str,
    path: &Path,
    (from, to): (&str, &str),
    call_id: &str,
    cseq: u32,
) -> Result<Request, SipError> {
    let (_, uri) = callable(uri)?;
    let tag: u64 = rand::random();
    let mut headers = Headers::default();
    headers.push(Header::Via(path.via().into()));
    headers.push(Header::MaxForwards(70.into()));
    headers.push(Header::From(format!("{from};tag={tag:016x}").into()));
    headers.push(Header::To(to.into()));
    headers.push(Header::CallId(call_id.into()));
    headers.push(Header::CSeq(format!("{cseq} {method}").into()));
    headers.push(Header::UserAgent(USER_AGENT.into()));
    headers.push(Header::ContentLength(0.into()));
    Ok(Request { method, uri, headers, version: Version::V2, body: Vec::new() })
}

/// Reads a URI that somebody is to call.
///
/// # Errors
/// [`SipError::Uri`] if it cannot be written into a message.
pub(super) fn callable(target: &str) -> Result<(Uri<'_>, rsipstack::sip::Uri), SipError> {
    let wrong = |reason| SipError::Uri { uri: target.to_owned(), reason };
    if target.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c)) {
        return Err(wrong("it has a space or a quote in it"));
    }
    let read = Uri::parse(target).ok_or(wrong("it cannot be read"))?;
    let uri = convert::uri(target).ok_or(wrong("it cannot be read"))?;
    Ok((read, uri))
}

/// Whether a URI can be called.
pub(in crate::sip) fn is_callable(target: &str) -> bool {
    callable(target).is_ok()
}

/// How many proxies the INVITE may pass: what the call says, who knows how far it has come, else 70.
fn hops(order: &OutgoingInvite) -> u32 {
    let given = order.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Max-Forwards"));
    given.and_then(|(_, value)| value.trim().parse::<u8>().ok()).map_or(70, u32::from)
}

/// What our side of the call can do: what the dialogs can, and what the call adds.
fn supported(order: &OutgoingInvite) -> String {
    let added = order.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Supported"));
    let added = added.flat_map(|(_, value)| value.split(',')).map(str::trim);
    let tags = added.filter(|tag| !tag.is_empty() && tag.bytes().all(|octet| octet.is_ascii_graphic()));
    std::iter::once(SUPPORTED).chain(tags).collect::<Vec<_>>().join(", ")
}

/// Our From: at the callee's domain if we have an account there, else at our own address.
fn from(order: &OutgoingInvite, target: &Uri<'_>, path: &Path, tag: &str) -> String {
    let host = match order.credentials {
        Some(_) if target.host.contains(':') => format!("[{}]", target.host),
        Some(_) => target.host.to_owned(),
        None => path.host(),
    };
    let user = if order.from_number.is_empty() {
        "anonymous".to_owned()
    } else {
        text::escape(&order.from_number, text::USER)
    };
    let name: String = order.from_name.chars().filter(|c| !c.is_control()).collect();
    let name = name.replace('\\', "\\\\").replace('"', "\\\"");
    let display = if name.is_empty() { String::new() } else { format!("\"{name}\" ") };
    format!("{display}<sip:{user}@{host}>;tag={tag}")
}

/// Adds a header of the dialplan, unless it is one that the dialog lives on.
fn extra(headers: &mut Headers, name: &str, value: &str) {
    let token = !name.is_empty() && name.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet));
    let ours = headers.iter().any(|header| header.name().eq_ignore_ascii_case(name))
        || ["Route", "Record-Route", "Require", "Content-Length", "Content-Type"]
            .iter()
            .any(|kept| kept.eq_ignore_ascii_case(name));
    if token && !ours {
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        headers.push(Header::Other(name.to_owned(), value));
    } else {
        debug!(name, "a header of the call was left out of the INVITE");
    }
}

/// The CANCEL of an INVITE: same branch, same numbers (RFC 3261 §9.1).
pub(super) fn cancel(invite: &Request) -> Request {
    let mut headers = Headers::default();
    for header in invite.headers().iter() {
        match header {
            Header::Via(_)
            | Header::From(_)
            | Header::To(_)
            | Header::CallId(_)
            | Header::MaxForwards(_)
            | Header::Route(_)
            | Header::UserAgent(_) => headers.push(header.clone()),
            Header::CSeq(cseq) => headers.push(Header::CSeq(cseq.value().replace("INVITE", "CANCEL").into())),
            _ => {}
        }
    }
    Request { method: Method::Cancel, uri: invite.uri.clone(), headers, version: Version::V2, body: Vec::new() }
}

/// Tells a telephone that stops ringing that the call is not a missed one. RFC 3326 §2
pub(super) fn elsewhere() -> Header {
    Header::Other("Reason".to_owned(), "SIP;cause=200;text=\"Call completed elsewhere\"".to_owned())
}

/// The INVITE again with what its refusal asks for, as a transaction of its own (RFC 3261 §22.2, RFC 4028 §7.3).
pub(super) fn again(invite: &Request, path: &Path, asked: Vec<Header>) -> Request {
    let mut invite = invite.clone();
    let next = super::peer::cseq(&invite).unwrap_or(1) + 1;
    invite.headers.unique_push(Header::CSeq(format!("{next} INVITE").into()));
    for header in asked {
        invite.headers.unique_push(header);
    }
    moved(&invite, path)
}

/// The INVITE for another way, as a transaction of its own.
pub(super) fn moved(invite: &Request, path: &Path) -> Request {
    let mut invite = invite.clone();
    for header in invite.headers.iter_mut() {
        match header {
            Header::Via(via) => via.replace(path.via()),
            Header::Contact(contact) => contact.replace(path.contact()),
            _ => {}
        }
    }
    invite
}
