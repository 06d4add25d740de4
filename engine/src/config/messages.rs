//! Every message about the configuration, one function each.

use std::ops::Range;
use std::path::Path;

use toml::de::Error;
use xml_schema::{Diagnostic, Span, suggest};

use super::key::{Key, SectionDef};
use super::{keys, span};

/// What keeps a text from being TOML. The keys of a table that is there twice are no mistakes of their own.
pub(super) fn syntax(errors: &[Error], text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut doubled: Option<usize> = None;
    for error in errors {
        let place = error.span().unwrap_or(text.len()..text.len());
        let message = error.message().lines().next().unwrap_or("this is not TOML");
        if message != "duplicate key" {
            found.push(Diagnostic::error("C002", span(place), message).label("not TOML"));
            continue;
        }
        let before = text.get(..place.start).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let header = text[line..].lines().next().map(str::trim).filter(|line| line.starts_with('['));
        if header.is_some() {
            doubled = Some(line);
        } else if doubled.is_some_and(|table| text.get(table..line).is_some_and(|keys| !keys.contains("\n["))) {
            continue;
        }
        found.push(twice(place, line, header, text));
    }
    found
}

/// A table with its `header`, or a key, that TOML has already seen; `line`: where its line begins.
fn twice(place: Range<usize>, line: usize, header: Option<&str>, text: &str) -> Diagnostic {
    let name = text.get(place.clone()).unwrap_or_default();
    let message =
        header.map_or_else(|| format!("`{name}` is there twice"), |header| format!("{header} is there twice"));
    let found = Diagnostic::error("C002", span(place), message).label("again here");
    let begins_line = |first: &usize| *first == 0 || text[..*first].ends_with('\n');
    let first = header.and_then(|header| Some((text[..line].find(header).filter(begins_line)?, header.len())));
    match first {
        Some((first, length)) => found
            .also(span(first..first + length), "first here")
            .help("keep one of them, and put the keys of both into it; or is one of them another?"),
        None => found.help("keep one of them"),
    }
}

pub(super) fn unknown_section(place: Span, name: &str) -> Diagnostic {
    let names = keys::SECTIONS.iter().map(|section| section.name);
    let found = Diagnostic::error("C003", place, format!("there is no section `{name}`")).label("unknown section");
    // A key that has slipped out of its section is the other way to get here.
    let owner = keys::SECTIONS.iter().find(|section| section.key(name).is_some());
    match (suggest(name, names.clone()), owner) {
        (_, Some(owner)) => found.help(format!("`{name}` belongs into [{}]", owner.name)),
        (Some(near), None) => found.help(format!("did you mean [{near}]?")),
        (None, None) => found.help(format!("there are {}", names.collect::<Vec<_>>().join(", "))),
    }
}

pub(super) fn unknown_key(place: Span, name: &str, section: &SectionDef) -> Diagnostic {
    let message = format!("[{}] has no key `{name}`", section.name);
    let found = Diagnostic::error("C004", place, message).label("unknown key");
    // A part of a table has slipped out of it.
    let owner =
        section.keys.iter().find(|key| key.value.starts_with("table") && key.value.contains(&format!("`{name}`")));
    match (near_key(name, section), owner) {
        (Some(near), _) => found.help(format!("did you mean `{}`?{}", near.name, about(near))),
        (None, Some(Key { name: owner, example, .. })) => {
            found.help(format!("it belongs into `{owner}`, as in `{owner} = {example}`"))
        }
        (None, None) => {
            let usable: Vec<_> = section.keys.iter().map(|key| key.name).collect();
            found.help(format!("it has {}", usable.join(", ")))
        }
    }
}

/// The key that was probably meant.
pub(super) fn near_key(name: &str, section: &SectionDef) -> Option<&'static Key> {
    suggest(name, section.keys.iter().map(|key| key.name)).and_then(|near| section.key(near))
}

/// `what`: what the name stands for that is missing.
pub(super) fn unnamed(place: Span, section: &str, what: &str) -> Diagnostic {
    let example = if what == "EXTENSION" { "101" } else { "example" };
    Diagnostic::error("C008", place, format!("[{section}] has no name: each is a [{section}.{what}] of its own"))
        .label(format!("which {section}?"))
        .help(format!("write [{section}.{example}], and its keys below"))
}

pub(super) fn unknown_member(place: Span, name: &str, members: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("C004", place, format!("there is no key `{name}` here")).label("unknown key");
    match suggest(name, members.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!("there are {}", members.join(", "))),
    }
}

pub(super) fn wrong_type(place: Span, what: &str, seen: &str, expected: &str) -> Diagnostic {
    Diagnostic::error("C006", place, format!("`{what}` is {} {seen}, expected {expected}", article(seen)))
        .label(format!("{} {seen}", article(seen)))
}

pub(super) fn bad_value(place: Span, what: &str, expected: &str) -> Diagnostic {
    Diagnostic::error("C007", place, format!("`{what}` is not {expected}")).label(format!("expected {expected}"))
}

pub(super) fn not_one_of(place: Span, what: &str, word: &str, words: &[&str]) -> Diagnostic {
    let found = bad_value(place, what, &format!("one of {}", words.join(", ")));
    match suggest(word, words.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}

pub(super) fn transport_not_yet(place: Span, transport: &str) -> Diagnostic {
    Diagnostic::error("C005", place, format!("SIP over {transport} is not available yet"))
        .label("planned")
        .help("use udp://, tcp:// or tls://")
}

pub(super) fn required(place: Span, section: &str, name: &str) -> Diagnostic {
    Diagnostic::error("C008", place, format!("`{section}` needs `{name}`")).label(format!("no `{name}` here"))
}

pub(super) fn no_certificate(place: Span) -> Diagnostic {
    Diagnostic::error("C008", place, "`sip` needs `tls`: who connects to a tls:// address is shown a certificate")
        .label("no certificate for this")
        .help("add tls = { certificate = \"cert.pem\", key = { file = \"key.pem\" } }; docs/operations.md says how to make them")
}

/// `first` and `second`: a trunk and its pattern, each.
pub(super) fn overlap(
    place: Span,
    (first, one): (&str, &str),
    (second, two): (&str, &str),
    first_place: Span,
) -> Diagnostic {
    let message = match one == two {
        true => format!("[trunk.{first}] and [trunk.{second}] both take {two:?}: `{first}` gets all of these calls"),
        false => format!(
            "{two:?} of [trunk.{second}] and {one:?} of [trunk.{first}] fit some of the same numbers, and neither is more specific: `{first}` gets those calls"
        ),
    };
    Diagnostic::warning("C011", place, message)
        .label("gets what is left")
        .also(first_place, "takes them")
        .help("the most specific pattern takes a call, of equals the first trunk by name; several ways to one carrier are gateways: uri = [\"sip:a\", \"sip:b\"]")
}

pub(super) fn bad_extension(place: Span, name: &str) -> Diagnostic {
    Diagnostic::error("C007", place, format!("`{name}` is no extension"))
        .label("expected letters, digits and -_.+*")
        .help("an extension is what is dialled, like [user.101]")
}

pub(super) fn secret_in_the_open(place: Span, what: &str) -> Diagnostic {
    Diagnostic::error("C009", place, format!("`{what}` is a secret and must not stand in the file"))
        .label("a secret in the open")
        .help("write { env = \"NAME\" } and set the variable, or { file = \"PATH\" }")
}

pub(super) fn secret_variable(place: Span, variable: &str) -> Diagnostic {
    Diagnostic::error("C010", place, format!("the environment variable {variable} is not set or empty"))
        .label("no such secret")
        .help(format!("set {variable} before starting, or use {{ file = \"PATH\" }}"))
}

pub(super) fn file(place: Span, path: &Path, why: &str) -> Diagnostic {
    Diagnostic::error("C010", place, format!("{} cannot be used: {why}", path.display())).label("this file")
}

pub(super) fn unfit(place: Span, why: String) -> Diagnostic {
    Diagnostic::error("C010", place, why).label("these two")
}

fn about(key: &Key) -> String {
    format!(" Its value: {}, as in `{} = {}`; default {}.", key.value, key.name, key.example, key.default)
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}
