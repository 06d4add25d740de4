//! The recordings of one call: begins them, ends them, and tells the call what came of them.

use std::collections::HashMap;
use std::sync::Arc;

use dialplan::event::Event;
use dialplan::ids::{LegId, RecordingId};
use dialplan::order::{Record, RecordSource};
use tokio::sync::mpsc;

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

    /// Begins a recording of the caller, what the caller hears, or a leg; `leg` gives the media of one.
    ///
    /// # Errors
    /// The event to go on with, if it cannot even begin.
    pub fn begin(
        &mut self,
        recording: RecordingId,
        record: &Record,
        leg: impl FnOnce(LegId) -> Option<Arc<Session>>,
    ) -> Result<(), Event> {
        let leg = match record.source {
            RecordSource::Caller | RecordSource::Heard | RecordSource::Call { .. } => None,
            RecordSource::Leg { leg: id } | RecordSource::Conversation { leg: id, .. } => leg(id),
        };
        // Numbers of recordings begin at 1; 0 is for other listeners.
        let sides = Sides { caller: Arc::clone(&self.caller), leg, tap: recording.0 };
        let mailbox = self.mailbox.clone();
        let done = move |result| async move {
            let event = match result {
                Ok(recorded) => Event::Recorded { recording, recorded },
                Err(error) => failed(recording, &error),
            };
            if let Err(mpsc::error::SendError(event)) = mailbox.send(event).await {
                tell_log(&event);
            }
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

/// The call has ended before its recording was written: nobody else tells of it.
fn tell_log(event: &Event) {
    match event {
        Event::RecordingFailed { reason, .. } => tracing::warn!(reason, "nothing was recorded; the call has ended"),
        _ => tracing::info!("recorded until the end of the call"),
    }
}

fn failed(recording: RecordingId, error: &crate::recordings::RecordingError) -> Event {
    Event::RecordingFailed { recording, reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use dialplan::event::RecordEnd;

    use super::*;
    use crate::media::{Media, MediaConfig};

    struct Call {
        recorder: Recorder,
        mailbox: mpsc::Receiver<Event>,
        recordings: Recordings,
        _media: Media,
        _folder: tempfile::TempDir,
    }

    fn call() -> Call {
        let folder = tempfile::tempdir().unwrap();
        let recordings = Recordings::new(folder.path(), None, Duration::from_secs(60));
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let media = Media::start(MediaConfig::new(address)).unwrap();
        let session = Arc::new(media.open(mpsc::channel(1).0).unwrap());
        let (sender, mailbox) = mpsc::channel(4);
        let recorder = Recorder::new(recordings.clone(), session, sender);
        Call { recorder, mailbox, recordings, _media: media, _folder: folder }
    }

    fn order(source: RecordSource) -> Record {
        let sid = "RE0123456789abcdef0123456789abcdef".to_owned();
        Record { sid, source, silence: None, max_length: None, trim: false }
    }

    #[tokio::test]
    async fn a_recording_that_is_stopped_is_told_and_can_be_read() {
        let mut call = call();
        call.recorder.begin(RecordingId(1), &order(RecordSource::Caller), |_| None).unwrap();

        call.recorder.stop(RecordingId(1));

        let Some(Event::Recorded { recording, recorded }) = call.mailbox.recv().await else { panic!("it is told") };
        assert_eq!((recording, recorded.ended, recorded.heard), (RecordingId(1), RecordEnd::Stopped, false));
        assert!(recorded.url.starts_with("/recordings/RE0123"), "{}", recorded.url);
        let sid = crate::recordings::RecordingSid::parse("RE0123456789abcdef0123456789abcdef").unwrap();
        assert!(hound::WavReader::open(call.recordings.find(&sid).await.unwrap()).is_ok());
    }

    #[tokio::test]
    async fn a_recording_whose_call_is_gone_is_written_to_its_end() {
        let mut call = call();
        call.recorder.begin(RecordingId(1), &order(RecordSource::Caller), |_| None).unwrap();
        drop((call.recorder, call.mailbox));

        call.recordings.finished().await;

        let sid = crate::recordings::RecordingSid::parse("RE0123456789abcdef0123456789abcdef").unwrap();
        assert!(hound::WavReader::open(call.recordings.find(&sid).await.unwrap()).is_ok());
    }

    #[tokio::test]
    async fn a_conversation_with_nobody_cannot_be_recorded() {
        let mut call = call();
        let source = RecordSource::Conversation { leg: LegId(7), dual: false };

        let told = call.recorder.begin(RecordingId(1), &order(source), |_| None).unwrap_err();

        let Event::RecordingFailed { reason, .. } = told else { panic!("it fails") };
        assert!(reason.contains("dialled before"), "{reason}");
    }
}
