//! Every way a script can fail, one function a message.

use std::time::Duration;

use dialplan::time::Instant;
use xml_schema::{Diagnostic, Span};

use super::heard::{Heard, Piece};
use super::quiet::TooQuiet;
use super::seen::{Ended, Seen};
use crate::clock::{length, moment};
use crate::observation::{Request, SoundKind};
use crate::script::{End, Ending, Hear, What};

pub(super) fn not_heard(span: Span, hear: &Hear, heard: &Heard) -> Diagnostic {
    let within =
        hear.within.map_or_else(|| "not heard".into(), |within| format!("not heard within {}", length(within)));
    failure("S101", span, format!("{} was not heard", wanted(&hear.what)), within, Some(instead(heard)))
}

pub(super) fn over_before(span: Span, hear: &Hear, ended: &Ended, heard: &Heard) -> Diagnostic {
    let message = format!("{} was not heard before the call ended", wanted(&hear.what));
    let label = format!("the call ended at {} ({})", moment(ended.at), ended.cause);
    failure("S101", span, message, label, Some(instead(heard)))
}

pub(super) fn heard_late(span: Span, hear: &Hear, at: Instant, latest: Instant) -> Diagnostic {
    let message = format!("{} was heard too late", wanted(&hear.what));
    let label = format!("began at {}, expected by {}", moment(at), moment(latest));
    failure("S102", span, message, label, None)
}

pub(super) fn over(span: Span, what: &str, ended: &Ended) -> Diagnostic {
    let label = format!("the call ended at {} ({})", moment(ended.at), ended.cause);
    failure("S103", span, format!("the call was over before the caller could {what}"), label, None)
}

pub(super) fn unmet(span: Span, unmet: &[String], ended: Option<&Ended>) -> Diagnostic {
    let label = match ended {
        Some(ended) => format!("not so when the call ended at {} ({})", moment(ended.at), ended.cause),
        None => "not so in time".into(),
    };
    failure("S104", span, format!("expected {}", unmet.join(", and ")), label, None)
}

pub(super) fn too_quiet(quiet: &TooQuiet, heard: &Heard) -> Diagnostic {
    let message = format!("nothing was heard for more than {}", length(quiet.at_most));
    let label = format!("dead air since {}", moment(quiet.since));
    let last = heard.all().last().map(|piece| format!("the last sound was {}", piece_line(piece)));
    failure("S105", quiet.span, message, label, last)
}

pub(super) fn unknown_request(span: Span, request: &Request) -> Diagnostic {
    let message = format!("no `App` of the script answers {} {}", request.method, request.url);
    let help = format!("add <App url=\"{}\"> with an <Answer>", request.url.split('?').next().unwrap_or_default());
    failure("S106", span, message, "nobody answers this request".into(), Some(help))
}

pub(super) fn ended_otherwise(span: Span, end: &End, ended: &Ended, seen: &Seen) -> Diagnostic {
    let outcome = end.outcome.unwrap_or(Ending::Hangup);
    let target = end.to.as_deref().map(|to| format!(" to {to}")).unwrap_or_default();
    let message = format!("expected the call to end by {}{target}, it ended by {}", outcome.word(), ended.how.word());
    let connected: Vec<&str> = seen.connected.iter().map(String::as_str).collect();
    let dialed: Vec<&str> = seen.dialed.iter().map(|dialed| dialed.target.as_str()).collect();
    let help = match (outcome, connected.is_empty(), dialed.is_empty()) {
        (Ending::Transfer, true, true) => Some("nobody was dialled".into()),
        (Ending::Transfer, true, false) => Some(format!("dialled {}, connected to nobody", dialed.join(", "))),
        (Ending::Transfer, false, _) => Some(format!("connected to {}", connected.join(", "))),
        _ => None,
    };
    failure("S107", span, message, format!("{} at {}", ended.cause, moment(ended.at)), help)
}

pub(super) fn ended_late(span: Span, at: Instant, latest: Instant) -> Diagnostic {
    let label = format!("ended at {}, expected by {}", moment(at), moment(latest));
    failure("S108", span, "the call ended too late".into(), label, None)
}

pub(super) fn not_ended(span: Span, latest: Instant) -> Diagnostic {
    let label = format!("expected by {}", moment(latest));
    failure("S108", span, "the call did not end in time".into(), label, None)
}

pub(super) fn too_long(span: Span, limit: Duration) -> Diagnostic {
    let label = "the script was still here".into();
    let help = Some("set `maxDuration` if the call may take longer".into());
    failure("S109", span, format!("the call still goes on after {}", length(limit)), label, help)
}

fn failure(code: &'static str, span: Span, message: String, label: String, help: Option<String>) -> Diagnostic {
    let diagnostic = Diagnostic::error(code, span, message).label(label);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn wanted(what: &What) -> String {
    match what {
        What::Words(text) => format!("\"{text}\""),
        What::Prompt(name) => format!("the prompt `{name}`"),
        What::Pattern(pattern) => format!("text like /{pattern}/"),
        What::Any { at_least } => format!("a sound of {}", length(*at_least)),
        What::Tone { hz, at_least } => format!("a tone of {hz} Hz for {}", length(*at_least)),
    }
}

/// What was heard instead: the last sounds not used by an earlier step.
fn instead(heard: &Heard) -> String {
    let open: Vec<&Piece> = heard.open().collect();
    if open.is_empty() {
        return "nothing was heard since the step before".into();
    }
    let left_out = open.len().saturating_sub(SOUNDS_SHOWN);
    let mut lines: Vec<String> = open.iter().skip(left_out).map(|piece| piece_line(piece)).collect();
    if left_out > 0 {
        lines.insert(0, format!("{left_out} earlier sounds"));
    }
    format!("heard instead: {}", lines.join(", "))
}

fn piece_line(piece: &Piece) -> String {
    let what = match piece.sound.kind {
        SoundKind::Speech => format!("\"{}\"", piece.text_heard().trim()),
        SoundKind::Prompt => format!("prompt `{}`", piece.sound.text),
        SoundKind::Url => piece.sound.text.clone(),
        SoundKind::Tone { hz: Some(hz) } => format!("a tone of {hz} Hz"),
        SoundKind::Tone { hz: None } => "a ringing tone".into(),
        SoundKind::Unknown => "a sound that is none of the plan's".into(),
    };
    let cut = piece.ended.is_some_and(|(_, heard)| heard < 1.0);
    format!("{what} at {}{}", moment(piece.sound.started), if cut { " (cut off)" } else { "" })
}

const SOUNDS_SHOWN: usize = 5;
