//! What applications are told and not asked: the status callbacks of each call, in order, also when the call is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use dialplan::event::FetchFailure;
use dialplan::order::Request;
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use crate::http::{Client, FetchError};
use crate::ops::metrics::NOTICES;

/// The notices of all calls.
pub(crate) struct Notices {
    http: Client,
    /// How long those of a call may go on when it is over.
    after_end: Duration,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// Those of one call. Dropped when the call ends: what is queued is still told, then the call's cookies are forgotten.
pub(crate) struct CallNotices {
    notices: Arc<Notices>,
    call_id: String,
    /// `None` until there is something to tell: most calls never do.
    open: Option<Open>,
}

struct Open {
    queue: mpsc::Sender<Request>,
    left: Arc<AtomicU64>,
    /// Dropped, it says that the call has ended.
    _ended: DropGuard,
}

/// Tells the notices of one call.
struct Teller {
    notices: Arc<Notices>,
    call_id: String,
    /// How many are not told yet, the one under way included.
    left: Arc<AtomicU64>,
    ended: CancellationToken,
}

impl Notices {
    pub fn new(http: Client) -> Self {
        Self { http, after_end: AFTER_END, tasks: TaskTracker::new(), stop: CancellationToken::new() }
    }

    /// Those of a new call.
    pub fn of_call(self: &Arc<Self>, call_id: &str) -> CallNotices {
        CallNotices { notices: Arc::clone(self), call_id: call_id.to_owned(), open: None }
    }

    /// How many calls, running or over, have a task that tells.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Waits until everything is told.
    pub async fn all_told(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Tells nothing more.
    pub fn abandon(&self) {
        self.stop.cancel();
    }
}

impl CallNotices {
    /// Tells one more, when those before it are told. A call that has [`QUEUE`] of them waiting loses it.
    pub fn push(&mut self, request: Request) {
        let open = self.open.get_or_insert_with(|| open(&self.notices, &self.call_id));
        open.left.fetch_add(1, Ordering::Relaxed);
        if open.queue.try_send(request).is_err() {
            open.left.fetch_sub(1, Ordering::Relaxed);
            tracing::warn!(waiting = QUEUE, "a status callback is lost: the application does not keep up with them");
            metrics::counter!(NOTICES, "result" => "lost").increment(1);
        }
    }
}

impl Drop for CallNotices {
    fn drop(&mut self) {
        if self.open.is_none() {
            self.notices.http.forget(&self.call_id);
        }
    }
}

fn open(notices: &Arc<Notices>, call_id: &str) -> Open {
    let (queue, waiting) = mpsc::channel(QUEUE);
    let ended = CancellationToken::new();
    let left: Arc<AtomicU64> = Arc::default();
    let teller = Teller {
        notices: Arc::clone(notices),
        call_id: call_id.to_owned(),
        left: Arc::clone(&left),
        ended: ended.clone(),
    };
    notices.tasks.spawn(teller.run(waiting).in_current_span());
    Open { queue, left, _ended: ended.drop_guard() }
}

impl Teller {
    async fn run(self, mut waiting: mpsc::Receiver<Request>) {
        let too_late = async {
            self.ended.cancelled().await;
            tokio::time::sleep(self.notices.after_end).await;
        };
        tokio::select! {
            biased;
            () = self.notices.stop.cancelled() => {}
            () = too_late => {}
            () = self.tell_all(&mut waiting) => {}
        }
        let lost = self.left.load(Ordering::Relaxed);
        if lost > 0 {
            tracing::warn!(lost, "status callbacks are given up: the application takes too long over them");
            metrics::counter!(NOTICES, "result" => "lost").increment(lost);
        }
        self.notices.http.forget(&self.call_id);
    }

    async fn tell_all(&self, waiting: &mut mpsc::Receiver<Request>) {
        while let Some(request) = waiting.recv().await {
            let result = match self.tell(request).await {
                Ok(status @ 200..=299) => {
                    tracing::debug!(status, "told the application");
                    "told"
                }
                Ok(status) => {
                    tracing::warn!(status, "a status callback was answered with something else than 2xx");
                    "refused"
                }
                Err(error) => {
                    tracing::warn!(%error, "a status callback could not be told");
                    "failed"
                }
            };
            self.left.fetch_sub(1, Ordering::Relaxed);
            metrics::counter!(NOTICES, "result" => result).increment(1);
        }
    }

    /// Tells one; tries once more if it cannot have been understood.
    async fn tell(&self, mut request: Request) -> Result<u16, FetchError> {
        let first = self.notices.http.notify(&self.call_id, &request).await;
        if !worth_another(&first) {
            return first;
        }
        tokio::time::sleep(PAUSE).await;
        request.attempt += 1;
        self.notices.http.notify(&self.call_id, &request).await
    }
}

fn worth_another(result: &Result<u16, FetchError>) -> bool {
    match result {
        Ok(status) => *status >= 500,
        Err(error) => matches!(error.failure(), FetchFailure::Connect | FetchFailure::Dns),
    }
}

/// How many of a call's notices may wait. A call has about ten in all.
const QUEUE: usize = 64;
/// How long an application may take over the notices of a call that has ended, all together.
const AFTER_END: Duration = Duration::from_secs(30);
/// Before the second attempt.
const PAUSE: Duration = Duration::from_millis(500);

#[cfg(test)]
#[path = "notices_tests.rs"]
mod tests;
