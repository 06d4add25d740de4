//! A recording in progress, and who is told about it.

use xml_schema::Element;

use crate::ask::{Callback, of_call};
use crate::call::context::Context;
use crate::event::Recorded;
use crate::ids::RecordingId;
use crate::order::{Record, RecordSource};

/// A recording in progress.
#[derive(Debug)]
pub(crate) struct Taping {
    id: RecordingId,
    sid: String,
    callback: Option<Callback>,
    /// What every callback about it says.
    told: Vec<(String, String)>,
}

impl Taping {
    /// Begins a recording under a name of its own; `source` is Twilio's word for what wanted it.
    pub fn begin(element: &Element, record: Record, source: &str, cx: &mut Context<'_>) -> Self {
        Self::new(element, record, source, cx, Context::record)
    }

    /// The same, for one that goes on beside the actions.
    pub fn begin_beside(element: &Element, record: Record, source: &str, cx: &mut Context<'_>) -> Self {
        Self::new(element, record, source, cx, Context::record_beside)
    }

    fn new<'c>(
        element: &Element,
        mut record: Record,
        source: &str,
        cx: &mut Context<'c>,
        begin: impl FnOnce(&mut Context<'c>, Record) -> RecordingId,
    ) -> Self {
        let number = cx.state.ids.next_request();
        record.sid = cx.state.sid("RE", number);
        let sid = record.sid.clone();
        let dual =
            matches!(record.source, RecordSource::Conversation { dual: true, .. } | RecordSource::Call { dual: true });
        let channels = if dual { 2 } else { 1 };
        let track = match record.source {
            RecordSource::Caller => "inbound",
            RecordSource::Leg { .. } | RecordSource::Heard => "outbound",
            RecordSource::Conversation { .. } | RecordSource::Call { .. } => "both",
        };
        let told = vec![
            ("RecordingSid".to_owned(), sid.clone()),
            ("RecordingStartTime".to_owned(), cx.rfc2822()),
            ("RecordingSource".to_owned(), source.to_owned()),
            ("RecordingChannels".to_owned(), channels.to_string()),
            ("RecordingTrack".to_owned(), track.to_owned()),
        ];
        let callback = Callback::of(element, "recordingStatusCallback", "completed", cx);
        let mut taping = Self { id: begin(cx, record), sid, callback, told };
        taping.tell("in-progress", Vec::new(), cx);
        taping
    }

    pub fn id(&self) -> RecordingId {
        self.id
    }

    pub fn sid(&self) -> &str {
        &self.sid
    }

    /// It can be read; its length in whole seconds.
    pub fn over(mut self, recorded: &Recorded, cx: &mut Context<'_>) -> u64 {
        let seconds = recorded.seconds();
        let event = if recorded.heard { "completed" } else { "absent" };
        let parameters = vec![
            ("RecordingUrl".to_owned(), recorded.url.clone()),
            ("RecordingDuration".to_owned(), seconds.to_string()),
        ];
        self.tell(event, parameters, cx);
        seconds
    }

    /// There is none.
    pub fn failed(mut self, cx: &mut Context<'_>) {
        self.tell("absent", Vec::new(), cx);
    }

    fn tell(&mut self, event: &str, parameters: Vec<(String, String)>, cx: &mut Context<'_>) {
        let Some(callback) = &mut self.callback else { return };
        let mut all = of_call(cx.state, cx.settings);
        all.extend(self.told.iter().cloned());
        all.push(("RecordingStatus".to_owned(), event.to_owned()));
        all.extend(parameters);
        callback.tell(event, all, cx);
    }
}
