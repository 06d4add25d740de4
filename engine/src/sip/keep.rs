//! Keeps the tasks alive that everything depends on.

use tokio_util::sync::CancellationToken;
use tracing::error;

/// Runs a task, and runs it again should it panic: one message must not make the server deaf.
pub(super) async fn keep<F>(name: &'static str, stop: CancellationToken, mut task: impl FnMut() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    loop {
        match tokio::spawn(task()).await {
            Err(end) if end.is_panic() && !stop.is_cancelled() => {
                error!(task = name, "a SIP task panicked and is started again; please report this");
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_is_started_again() {
        let starts = Arc::new(AtomicU32::new(0));
        let counted = starts.clone();

        keep("test", CancellationToken::new(), move || {
            let start = counted.fetch_add(1, Ordering::Relaxed);
            async move { assert!(start == 2, "not yet") }
        })
        .await;

        assert_eq!(starts.load(Ordering::Relaxed), 3);
    }
}
