//! What we can do, and short answers that say so.

use rsipstack::sip::{Header, Headers, Method, Request};

use super::registrar::PATH;
use super::{convert, text};

/// Methods we answer inside or outside a dialog.
pub(super) const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, NOTIFY, PRACK, REFER";
/// Extensions we have.
pub(super) const SUPPORTED: &str = "timer, 100rel, replaces";
/// Bodies we read.
pub(super) const ACCEPT: &str = "application/sdp, application/dtmf-relay, application/dtmf, multipart/mixed";
/// How we call ourselves.
pub(super) const USER_AGENT: &str = concat!("dialtree/", env!("CARGO_PKG_VERSION"));

/// The answer to OPTIONS (RFC 3261 §11.2).
pub(super) fn capabilities(headers: &mut Headers) {
    headers.push(Header::Allow(ALLOW.into()));
    headers.push(Header::Accept(ACCEPT.into()));
    headers.push(Header::AcceptEncoding("identity".into()));
    headers.push(Header::AcceptLanguage("en".into()));
    headers.push(Header::Supported(SUPPORTED.into()));
}

/// The extensions a request insists on and we have not: for the Unsupported header of a 420.
pub(super) fn unsupported(request: &Request) -> Option<String> {
    let required = convert::all(request, "Require").flat_map(text::list);
    // RFC 3327 is about registrations.
    let more = (request.method == Method::Register).then_some(PATH);
    let have = |tag: &&str| SUPPORTED.split(", ").chain(more).any(|known| known.eq_ignore_ascii_case(tag));
    let missing: Vec<&str> = required.filter(|tag| !have(tag)).collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}
