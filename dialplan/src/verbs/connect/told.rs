//! What has come of a `Transfer` or `Dial`, and how that is told.

use xml_schema::Dialect;

use crate::ask::{Ask, after_dial};
use crate::call::context::Context;
use crate::event::{LegResult, Recorded};

/// What has come of it.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The best result of those who were not connected.
    pub result: LegResult,
    /// The SIP status that went with it.
    pub status: Option<u16>,
    /// `completed`, `busy`, `no-answer`, `failed`, `canceled`.
    pub word: &'static str,
    /// How long they talked.
    pub seconds: u64,
    /// The callee's leg as a call, if they talked.
    pub sid: Option<String>,
    /// The name of the recording, and what came of it.
    pub recording: Option<(String, Recorded)>,
}

impl Default for Outcome {
    fn default() -> Self {
        Self { result: LegResult::Failed, status: None, word: "failed", seconds: 0, sid: None, recording: None }
    }
}

impl Outcome {
    /// Somebody was not connected.
    pub fn failed(&mut self, result: LegResult, status: Option<u16>) {
        if telling(result) >= telling(self.result) {
            self.result = result;
            self.status = status.or(self.status);
        }
    }

    /// Keeps it in the call's variables, and adds it to what the `action` is told, if there is one.
    pub fn tell(&self, action: Option<Ask>, cx: &mut Context<'_>) -> Option<Ask> {
        cx.state.variables.set("TransferStatus", self.word);
        cx.state.variables.set("TransferDuration", self.seconds.to_string());
        if let Some((_, recorded)) = &self.recording {
            cx.state.variables.set("RecordingUrl", recorded.url.as_str());
            cx.state.variables.set("RecordingDuration", recorded.seconds().to_string());
        }
        let mut ask = action?;
        let twiml = ask.node.dialect == Dialect::Twiml;
        let extra = &mut ask.extra;
        extra.extend(after_dial(ask.node.dialect, self.word, self.seconds, self.sid.as_deref()));
        let status = if self.word == "completed" { Some(200) } else { self.status };
        extra.extend(status.filter(|_| twiml).map(|status| ("DialSipResponseCode".to_owned(), status.to_string())));
        if let Some((sid, recorded)) = &self.recording {
            extra.push(("RecordingUrl".to_owned(), recorded.url.clone()));
            extra.push(("RecordingDuration".to_owned(), recorded.seconds().to_string()));
            if twiml {
                extra.push(("RecordingSid".to_owned(), sid.clone()));
            }
        }
        Some(ask)
    }
}

/// Which of several results says most to who asked: somebody was there, somebody may be there, nothing was reached.
fn telling(result: LegResult) -> u8 {
    match result {
        LegResult::Failed => 0,
        LegResult::Canceled => 1,
        LegResult::NoAnswer => 2,
        LegResult::Busy => 3,
    }
}
