//! A scripted test call: who calls whom, what the caller does and expects, and how applications and callees behave.

use std::time::Duration;

use xml_schema::Span;

mod build;
mod explain;
mod load;
mod part_app;
mod part_callee;
mod part_step;
pub(crate) mod problem;
mod read;
mod steps;

pub use explain::EXPLAINED;
pub(crate) use load::root_name;
pub use load::{LoadedScripts, load};
pub use steps::{Action, End, Ending, Expect, ExpectRequest, Hear, KeyMethod, Press, Speak, Step, What};

/// One test call.
#[derive(Debug, Clone)]
pub struct Script {
    /// What reports call it: `name=`, else the file's name.
    pub name: String,
    /// The file it was read from.
    pub path: String,
    /// The start tag: what failures of no particular step point at.
    pub span: Span,
    /// The number called.
    pub to: String,
    /// The caller's number.
    pub from: String,
    /// The caller's display name; may be empty.
    pub from_name: String,
    /// When the call arrives: milliseconds since 1970, UTC.
    pub at_unix_ms: i64,
    /// Further headers of the INVITE.
    pub headers: Vec<(String, String)>,
    /// Decides the call's id, and with it everything that is drawn from it.
    pub seed: u64,
    /// A call older than this fails the script.
    pub max_duration: Duration,
    /// The remote applications, in order.
    pub apps: Vec<App>,
    /// Who answers transfers, in order.
    pub callees: Vec<Callee>,
    /// What the caller does and expects, in order.
    pub steps: Vec<Step>,
}

/// A remote application: answers in order, the last one repeats.
#[derive(Debug, Clone)]
pub struct App {
    /// Where it is asked, without fragment.
    pub url: String,
    /// The method it is asked with; `None`: any.
    pub method: Option<String>,
    /// Never empty.
    pub answers: Vec<Answer>,
    /// Where it stands.
    pub span: Span,
}

/// One HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How long it takes.
    pub after: Duration,
    /// The status code.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: String,
    /// Whether and how it fails below HTTP.
    pub drop: Option<Drop>,
    /// The body as sent.
    pub body: String,
}

/// How an answer fails below HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drop {
    /// The connection is refused.
    Connect,
    /// The connection breaks in the middle of the body.
    MidBody,
    /// The request is taken and nothing ever comes.
    Never,
}

/// Somebody who is called by a transfer.
#[derive(Debug, Clone)]
pub struct Callee {
    /// Whom it stands for; `None`: anybody not named by another.
    pub to: Option<String>,
    /// What it does.
    pub behaviour: Behaviour,
    /// The keys it presses once it has answered, a second apart.
    pub press: String,
    /// Where it stands.
    pub span: Span,
}

/// What a callee does when it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// It answers.
    Answer {
        /// How long it rings.
        after: Duration,
        /// How long it talks before it hangs up; `None`: until the caller does.
        hangup: Option<Duration>,
    },
    /// It is busy (486).
    Busy,
    /// It rings and rings.
    NoAnswer,
    /// It answers with another error status.
    Refuse {
        /// The SIP status.
        status: u16,
    },
}

#[cfg(test)]
impl Script {
    /// A script without any steps, from 200 to 100.
    pub(crate) fn for_tests() -> Self {
        Self {
            name: "test".into(),
            path: "test.xml".into(),
            span: Span::default(),
            to: "100".into(),
            from: "200".into(),
            from_name: String::new(),
            at_unix_ms: 0,
            headers: Vec::new(),
            seed: 0,
            max_duration: Duration::from_secs(60),
            apps: Vec::new(),
            callees: Vec::new(),
            steps: Vec::new(),
        }
    }
}
