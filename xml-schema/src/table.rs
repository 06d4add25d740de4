//! The table of elements: every name, attribute, range, default and sentence of the reference, once.

use std::time::Duration;

use crate::dialect::Dialect;

/// What an element is, whatever alias it was written under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // The table holds each one's prose.
pub enum Tag {
    // Roots
    Response,
    Dialplan,
    Script,
    // Verbs
    Say,
    Play,
    Pause,
    Gather,
    Record,
    Transfer,
    Dial,
    Enqueue,
    Leave,
    Redirect,
    Jump,
    SetVar,
    SetCaller,
    Answer,
    Hangup,
    Reject,
    Refer,
    Echo,
    Start,
    Stop,
    Connect,
    Interactive,
    If,
    Else,
    Switch,
    Voicemail,
    Log,
    // Nouns and parts of verbs
    Number,
    Sip,
    Client,
    Conference,
    Queue,
    Target,
    NoInput,
    NoMatch,
    GatherCase,
    SwitchCase,
    Param,
    Fallback,
    Stream,
    Recording,
    Transcription,
    Siprec,
    ConversationRelay,
    // SSML
    Break,
    Emphasis,
    Lang,
    P,
    Phoneme,
    Prosody,
    S,
    SayAs,
    Sub,
    W,
    // Dialplan
    Include,
    Prompts,
    OnError,
    OnLifetime,
    Route,
    Menu,
    Option,
    Schedule,
    Open,
    Closed,
    Assert,
    // Script (`Answer` and `Hangup` inside a script are these two)
    App,
    AppAnswer,
    Hear,
    Press,
    Speak,
    CallerHangup,
    Wait,
    Hold,
    Callee,
    Expect,
    Silence,
    End,
    Chaos,
    // Known by name only: parsed, one warning "not offered here", skipped
    NotOffered,
}

/// Whether an element or attribute does what its prose says, today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It runs.
    Works,
    /// Described, checked, but skipped at run time with a warning; an error in a dialplan.
    Planned,
    /// A known name of another system that will not come.
    NotOffered,
}

/// Whose word an element or attribute is. All are understood in every document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Applications of both dialects use it.
    Both,
    /// CallAPI.
    CallApi,
    /// TwiML.
    Twiml,
    /// Our own.
    Ours,
}

/// An entry of the table.
#[derive(Debug, PartialEq)]
pub struct ElementDef {
    /// What it is.
    pub tag: Tag,
    /// The canonical name.
    pub name: &'static str,
    /// Other names for the same thing, such as `SimpleTransfer`.
    pub aliases: &'static [&'static str],
    /// The elements it may stand in.
    pub parents: &'static [Tag],
    /// Whether it runs.
    pub status: Status,
    /// Whose word it is.
    pub origin: Origin,
    /// The attributes it takes.
    pub attributes: &'static [AttributeDef],
    /// What may stand inside besides the elements that name it as a parent.
    pub text: TextContent,
    /// What it does: sentences for the reference page and the schema.
    pub prose: &'static str,
}

/// Whether an element has text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextContent {
    /// None; stray text is reported.
    None,
    /// It may have text.
    Optional,
    /// It makes no sense without.
    Required,
}

/// An attribute of an element.
#[derive(Debug, PartialEq)]
pub struct AttributeDef {
    /// The canonical name.
    pub name: &'static str,
    /// Other names for the same thing (`context` for `menu`).
    pub aliases: &'static [&'static str],
    /// The type and range of its value.
    pub kind: ValueKind,
    /// What holds when it is not written; `None`: nothing.
    pub default: DefaultValue,
    /// Whether it must be written.
    pub required: bool,
    /// Whether it does what it says.
    pub status: Status,
    /// Whose word it is, if it is not that of its element.
    pub origin: Option<Origin>,
    /// What it means, with units.
    pub prose: &'static str,
}

/// What holds when an attribute is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultValue {
    /// Nothing: the attribute is then absent.
    None,
    /// The same in every dialect.
    Same(&'static str),
    /// Different per dialect.
    Each {
        /// In TwiML responses.
        twiml: &'static str,
        /// In CallAPI responses, dialplans and scripts.
        callapi: &'static str,
    },
}

/// The type and range of an attribute's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Any text.
    Text,
    /// A whole number in a range, both ends included.
    Integer {
        /// The smallest allowed.
        min: i64,
        /// The largest allowed.
        max: i64,
    },
    /// Whole seconds in a range, as TwiML and CallAPI write durations.
    Seconds {
        /// The smallest allowed.
        min: u32,
        /// The largest allowed.
        max: u32,
    },
    /// A duration with its unit: `5s`, `250ms`, `2m`, `1h`.
    Duration,
    /// `true` or `false`.
    Boolean,
    /// One of some words.
    Keyword(&'static [&'static str]),
    /// Words of a set, separated by white space.
    Keywords(&'static [&'static str]),
    /// An absolute or relative URL; may be empty.
    Url,
    /// `GET` or `POST`.
    Method,
    /// Keys: `0-9 * # A-D`, and `w` `W` pauses where the attribute says so.
    Digits,
    /// A BCP 47 language tag.
    Language,
    /// The name of a variable: `[A-Za-z_][A-Za-z0-9_]*`.
    Name,
    /// A point in time, RFC 3339.
    Timestamp,
    /// A regular expression.
    Regex,
}

/// An attribute's value, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, URL, digits, language, name, timestamp, regular expression: as written, trimmed.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Seconds or a duration.
    Duration(Duration),
    /// `true` or `false`.
    Boolean(bool),
    /// The words, in the table's spelling.
    Keywords(Vec<&'static str>),
}

impl DefaultValue {
    /// The default in a dialect.
    pub fn of(self, dialect: Dialect) -> Option<&'static str> {
        match (self, dialect) {
            (Self::None, _) => None,
            (Self::Same(value), _) => Some(value),
            (Self::Each { twiml, .. }, Dialect::Twiml) => Some(twiml),
            (Self::Each { callapi, .. }, Dialect::CallApi) => Some(callapi),
        }
    }
}
