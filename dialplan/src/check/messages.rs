//! Every message about what a plan's actions name, one function each.

use xml_schema::{Diagnostic, Span};

pub(super) fn unknown_prompt(span: Span, name: &str, suggestion: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("D020", span, format!("no prompt is called {name:?}")).label("missing prompt");
    match suggestion {
        Some(suggestion) => found.help(format!("did you mean {suggestion:?}?")),
        None => found.help("put its recording into a folder that a `Prompts` element names, or speak it with `Say`"),
    }
}

pub(super) fn relative_url(span: Span, url: &str) -> Diagnostic {
    Diagnostic::error("D021", span, format!("{url:?} is relative, and nothing says to what"))
        .label("no base")
        .help("write it with http:// or https://, or set `base` of the Dialplan")
}

pub(super) fn bad_url(span: Span, url: &str, why: &str) -> Diagnostic {
    Diagnostic::error("D021", span, format!("{url:?} is no URL: {why}"))
        .label("not taken")
        .help("it begins with http:// or https://")
}

pub(super) fn unknown_option(span: Span, menu: &str, option: &str) -> Diagnostic {
    Diagnostic::error("D022", span, format!("the menu {menu:?} has no option {option:?}"))
        .label("unknown option")
        .help("add the option, or leave this out to begin at its start")
}

pub(super) fn built_in(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("D023", span, format!("{name} is set by the call itself"))
        .label("cannot be set")
        .help("choose another name")
}

pub(super) fn no_target(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("D024", span, format!("`{name}` says nobody to call"))
        .label("no target")
        .help("write to=\"sip:…\", a number, or `Target` inside")
}

pub(super) fn no_fallback(span: Span) -> Diagnostic {
    Diagnostic::warning("D025", span, "nothing runs when this application fails")
        .label("no Fallback")
        .help("put a `Fallback` inside, or set `fallbackUrl`; without them the next action runs, or an apology")
}

pub(super) fn unset_special(span: Span, menu: &str, special: &str) -> Diagnostic {
    Diagnostic::warning(
        "D026",
        span,
        format!("the menu {menu:?} has no option for {special:?}: the caller is hung up on"),
    )
    .label("in this menu")
    .help(format!("add <Option on=\"{special}\">…</Option>"))
}

pub(super) fn waits(span: Span, longer: Span, short: &str, long: &str, seconds: f32) -> Diagnostic {
    Diagnostic::warning(
        "D027",
        span,
        format!("{short:?} is the beginning of {long:?}: it is taken only after {seconds} s"),
    )
    .label("waits")
    .also(longer, "for a key of this")
    .help("give one of them other keys, or set a shorter `interDigit`")
}

pub(super) fn overlap(span: Span, earlier: Span, first: &str, second: &str) -> Diagnostic {
    Diagnostic::warning("D029", span, format!("{second:?} and {first:?} match some of the same keys"))
        .label("gets what is left")
        .also(earlier, "stands first and takes those keys")
        .help("make the patterns distinct, or write the keys that both match as an option of their own")
}

pub(super) fn bad_target(span: Span, target: &str) -> Diagnostic {
    Diagnostic::error("D028", span, format!("{target:?} cannot be called"))
        .label("not taken")
        .help("write a number, an extension, or an address like sip:sales@pbx.example")
}

pub(super) fn no_action(span: Span, written: &str, count: usize) -> Diagnostic {
    let message = match count {
        1 => format!("there is no action {written}: the option has one"),
        count => format!("there is no action {written}: the option has {count}"),
    };
    Diagnostic::error("D030", span, message).label("too far").help("actions are counted from 1")
}

pub(super) fn redirect_nowhere(span: Span) -> Diagnostic {
    Diagnostic::error("D031", span, "`Redirect` without a URL means the same document again, and here is none")
        .label("where to?")
        .help("write a URL, or use `Jump` to go elsewhere in the dialplan")
}

pub(super) fn nobody_there(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("D032", span, format!("the caller has hung up: `{name}` is skipped"))
        .label("nobody is there")
        .help("only Log, SetVar and Interactive run in the option `hangup`")
}

pub(super) fn bad_condition(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("D033", span, format!("this is no condition: {what}"))
        .label("here")
        .help("write it in CEL, like test=\"Digits == '1'\"; in an attribute `<` is written &lt; and `&&` &amp;&amp;")
}

pub(super) fn no_condition(span: Span) -> Diagnostic {
    Diagnostic::error("D033", span, "`If` has neither `test` nor `schedule`")
        .label("on what condition?")
        .help("write a condition in CEL, like test=\"Digits == '1'\", or name a schedule")
}

pub(super) fn unknown_schedule(span: Span, name: &str, suggestion: Option<&str>, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("D019", span, format!("no schedule is called {name:?}")).label("unknown schedule");
    match (suggestion, known) {
        (Some(suggestion), _) => found.help(format!("did you mean {suggestion:?}?")).instead(suggestion),
        (None, []) => found.help("the dialplan has no `Schedule` yet"),
        (None, known) => found.help(format!("the schedules are {}", known.join(", "))),
    }
}

pub(super) fn unused_schedule(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning("D050", span, format!("no `If` asks for the schedule {name:?}"))
        .label("without effect")
        .help(format!("ask for it with <If schedule=\"{name}\">…</If>, or remove it"))
}
