//! A leg whose dialog was replaced: what the engine says goes to the new one, and what that says to the engine.

use tokio::sync::mpsc;

use crate::sip::leg::{Command, Leg, LegEvent};

/// The dialog that follows another one.
pub(super) struct Next {
    pub(super) leg: Leg,
    pub(super) events: mpsc::Receiver<LegEvent>,
}

/// Runs until the new dialog has ended, or the engine has dropped the leg, which hangs up.
pub(super) async fn relay(mut next: Next, mut commands: mpsc::Receiver<Command>, events: mpsc::Sender<LegEvent>) {
    loop {
        tokio::select! {
            biased;
            event = next.events.recv() => {
                let Some(event) = event else { return };
                let last = matches!(event, LegEvent::Canceled | LegEvent::Failed { .. } | LegEvent::Ended { .. });
                if events.send(event).await.is_err() || last {
                    return;
                }
            }
            command = commands.recv() => {
                let Some(command) = command else { return };
                next.leg.send(command).await;
            }
        }
    }
}
