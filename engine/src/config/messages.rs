//! Every message about the configuration, one function each.

use std::path::Path;

use toml::de::Error;
use xml_schema::{Diagnostic, Span, suggest};

use super::key::{Key, SectionDef};
use super::{keys, span};

pub(super) fn syntax(error: &Error, length: usize) -> Diagnostic {
    let place = span(error.span().unwrap_or(length..length));
    let message = error.message().lines().next().unwrap_or("this is not TOML").to_owned();
    Diagnostic::error("C002", place, message).label("not TOML")
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
    let usable = section.keys.iter().map(|key| key.name);
    match suggest(name, usable.clone()) {
        Some(near) => found.help(format!("did you mean `{near}`?{}", section.key(near).map(about).unwrap_or_default())),
        None => found.help(format!("it has {}", usable.collect::<Vec<_>>().join(", "))),
    }
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
