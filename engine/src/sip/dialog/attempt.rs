//! One INVITE of a call that we make: a call that fails over has several.

use std::time::SystemTime;

use rsipstack::sip::Request;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::sip::core::Core;
use crate::sip::digest::Answered;
use crate::sip::error::SipError;
use crate::sip::leg::OutgoingInvite;
use crate::sip::network::Path;
use crate::sip::sdp::Stamp;

use super::compose;
use super::exchange::Ends;
use super::reliable::Acknowledged;
use super::ways::Taken;

/// An INVITE over one way.
pub(super) struct Attempt {
    pub(super) taken: Taken,
    pub(super) invite: Request,
    pub(super) stamp: Stamp,
    pub(super) ends: Ends,
    /// The challenges that were answered.
    pub(super) answered: Answered,
    /// A provisional answer came: from now on CANCEL may be sent.
    pub(super) ringing: bool,
    /// The tags of those that ring: each is an early dialog.
    pub(super) rang: Vec<String>,
    /// The provisional answers that asked for a PRACK.
    pub(super) acknowledged: Acknowledged,
    /// When the INVITE left.
    pub(super) sent: SystemTime,
    /// The same on the clock that does not jump.
    pub(super) begun: Instant,
    /// When another way is tried, if nothing has come back.
    pub(super) silence: Option<Instant>,
}

impl Attempt {
    /// Writes the INVITE for a way.
    ///
    /// # Errors
    /// [`SipError::Uri`] if the callee's URI cannot be written.
    pub(super) fn new(
        core: &Core,
        order: &OutgoingInvite,
        taken: Taken,
        (call_id, local_tag): (&str, &str),
        cseq: u32,
    ) -> Result<Self, SipError> {
        let mut stamp = Stamp::new(taken.path.local.ip());
        let sdp = stamp.put(&order.offer);
        let invite = compose::invite(order, &taken, (call_id, local_tag, cseq), sdp)?;
        let ends = Ends { give_up: core.stop.child_token(), abandoned: CancellationToken::new() };
        Ok(Self {
            taken,
            invite,
            stamp,
            ends,
            answered: Answered::default(),
            ringing: false,
            rang: Vec::new(),
            acknowledged: Acknowledged::default(),
            sent: SystemTime::now(),
            begun: Instant::now(),
            silence: None,
        })
    }

    /// The way.
    pub(super) fn path(&self) -> &Path {
        &self.taken.path
    }

    /// Somebody rings.
    pub(super) fn rings(&mut self, tag: Option<String>) {
        let new = tag.filter(|tag| self.rang.len() < BRANCHES && !self.rang.contains(tag));
        self.rang.extend(new);
    }
}

/// Early dialogs of one INVITE that are remembered.
const BRANCHES: usize = 16;
