//! What somebody who watches a call from outside notices, in virtual time or over SIP.

use dialplan::time::Instant;

use crate::script::Ending;

/// Something noticed about a call.
///
/// A virtual world notices everything; a live one what reaches its sockets and its ear: no menus, variables or logs.
#[derive(Debug, Clone, PartialEq)]
pub enum Observation {
    /// The caller hears ringing.
    Ringing,
    /// The call is answered.
    Answered,
    /// A sound has begun, and it is known which.
    Sound(Sound),
    /// A sound has ended.
    SoundEnded {
        /// Which.
        id: u32,
        /// When.
        at: Instant,
        /// How much of it was heard: 1 if it came to its end.
        heard: f64,
    },
    /// There is something to hear, recognised or not.
    Audible {
        /// Since when.
        at: Instant,
    },
    /// There is nothing to hear.
    Quiet {
        /// Since when.
        at: Instant,
    },
    /// The caller has entered a menu.
    Menu {
        /// Its name.
        name: String,
    },
    /// A variable was set.
    Variable {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A `Log` verb ran.
    Log {
        /// Its text.
        text: String,
    },
    /// An application was asked.
    Request(Request),
    /// Somebody is called for the caller.
    Dialed(Dialed),
    /// The caller talks with somebody.
    Bridged {
        /// Whom, as dialled.
        target: String,
    },
    /// The caller is alone again.
    Parted,
    /// The call is over.
    Ended {
        /// How.
        how: Ending,
        /// Why, in words.
        cause: String,
    },
}

/// A sound the caller hears.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// A number that [`Observation::SoundEnded`] repeats.
    pub id: u32,
    /// What it is.
    pub kind: SoundKind,
    /// The spoken text, the prompt's name or the URL; empty if it was not recognised.
    pub text: String,
    /// When it began.
    pub started: Instant,
}

/// What a sound is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundKind {
    /// Spoken text.
    Speech,
    /// A prompt of the dialplan.
    Prompt,
    /// Audio from a URL.
    Url,
    /// A tone: ringing, or of this frequency.
    Tone {
        /// `None`: a signal tone of the network.
        hz: Option<u32>,
    },
    /// Sound that was not recognised.
    Unknown,
}

/// A request an application received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// The URL, its query included.
    pub url: String,
    /// Parameters besides those of the URL's query.
    pub parameters: Vec<(String, String)>,
    /// Whether an `App` of the script answers it.
    pub known: bool,
}

/// Somebody was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialed {
    /// Whom.
    pub target: String,
    /// The number shown to them.
    pub caller_number: String,
    /// Whether they hang up by themselves.
    pub hangs_up: bool,
}
