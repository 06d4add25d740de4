//! A call of ours that is given up before its answer. RFC 3261 §9.1

use tokio::time::Instant;
use tracing::{debug, warn};

use crate::sip::leg::LegEvent;

use super::compose;
use super::exchange::ask;
use super::outgoing::{Calling, Outcome};

/// The engine wants to hang up.
pub(super) struct Canceling {
    sent: bool,
    until: Instant,
}

impl Canceling {
    /// When it is over without a final answer, too.
    pub(super) const fn until(&self) -> Instant {
        self.until
    }
}

impl Calling {
    pub(super) fn cancel(&mut self) {
        // A dialplan's time-out is often shorter than 64·T1.
        self.tell_silence();
        let patience = self.core.config.timers.t1 * 64;
        self.canceling = Some(Canceling { sent: false, until: Instant::now() + patience });
        self.send_cancel();
    }

    /// Says in the log that nothing at all has come back; not if that was waited for no longer than for one gateway of several.
    pub(super) fn tell_silence(&self) {
        let waited = self.attempt.begun.elapsed();
        if self.canceling.is_none() && !self.attempt.ringing && waited >= self.core.config.timers.t1 * 8 {
            let (to, seconds) = (self.attempt.path().remote, waited.as_secs());
            warn!(call_id = self.call_id, %to, seconds, "no answer at all to a call of ours");
        }
    }

    /// Somebody else has the call.
    pub(super) fn stop_ringing(&mut self) {
        self.elsewhere = true;
        self.cancel();
        self.attempt.ends.abandoned.cancel();
    }

    /// CANCEL may only follow a provisional answer.
    pub(super) fn send_cancel(&mut self) {
        let Some(canceling) = &mut self.canceling else { return };
        if canceling.sent || !self.attempt.ringing {
            return;
        }
        canceling.sent = true;
        let (core, path) = (self.core.clone(), self.attempt.path().clone());
        let mut cancel = compose::cancel(&self.attempt.invite);
        if self.elsewhere {
            cancel.headers.push(compose::elsewhere());
        }
        self.core.tasks.spawn(async move {
            if ask(&core, &path, cancel).await.is_none() {
                debug!("the callee did not hear our CANCEL");
            }
        });
    }

    pub(super) fn canceled(&self) -> Outcome {
        let reason = "hung up before the callee answered".to_owned();
        Outcome::Over(LegEvent::Ended { by_peer: false, reason })
    }
}
