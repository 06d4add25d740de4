//! Reads out of an INVITE who calls whom.

use rsipstack::sip::Request;

use crate::sip::convert;
use crate::sip::text::{self, NameAddr, Uri};

/// The caller as the engine is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Caller {
    pub(super) number: String,
    pub(super) name: String,
}

/// Who calls: From, or P-Asserted-Identity if From hides what was not asked to be hidden.
pub(super) fn caller(invite: &Request) -> Caller {
    let from = address(convert::from(invite));
    let private = convert::all(invite, "Privacy").any(|value| !value.trim().eq_ignore_ascii_case("none"));
    if !is_anonymous(&from.number) || private {
        return from;
    }
    let asserted = convert::all(invite, "P-Asserted-Identity").flat_map(text::list).map(address);
    asserted.into_iter().find(|caller| !caller.number.is_empty()).unwrap_or(from)
}

/// The number that a caller claims to have.
pub(in crate::sip) fn calling_number(invite: &Request) -> String {
    caller(invite).number
}

/// Who diverted the call here: the last that did (RFC 5806), else what History-Info says (RFC 7044).
pub(super) fn diversion(invite: &Request) -> Option<String> {
    let number = |value: &str| Some(address(value).number).filter(|number| !number.is_empty());
    if let Some(first) = convert::all(invite, "Diversion").flat_map(text::list).next() {
        return number(first);
    }
    let entries: Vec<&str> = convert::all(invite, "History-Info").flat_map(text::list).collect();
    // The last entry is the target itself.
    let [.., previous, _] = entries.as_slice() else { return None };
    number(previous)
}

/// The number and name in a name-addr.
fn address(value: &str) -> Caller {
    let Some(address) = NameAddr::parse(value) else { return Caller::default() };
    let number = Uri::parse(address.uri).map(|uri| uri.user).unwrap_or_default();
    Caller { number: printable(&number), name: printable(&address.name) }
}

fn is_anonymous(number: &str) -> bool {
    ["", "anonymous", "unavailable", "unknown", "restricted"].iter().any(|word| number.eq_ignore_ascii_case(word))
}

/// Names end up in logs, headers and speech: no control characters.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// The called number and the domain of the Request-URI.
pub(super) fn called(request_uri: &str) -> (String, String) {
    Uri::parse(request_uri).map(|uri| (printable(&uri.user), uri.host.to_owned())).unwrap_or_default()
}

/// The number in To.
pub(super) fn named(invite: &Request) -> Option<String> {
    let to = address(convert::header(invite, "To")?);
    Some(to.number).filter(|number| !number.is_empty())
}

/// Whether the body is one we cannot read (RFC 3261 §8.2.3); optional parts may be.
pub(super) fn unreadable_body(invite: &Request) -> bool {
    if invite.body.is_empty() || convert::header(invite, "Content-Disposition").is_some_and(|d| d.contains("optional"))
    {
        return false;
    }
    let encoded = convert::header(invite, "Content-Encoding").is_some_and(|e| !e.eq_ignore_ascii_case("identity"));
    encoded || super::exchange::description(invite, &invite.body).is_none()
}
