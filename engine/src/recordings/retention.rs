//! Removes recordings that have been kept for long enough.

use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use super::Recordings;

/// Removes what is older than `retention`, now and every hour, until `stop`.
pub(crate) async fn keep_clear(recordings: Recordings, retention: Duration, stop: CancellationToken) {
    let mut hour = tokio::time::interval(HOUR);
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            _ = hour.tick() => {}
        }
        let recordings = recordings.clone();
        let removed = tokio::task::spawn_blocking(move || {
            let before = SystemTime::now().checked_sub(retention).unwrap_or(SystemTime::UNIX_EPOCH);
            recordings.remove_before(before)
        });
        match removed.await {
            Ok(Ok(0)) => {}
            Ok(Ok(count)) => tracing::info!(count, "old recordings removed"),
            Ok(Err(error)) => tracing::warn!(%error, "some old recordings cannot be removed"),
            Err(error) => tracing::error!(%error, "the removal of old recordings failed; this is a bug in dialtree"),
        }
    }
}

const HOUR: Duration = Duration::from_secs(3600);
