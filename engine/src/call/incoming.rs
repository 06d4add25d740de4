//! What an INVITE says, as a call is told.

use dialplan::event::Incoming;

use super::World;
use crate::sip::Invitation;

/// The call's first event.
pub(super) fn of(invitation: &Invitation, call_id: &str, world: &World) -> Incoming {
    Incoming {
        call_id: call_id.to_owned(),
        at_unix_ms: world.unix_ms(),
        from: invitation.from_number.clone(),
        from_name: invitation.from_name.clone(),
        to: invitation.to_number.clone(),
        called_did: None,
        diversion: invitation.diversion.clone(),
        sip_call_id: invitation.call_id.clone(),
        source_ip: invitation.source.ip().to_string(),
        sip_domain: invitation.sip_domain.clone(),
        sip_headers: invitation
            .headers
            .iter()
            .filter(|(name, _)| name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-")))
            .cloned()
            .collect(),
    }
}

/// What is known to whom a call is passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passing {
    /// The number that was dialled.
    pub called: String,
    /// `Max-Forwards` of our own INVITEs for this call: a plan that dials itself comes to an end.
    pub hops: u8,
}

impl Passing {
    pub fn of(invitation: &Invitation) -> Self {
        Self { called: invitation.to_number.clone(), hops: hops_left(invitation) }
    }
}

/// How often a call may still be passed on. RFC 3261 §16.6, step 3: one less than it came with.
fn hops_left(invitation: &Invitation) -> u8 {
    let header = invitation.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Max-Forwards"));
    let written = header.and_then(|(_, value)| value.trim().parse::<u8>().ok());
    written.unwrap_or(70).saturating_sub(1)
}
