//! Takes the INVITEs that come, as many as the limits allow, and starts a task for each.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::call::{self, World};
use crate::ops::metrics::CALLS_REFUSED;
use crate::sip::Invitation;

/// Runs until `stop` and until the last call has ended. The rate of calls is limited before they get here.
pub(crate) async fn run(world: Arc<World>, mut invitations: mpsc::Receiver<Invitation>, stop: CancellationToken) {
    let mut calls = JoinSet::new();
    loop {
        let invitation = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(ended) = calls.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "a call's task failed; this is a bug in dialtree");
                }
                None
            }
            invitation = invitations.recv() => match invitation {
                Some(invitation) => Some(invitation),
                None => break,
            },
        };
        if let Some(invitation) = invitation {
            if calls.len() < world.config.limits.calls {
                calls.spawn(call::run(Arc::clone(&world), invitation, stop.clone()));
            } else {
                metrics::counter!(CALLS_REFUSED).increment(1);
                calls.spawn(async move { invitation.leg.reject(503).await });
            }
        }
    }
    while calls.join_next().await.is_some() {}
}
