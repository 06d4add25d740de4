//! The state of a dialog that requests are made from (RFC 3261 §12).

use std::net::IpAddr;

use rsipstack::sip::{Header, Headers, Method, Request, Response, Version};

use crate::sip::convert;
use crate::sip::error::SipError;
use crate::sip::leg::DialogId;
use crate::sip::network::Path;
use crate::sip::text::{self, NameAddr, Uri};

/// Both ends of a dialog and how to reach the other one.
#[derive(Clone)]
pub(super) struct Peer {
    pub(super) call_id: String,
    /// Our From in requests of ours, with the tag.
    local: String,
    /// Their To in requests of ours, with the tag.
    remote: String,
    pub(super) local_tag: String,
    remote_tag: String,
    /// Where the peer wants requests: its Contact.
    target: String,
    /// Route headers, nearest first.
    routes: Vec<String>,
    local_seq: u32,
    remote_seq: u32,
    /// The way its messages came; the next hop may be another.
    pub(super) path: Path,
    /// Requests go back where the INVITE came from: the peer does not know its own address.
    pub(super) behind_nat: bool,
}

impl Peer {
    /// The dialog an INVITE to us begins. None if it has no usable Contact.
    pub(super) fn of_invite(invite: &Request, local_tag: String, path: Path) -> Option<Self> {
        let to = convert::header(invite, "To")?;
        let target = contact(convert::header(invite, "Contact")?)?;
        let routes: Vec<String> =
            convert::all(invite, "Record-Route").flat_map(text::list).map(str::to_owned).collect();
        let remote = path.remote.ip();
        let behind_nat =
            routes.is_empty() && Uri::parse(&target).is_some_and(|target| knows_no_better(invite, &target, remote));
        Some(Self {
            call_id: convert::header(invite, "Call-ID")?.to_owned(),
            local: format!("{to};tag={local_tag}"),
            remote: convert::header(invite, "From")?.to_owned(),
            remote_tag: tag(convert::header(invite, "From")?)?,
            local_tag,
            target,
            routes,
            local_seq: 0,
            remote_seq: cseq(invite)?,
            path,
            behind_nat,
        })
    }

    /// The dialog an answer to our INVITE begins.
    pub(super) fn of_answer(invite: &Request, answer: &Response, path: Path) -> Option<Self> {
        let (local, remote) = (convert::header(answer, "From")?, convert::header(answer, "To")?);
        // The callee must send a Contact; without one the way of the INVITE is the best guess.
        let target = convert::header(answer, "Contact").and_then(contact);
        let mut routes: Vec<String> =
            convert::all(answer, "Record-Route").flat_map(text::list).map(str::to_owned).collect();
        routes.reverse();
        Some(Self {
            call_id: convert::header(answer, "Call-ID")?.to_owned(),
            local_tag: tag(local)?,
            remote_tag: tag(remote)?,
            local: local.to_owned(),
            remote: remote.to_owned(),
            target: target.unwrap_or_else(|| invite.uri.to_string()),
            routes,
            local_seq: cseq(invite)?,
            remote_seq: 0,
            path,
            behind_nat: false,
        })
    }

    /// A request inside the dialog, without body.
    ///
    /// # Errors
    /// If the peer's Contact cannot be written as a Request-URI.
    pub(super) fn request(&mut self, method: Method, path: &Path) -> Result<Request, SipError> {
        self.local_seq += 1;
        let uri = convert::uri(&self.target)
            .ok_or(SipError::Uri { uri: self.target.clone(), reason: "the peer's Contact cannot be read" })?;
        let mut headers = Headers::default();
        headers.push(Header::Via(path.via().into()));
        headers.push(Header::MaxForwards(70.into()));
        for route in &self.routes {
            headers.push(Header::Route(route.clone().into()));
        }
        headers.push(Header::From(self.local.clone().into()));
        headers.push(Header::To(self.remote.clone().into()));
        headers.push(Header::CallId(self.call_id.clone().into()));
        headers.push(Header::CSeq(format!("{} {method}", self.local_seq).into()));
        headers.push(Header::Contact(path.contact().into()));
        headers.push(Header::UserAgent(crate::sip::answers::USER_AGENT.into()));
        Ok(Request { method, uri, headers, version: Version::V2, body: Vec::new() })
    }

    /// Leaves out a number, for a request that a copy of this has written.
    pub(super) fn count(&mut self) {
        self.local_seq += 1;
    }

    /// Counts on from the requests of the early dialog, which is the same.
    pub(super) fn continues(&mut self, early: &Self) {
        self.local_seq = self.local_seq.max(early.local_seq);
        self.remote_seq = self.remote_seq.max(early.remote_seq);
    }

    /// What names this dialog to others.
    pub(super) fn id(&self) -> DialogId {
        DialogId {
            call_id: self.call_id.clone(),
            local_tag: self.local_tag.clone(),
            remote_tag: self.remote_tag.clone(),
            target: self.target.clone(),
        }
    }

    /// Who we are in this dialog.
    pub(super) fn local_uri(&self) -> &str {
        NameAddr::parse(&self.local).map_or("", |local| local.uri)
    }

    /// The URI the next request is sent to: the first route, else the peer's Contact.
    pub(super) fn next_hop(&self) -> String {
        let route = self.routes.first().and_then(|route| NameAddr::parse(route));
        route.map_or_else(|| self.target.clone(), |route| route.uri.to_owned())
    }

    /// Whether a request belongs to this dialog and is newer than the last (RFC 3261 §12.2.2).
    pub(super) fn admit(&mut self, request: &Request) -> Result<(), u16> {
        let from = convert::header(request, "From").and_then(tag);
        if from.as_deref() != Some(self.remote_tag.as_str()) {
            return Err(481);
        }
        let seq = cseq(request).ok_or(400_u16)?;
        if seq <= self.remote_seq && self.remote_seq != 0 {
            return Err(500);
        }
        self.remote_seq = seq;
        Ok(())
    }

    /// Takes a new target from an INVITE or UPDATE, or the answer to one (RFC 3261 §12.2.1.2).
    pub(super) fn retarget(&mut self, contact_header: Option<&str>) {
        if let Some(target) = contact_header.and_then(contact) {
            self.target = target;
        }
    }

    /// Whether an answer to our INVITE is from this peer and not from another branch of a fork.
    pub(super) fn is_answer(&self, answer: &Response) -> bool {
        convert::header(answer, "To").and_then(tag).is_some_and(|tag| self.is_tagged(&tag))
    }

    /// Whether this is the peer's tag.
    pub(super) fn is_tagged(&self, tag: &str) -> bool {
        self.remote_tag == tag
    }
}

/// The tag of a From or To value.
pub(super) fn tag(value: &str) -> Option<String> {
    NameAddr::parse(value)?.param("tag").filter(|tag| !tag.is_empty()).map(str::to_owned)
}

/// The number in CSeq.
pub(super) fn cseq(request: &Request) -> Option<u32> {
    convert::header(request, "CSeq")?.split_whitespace().next()?.parse().ok()
}

fn contact(value: &str) -> Option<String> {
    let first = text::list(value).into_iter().next()?;
    let uri = NameAddr::parse(first)?.uri;
    Uri::parse(uri).filter(|uri| !uri.host.is_empty())?;
    Some(uri.to_owned())
}

/// A phone that writes the same address into Via and Contact, and sends from another, is behind a NAT it has not
/// noticed. Its Contact leads nowhere; where its packets come from is open.
pub(in crate::sip) fn knows_no_better(request: &Request, target: &Uri<'_>, source: IpAddr) -> bool {
    let vias: Vec<&str> = convert::all(request, "Via").flat_map(text::list).collect();
    let [via] = vias.as_slice() else { return false };
    let Ok(ip) = target.host.parse::<IpAddr>() else { return false };
    let sent_by = via.split_whitespace().nth(1).unwrap_or_default().split(';').next().unwrap_or_default();
    let same_host = sent_by.trim_start_matches('[').starts_with(target.host);
    same_host && ip != source
}
