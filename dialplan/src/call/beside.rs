//! What is recorded beside the actions, by `Start`: it ends with `Stop` or the call, and the call does not end before it.

use std::time::Duration;

use super::context::CallerLeg;
use super::{Call, Turn};
use crate::event::Event;
use crate::ids::RecordingId;
use crate::order::EndCause;
use crate::recording::Taping;
use crate::time::Instant;

/// A recording that goes on beside the actions.
#[derive(Debug)]
pub(crate) struct Beside {
    pub taping: Taping,
    /// What `Stop` calls it.
    pub name: Option<String>,
}

/// The call ends when its recording can be read, or at the latest then.
pub(super) struct Saving {
    cause: EndCause,
    status: Option<u16>,
    pub until: Instant,
}

/// How long the end of a call waits for its recording. It takes milliseconds, if the disk is well.
const PATIENCE: Duration = Duration::from_secs(5);

impl Call {
    /// Whether this is the recording that goes on beside the actions.
    pub(super) fn is_beside(&self, recording: RecordingId) -> bool {
        self.state.beside.as_ref().is_some_and(|beside| beside.taping.id() == recording)
    }

    /// Ends what is recorded before the call ends so; whether that has to be waited for.
    pub(super) fn saves(&mut self, cause: &EndCause, status: Option<u16>, turn: &mut Turn<'_>) -> bool {
        let Some(recording) = self.state.beside.as_ref().map(|beside| beside.taping.id()) else { return false };
        self.with_context(turn, |cx| cx.stop_recording(recording));
        if *cause == EndCause::Shutdown {
            return false;
        }
        self.lifetime = None;
        self.saving = Some(Saving { cause: cause.clone(), status, until: turn.now + PATIENCE });
        true
    }

    /// It is over.
    pub(super) fn taped(&mut self, event: &Event, turn: &mut Turn<'_>) {
        let Some(Beside { taping, .. }) = self.state.beside.take() else { return };
        self.with_context(turn, |cx| match event {
            Event::Recorded { recorded, .. } => drop(taping.over(recorded, cx)),
            Event::RecordingFailed { reason, .. } => {
                cx.warn(format!("Recording: nothing was recorded: {reason}"));
                taping.failed(cx);
            }
            _ => {}
        });
        self.saved(turn);
    }

    /// What happens while the call waits for its end.
    pub(super) fn while_saving(&mut self, event: &Event, turn: &mut Turn<'_>) {
        match event {
            Event::HungUp { cause } if self.gone.is_none() => {
                self.state.leg = CallerLeg::Gone { answered: self.state.leg == CallerLeg::Answered };
                self.gone = Some(EndCause::of(*cause));
            }
            Event::Timeout if self.saving.as_ref().is_some_and(|saving| turn.now >= saving.until) => {
                self.state.beside = None;
                self.with_context(turn, |cx| {
                    cx.warn("Recording: it is not ready, and the call is over; nobody is told");
                });
                self.saved(turn);
            }
            _ => {}
        }
    }

    fn saved(&mut self, turn: &mut Turn<'_>) {
        if let Some(Saving { cause, status, .. }) = self.saving.take() {
            self.end(cause, status, turn);
        }
    }
}
