//! A call of ours that is given up before its answer. RFC 3261 §9.1

use tokio::time::Instant;
use tracing::debug;

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
        let patience = self.core.config.timers.t1 * 64;
        self.canceling = Some(Canceling { sent: false, until: Instant::now() + patience });
        self.send_cancel();
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
