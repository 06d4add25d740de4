//! Traces: what a call was told and what it ordered, as JSON Lines, one file a call.
//!
//! A trace of a real call is its list of events: the same events at the same times give the same orders again.

mod hide;
mod line;
mod read;
mod writer;

use std::cell::Cell;
use std::io;
use std::path::Path;
use std::time::Duration;

use dialplan::call::Call;
use dialplan::event::Event;
use dialplan::order::Order;
use serde_json::json;

pub use read::{ReadError, Recorded, RecordedLine, What, read};
use writer::Writer;

/// The version of the format, in the first line of every file.
pub const FORMAT: u32 = 1;

/// A folder of traces. Files and folder are for their owner only: they hold numbers of callers.
#[derive(Debug)]
pub struct Traces {
    writer: Writer,
}

/// One call's trace. The file is complete when this is dropped and the writer has caught up. If the disk cannot keep up,
/// lines are left out, and the next that is not says how many.
#[derive(Debug)]
pub struct Trace {
    writer: Writer,
    name: String,
    lost: Cell<u64>,
}

impl Traces {
    /// Traces in a folder, which is made if need be.
    ///
    /// # Errors
    /// As the system has them.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { writer: Writer::start(folder)? })
    }

    /// Begins the trace of a call: `<call id>.jsonl`.
    pub fn open(&self, call_id: &str, plan_hash: &str) -> Trace {
        // Our ids are hex digits; nothing else may name a file.
        let id: String = call_id.chars().filter(|character| character.is_ascii_alphanumeric()).collect();
        let trace = Trace { writer: self.writer.clone(), name: format!("{id}.jsonl"), lost: Cell::new(0) };
        let version = env!("CARGO_PKG_VERSION");
        trace.write(&json!({"format": FORMAT, "engine": version, "call": call_id, "plan": plan_hash}).to_string());
        trace
    }

    /// Waits until everything noted so far is in its file.
    pub fn flush(&self) {
        self.writer.flush();
    }
}

impl Trace {
    /// Notes an event of a call; its secrets are masked, and a key that is pressed while keys are secret.
    pub fn event(&self, at: Duration, event: &Event, call: &Call) {
        let secret = matches!(event, Event::Digit { .. }) && call.masks_digits();
        let event = if secret { &Event::Digit { digit: '*' } } else { event };
        self.write(&line::of(at, "event", event, &|text| call.mask(text)));
    }

    /// Notes an order of a call; its secrets are masked.
    pub fn order(&self, at: Duration, order: &Order, call: &Call) {
        self.write(&line::of(at, "order", order, &|text| call.mask(text)));
    }

    fn write(&self, line: &str) {
        let lost = self.lost.get();
        let text = if lost > 0 { format!("{}\n{line}\n", json!({"lost": lost})) } else { format!("{line}\n") };
        let taken = self.writer.append(&self.name, text);
        self.lost.set(if taken { 0 } else { lost + 1 });
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.writer.close(&self.name);
    }
}
