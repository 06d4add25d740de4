//! Messages about names and values the language does not have: one function each.

use super::{names, shown};
use crate::diagnostic::Diagnostic;
use crate::dialect::DocumentKind;
use crate::span::Span;
use crate::table::{AttributeDef, ElementDef, Tag};
use crate::twilio;
use crate::value::BadValue;

/// What a wrong part costs: in a response it is left out, in a file it is an error.
fn mistake(kind: DocumentKind, code: &'static str, span: Span, message: String) -> Diagnostic {
    match kind {
        DocumentKind::Response(_) => Diagnostic::warning(code, span, message),
        DocumentKind::Dialplan | DocumentKind::Script => Diagnostic::error(code, span, message),
    }
}

pub(crate) fn wrong_root(span: Span, seen: &str, expected: &str) -> Diagnostic {
    let message = format!("the root is `<{}>`, expected `<{expected}>`", shown(seen));
    let found = Diagnostic::error("X009", span, message).label("root element").twilio(12102);
    if seen.eq_ignore_ascii_case(expected) {
        found.help(format!("names are exact: write `<{expected}>`")).instead(expected)
    } else {
        found.help(format!("put the verbs into one `<{expected}>`"))
    }
}

pub(crate) fn unknown_element(
    kind: DocumentKind,
    span: Span,
    name: &str,
    parent: &ElementDef,
    suggestion: Option<&str>,
    elsewhere: &[&str],
) -> Diagnostic {
    let found = if elsewhere.is_empty() {
        mistake(kind, "X010", span, format!("no element is called `{}`", shown(name)))
            .label("unknown element")
            .twilio(twilio::SCHEMA)
    } else {
        mistake(kind, "X011", span, format!("`{name}` may not stand in `{}`", parent.name))
            .label("not here")
            .twilio(twilio::bad_nesting(parent.tag))
    };
    match (suggestion, elsewhere) {
        (Some(suggestion), _) => found.help(format!("did you mean `{suggestion}`?")).instead(suggestion),
        (None, []) => found,
        (None, parents) => found.help(format!("it stands in {}", names(parents))),
    }
}

pub(crate) fn dialplan_only(kind: DocumentKind, span: Span) -> Diagnostic {
    mistake(kind, "X011", span, "`Interactive` may not stand in what an application answers".to_owned())
        .label("not here")
        .help("to have another document run, write `Redirect`")
        .twilio(twilio::SCHEMA)
}

/// What becomes of it in an answer; a file with it does not run.
fn left_out(kind: DocumentKind, how: &str) -> String {
    match kind {
        DocumentKind::Response(_) => format!("; it is {how}"),
        DocumentKind::Dialplan | DocumentKind::Script => String::new(),
    }
}

pub(crate) fn not_offered(kind: DocumentKind, span: Span, name: &str) -> Diagnostic {
    mistake(kind, "X018", span, format!("`{name}` is not offered here{}", left_out(kind, "skipped")))
        .label("not offered")
        .help("docs/verbs.md lists what works")
        .twilio(twilio::SCHEMA)
}

pub(crate) fn planned_element(kind: DocumentKind, span: Span, name: &str) -> Diagnostic {
    mistake(kind, "X017", span, format!("`{name}` does not work yet{}", left_out(kind, "skipped")))
        .label("planned")
        .help("docs/verbs.md lists what works")
}

pub(crate) fn planned_attribute(kind: DocumentKind, span: Span, element: &str, name: &str) -> Diagnostic {
    mistake(kind, "X017", span, format!("`{name}` of `{element}` does not work yet{}", left_out(kind, "ignored")))
        .label("planned")
        .help("docs/verbs.md lists what works")
}

pub(crate) fn attribute_not_offered(kind: DocumentKind, span: Span, element: &str, name: &str) -> Diagnostic {
    mistake(kind, "X018", span, format!("`{name}` of `{element}` is not offered here{}", left_out(kind, "ignored")))
        .label("not offered")
        .help("docs/verbs.md lists what works")
        .twilio(twilio::SCHEMA)
}

pub(crate) fn two_spellings(kind: DocumentKind, span: Span, first: Span, name: &str) -> Diagnostic {
    mistake(kind, "X021", span, format!("`{name}` is written twice, under two names"))
        .label("again")
        .also(first, "first here")
        .help("the first one counts; keep one of them")
        .twilio(twilio::SCHEMA)
}

pub(crate) fn unknown_attribute(
    kind: DocumentKind,
    span: Span,
    element: &str,
    name: &str,
    suggestion: Option<&AttributeDef>,
    known: &[&str],
) -> Diagnostic {
    let found = mistake(kind, "X012", span, format!("`{element}` has no attribute `{}`", shown(name)))
        .label("unknown attribute")
        .twilio(twilio::SCHEMA);
    match (suggestion, known) {
        (Some(AttributeDef { name, prose, .. }), _) => {
            found.help(format!("did you mean `{name}`? {prose}")).instead(*name)
        }
        (None, []) => found.help(format!("`{element}` takes no attributes")),
        (None, known) => found.help(format!("it takes {}", names(known))),
    }
}

/// `element` and `name` are as they were written, `def` and `known` their entries.
pub(crate) fn bad_value(
    kind: DocumentKind,
    span: Span,
    (element, def): (&str, &ElementDef),
    (name, known): (&str, &AttributeDef),
    bad: &BadValue,
) -> Diagnostic {
    let expected = &bad.expected;
    let message = format!("`{name}` of `{element}` is {:?}, expected {expected}", shown(&bad.seen));
    let found = mistake(kind, "X013", span, message).label("not taken").twilio(twilio::bad_value(def.tag, known.name));
    match known.default.of(kind.dialect()) {
        Some(default) if matches!(kind, DocumentKind::Response(_)) => {
            found.help(format!("its default {default:?} is used instead"))
        }
        Some(default) => found.help(format!("write {expected}; the default is {default:?}")),
        None if matches!(kind, DocumentKind::Response(_)) => found.help("it is as if it were not written"),
        None => found.help(format!("write {expected}")),
    }
}

/// No entry of a `Gather` could have as many keys as it must have. `most` and `least` are as written.
pub(crate) fn never_enough_keys(
    kind: DocumentKind,
    span: Span,
    most: Span,
    (least, count): (&str, &str),
) -> Diagnostic {
    let message = format!("no entry could count: it needs {least} keys, and is complete after {count}");
    let found = mistake(kind, "X025", span, message)
        .label("more than `numDigits`")
        .also(most, "complete after so many")
        .twilio(twilio::bad_value(Tag::Gather, "numDigits"));
    match kind {
        DocumentKind::Response(_) => found.help(format!("{count} are taken to be enough")),
        DocumentKind::Dialplan | DocumentKind::Script => found.help("write `minDigits` up to `numDigits`"),
    }
}

pub(crate) fn missing_attribute(
    kind: DocumentKind,
    span: Span,
    element: &str,
    attribute: &str,
    prose: &str,
) -> Diagnostic {
    mistake(kind, "X014", span, format!("`{element}` needs the attribute `{attribute}`"))
        .label(format!("`{attribute}` is missing"))
        .help(format!("{attribute}: {prose}"))
        .twilio(twilio::SCHEMA)
}

pub(crate) fn stray_text(kind: DocumentKind, span: Span, parent: &str) -> Diagnostic {
    mistake(kind, "X015", span, format!("`{parent}` has no text of its own"))
        .label("stray text")
        .help("text that is to be spoken belongs into `<Say>`")
        .twilio(twilio::SCHEMA)
}

pub(crate) fn missing_text(kind: DocumentKind, span: Span, element: &str) -> Diagnostic {
    mistake(kind, "X016", span, format!("`{element}` is empty"))
        .label("it needs text")
        .help(format!("write it as <{element}>…</{element}>"))
        .twilio(twilio::SCHEMA)
}

pub(crate) fn wrong_namespace(kind: DocumentKind, span: Span, seen: &str) -> Diagnostic {
    mistake(kind, "X023", span, format!("the namespace is {:?}, expected \"urn:dialtree:1\"", shown(seen)))
        .label("namespace")
        .help("write xmlns=\"urn:dialtree:1\"")
}
