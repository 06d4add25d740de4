//! Recordings: what callers say, written to disk as they speak, and handed out by links that expire.
//!
//! | file | its job |
//! |---|---|
//! | `recorder` | the task of one recording |
//! | `tape`, `track`, `speech`, `trim` | what is recorded, without clock or disk: packets in, samples out |
//! | `wav`, `store` | the file, and where it is |
//! | `sid`, `link`, `key` | names, links, and the secret they are signed with |
//! | `retention` | removes what is old |

mod error;
mod key;
mod link;
mod recorder;
mod retention;
mod sid;
mod speech;
mod store;
mod tape;
mod track;
mod trim;
mod wav;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use dialplan::event::{RecordEnd, Recorded};
use dialplan::order::{Record, RecordSource};
use tokio::sync::Semaphore;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use tracing::Instrument;
use url::Url;

pub use error::RecordingError;
pub use link::LinkError;
pub(crate) use retention::keep_clear;
pub use sid::RecordingSid;

use crate::media::Direction::{Received, Sent};
use crate::media::Session;
use crate::ops::metrics::RECORDINGS;
use key::Key;
use link::Links;
use recorder::Recorder;
use store::Store;
use tape::{Plan, samples};

/// The recordings of an engine.
#[derive(Clone)]
pub struct Recordings(Arc<Shared>);

struct Shared {
    store: Store,
    links: Links,
    /// Writes at one time.
    disk: Arc<Semaphore>,
    /// Those under way; they outlive their calls by a moment.
    tasks: TaskTracker,
}

/// The sessions that can be recorded.
pub struct Sides {
    /// The caller's.
    pub caller: Arc<Session>,
    /// That of the leg that is recorded, alone or with the caller.
    pub leg: Option<Arc<Session>>,
    /// The number of the tap that is put on them: no other listener of theirs may have it.
    pub tap: u32,
}

/// Ends a recording when it is dropped.
pub struct Stop(#[expect(dead_code, reason = "its end is what counts")] DropGuard);

/// Writes at one time: more would only wait for the same disk.
const WRITES: usize = 4;
/// What no recording may exceed.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

impl Recordings {
    /// Those in a data folder. Links begin with `base`, and work for `link_life`.
    pub fn new(data: &Path, base: Option<String>, link_life: Duration) -> Self {
        Self(Arc::new(Shared {
            store: Store::new(data.join("recordings")),
            links: Links::new(base, link_life, Key::of(data)),
            disk: Arc::new(Semaphore::new(WRITES)),
            tasks: TaskTracker::new(),
        }))
    }

    /// Begins a recording. `done` is given what came of it, once the file can be read; it goes on if the call does not.
    ///
    /// # Errors
    /// [`RecordingError::Name`], [`RecordingError::NoLeg`]; all others go to `done`.
    pub fn record<D>(
        &self,
        record: &Record,
        sides: Sides,
        done: impl FnOnce(Result<Recorded, RecordingError>) -> D + Send + 'static,
    ) -> Result<Stop, RecordingError>
    where
        D: Future<Output = ()> + Send + 'static,
    {
        let sid = RecordingSid::parse(&record.sid).ok_or_else(|| RecordingError::Name(record.sid.clone()))?;
        let Sides { caller, leg, tap } = sides;
        let (recorded, dual) = match (record.source, leg) {
            (RecordSource::Caller, _) => (vec![(caller, Received)], false),
            (RecordSource::Heard, _) => (vec![(caller, Sent)], false),
            (RecordSource::Call { dual }, _) => (vec![(Arc::clone(&caller), Received), (caller, Sent)], dual),
            (RecordSource::Leg { .. }, Some(leg)) => (vec![(leg, Received)], false),
            (RecordSource::Conversation { dual, .. }, Some(leg)) => (vec![(caller, Received), (leg, Received)], dual),
            (RecordSource::Leg { .. } | RecordSource::Conversation { .. }, None) => return Err(RecordingError::NoLeg),
        };
        let heard: Vec<_> = recorded.iter().map(|(session, way)| session.tap_of(*way, tap)).collect();
        let recorded = recorded.into_iter().map(|(session, _)| session).collect();
        let plan = Plan {
            sides: heard.len(),
            dual,
            silence: record.silence.map(samples),
            longest: samples(record.max_length.unwrap_or(LONGEST).min(LONGEST)),
            trim: record.trim,
        };
        let (stop, began) = (CancellationToken::new(), tokio::time::Instant::now().into_std());
        let recorder = Recorder {
            recordings: self.clone(),
            sid: sid.clone(),
            plan,
            recorded,
            tap,
            heard,
            began,
            stop: stop.clone(),
        };
        let recording = async move {
            // A task of its own: whatever becomes of it, its call is told.
            let result = tokio::spawn(recorder.run().in_current_span()).await.unwrap_or_else(|error| {
                tracing::error!(%sid, %error, "a recording failed; this is a bug in dialtree");
                Err(RecordingError::Stopped)
            });
            metrics::counter!(RECORDINGS, "result" => word_of(&result)).increment(1);
            done(result).await;
        };
        self.0.tasks.spawn(recording.in_current_span());
        Ok(Stop(stop.drop_guard()))
    }

    /// How many are under way.
    pub fn under_way(&self) -> usize {
        self.0.tasks.len()
    }

    /// Waits until none is under way; nobody may begin one any more.
    pub(crate) async fn finished(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// The link to a recording, as made at a moment.
    pub fn link(&self, sid: &RecordingSid, now: jiff::Timestamp) -> String {
        if !self.0.links.lead_somewhere() {
            tracing::warn!("[http] listen is off and base_url is not set: nobody can follow the link to a recording");
        }
        self.0.links.make(sid, now.as_second())
    }

    /// What links to recordings begin with; none if nobody can follow them.
    pub fn links(&self) -> Option<Url> {
        self.0.links.prefix()
    }

    /// Whether a link with these parts is ours and has not expired.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn check(&self, sid: &RecordingSid, expires: &str, signature: &str) -> Result<(), LinkError> {
        self.0.links.check(sid, expires, signature, jiff::Timestamp::now().as_second())
    }

    /// The file of a recording, if there is one. Looks on the disk.
    pub async fn find(&self, sid: &RecordingSid) -> Option<PathBuf> {
        let (shared, sid) = (Arc::clone(&self.0), sid.clone());
        tokio::task::spawn_blocking(move || shared.store.find(&sid)).await.ok().flatten()
    }

    /// Removes those that were last written before a time; says how many. Blocks.
    ///
    /// # Errors
    /// What the system says of the last file that cannot be removed.
    pub fn remove_before(&self, time: SystemTime) -> std::io::Result<usize> {
        self.0.store.remove_before(time)
    }

    fn place(&self, sid: &RecordingSid) -> PathBuf {
        self.0.store.place(sid, jiff::Timestamp::now())
    }

    fn disk(&self) -> &Arc<Semaphore> {
        &self.0.disk
    }
}

fn word_of(result: &Result<Recorded, RecordingError>) -> &'static str {
    match result.as_ref().map(|recorded| recorded.ended) {
        Ok(RecordEnd::Stopped) => "stopped",
        Ok(RecordEnd::Silence) => "silence",
        Ok(RecordEnd::Length) => "length",
        Err(_) => "failed",
    }
}
