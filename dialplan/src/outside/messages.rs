//! Every message about recordings, destinations and voices, one function each.

use std::time::Duration;

use xml_schema::{Diagnostic, Span};

use super::NoVoice;
use crate::plan::Menu;

pub(super) fn unplayable(span: Span, why: &str) -> Diagnostic {
    Diagnostic::error("D043", span, why.to_owned()).label("cannot be played").help("save it again, and listen to it")
}

pub(super) fn silent(span: Span, path: &str) -> Diagnostic {
    Diagnostic::warning("D044", span, format!("nothing can be heard in {path}"))
        .label("silent")
        .help("record it again; to wait, write `Pause`")
}

pub(super) fn clipped(span: Span, path: &str) -> Diagnostic {
    Diagnostic::warning("D045", span, format!("{path} is clipped: its peaks are cut off"))
        .label("sounds harsh")
        .help("record it again with less gain")
}

pub(super) fn long(span: Span, path: &str, length: Duration) -> Diagnostic {
    Diagnostic::warning("D046", span, format!("{path} plays for {} s", length.as_secs()))
        .label("over a minute")
        .help("take it apart, and let the caller choose what to hear")
}

pub(super) fn unreachable(span: Span, target: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("D047", span, format!("{target:?} cannot be reached: {why}")).label("nobody is called")
}

pub(super) fn no_route(span: Span, menus: &[Menu]) -> Diagnostic {
    let menu = menus.first().map_or("NAME", |menu| menu.name.as_str());
    Diagnostic::warning("D051", span, "the dialplan has no `Route`: no call can come in")
        .label("no `Route` in it")
        .help(format!("add <Route to=\"*\" menu=\"{menu}\"/>; of a part of a larger dialplan, check the whole"))
}

pub(super) fn no_voice(span: Span, name: &str, refused: &NoVoice) -> Diagnostic {
    let NoVoice { why, help } = refused;
    Diagnostic::error("D048", span, format!("the voice {name:?} does not speak: {why}"))
        .label("another would speak instead")
        .help(help.clone())
}
