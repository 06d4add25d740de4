//! Every message about where paths lead, one function each.

use xml_schema::{Diagnostic, Span};

use super::reads::ReadBy;

/// A place that a circle goes through.
pub(super) struct Stop<'p> {
    pub menu: &'p str,
    pub on: &'p str,
    /// The `Jump` that leaves it.
    pub jump: Option<Span>,
    /// The menu that comes next.
    pub next: &'p str,
}

/// A longer circle is not read to its end.
const MAX_STOPS: usize = 12;

/// `None`: there is no jump in it.
pub(super) fn endless(stops: &[Stop<'_>]) -> Option<Diagnostic> {
    let first = stops.first()?;
    let mut names: Vec<String> =
        stops.iter().take(MAX_STOPS).map(|stop| format!("{} ({})", stop.menu, stop.on)).collect();
    if stops.len() > MAX_STOPS {
        names.push("…".to_owned());
    }
    names.push(format!("{} ({})", first.menu, first.on));
    let message = format!("a caller who presses nothing goes round for ever: {}", names.join(" → "));
    let cure = match stops.iter().any(|stop| stop.on == "timeout" && stop.jump.is_some()) {
        true => "leave the `Jump` out of `timeout`: the menu then begins again until its `tries` are used up",
        false => "let it end with a `Transfer` or `Hangup`, wait for a key, or set a `lifetime` for calls",
    };
    let found = Diagnostic::error("D035", first.jump?, message).label(format!("to {:?}", first.next)).help(cure);
    let rest = stops[1..].iter().filter_map(|stop| Some((stop.jump?, stop.next)));
    Some(rest.fold(found, |found, (span, next)| found.also(span, format!("then to {next:?}"))))
}

pub(super) fn unreachable_menu(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("D036", span, format!("no call comes to the menu {name:?}"))
        .label("never entered")
        .help("lead a `Route` or a `Jump` to it, or remove it")
}

pub(super) fn unreachable_option(span: Span, on: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("D037", span, format!("no call comes to the option {on:?}: {why}"))
        .label("never runs")
        .help("change what keeps callers from it, or remove it")
}

pub(super) fn dead_end(span: Span, on: &str, last: Option<Span>) -> Diagnostic {
    let found = Diagnostic::warning("D038", span, format!("behind the actions of {on:?} the caller is hung up on"))
        .label("leads nowhere");
    let found = match last {
        Some(last) => found.also(last, "the last action"),
        None => found,
    };
    found.help("write what you mean behind them: a `Jump`, a `Transfer` or `Hangup`")
}

pub(super) fn behind(span: Span, name: &str, before_span: Span, before: &str) -> Diagnostic {
    Diagnostic::warning("D039", span, format!("`{name}` never runs: nothing goes on behind this `{before}`"))
        .label("never runs")
        .also(before_span, "the call goes elsewhere here")
        .help("remove it, or put it before")
}

fn read_code(by: ReadBy) -> &'static str {
    match by {
        ReadBy::Condition => "D034",
        ReadBy::Text => "D040",
    }
}

pub(super) fn unset(by: ReadBy, span: Span, name: &str, suggestion: Option<&str>) -> Diagnostic {
    let found = Diagnostic::warning(read_code(by), span, format!("`{name}` is read here, and nothing has set it"))
        .label("always empty");
    match suggestion {
        Some(suggestion) => found.help(format!("did you mean `{suggestion}`?")),
        None => found.help(how_to_set(name, "set it before with `SetVar` or the `var` of a `Gather`")),
    }
}

pub(super) fn too_early(by: ReadBy, span: Span, name: &str, set: Span) -> Diagnostic {
    Diagnostic::warning(read_code(by), span, format!("`{name}` is read here before anything sets it"))
        .label("always empty")
        .also(set, "set here, where no call has been before")
        .help(how_to_set(name, "set it on the way here, or give it a first value with `SetVar`"))
}

fn how_to_set<'h>(name: &str, own: &'h str) -> &'h str {
    match name {
        "TransferStatus" | "TransferDuration" => "read it behind the `Transfer` or `Dial` that sets it",
        "InteractiveStatus" => "read it behind the `Interactive` that sets it",
        "RecordingUrl" | "RecordingDuration" => "read it behind the `Record` that sets it",
        _ => own,
    }
}

pub(super) fn open_line(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("D041", span, format!("`{name}` holds keys marked sensitive, and goes over an open line"))
        .label("not https")
        .help("ask the application over https://")
}

pub(super) fn plain_secret(span: Span, what: &str) -> Diagnostic {
    Diagnostic::warning("D042", span, format!("{what} stands in this address for all to read"))
        .label("a secret in plain text")
        .help("put it into the configuration, and name it with `auth`")
}
