//! What a call wants done in the world.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::ids::{FetchId, LegId, PlayId, RecordingId};
use crate::sound::Sound;

pub use crate::request::{Method, Request};

/// Something to be done. Orders are carried out in the order given, without waiting for one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "kebab-case")]
pub enum Order {
    /// Tell the caller that it rings (180).
    Ring,
    /// Answer the caller (2xx); `Event::Answered` follows. Orders to play may come at once behind it.
    Answer,
    /// Refuse the caller before an answer; the call has ended.
    Reject {
        /// The SIP status, 300-699.
        status: u16,
    },
    /// Play these to the caller or to a leg, one after another; `Event::Played` follows.
    Play {
        /// Which.
        play: PlayId,
        /// `None`: to the caller. A leg must be answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leg: Option<LegId>,
        /// What, in order.
        sounds: Vec<Sound>,
        /// How often the whole list is played; `None`: until stopped, at most 1,000 times.
        times: Option<u32>,
    },
    /// Stop a play at once; its `Event::Played` follows with `Stopped` (unless it has ended by itself).
    Stop {
        /// Which.
        play: PlayId,
    },
    /// Make an HTTP request: one attempt, redirects followed. `Event::Response` or `Event::FetchFailed` follows.
    Fetch {
        /// Which.
        fetch: FetchId,
        /// What.
        request: Box<Request>,
    },
    /// Give up a request; nothing follows for it.
    CancelFetch {
        /// Which.
        fetch: FetchId,
    },
    /// Call somebody; `Event::Leg` follows.
    Dial {
        /// Which leg.
        leg: LegId,
        /// Whom and how.
        dial: Box<Dial>,
    },
    /// End an outgoing leg: CANCEL, BYE, whatever its state needs. `Event::Leg` follows with its end.
    HangUpLeg {
        /// Which.
        leg: LegId,
    },
    /// Join the caller and an answered leg: audio both ways, keys relayed. The caller's keys are still reported.
    Bridge {
        /// Which leg.
        leg: LegId,
    },
    /// Part them again; the leg stays.
    Unbridge {
        /// Which leg.
        leg: LegId,
    },
    /// Send keys to the caller, or to a leg.
    SendDigits {
        /// `None`: to the caller.
        leg: Option<LegId>,
        /// `0-9*#A-D`, `w` 0.5 s, `W` 1 s.
        digits: String,
    },
    /// Begin to record; `Event::Recorded` or `Event::RecordingFailed` follows, once.
    Record {
        /// Which.
        recording: RecordingId,
        /// Whom and how.
        record: Box<Record>,
    },
    /// End a recording and keep it; its `Event::Recorded` follows once the file can be read.
    StopRecording {
        /// Which.
        recording: RecordingId,
    },
    /// Send the caller's voice back to the caller, until `StopEcho`.
    Echo,
    /// No longer.
    StopEcho,
    /// Ask the caller's phone to call somebody else (RFC 3515); `Event::Referred` follows.
    Refer {
        /// A number, an extension or a `sip:` URI, as the document has it.
        target: String,
        /// The answered leg whose place the phone is to take (RFC 3891); the target then is who that leg has called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<LegId>,
    },
    /// Tell an application something, and do not wait for it: status callbacks. Those of a call are sent in order, one after
    /// the other, each tried again once if nobody can be reached; they go on when the call has ended.
    Notify {
        /// What.
        request: Box<Request>,
    },
    /// End the caller's leg (BYE, or a final status if unanswered). The call has ended.
    HangUp {
        /// Why, for the trace and the log.
        cause: EndCause,
    },
    /// The caller had hung up, and now nothing is left to do either. The last order of such a call.
    End {
        /// Why, for the trace and the log.
        cause: EndCause,
    },
    /// Tell the trace and the log; nothing to do.
    Report(Report),
}

/// What is recorded, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its public name: `RE` and 32 hex digits.
    pub sid: String,
    /// Whose voice.
    pub source: RecordSource,
    /// Ends it when nobody has spoken for so long, from its beginning or after speech; `None`: silence does not end it.
    pub silence: Option<Duration>,
    /// Ends it after so long; `None`: at 24 hours.
    pub max_length: Option<Duration>,
    /// Whether silence at its beginning and end is cut off.
    pub trim: bool,
}

/// Whose voice is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordSource {
    /// The caller's.
    Caller,
    /// What the caller hears.
    Heard,
    /// What the caller says and hears.
    Call {
        /// The caller on the left, what is heard on the right, instead of mixed.
        dual: bool,
    },
    /// That of a leg.
    Leg {
        /// Whose; it need not be answered yet.
        leg: LegId,
    },
    /// The caller's and that of a leg, mixed.
    Conversation {
        /// The other side; it need not be answered yet.
        leg: LegId,
        /// The caller on the left, the leg on the right, instead of mixed.
        dual: bool,
    },
}

/// Whom to call, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dial {
    /// A number, an extension or a `sip:` URI, as the document has it (white space and brackets of numbers taken off).
    pub target: String,
    /// The number shown to the callee.
    pub caller_number: String,
    /// The name shown to the callee; may be empty.
    pub caller_name: String,
    /// Digest credentials for the callee's side, if the document gave them.
    pub credentials: Option<Credentials>,
    /// Whether the callee may send the caller elsewhere (REFER).
    #[serde(default)]
    pub refers: bool,
    /// The caller dialled the target: it is an extension of ours or nobody, whatever trunks take.
    #[serde(default)]
    pub extension: bool,
    /// How long it may ring; passing ends it with `no-answer`.
    pub timeout: Duration,
}

/// A user name and password for the callee's side. Never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The user name.
    pub username: String,
    /// The password.
    #[serde(skip)]
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Why a call has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndCause {
    /// A `Hangup` verb.
    Hangup,
    /// A `Reject` verb.
    Rejected,
    /// The last verb of an option or document has run.
    EndOfActions,
    /// A transfer was connected and is over.
    TransferCompleted,
    /// The caller hung up or gave up.
    CallerHungUp,
    /// No route takes this number.
    NoRoute,
    /// The caller used up the menu's tries.
    Exhausted,
    /// An application failed and nothing local was left to run.
    ApplicationFailed,
    /// A limit of the interpreter was reached: too many documents without caller input, and the like.
    Limit {
        /// Which.
        what: String,
    },
    /// A control command.
    Command,
    /// The engine is shutting down.
    Shutdown,
    /// The caller's leg failed.
    LegFailed,
}

/// One line of a call's story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "kebab-case")]
pub enum Report {
    /// A route was taken.
    Routed {
        /// The menu it leads to.
        menu: String,
    },
    /// The caller is in a menu now.
    Menu {
        /// Its name.
        menu: String,
        /// Which try this is, from 1.
        attempt: u32,
    },
    /// An option of a menu runs.
    Option {
        /// The menu's name.
        menu: String,
        /// What `on=` says: `start`, `1`, `invalid`.
        on: String,
    },
    /// A verb starts.
    Verb {
        /// Its name as written.
        name: String,
        /// One line that tells it apart: the target, the URL, the start of the text. No personal data.
        detail: String,
    },
    /// A document was taken in.
    Document {
        /// Where it came from.
        url: String,
        /// How many verbs it has.
        verbs: usize,
        /// What was skipped or repaired, a line each.
        warnings: Vec<String>,
    },
    /// A request failed for good; what follows is the fallback.
    InteractiveFailed {
        /// Where it went.
        url: String,
        /// `InteractiveStatus`: `timeout`, `http-503`, `bad-document` …
        status: String,
        /// What was seen.
        reason: String,
        /// What runs instead: `fallbackUrl`, `Fallback`, `next action`, `OnError`, `apology`.
        instead: String,
    },
    /// A variable was set.
    Variable {
        /// Its name.
        name: String,
        /// Its new value; `***` if sensitive.
        value: String,
    },
    /// A `Log` verb.
    Log {
        /// `debug`, `info`, `warn`, `error`.
        level: String,
        /// Its text.
        text: String,
    },
    /// Something that the designer or the business should know.
    Warning {
        /// What was seen and what was done about it.
        text: String,
    },
}
