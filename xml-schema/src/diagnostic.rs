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
    /// Other places that explain it: where a name was first given, the include that leads here.
    pub related: Vec<Related>,
    /// What to do.
    pub help: Option<String>,
    /// What probably was to stand at `span`: the word behind "did you mean", for editors that put it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
}

/// A second place that explains a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The place; it may be in another file.
    pub span: Span,
    /// A few words beside it.
    pub label: String,
}

impl Diagnostic {
    /// A problem that keeps the document from running. `message` is one sentence without a full stop.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// A problem that leaves a part of the document out, or that is probably not meant.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    /// Puts a few words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what probably was to stand at the place.
    #[must_use]
    pub fn instead(mut self, replacement: impl Into<String>) -> Self {
        self.replacement = Some(replacement.into());
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push(Related { span, label: label.into() });
        self
    }

    /// Names Twilio's error code for the same problem.
    #[must_use]
    pub fn twilio(mut self, code: u16) -> Self {
        self.twilio = Some(code);
        self
    }

    fn new(severity: Severity, code: &'static str, span: Span, message: String) -> Self {
        let code = Code(code);
        let (label, related) = (String::new(), Vec::new());
        Self { severity, code, twilio: None, message, span, label, related, help: None, replacement: None }
    }
}
