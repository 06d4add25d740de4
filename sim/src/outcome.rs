//! How a scripted call went.

use std::time::Duration;

use dialplan::call::Visit;
use dialplan::time::Instant;
use xml_schema::Source;

use crate::caller::{Caller, Failure};
use crate::script::Script;
use crate::transcript::{Transcript, Who};

/// The result of one script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The script's name.
    pub name: String,
    /// The file the script was read from.
    pub path: String,
    /// Whether every step came true.
    pub passed: bool,
    /// Everything that was said and done, with times.
    pub transcript: String,
    /// What did not come true, in order.
    pub failures: Vec<Failure>,
    /// How long the call took, in the call's own time.
    pub duration: Duration,
    /// Where in its plan the call has been; empty unless [`crate::Options::coverage`] asked for it.
    pub visits: Vec<Visit>,
}

impl Outcome {
    /// What became of a caller's call, with a last word in its transcript.
    pub(crate) fn new(script: &Script, caller: Caller, mut transcript: Transcript, end: Instant) -> Self {
        let failures = caller.into_failures();
        for failure in &failures {
            transcript.line(failure.at, Who::Sim, &format!("failed: {}", failure.diagnostic.message));
        }
        let passed = failures.is_empty();
        if passed {
            transcript.line(end, Who::Sim, "passed");
        }
        Self {
            name: script.name.clone(),
            path: script.path.clone(),
            passed,
            transcript: transcript.into_text(),
            failures,
            duration: end.since_start(),
            visits: Vec::new(),
        }
    }

    /// The failures as text: message, script line with a caret, what happened instead. Empty if it passed.
    pub fn render_failures(&self, sources: &[Source], color: bool) -> String {
        let diagnostics: Vec<_> = self.failures.iter().map(|failure| failure.diagnostic.clone()).collect();
        if diagnostics.is_empty() { String::new() } else { xml_schema::render(&diagnostics, sources, color) }
    }
}
