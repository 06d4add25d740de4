//! The telephones of one user, and what a REGISTER makes of them. RFC 3261 §10.3

use super::wish::{Contact, Contacts, Wish};
use crate::sip::convert::Source;
use crate::sip::text::Uri;

/// Where a telephone of a user is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sip) struct Binding {
    /// Its Contact.
    pub uri: String,
    /// What makes it the same telephone at another address (RFC 5626 §4.1), as it names itself; may be empty.
    pub instance: String,
    /// The REGISTER that made it.
    pub call_id: String,
    pub cseq: u32,
    /// Until when it is good, in seconds since 1970.
    pub expires: i64,
    /// Where that came from.
    pub source: Source,
    /// The Contact leads nowhere: calls go to where the REGISTER came from.
    pub nat: bool,
    /// What it calls itself.
    pub agent: String,
    /// The proxies that calls go through, nearest first; may be empty. RFC 3327
    pub via: Vec<String>,
}

/// What a REGISTER may ask for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub shortest: u32,
    pub longest: u32,
    pub devices: usize,
}

/// Why a REGISTER changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// 423.
    TooBrief,
    /// A later one of the same telephone has been here.
    OutOfOrder,
    TooMany,
}

/// Does what a REGISTER asks: all of it, or nothing.
pub(super) fn apply(old: &[Binding], wish: &Wish, bounds: Bounds, now: i64) -> Result<Vec<Binding>, Refused> {
    let mut bindings: Vec<Binding> = old.iter().filter(|binding| binding.expires > now).cloned().collect();
    match &wish.contacts {
        Contacts::All => {
            // §10.3, step 6.
            if bindings.iter().any(|binding| !wish.is_newer_than(binding)) {
                return Err(Refused::OutOfOrder);
            }
            bindings.clear();
        }
        Contacts::These(contacts) => {
            for contact in contacts {
                put(&mut bindings, contact, wish, bounds, now)?;
            }
        }
    }
    if bindings.len() > bounds.devices { Err(Refused::TooMany) } else { Ok(bindings) }
}

/// §10.3, step 7, for one Contact.
fn put(bindings: &mut Vec<Binding>, contact: &Contact, wish: &Wish, bounds: Bounds, now: i64) -> Result<(), Refused> {
    let length = match contact.expires.unwrap_or(bounds.longest) {
        0 => 0,
        length if length < bounds.shortest => return Err(Refused::TooBrief),
        length => length.min(bounds.longest),
    };
    let same = |binding: &Binding| is_same(&binding.uri, &contact.uri);
    if bindings.iter().any(|binding| same(binding) && !wish.is_newer_than(binding)) {
        return Err(Refused::OutOfOrder);
    }
    // A telephone that has moved does not ring at its old address.
    let moved = |binding: &Binding| !contact.instance.is_empty() && binding.instance == contact.instance;
    bindings.retain(|binding| !same(binding) && !moved(binding));
    if length > 0 {
        bindings.push(Binding {
            uri: contact.uri.clone(),
            instance: contact.instance.clone(),
            call_id: wish.call_id.clone(),
            cseq: wish.cseq,
            expires: now + i64::from(length),
            source: wish.source,
            nat: contact.nat,
            agent: wish.agent.clone(),
            via: wish.via.clone(),
        });
    }
    Ok(())
}

impl Wish {
    /// Whether it comes behind the REGISTER that made a binding. A telephone that has started anew has a new Call-ID.
    fn is_newer_than(&self, binding: &Binding) -> bool {
        binding.call_id != self.call_id || binding.cseq < self.cseq
    }
}

/// Whether two Contacts are one, by what calls are sent by. §19.1.4
fn is_same(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (Uri::parse(one), Uri::parse(other)) else { return one == other };
    let transport = |uri: &Uri<'_>| uri.param("transport").unwrap_or_default().to_ascii_lowercase();
    let host = one.host.eq_ignore_ascii_case(other.host) && one.port == other.port;
    host && one.scheme == other.scheme && one.user == other.user && transport(&one) == transport(&other)
}

#[cfg(test)]
#[path = "bindings_tests.rs"]
mod tests;
