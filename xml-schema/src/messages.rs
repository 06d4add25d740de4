//! Every message about the language, one function each.

use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::DocumentKind;
use crate::span::Span;

/// What a wrong part costs: in a response it is left out, in a file it is an error.
fn mistake(kind: DocumentKind, code: &'static str, span: Span, message: String) -> Diagnostic {
    match kind {
        DocumentKind::Response(_) => Diagnostic::warning(code, span, message),
        DocumentKind::Dialplan | DocumentKind::Script => Diagnostic::error(code, span, message),
    }
}

fn repairable(lenient: bool, code: &'static str, span: Span, message: String) -> Diagnostic {
    let severity = if lenient { Severity::Warning } else { Severity::Error };
    match severity {
        Severity::Warning => Diagnostic::warning(code, span, message),
        Severity::Error => Diagnostic::error(code, span, message),
    }
    .twilio(12100)
}

pub(crate) fn empty(span: Span) -> Diagnostic {
    Diagnostic::error("X001", span, "the document is empty")
        .label("nothing here")
        .help("an application that has nothing to say answers 204, or `<Response/>`")
        .twilio(12100)
}

pub(crate) fn json(span: Span) -> Diagnostic {
    Diagnostic::error("X002", span, "this is JSON, not XML")
        .label("JSON begins here")
        .help("answer with an XML document whose root is `<Response>`")
        .twilio(12100)
}

pub(crate) fn html(span: Span) -> Diagnostic {
    Diagnostic::error("X003", span, "this is an HTML page, not a document of verbs")
        .label("HTML begins here")
        .help("it is often an error page: open the URL in a browser; the root must be `<Response>`")
        .twilio(12102)
}

pub(crate) fn doctype(span: Span) -> Diagnostic {
    Diagnostic::error("X004", span, "a DOCTYPE is refused: entities could reach files or grow without bound")
        .label("document type declaration")
        .help("leave it out")
        .twilio(12100)
}

pub(crate) fn not_well_formed(span: Span, what: &str, help: &str) -> Diagnostic {
    Diagnostic::error("X005", span, format!("not well-formed: {what}")).label("here").help(help).twilio(12100)
}

pub(crate) fn not_a_tag(span: Span) -> Diagnostic {
    not_well_formed(span, "`<` begins a tag, and this is no name of one", "write `<` in text as `&lt;`")
}

pub(crate) fn bad_attribute_syntax(tag: Span, error: &str) -> Diagnostic {
    let what = format!("the attributes of this tag cannot be read ({error})");
    not_well_formed(tag, &what, "write attributes as name=\"value\"")
}

pub(crate) fn too_large(span: Span, bytes: usize, limit: usize) -> Diagnostic {
    Diagnostic::error("X006", span, format!("the document has {bytes} bytes, {limit} are allowed"))
        .label("begins here")
        .help("split it with `Redirect`, or raise the limit")
        .twilio(11750)
}

pub(crate) fn too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error("X007", span, format!("elements are nested more than {limit} deep"))
        .label("one level too many")
        .help("no verb needs more than five levels")
        .twilio(12100)
}

pub(crate) fn too_many(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error("X008", span, format!("the document has more than {limit} elements"))
        .label("one too many")
        .help("split it with `Redirect`")
        .twilio(12100)
}

pub(crate) fn wrong_root(span: Span, seen: &str, expected: &str) -> Diagnostic {
    let message = format!("the root is `<{seen}>`, expected `<{expected}>`");
    let help = if seen.eq_ignore_ascii_case(expected) {
        format!("names are exact: write `<{expected}>`")
    } else {
        format!("put the verbs into one `<{expected}>`")
    };
    Diagnostic::error("X009", span, message).label("root element").help(help).twilio(12102)
}

pub(crate) fn no_root(span: Span, expected: &str) -> Diagnostic {
    Diagnostic::error("X009", span, format!("no element at all, expected `<{expected}>`"))
        .label("text without a root")
        .help(format!("put the verbs into one `<{expected}>`"))
        .twilio(12100)
}

pub(crate) fn behind_root(span: Span, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, "not well-formed: something stands behind the end of the root".to_owned())
        .label("not part of the document")
        .help("a document has one root")
}

pub(crate) fn unknown_element(
    kind: DocumentKind,
    span: Span,
    name: &str,
    parent: &str,
    suggestion: Option<&str>,
    elsewhere: &[&str],
) -> Diagnostic {
    let (code, message, label) = if elsewhere.is_empty() {
        ("X010", format!("no element is called `{name}`"), "unknown element")
    } else {
        ("X011", format!("`{name}` may not stand in `{parent}`"), "not here")
    };
    let found = mistake(kind, code, span, message).label(label).twilio(12200);
    match (suggestion, elsewhere) {
        (Some(suggestion), _) => found.help(format!("did you mean `{suggestion}`?")),
        (None, []) => found,
        (None, parents) => found.help(format!("it stands in {}", names(parents))),
    }
}

pub(crate) fn not_offered(kind: DocumentKind, span: Span, name: &str) -> Diagnostic {
    mistake(kind, "X018", span, format!("`{name}` is not offered here; it is skipped"))
        .label("not offered")
        .help("docs/verbs.md lists what works")
        .twilio(12200)
}

pub(crate) fn planned_element(kind: DocumentKind, span: Span, name: &str) -> Diagnostic {
    mistake(kind, "X017", span, format!("`{name}` does not work yet; it is skipped"))
        .label("planned")
        .help("docs/verbs.md lists what works")
}

pub(crate) fn planned_attribute(kind: DocumentKind, span: Span, element: &str, name: &str) -> Diagnostic {
    mistake(kind, "X017", span, format!("`{name}` of `{element}` does not work yet; it is ignored"))
        .label("planned")
        .help("docs/verbs.md lists what works")
}

pub(crate) fn unknown_attribute(
    kind: DocumentKind,
    span: Span,
    element: &str,
    name: &str,
    suggestion: Option<String>,
    known: &[&str],
) -> Diagnostic {
    let found = mistake(kind, "X012", span, format!("`{element}` has no attribute `{name}`"))
        .label("unknown attribute")
        .twilio(12200);
    match (suggestion, known) {
        (Some(suggestion), _) => found.help(suggestion),
        (None, []) => found.help(format!("`{element}` takes no attributes")),
        (None, known) => found.help(format!("it takes {}", names(known))),
    }
}

pub(crate) fn bad_value(
    kind: DocumentKind,
    span: Span,
    element: &str,
    attribute: &str,
    value: &str,
    expected: &str,
    default: Option<&str>,
) -> Diagnostic {
    let message = format!("`{attribute}` of `{element}` is {value:?}, expected {expected}");
    let found = mistake(kind, "X013", span, message).label("not taken").twilio(12200);
    match default {
        Some(default) if matches!(kind, DocumentKind::Response(_)) => {
            found.help(format!("its default {default:?} is used instead"))
        }
        Some(default) => found.help(format!("write {expected}; the default is {default:?}")),
        None => found.help(format!("write {expected}")),
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
        .twilio(12200)
}

pub(crate) fn stray_text(kind: DocumentKind, span: Span, parent: &str) -> Diagnostic {
    mistake(kind, "X015", span, format!("`{parent}` has no text of its own"))
        .label("stray text")
        .help("text that is to be spoken belongs into `<Say>`")
        .twilio(12200)
}

pub(crate) fn missing_text(kind: DocumentKind, span: Span, element: &str) -> Diagnostic {
    mistake(kind, "X016", span, format!("`{element}` is empty"))
        .label("it needs text")
        .help(format!("write it as <{element}>…</{element}>"))
        .twilio(12200)
}

pub(crate) fn before_declaration(span: Span) -> Diagnostic {
    Diagnostic::warning("X019", span, "something stands before the XML declaration; it is ignored")
        .label("white space or a byte order mark")
        .help("begin the answer with `<?xml` or with the root")
        .twilio(12100)
}

pub(crate) fn not_closed(name_span: Span, name: &str, next: Span, lenient: bool) -> Diagnostic {
    let found = repairable(lenient, "X020", name_span, format!("`{name}` is not closed"))
        .label("opened here")
        .also(next, "should be closed before this");
    if lenient {
        found.help("it was closed at the next tag")
    } else {
        found.help(format!("write `</{name}>`, or `<{name}/>` if it has no content"))
    }
}

pub(crate) fn end_without_start(span: Span, name: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X020", span, format!("`</{name}>` closes nothing"))
        .label("no such element is open")
        .help(if lenient { "it was ignored" } else { "remove it, or open the element before" })
}

pub(crate) fn duplicate_attribute(span: Span, first: Span, name: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X021", span, format!("`{name}` is written twice"))
        .label("again")
        .also(first, "first here")
        .help(if lenient { "the first one counts" } else { "keep one of them" })
}

pub(crate) fn unknown_entity(span: Span, written: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X022", span, format!("{written:?} holds a reference that XML does not know"))
        .label("here")
        .help("XML knows &amp; &lt; &gt; &quot; &apos; and &#number;; write the character itself")
}

pub(crate) fn wrong_namespace(kind: DocumentKind, span: Span, seen: &str) -> Diagnostic {
    mistake(kind, "X023", span, format!("the namespace is {seen:?}, expected \"urn:dialtree:1\""))
        .label("namespace")
        .help("write xmlns=\"urn:dialtree:1\"")
}

/// ``a`, `b` and `c``.
fn names(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
