//! Everything that can happen next in a live call, as one stream.

use engine::media::{Heard, MediaEvent};
use engine::sip::LegEvent;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::app::Asked;
use crate::observation::Observation;

/// One thing that happens.
#[derive(Debug)]
pub(super) enum Happening {
    /// On the caller's leg; `None`: the leg is no more.
    Leg(Option<LegEvent>),
    /// On the caller's media.
    Media(MediaEvent),
    /// A packet of audio.
    Heard(Heard),
    /// A request to an application.
    Asked(Asked),
    /// At a callee's.
    Callee(Observation),
    /// Time to look and listen.
    Tick,
}

/// Where happenings come from. Every channel is bounded; a full one makes its sender wait, or drop audio.
pub(super) struct Sources {
    pub leg: mpsc::Receiver<LegEvent>,
    pub media: mpsc::Receiver<MediaEvent>,
    pub heard: mpsc::Receiver<Heard>,
    pub asked: mpsc::Receiver<Asked>,
    pub callees: mpsc::Receiver<Observation>,
}

impl Sources {
    /// The next happening, at the latest a tick at `tick`.
    pub async fn next(&mut self, tick: Instant) -> Happening {
        tokio::select! {
            biased;
            event = self.leg.recv() => Happening::Leg(event),
            Some(event) = self.media.recv() => Happening::Media(event),
            Some(asked) = self.asked.recv() => Happening::Asked(asked),
            Some(observation) = self.callees.recv() => Happening::Callee(observation),
            Some(heard) = self.heard.recv() => Happening::Heard(heard),
            () = tokio::time::sleep_until(tick) => Happening::Tick,
        }
    }

    /// Waits until the caller's leg is over.
    pub async fn leg_over(&mut self) {
        while let Some(event) = self.leg.recv().await {
            if matches!(event, LegEvent::Ended { .. } | LegEvent::Failed { .. } | LegEvent::Canceled) {
                return;
            }
        }
    }
}
