//! Decides about a new INVITE: may it become a call?

use rsipstack::sip::{Header, Request};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::sip::answers;
use crate::sip::convert;
use crate::sip::core::Core;

use super::exchange::Mail;
use super::invitation::unreadable_body;
use super::peer::{self, Peer};
use super::session::MAILBOX;
use super::table::{Incoming, Place};
use super::timer::{self, SessionTimer};

/// An INVITE that may become a call.
pub(super) struct Ready {
    pub(super) peer: Peer,
    pub(super) place: Place,
    pub(super) timer: Option<SessionTimer>,
    pub(super) mailbox: mpsc::Sender<Mail>,
    pub(super) mail: mpsc::Receiver<Mail>,
}

/// An answer at once.
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) headers: Vec<Header>,
}

fn refuse(status: u16, header: Option<Header>) -> Refusal {
    Refusal { status, headers: header.into_iter().collect() }
}

/// The checks of RFC 3261 §8.2, in its order, behind ours of whether there is room.
pub(super) fn admit(core: &Core, invite: &Request, tag: &str) -> Result<Ready, Refusal> {
    let source = convert::source(invite).ok_or(refuse(500, None))?;
    core.admit(source.address.ip())
        .map_err(|seconds| refuse(503, Some(Header::RetryAfter(seconds.to_string().into()))))?;
    if let Some(unsupported) = answers::unsupported(invite) {
        return Err(refuse(420, Some(Header::Unsupported(unsupported.into()))));
    }
    if unreadable_body(invite) {
        return Err(refuse(415, Some(Header::Accept("application/sdp".into()))));
    }
    let least = core.config.timers.min_session;
    let timer = timer::asked(invite, least, Instant::now())
        .map_err(|()| refuse(422, Some(Header::MinSE(least.as_secs().to_string().into()))))?;
    let mut path = core.network.back(source).ok_or(refuse(500, None))?;
    path.sips = convert::request_uri(invite).to_ascii_lowercase().starts_with("sips:");
    let peer = Peer::of_invite(invite, tag.to_owned(), path).ok_or(refuse(400, None))?;
    let identity = Incoming {
        call_id: peer.call_id.clone(),
        from_tag: convert::header(invite, "From").and_then(peer::tag).unwrap_or_default(),
        cseq: peer::cseq(invite).unwrap_or_default(),
    };
    let (mailbox, mail) = mpsc::channel(MAILBOX);
    // Two ways of one call: the first has it (RFC 3261 §8.2.2.2).
    let place = core.table.enter(&peer.call_id, tag, mailbox.clone(), Some(identity)).ok_or(refuse(482, None))?;
    Ok(Ready { peer, place, timer, mailbox, mail })
}
