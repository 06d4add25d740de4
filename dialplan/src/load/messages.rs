//! Every message about what stands in a dialplan's files, one function each.

use std::io;

use xml_schema::{Diagnostic, Span};

use crate::schedule::{BadDay, BadTime};

/// A longer list of names helps nobody.
const MAX_NAMED: usize = 12;

pub(crate) fn unreadable(span: Span, path: &str, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => Diagnostic::error("D001", span, format!("there is no file {path}"))
            .help("check the spelling; a path is relative to the file it stands in"),
        _ => Diagnostic::error("D001", span, format!("{path} cannot be read: {error}")),
    }
}

/// `byte` is the first that is none, and `span` is its place.
pub(crate) fn not_utf8(span: Span, path: &str, byte: u8) -> Diagnostic {
    Diagnostic::error("D001", span, format!("{path} is not UTF-8: the byte 0x{byte:02X} is no character"))
        .label("this byte")
        .help("save it as UTF-8")
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
        (Some(suggestion), _) => found.help(format!("did you mean {suggestion:?}?")).instead(suggestion),
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
        Some(suggestion) => found.help(format!("did you mean {suggestion:?}?")).instead(suggestion),
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

pub(crate) fn duplicate_schedule(span: Span, first: Span, name: &str) -> Diagnostic {
    Diagnostic::error("D014", span, format!("two schedules have the name {name:?}"))
        .label("again here")
        .also(first, "first here")
        .help("rename one of them, or put all hours into one")
}

pub(crate) fn unknown_zone(span: Span, name: &str, suggestion: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("D015", span, format!("no time zone is called {name:?}")).label("unknown time zone");
    match suggestion {
        Some(suggestion) => found.help(format!("did you mean {suggestion:?}?")).instead(suggestion),
        None => found.help("write its IANA name, like Europe/London or UTC"),
    }
}

pub(crate) fn bad_days(span: Span, error: &BadDay) -> Diagnostic {
    let found = Diagnostic::error("D016", span, error.to_string()).label("not taken");
    match error {
        BadDay::Weekday(_) => found.help("write days like Mon-Fri, or Mon,Wed,Sat; dates go into `date`"),
        BadDay::Date(_) => {
            found.help("write 2026-12-25, or 12-25 for every year; from one to another: 2026-12-24..2027-01-02")
        }
        BadDay::Backwards => found.help("write the earlier one first"),
    }
}

pub(crate) fn bad_time(span: Span, error: &BadTime) -> Diagnostic {
    let found = Diagnostic::error("D016", span, error.to_string()).label("not taken");
    match error {
        BadTime::From(_) => found.help("write hours and minutes, 00:00 to 23:59"),
        BadTime::To(_) => found.help("write hours and minutes, 00:00 to 24:00"),
        BadTime::Empty => found.help("leave `from` and `to` out for the whole day"),
    }
}

pub(crate) fn days_and_date(span: Span) -> Diagnostic {
    Diagnostic::error("D016", span, "an entry has either `days` or `date`, not both")
        .label("both")
        .help("write two entries")
}

pub(crate) fn contradiction(span: Span, closed: Span) -> Diagnostic {
    Diagnostic::error("D017", span, "these hours never count: all of them are closed")
        .label("open here")
        .also(closed, "closed here")
        .help("remove one of them; a date wins over a date of every year, and that over days of the week")
}

pub(crate) fn never_open(span: Span) -> Diagnostic {
    Diagnostic::error("D018", span, "this schedule is never open")
        .label("has no `Open`")
        .help("add <Open days=\"Mon-Fri\" from=\"09:00\" to=\"17:00\"/>; <Open/> alone is always")
}
