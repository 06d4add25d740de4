//! Reading a trace back.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dialplan::event::Event;
use dialplan::order::Order;
use serde_json::Value;

use super::{FORMAT, line};

/// A trace that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The version of the engine that wrote it.
    pub engine: String,
    /// The call's id.
    pub call: String,
    /// The hash of the plan the call ran on.
    pub plan: String,
    /// What happened, in order.
    pub lines: Vec<RecordedLine>,
    /// Whether its last line was cut off: the engine was killed while it wrote.
    pub cut_off: bool,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedLine {
    /// How long the call had lasted.
    pub at: Duration,
    /// What happened.
    pub what: What,
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The call was told something.
    Event(Event),
    /// The call ordered something.
    Order(Order),
    /// So many lines are missing here.
    Lost(u64),
}

/// A trace cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Its first line is not that of a trace, or of another version.
    #[error("{path} is not a trace of format {FORMAT}; it must begin with a line like {{\"format\":{FORMAT}, …}}")]
    Header {
        /// The file.
        path: PathBuf,
    },
    /// A line makes no sense.
    #[error("{path}:{number} is neither an event nor an order: {reason}")]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        number: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads a trace.
///
/// # Errors
/// [`ReadError`].
pub fn read(path: &Path) -> Result<Recorded, ReadError> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|source| ReadError::File { path: path.to_owned(), source })?;
    let (whole, cut) = text.rsplit_once('\n').unwrap_or(("", &text));
    let mut lines = whole.lines().enumerate();
    let header = lines.next().and_then(|(_, line)| serde_json::from_str::<Value>(line).ok());
    let header = header.filter(|header| header["format"] == FORMAT);
    let header = header.ok_or_else(|| ReadError::Header { path: path.to_owned() })?;
    let word = |name: &str| header[name].as_str().unwrap_or_default().to_owned();
    let mut recorded = Recorded {
        engine: word("engine"),
        call: word("call"),
        plan: word("plan"),
        lines: Vec::new(),
        cut_off: !cut.is_empty(),
    };
    let mut last = Duration::ZERO;
    for (index, text) in lines {
        let read = understand(text, last);
        let read = read.map_err(|reason| ReadError::Line { path: path.to_owned(), number: index + 1, reason })?;
        last = read.at;
        recorded.lines.push(read);
    }
    Ok(recorded)
}

fn understand(text: &str, last: Duration) -> Result<RecordedLine, String> {
    let mut value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let fields = value.as_object_mut().ok_or("it is not an object")?;
    if let Some(lost) = fields.get("lost").and_then(Value::as_u64) {
        return Ok(RecordedLine { at: last, what: What::Lost(lost) });
    }
    let at = fields.remove("ms").and_then(|moment| line::duration(&moment)).ok_or("it has no `ms`")?;
    let event = fields.contains_key("event");
    let what = if event {
        serde_json::from_value(value).map(What::Event)
    } else {
        serde_json::from_value(value).map(What::Order)
    };
    Ok(RecordedLine { at, what: what.map_err(|error| error.to_string())? })
}
