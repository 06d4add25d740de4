//! The recordings of one call: begins them, ends them, and tells the call what came of them.

use std::collections::HashMap;
use std::sync::Arc;

use dialplan::event::Event;
use dialplan::ids::{LegId, RecordingId};
use dialplan::order::{Record, RecordSource};
use tokio::sync::mpsc;

use super::callee::Callee;
use crate::media::Session;
use crate::recordings::{Recordings, Sides, Stop};

/// Records one call. Dropping it ends what is still recorded; that is kept, though nobody is told any more.
pub(super) struct Recorder {
    recordings: Recordings,
    caller: Arc<Session>,
    mailbox: mpsc::Sender<Event>,
    running: HashMap<RecordingId, Stop>,
}

impl Recorder {
    pub fn new(recordings: Recordings, caller: Arc<Session>, mailbox: mpsc::Sender<Event>) -> Self {
        Self { recordings, caller, mailbox, running: HashMap::new() }
    }

    /// Begins a recording of the caller, or of the caller and one of `callees`.
    ///
    /// # Errors
    /// The event to go on with, if it cannot even begin.
    pub fn begin(
        &mut self,
        recording: RecordingId,
        record: &Record,
        callees: &HashMap<LegId, Callee>,
    ) -> Result<(), Event> {
        let leg = match record.source {
            RecordSource::Caller => None,
            RecordSource::Conversation { leg, .. } => callees.get(&leg).map(|callee| Arc::clone(&callee.session)),
        };
        // Numbers of recordings begin at 1; 0 is for other listeners.
        let sides = Sides { caller: Arc::clone(&self.caller), leg, tap: recording.0 };
        let mailbox = self.mailbox.clone();
        let done = move |result| async move {
            let event = match result {
                Ok(recorded) => Event::Recorded { recording, recorded },
                Err(error) => failed(recording, &error),
            };
            mailbox.send(event).await.ok();
        };
        let stop = self.recordings.record(record, sides, done).map_err(|error| failed(recording, &error))?;
        self.running.insert(recording, stop);
        Ok(())
    }

    /// Ends a recording, if it has not ended by itself.
    pub fn stop(&mut self, recording: RecordingId) {
        self.running.remove(&recording);
    }
}

fn failed(recording: RecordingId, error: &crate::recordings::RecordingError) -> Event {
    Event::RecordingFailed { recording, reason: error.to_string() }
}
