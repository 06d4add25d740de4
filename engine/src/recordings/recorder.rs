//! The task of one recording: takes what its sessions hear, until it ends, and has it written.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dialplan::event::{RecordEnd, Recorded};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::tape::{Kept, Plan, Tape};
use super::wav::Wav;
use super::{RecordingError, RecordingSid, Recordings};
use crate::media::{Heard, Session};

/// A recording under way.
pub(super) struct Recorder {
    pub recordings: Recordings,
    pub sid: RecordingSid,
    pub plan: Plan,
    /// The sessions that are recorded, and the number of our tap on them.
    pub recorded: Vec<Arc<Session>>,
    pub tap: u32,
    /// What comes from each.
    pub heard: Vec<Receiver<Heard>>,
    pub began: Instant,
    pub stop: CancellationToken,
}

/// How often the sessions are looked after. Their queues hold 10 s.
const LOOK: Duration = Duration::from_millis(100);
/// Samples of all channels that are worth a write: about a second.
const BATCH: usize = 8000;
/// How long the last packets may take from the media thread.
const LAST_WORDS: Duration = Duration::from_secs(2);

impl Recorder {
    /// Records until the end.
    pub async fn run(mut self) -> Result<Recorded, RecordingError> {
        let path = self.recordings.place(&self.sid);
        let result = self.record(path).await;
        self.leave();
        let (ended, kept) = result?;
        Ok(Recorded {
            url: self.recordings.link(&self.sid, jiff::Timestamp::now()),
            duration: Duration::from_micros(kept.samples.saturating_mul(125)),
            ended,
            heard: kept.heard,
        })
    }

    async fn record(&mut self, path: PathBuf) -> Result<(RecordEnd, Kept), RecordingError> {
        let (recordings, channels) = (self.recordings.clone(), self.plan.channels() as u16);
        let mut wav = recordings.create(path.clone(), channels).await?;
        let mut tape = Tape::new(self.plan, self.began);
        let mut out = Vec::new();
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let ended = loop {
            let stopped = tokio::select! {
                biased;
                () = self.stop.cancelled() => true,
                _ = look.tick() => false,
            };
            if stopped {
                self.hear_out(&mut tape).await;
                tape.stop(now(), &mut out);
                break RecordEnd::Stopped;
            }
            self.hear(&mut tape);
            if let Some(ended) = tape.advance(now(), &mut out) {
                break ended;
            }
            if out.len() >= BATCH {
                wav = recordings.append(&path, wav, std::mem::take(&mut out)).await?;
            }
        };
        let kept = tape.kept();
        wav = recordings.append(&path, wav, out).await?;
        recordings.finish(&path, wav, kept.samples).await?;
        Ok((ended, kept))
    }

    /// Takes what is there.
    fn hear(&mut self, tape: &mut Tape) {
        for (side, receiver) in self.heard.iter_mut().enumerate() {
            while let Ok(heard) = receiver.try_recv() {
                tape.hear(side, &heard);
            }
        }
    }

    /// Takes what has been sent until now: also what the media threads have not read yet.
    async fn hear_out(&mut self, tape: &mut Tape) {
        self.leave();
        for (side, receiver) in self.heard.iter_mut().enumerate() {
            while let Ok(Some(heard)) = timeout(LAST_WORDS, receiver.recv()).await {
                tape.hear(side, &heard);
            }
        }
    }

    fn leave(&self) {
        for session in &self.recorded {
            session.untap(self.tap);
        }
    }
}

/// A file under way, and what happens to it on the blocking pool.
impl Recordings {
    async fn create(&self, path: PathBuf, channels: u16) -> Result<Wav, RecordingError> {
        let shown = path.display().to_string();
        self.on_disk(shown, move || Wav::begin(super::store::Store::create(&path)?, channels)).await
    }

    async fn append(&self, path: &std::path::Path, mut wav: Wav, samples: Vec<i16>) -> Result<Wav, RecordingError> {
        self.on_disk(path.display().to_string(), move || wav.append(&samples).map(|()| wav)).await
    }

    async fn finish(&self, path: &std::path::Path, wav: Wav, keep: u64) -> Result<(), RecordingError> {
        self.on_disk(path.display().to_string(), move || wav.finish(keep)).await
    }

    /// Does something that blocks. Recordings take turns: a disk that hangs must not take all threads of the pool.
    async fn on_disk<T: Send + 'static>(
        &self,
        file: String,
        work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
    ) -> Result<T, RecordingError> {
        let disk = Arc::clone(self.disk());
        let done = async move {
            let turn = disk.acquire_owned().await.map_err(|_| RecordingError::Stopped)?;
            let job = tokio::task::spawn_blocking(move || {
                let _turn = turn;
                work()
            });
            let written = job.await.map_err(|_| RecordingError::Stopped)?;
            written.map_err(|source| RecordingError::Disk { file, source })
        };
        timeout(DISK, done).await.unwrap_or(Err(RecordingError::Slow(DISK.as_secs())))
    }
}

/// Beyond this the disk is given up.
const DISK: Duration = Duration::from_secs(30);

fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
