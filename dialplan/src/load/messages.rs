//! Every message about what stands in a dialplan's files, one function each.

use std::io;

use xml_schema::{Diagnostic, Span};

/// A longer list of names helps nobody.
const MAX_NAMED: usize = 12;

pub(crate) fn unreadable(span: Span, path: &str, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => Diagnostic::error("D001", span, format!("there is no file {path}"))
            .help("check the spelling; a path is relative to the file it stands in"),
        io::ErrorKind::InvalidData => {
            Diagnostic::error("D001", span, format!("{path} is not UTF-8")).help("save it as UTF-8")
        }
        _ => Diagnostic::error("D001", span, format!("{path} cannot be read: {error}")),
    }
}

pub(crate) fn no_dialplan(span: Span, folder: &str) -> Diagnostic {
    Diagnostic::error("D002", span, format!("no file in {folder} has the root `<Dialplan>`"))
        .help("a dialplan begins with <Dialplan xmlns=\"urn:dialtree:1\">")
}

pub(crate) fn include_loop(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error("D003", span, format!("{path} includes itself"))
        .label("again here")
        .help("remove one of the includes")
}

pub(crate) fn conflict(span: Span, first: Span, name: &str, value: &str) -> Diagnostic {
    Diagnostic::error("D004", span, format!("`{name}` is {value:?} here and something else in another file"))
        .label("differs")
        .also(first, "first set here")
        .help("set it in one file")
}

pub(crate) fn duplicate_menu(span: Span, first: Span, what: &str, name: &str) -> Diagnostic {
    Diagnostic::error("D005", span, format!("two menus have the {what} {name:?}"))
        .label("again here")
        .also(first, "first here")
        .help("rename one of them")
}

pub(crate) fn unknown_menu(span: Span, name: &str, suggestion: Option<&str>, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("D006", span, format!("no menu is called {name:?}")).label("unknown menu");
    match (suggestion, known) {
        (Some(suggestion), _) => found.help(format!("did you mean {suggestion:?}?")),
        (None, []) => found.help("the dialplan has no menu yet"),
        (None, [only]) => found.help(format!("the only menu is {only:?}")),
        (None, known) => {
            let more = if known.len() > MAX_NAMED { ", …" } else { "" };
            found.help(format!("the menus are {}{more}", known[..known.len().min(MAX_NAMED)].join(", ")))
        }
    }
}

pub(crate) fn duplicate_option(span: Span, first: Span, on: &str) -> Diagnostic {
    Diagnostic::error("D007", span, format!("two options of this menu are for {on:?}"))
        .label("never reached")
        .also(first, "this one takes it")
        .help("put the actions into one option")
}

pub(crate) fn bad_option(span: Span, on: &str, suggestion: Option<&str>) -> Diagnostic {
    let found =
        Diagnostic::error("D008", span, format!("{on:?} is nothing that a menu can wait for")).label("not taken");
    match suggestion {
        Some(suggestion) => found.help(format!("did you mean {suggestion:?}?")),
        None => {
            found.help("write start, timeout, invalid, exhausted, hangup, or keys 0-9 * # A-D, with X for any digit")
        }
    }
}

pub(crate) fn empty_route(span: Span) -> Diagnostic {
    Diagnostic::error("D009", span, "a route needs `to` or `match`")
        .label("for which number?")
        .help("write to=\"*\" for every number")
}

pub(crate) fn route_twice(span: Span) -> Diagnostic {
    Diagnostic::error("D009", span, "a route has either `to` or `match`, not both")
        .label("both")
        .help("remove one of them")
}

pub(crate) fn duplicate_route(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("D010", span, "two routes are for the same numbers")
        .label("never taken")
        .also(first, "this one takes the call")
        .help("make one of them more specific, or remove it")
}

pub(crate) fn tied_route(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("D010", span, "two routes match some of the same numbers, and neither is more specific")
        .label("which one?")
        .also(first, "the other one")
        .help("name the numbers that both match in a route of their own, or write more of one pattern")
}

pub(crate) fn no_folder(span: Span, path: &str, error: &io::Error) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("there is no folder {path}"),
        _ => format!("the folder {path} cannot be read: {error}"),
    };
    Diagnostic::error("D011", span, message).label("named here").help("the path is relative to this file")
}

pub(crate) fn prompt_twice(span: Span, name: &str, first: &str, second: &str) -> Diagnostic {
    Diagnostic::error("D012", span, format!("two files are the prompt {name:?}: {first} and {second}"))
        .label("in this folder")
        .help("remove one of them")
}

pub(crate) fn bad_base(span: Span, base: &str) -> Diagnostic {
    Diagnostic::error("D013", span, format!("{base:?} is no absolute URL"))
        .label("not taken")
        .help("it begins with http:// or https://")
}
