//! Messages about texts that are not XML, or not XML we take: one function each.

use super::shown;
use crate::decode::NOT_UTF8;
use crate::diagnostic::Diagnostic;
use crate::dialect::DocumentKind;
use crate::span::Span;

/// What is repaired is a warning, what is not an error.
fn repairable(lenient: bool, code: &'static str, span: Span, message: String) -> Diagnostic {
    let found = if lenient { Diagnostic::warning(code, span, message) } else { Diagnostic::error(code, span, message) };
    found.twilio(12100)
}

/// How a file begins; what an application answers has a help of its own.
fn beginning(kind: DocumentKind, response: &str) -> String {
    match kind {
        DocumentKind::Response(_) => response.to_owned(),
        DocumentKind::Dialplan => "a dialplan begins with <Dialplan xmlns=\"urn:dialtree:1\">".to_owned(),
        DocumentKind::Script => "a test call begins with <Script xmlns=\"urn:dialtree:1\">".to_owned(),
    }
}

pub(crate) fn empty(kind: DocumentKind, span: Span) -> Diagnostic {
    let what = if matches!(kind, DocumentKind::Response(_)) { "document" } else { "file" };
    Diagnostic::error("X001", span, format!("the {what} is empty"))
        .label("nothing here")
        .help(beginning(kind, "an application that has nothing to say answers 204, or `<Response/>`"))
        .twilio(12100)
}

pub(crate) fn json(kind: DocumentKind, span: Span) -> Diagnostic {
    Diagnostic::error("X002", span, "this is JSON, not XML")
        .label("JSON begins here")
        .help(beginning(kind, "answer with an XML document whose root is `<Response>`"))
        .twilio(12100)
}

pub(crate) fn html(kind: DocumentKind, span: Span) -> Diagnostic {
    let response = "it is often an error page: open the URL in a browser; the root must be `<Response>`";
    Diagnostic::error("X003", span, "this is an HTML page, not a document of verbs")
        .label("HTML begins here")
        .help(beginning(kind, response))
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

pub(crate) fn before_declaration(span: Span) -> Diagnostic {
    Diagnostic::warning("X019", span, "something stands before the XML declaration; it is ignored")
        .label("white space or a byte order mark")
        .help("begin the answer with `<?xml` or with the root")
        .twilio(12100)
}

pub(crate) fn not_closed(name_span: Span, name: &str, next: Span, lenient: bool) -> Diagnostic {
    let name = shown(name);
    let found = repairable(lenient, "X020", name_span, format!("`{name}` is not closed"))
        .label("opened here")
        .also(next, "should be closed before this");
    if lenient {
        found.help("it was closed there")
    } else {
        found.help(format!("write `</{name}>`, or `<{name}/>` if it has no content"))
    }
}

pub(crate) fn end_without_start(span: Span, name: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X020", span, format!("`</{}>` closes nothing", shown(name)))
        .label("no such element is open")
        .help(if lenient { "it was ignored" } else { "remove it, or open the element before" })
}

pub(crate) fn duplicate_attribute(span: Span, first: Span, name: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X021", span, format!("`{}` is written twice", shown(name)))
        .label("again")
        .also(first, "first here")
        .help(if lenient { "the first one counts" } else { "keep one of them" })
}

pub(crate) fn unknown_entity(span: Span, written: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X022", span, format!("{:?} holds a reference that XML does not know", shown(written)))
        .label("here")
        .help("XML knows &amp; &lt; &gt; &quot; &apos; and &#number;; write the character itself")
}

pub(crate) fn bare_bracket(span: Span) -> Diagnostic {
    repairable(true, "X005", span, "not well-formed: `<` begins a tag, and this is no name of one".to_owned())
        .label("taken as text")
        .help("write `<` in text as `&lt;`")
}

pub(crate) fn bare_ampersand(span: Span) -> Diagnostic {
    repairable(true, "X005", span, "not well-formed: a bare `&` is not XML".to_owned())
        .label("taken as text")
        .help("write it as `&amp;`")
}

pub(crate) fn cut_off(span: Span) -> Diagnostic {
    repairable(true, "X005", span, "not well-formed: a tag that begins here has no `>`".to_owned())
        .label("left out")
        .help("the document ends in the middle of a tag; was it cut off?")
}

pub(crate) fn bare_section_end(span: Span, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, "not well-formed: `]]>` ends nothing".to_owned())
        .label("here")
        .help("write it as `]]&gt;`")
}

pub(crate) fn late_declaration(span: Span, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, "not well-formed: an XML declaration stands only at the beginning".to_owned())
        .label("something stands before it")
        .help(if lenient { "it was ignored" } else { "keep one declaration, as the first thing in the document" })
}

pub(crate) fn bad_declaration(span: Span, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, "not well-formed: this XML declaration cannot be read".to_owned())
        .label("here")
        .help("write <?xml version=\"1.0\" encoding=\"UTF-8\"?>, or leave it out")
}

pub(crate) fn bad_instruction(span: Span, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, "not well-formed: after `<?` comes a name".to_owned())
        .label("here")
        .help("write `<` in text as `&lt;`")
}

pub(crate) fn forbidden_character(span: Span, character: char, lenient: bool) -> Diagnostic {
    let code = u32::from(character);
    let (what, help) = match character {
        NOT_UTF8 => {
            ("these bytes are not UTF-8".to_owned(), "save it as UTF-8, or name its encoding in the declaration")
        }
        _ => (format!("the character U+{code:04X} is not allowed in XML"), "take it out"),
    };
    repairable(lenient, "X005", span, format!("not well-formed: {what}")).label("here").help(if lenient {
        "it was replaced by a space"
    } else {
        help
    })
}

pub(crate) fn bad_attribute_name(span: Span, name: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, format!("not well-formed: `{}` is no name of an attribute", shown(name)))
        .label("here")
        .help(if lenient { "it was ignored" } else { "write attributes as name=\"value\"" })
}

pub(crate) fn unquoted_value(span: Span, name: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, format!("not well-formed: the value of `{}` has no quotes", shown(name)))
        .label("here")
        .help("write attributes as name=\"value\"")
}

pub(crate) fn no_value(span: Span, name: &str) -> Diagnostic {
    repairable(true, "X005", span, format!("not well-formed: `{}` has no value", shown(name)))
        .label("here")
        .help("write attributes as name=\"value\"")
}

pub(crate) fn bracket_in_value(span: Span, name: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, format!("not well-formed: `<` in the value of `{}`", shown(name)))
        .label("here")
        .help("write it as `&lt;`; is a closing quote missing?")
}

pub(crate) fn attributes_stick(span: Span, name: &str, lenient: bool) -> Diagnostic {
    repairable(lenient, "X005", span, format!("not well-formed: no space before the attribute `{}`", shown(name)))
        .label("here")
        .help("put a space between attributes")
}

pub(crate) fn too_many_attributes(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error("X008", span, format!("the tag has more than {limit} attributes"))
        .label("one too many")
        .help("no element takes so many")
        .twilio(12100)
}

pub(crate) fn and_more(span: Span, count: usize) -> Diagnostic {
    Diagnostic::warning("X024", span, format!("there are {count} more problems like these"))
        .label("the last one shown")
        .help("mend those above first")
}
