//! Outcomes as JSON.

use serde::Serialize;
use xml_schema::Source;

use crate::outcome::Outcome;

/// The outcomes as one JSON document: counts, then every script with its failures and transcript.
pub fn json(outcomes: &[Outcome], sources: &[Source]) -> String {
    let passed = outcomes.iter().filter(|outcome| outcome.passed).count();
    let suite = JsonSuite {
        total: outcomes.len(),
        passed,
        failed: outcomes.len() - passed,
        scripts: outcomes.iter().map(|outcome| script(outcome, sources)).collect(),
    };
    // Strings and numbers always have a JSON form.
    serde_json::to_string_pretty(&suite).unwrap_or_default()
}

#[derive(Serialize)]
struct JsonSuite<'a> {
    total: usize,
    passed: usize,
    failed: usize,
    scripts: Vec<JsonScript<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonScript<'a> {
    name: &'a str,
    path: &'a str,
    passed: bool,
    duration_ms: u128,
    failures: Vec<JsonFailure<'a>>,
    transcript: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonFailure<'a> {
    at_ms: u128,
    code: &'a str,
    message: &'a str,
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    file: &'a str,
    line: u32,
    column: u32,
}

fn script<'a>(outcome: &'a Outcome, sources: &'a [Source]) -> JsonScript<'a> {
    let failures = outcome.failures.iter().map(|failure| {
        let diagnostic = &failure.diagnostic;
        let source = sources.get(diagnostic.span.file.0 as usize);
        let (line, column) = source.map_or((1, 1), |source| source.line_column(diagnostic.span.start));
        JsonFailure {
            at_ms: failure.at.since_start().as_millis(),
            code: diagnostic.code.0,
            message: &diagnostic.message,
            label: &diagnostic.label,
            help: diagnostic.help.as_deref(),
            file: source.map_or("", |source| &source.name),
            line,
            column,
        }
    });
    JsonScript {
        name: &outcome.name,
        path: &outcome.path,
        passed: outcome.passed,
        duration_ms: outcome.duration.as_millis(),
        failures: failures.collect(),
        transcript: &outcome.transcript,
    }
}
