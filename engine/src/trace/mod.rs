//! Traces: what a call was told and what it ordered, as JSON Lines, one file a call.
//!
//! A trace of a real call is its list of events: the same events at the same times give the same orders again.

mod writer;

use std::io;
use std::path::Path;
use std::time::Duration;

use dialplan::call::Call;
use dialplan::event::Event;
use dialplan::order::Order;
use serde::Serialize;
use serde_json::{Value, json};

use writer::Writer;

/// The version of the format, in the first line of every file.
pub const FORMAT: u32 = 1;

/// A folder of traces.
pub struct Traces {
    writer: Writer,
}

/// One call's trace. The file is complete when this is dropped and the writer has caught up.
pub struct Trace {
    writer: Writer,
    name: String,
}

impl Traces {
    /// Traces in a folder, which is made if need be.
    ///
    /// # Errors
    /// As the system has them.
    pub fn new(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { writer: Writer::start(folder)? })
    }

    /// Begins the trace of a call: `<call id>.jsonl`.
    pub fn open(&self, call_id: &str, plan_hash: &str) -> Trace {
        let trace = Trace { writer: self.writer.clone(), name: format!("{call_id}.jsonl") };
        let header = json!({
            "format": FORMAT,
            "engine": env!("CARGO_PKG_VERSION"),
            "call": call_id,
            "plan": plan_hash,
        });
        trace.writer.line(&trace.name, header.to_string());
        trace
    }

    /// Waits until everything noted so far is in its file.
    pub fn flush(&self) {
        self.writer.flush();
    }
}

impl Trace {
    /// Notes an event of a call, its secrets masked.
    pub fn event(&self, at: Duration, event: &Event, call: &Call) {
        let masked_event = match event {
            Event::Digit { .. } if call.masks_digits() => Some(Event::Digit { digit: '*' }),
            _ => None,
        };
        self.note(at, "event", masked_event.as_ref().unwrap_or(event), call);
    }

    /// Notes an order of a call, its secrets masked.
    pub fn order(&self, at: Duration, order: &Order, call: &Call) {
        self.note(at, "order", order, call);
    }

    fn note(&self, at: Duration, kind: &str, what: &impl Serialize, call: &Call) {
        let mut line = serde_json::Map::new();
        line.insert("ms".to_owned(), json!(u64::try_from(at.as_millis()).unwrap_or(u64::MAX)));
        match serde_json::to_value(what) {
            Ok(Value::Object(fields)) => line.extend(fields),
            Ok(other) => drop(line.insert(kind.to_owned(), other)),
            Err(error) => drop(line.insert(kind.to_owned(), json!(format!("not shown: {error}")))),
        }
        self.writer.line(&self.name, call.mask(&Value::Object(line).to_string()));
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.writer.close(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use dialplan::call::Settings;
    use dialplan::event::{Command, Incoming};
    use dialplan::load::{MemoryFiles, load};
    use dialplan::order::EndCause;
    use dialplan::time::Instant;

    use super::*;

    const PLAN: &str = r#"<Dialplan xmlns="urn:dialtree:1"><Route to="*" menu="m"/><Menu name="m">
        <Option on="start"><Gather numDigits="4" sensitive="true" var="pin"/></Option>
        <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu></Dialplan>"#;

    #[test]
    fn a_trace_has_a_header_and_a_line_for_everything_and_masks_secret_keys() {
        let folder = tempfile::tempdir().unwrap();
        let traces = Traces::new(folder.path()).unwrap();
        let plan = load("p.xml", &MemoryFiles::new([("p.xml", PLAN)])).plan.unwrap();
        let mut call = Call::new(plan, Arc::new(Settings::default()));
        call.handle(Instant::START, &Event::Incoming(Box::new(Incoming::default())), &mut Vec::new());

        let trace = traces.open("abc", "hash");
        trace.event(Duration::from_millis(1500), &Event::Digit { digit: '7' }, &call);
        trace.event(Duration::from_millis(1600), &Event::Command(Command::Hangup), &call);
        trace.order(Duration::from_millis(1800), &Order::HangUp { cause: EndCause::Hangup }, &call);
        drop(trace);
        traces.flush();

        let text = std::fs::read_to_string(folder.path().join("abc.jsonl")).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0]["plan"], "hash");
        assert_eq!(lines[1], json!({"ms": 1500, "event": "digit", "digit": "*"}));
        assert_eq!(lines[3]["order"], "hang-up");
    }
}
