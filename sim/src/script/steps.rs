//! What the caller of a script does and expects, step by step.

use std::time::Duration;

use regex::Regex;
use xml_schema::Span;

/// One thing the caller does or expects.
#[derive(Debug, Clone)]
pub struct Step {
    /// The element.
    pub span: Span,
    /// What.
    pub action: Action,
}

/// What a step is.
#[derive(Debug, Clone)]
pub enum Action {
    /// Wait for audio.
    Hear(Hear),
    /// Press keys.
    Press(Press),
    /// Speak.
    Speak(Speak),
    /// Hang up.
    Hangup {
        /// How long after the step before it.
        after: Duration,
    },
    /// Do nothing for a while.
    Wait {
        /// How long.
        length: Duration,
    },
    /// Wait until the world is as described.
    Expect(Expect),
    /// Allow no more than this much dead air from here on; `None`: any.
    Silence {
        /// The longest allowed.
        at_most: Option<Duration>,
    },
    /// How the call must end.
    End(End),
}

/// Audio that is waited for.
#[derive(Debug, Clone)]
pub struct Hear {
    /// Which.
    pub what: What,
    /// It must begin this soon after the step before; `None`: before the call ends.
    pub within: Option<Duration>,
}

/// How awaited audio is recognised.
#[derive(Debug, Clone)]
pub enum What {
    /// These words in a row, whatever the case and punctuation. A prompt's name counts as its words.
    Words(String),
    /// The prompt of this name.
    Prompt(String),
    /// Text that matches.
    Pattern(Regex),
    /// Any sound.
    Any {
        /// How long it must last.
        at_least: Duration,
    },
    /// A pure tone.
    Tone {
        /// Its frequency.
        hz: u32,
        /// How long it must last.
        at_least: Duration,
    },
}

/// Keys to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// `0-9*#A-D`.
    pub keys: String,
    /// How long after the step before it.
    pub after: Duration,
    /// How long between keys.
    pub gap: Duration,
    /// While the prompt just recognised still plays: `after` counts from its beginning instead of its end.
    pub during: bool,
    /// How a live caller sends them.
    pub method: KeyMethod,
}

/// What the caller says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speak {
    /// The words; empty: something like a voice.
    pub text: String,
    /// How long it takes.
    pub length: Duration,
    /// How long after the step before it.
    pub after: Duration,
}

/// How a live caller sends keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyMethod {
    /// RTP telephone events.
    #[default]
    Rfc4733,
    /// SIP INFO.
    Info,
    /// Tones in the audio.
    Inband,
}

/// What the world must look like. Every part that is given must hold at one moment.
#[derive(Debug, Clone, Default)]
pub struct Expect {
    /// A request that was made after those already expected.
    pub request: Option<ExpectRequest>,
    /// The menu the caller is in.
    pub menu: Option<String>,
    /// A variable and its value; no value: that it is set.
    pub variable: Option<(String, Option<String>)>,
    /// The target of a transfer.
    pub transfer: Option<String>,
    /// The number shown to the callee.
    pub caller_id: Option<String>,
    /// Text in a `Log` line.
    pub log: Option<String>,
    /// How long it may take; `None`: until the call ends.
    pub within: Option<Duration>,
}

/// A request that must have been made.
#[derive(Debug, Clone)]
pub struct ExpectRequest {
    /// Where; its query, if any, must be part of the request's.
    pub url: String,
    /// With which method; `None`: any.
    pub method: Option<String>,
    /// Parameters it must have.
    pub parameters: Vec<(String, String)>,
}

/// How a call must end.
#[derive(Debug, Clone, Default)]
pub struct End {
    /// How; `None`: in any way.
    pub outcome: Option<Ending>,
    /// The target of the transfer.
    pub to: Option<String>,
    /// How soon after the step before; `None`: before `maxDuration`.
    pub within: Option<Duration>,
}

/// How a call ended, as seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The engine hung up.
    Hangup,
    /// The call was connected to somebody.
    Transfer,
    /// It was refused before an answer.
    Reject,
    /// The caller hung up.
    Caller,
}

impl Ending {
    /// The word a script and a transcript use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hangup => "hangup",
            Self::Transfer => "transfer",
            Self::Reject => "reject",
            Self::Caller => "caller",
        }
    }
}

impl Action {
    /// The element's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hear(_) => "Hear",
            Self::Press(_) => "Press",
            Self::Speak(_) => "Speak",
            Self::Hangup { .. } => "Hangup",
            Self::Wait { .. } => "Wait",
            Self::Expect(_) => "Expect",
            Self::Silence { .. } => "Silence",
            Self::End(_) => "End",
        }
    }
}

impl Expect {
    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        let Self { request, menu, variable, transfer, caller_id, log, within: _ } = self;
        request.is_none()
            && menu.is_none()
            && variable.is_none()
            && transfer.is_none()
            && caller_id.is_none()
            && log.is_none()
    }
}
