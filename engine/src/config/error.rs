//! What is wrong with a configuration file.

use std::fmt;

use xml_schema::{Diagnostic, JsonDiagnostic, Severity, Source, Span, render, to_json};

/// Everything that is wrong with a file, or that is told of one that can be used. Shows as text with lines, carets and hints; secrets in it are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) sources: Vec<Source>,
}

impl ConfigErrors {
    /// The text, coloured for a terminal if wanted.
    pub fn render(&self, color: bool) -> String {
        render(&self.diagnostics, &self.sources, color)
    }

    /// The same for programs.
    pub fn to_json(&self) -> Vec<JsonDiagnostic> {
        to_json(&self.diagnostics, &self.sources)
    }

    /// Whether the file cannot be used; else there are warnings alone.
    pub(super) fn refuses(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }

    /// What was found, and the texts it points into.
    pub fn into_parts(self) -> (Vec<Diagnostic>, Vec<Source>) {
        (self.diagnostics, self.sources)
    }

    /// How many mistakes there are.
    pub fn count(&self) -> usize {
        self.diagnostics.len()
    }

    pub(super) fn unreadable(name: &str, error: &std::io::Error) -> Self {
        let help = "give the path of a TOML file with --config or DIALTREE_CONFIG; without one the defaults hold";
        let message = format!("the configuration {name} cannot be read: {error}");
        Self { diagnostics: vec![Diagnostic::error("C001", Span::default(), message).help(help)], sources: Vec::new() }
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.render(false).trim_end())
    }
}

impl std::error::Error for ConfigErrors {}
