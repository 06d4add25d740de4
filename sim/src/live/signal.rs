//! The caller's SIP leg: what its events mean for the call.

use engine::sip::{LegEvent, sdp};

use super::call::LiveCall;
use crate::observation::Observation;
use crate::script::Ending;
use crate::transcript::Who;

impl LiveCall {
    pub(super) fn signalled(&mut self, event: Option<LegEvent>) {
        match event {
            Some(LegEvent::Ringing { .. }) => {
                self.line(Who::Engine, "rings");
                self.notice(&Observation::Ringing);
            }
            Some(LegEvent::Answered { sdp, .. }) => self.answered(&sdp),
            Some(LegEvent::Reoffer { sdp, reply, .. }) => {
                let answer = self.reoffered(sdp.as_deref());
                // A peer that no longer waits has gone.
                let _ = reply.send(answer);
            }
            Some(LegEvent::Failed { status, reason }) => {
                // The reason begins with the status.
                let cause = if status.is_some() { format!("refused with {reason}") } else { reason };
                self.line(Who::Engine, &cause);
                self.end = Some((Ending::Reject, cause));
            }
            Some(LegEvent::Ended { reason, .. }) => {
                self.line(Who::Engine, "hangs up");
                let how = if self.connected { Ending::Transfer } else { Ending::Hangup };
                let cause = if reason.is_empty() { "the engine hung up".into() } else { reason };
                self.end = Some((how, cause));
            }
            None => self.end = Some((Ending::Hangup, "the leg is gone".into())),
            Some(
                LegEvent::Canceled
                | LegEvent::Acknowledged { .. }
                | LegEvent::Referred { .. }
                | LegEvent::Refer { .. }
                | LegEvent::Transfer { .. }
                | LegEvent::Digit(_),
            ) => {}
        }
    }

    fn answered(&mut self, answer: &str) {
        self.timings.answered = Some(self.began.elapsed());
        self.line(Who::Engine, "answers");
        match sdp::accept(answer, &self.local) {
            Ok(stream) => self.session.set_stream(stream),
            Err(error) => {
                self.line(Who::Sim, &format!("the answer cannot be used: {error}"));
                self.hang_up = true;
            }
        }
        self.notice(&Observation::Answered);
    }

    fn reoffered(&mut self, offer: Option<&str>) -> Result<String, u16> {
        let Some(offer) = offer else { return Ok(sdp::offer(&self.local)) };
        let (answer, stream) = sdp::answer(offer, &self.local).map_err(|_| 488_u16)?;
        self.session.set_stream(stream);
        Ok(answer)
    }
}
