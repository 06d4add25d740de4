//! Everything that can be wrong with a script beyond its grammar, one function a message.

use std::io;

use xml_schema::{Diagnostic, Span};

pub(super) fn unreadable(span: Span, path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("S001", span, format!("`{path}` cannot be read: {error}")).label("needed here")
}

pub(super) fn include_loop(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error("S002", span, format!("`{path}` includes itself")).label("leads back here")
}

pub(super) fn no_answer(span: Span) -> Diagnostic {
    Diagnostic::error("S003", span, "this application has no answer")
        .label("expected an <Answer>")
        .help("add <Answer/> for an empty 200, or <Answer status=\"503\"/> for a failure")
}

pub(super) fn hears_nothing(span: Span) -> Diagnostic {
    Diagnostic::error("S004", span, "this `Hear` does not say what is to be heard")
        .label("expected text, `prompt`, `regex`, `tone` or `any`")
}

pub(super) fn hears_too_much(span: Span, first: &str, second: &str) -> Diagnostic {
    Diagnostic::error("S005", span, format!("this `Hear` waits for {first} and for {second}"))
        .label("expected one of them")
        .help("write two `Hear` elements")
}

pub(super) fn bad_keys(span: Span, keys: &str) -> Diagnostic {
    Diagnostic::error("S006", span, format!("`{keys}` are no keys")).label("expected 0 to 9, `*`, `#`, A to D")
}

pub(super) fn expects_nothing(span: Span) -> Diagnostic {
    Diagnostic::error("S007", span, "this `Expect` expects nothing")
        .label("expected `request`, `menu`, `var`, `transfer`, `callerId` or `log`")
}

pub(super) fn value_without_variable(span: Span) -> Diagnostic {
    Diagnostic::error("S008", span, "`value` without `var`").label("the value of which variable?")
}

pub(super) fn parameter_without_request(span: Span) -> Diagnostic {
    Diagnostic::error("S009", span, "`Param` in an `Expect` without `request`").label("a parameter of which request?")
}

pub(super) fn contradicts(span: Span, first: &str, second: &str) -> Diagnostic {
    Diagnostic::error("S010", span, format!("`{first}` and `{second}` contradict each other"))
        .label("expected one of them")
}

pub(super) fn body_twice(span: Span) -> Diagnostic {
    Diagnostic::error("S011", span, "this answer has a body and a `file`").label("expected one of them")
}

pub(super) fn waits_how_long(span: Span) -> Diagnostic {
    Diagnostic::error("S012", span, "this `Wait` does not say how long")
        .label("expected a time with its unit")
        .help("write <Wait length=\"2s\"/>")
}

pub(super) fn speaks_how_long(span: Span) -> Diagnostic {
    Diagnostic::error("S012", span, "this `Speak` says nothing, and not for how long")
        .label("expected a text, or a time with its unit")
        .help("write <Speak for=\"2s\"/> or <Speak>My name is Anna.</Speak>")
}

pub(super) fn bad_header(span: Span, header: &str) -> Diagnostic {
    Diagnostic::error("S013", span, format!("`{header}` is no header"))
        .label("expected `Name: value`, several separated by `;`")
}

pub(super) fn bad_url(span: Span, url: &str) -> Diagnostic {
    Diagnostic::error("S014", span, format!("`{url}` is no absolute URL"))
        .label("expected http://… or https://… as the plan asks it")
}

pub(crate) fn no_plan(span: Span) -> Diagnostic {
    Diagnostic::error("S015", span, "no dialplan was found for this script")
        .label("it calls nobody")
        .help("put the script below the dialplan's folder, or name the dialplan with --plan")
}
