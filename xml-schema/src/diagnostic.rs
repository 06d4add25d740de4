//! What is wrong with a document, and what to do about it.

use serde::Serialize;

use crate::span::Span;

/// A stable code: `X012` for the language, `D003` for dialplans, `S001` for scripts, `C001` for configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Code(pub &'static str);

/// Whether a document may run with this problem in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It runs, without the part that is wrong.
    Warning,
    /// It does not run.
    Error,
}

/// One problem of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Whether the document may run.
    pub severity: Severity,
    /// Our stable code.
    pub code: Code,
    /// Twilio's error code for the same problem, where there is one.
    pub twilio: Option<u16>,
    /// One sentence without a full stop: what was seen.
    pub message: String,
    /// What the caret points at.
    pub span: Span,
    /// A few words beside the caret.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}
