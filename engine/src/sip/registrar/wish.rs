//! Reads a REGISTER. RFC 3261 §10.2

use rsipstack::sip::Request;

use crate::sip::convert::{self, Source};
use crate::sip::dialog;
use crate::sip::text::{self, NameAddr, Uri};

/// What a REGISTER asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wish {
    pub contacts: Contacts,
    pub call_id: String,
    pub cseq: u32,
    pub source: Source,
    pub agent: String,
    /// The proxies on its way to us, nearest to us first, as they stand in Path. RFC 3327 §5.3
    pub via: Vec<String>,
    /// Whether it knows of them.
    pub knows_path: bool,
}

/// Whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Contacts {
    /// `*`: all of the user are to go.
    All,
    /// These; without any it only asks who is there.
    These(Vec<Contact>),
}

/// One Contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contact {
    pub uri: String,
    pub instance: String,
    /// In seconds; none if nothing is said, 0: it is to go.
    pub expires: Option<u32>,
    pub nat: bool,
}

impl Wish {
    /// `None` if it cannot be read: 400.
    pub fn read(request: &Request) -> Option<Self> {
        let expires = convert::header(request, "Expires").and_then(seconds);
        let values: Vec<&str> = convert::all(request, "Contact").flat_map(text::list).collect();
        let source = convert::source(request)?;
        let contacts = if values.contains(&"*") {
            // §10.3, step 6: alone, and with Expires of 0.
            let alone = values.len() == 1 && expires == Some(0);
            alone.then_some(Contacts::All)?
        } else {
            let contacts = values.into_iter().map(|value| contact(value, expires, request, source));
            Contacts::These(contacts.collect::<Option<_>>()?)
        };
        let (call_id, cseq) = (convert::header(request, "Call-ID")?, convert::header(request, "CSeq")?);
        let agent = convert::header(request, "User-Agent").unwrap_or_default();
        let agent = agent.chars().filter(|character| !character.is_control()).take(AGENT).collect();
        let cseq = cseq.split_whitespace().next()?.parse().ok()?;
        let via: Vec<String> = convert::all(request, "Path").flat_map(text::list).map(str::to_owned).collect();
        if via.len() > HOPS || !via.iter().all(|hop| is_hop(hop)) {
            return None;
        }
        let mut supported = convert::all(request, "Supported").flat_map(text::list);
        let knows_path = supported.any(|tag| tag.eq_ignore_ascii_case(PATH));
        Some(Self { contacts, call_id: call_id.to_owned(), cseq, source, agent, via, knows_path })
    }

    /// Whether it only asks who is there.
    pub fn only_asks(&self) -> bool {
        self.contacts == Contacts::These(Vec::new())
    }
}

fn contact(value: &str, expires: Option<u32>, request: &Request, source: Source) -> Option<Contact> {
    let address = NameAddr::parse(value)?;
    let uri = Uri::parse(address.uri).filter(|uri| !uri.host.is_empty() && uri.scheme.starts_with("sip"))?;
    // It becomes a Request-URI.
    if value.len() > LONGEST || !dialog::is_callable(address.uri) || address.uri.contains('?') {
        return None;
    }
    Some(Contact {
        nat: dialog::knows_no_better(request, &uri, source.address.ip()),
        uri: address.uri.to_owned(),
        instance: address.param("+sip.instance").unwrap_or_default().to_owned(),
        expires: address.param("expires").and_then(seconds).or(expires),
    })
}

/// Whether a call can be led there: it becomes a Route.
fn is_hop(value: &str) -> bool {
    let uri = NameAddr::parse(value).filter(|_| value.len() <= LONGEST).map(|address| address.uri);
    uri.is_some_and(|uri| uri.to_ascii_lowercase().starts_with("sip") && dialog::is_callable(uri) && !uri.contains('?'))
}

/// What is too much for a number is as long as can be; what is none says nothing. §20.19
fn seconds(value: &str) -> Option<u32> {
    let digits = value.trim();
    let number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    number.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// The option tag of RFC 3327.
pub(in crate::sip) const PATH: &str = "path";
/// Proxies between a telephone and us.
const HOPS: usize = 8;
/// Octets of a Contact, or of one proxy in Path.
const LONGEST: usize = 512;
/// Characters of a User-Agent that are kept.
const AGENT: usize = 64;
