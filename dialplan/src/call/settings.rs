//! What the interpreter has to know of the configuration.

use std::time::Duration;

use xml_schema::{Dialect, DocumentKind, Limits};

/// Settings that are the same for all calls of an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `AccountSid` of the twiml parameters: `AC` and 32 hex digits.
    pub account_sid: String,
    /// How large a document may be.
    pub limits: Limits,
    /// How long all attempts at one request may take together.
    pub budget: Duration,
    /// How many documents may follow one another without a key of the caller.
    pub documents_without_input: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            account_sid: format!("AC{}", "0".repeat(32)),
            limits: Limits::for_kind(DocumentKind::Response(Dialect::Twiml)),
            budget: Duration::from_secs(15),
            documents_without_input: 25,
        }
    }
}
