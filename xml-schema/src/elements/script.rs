//! What a scripted test call is made of.

use super::{BOOLEAN, COUNT, DIGITS, DURATION, LANGUAGE, METHOD, STATUS, TEXT, URL, attribute, planned};
use crate::table::{AttributeDef, ElementDef, Origin, Status, Tag, TextContent, ValueKind};

const SCRIPT: &[Tag] = &[Tag::Script];

const fn step(
    tag: Tag,
    name: &'static str,
    attributes: &'static [AttributeDef],
    text: TextContent,
    prose: &'static str,
) -> ElementDef {
    ElementDef {
        tag,
        name,
        aliases: &[],
        parents: SCRIPT,
        status: Status::Works,
        origin: Origin::Ours,
        attributes,
        text,
        prose,
    }
}

pub(super) const ELEMENTS: &[ElementDef] = &[
    ElementDef {
        parents: &[],
        ..step(
            Tag::Script,
            "Script",
            &[
                attribute("name", TEXT, "What it tests. Default: the file's name."),
                attribute("to", TEXT, "The number called.").required(),
                attribute("from", TEXT, "The caller's number."),
                attribute("fromName", TEXT, "The caller's name."),
                attribute("at", ValueKind::Timestamp, "When the call comes in, like 2026-11-23T10:00:00Z."),
                attribute("language", LANGUAGE, "The caller's language."),
                attribute("headers", TEXT, "Further SIP headers: Name: value; Name: value."),
                attribute("seed", ValueKind::Integer { min: 0, max: i64::MAX }, "Decides what is drawn by chance.")
                    .default("0"),
                attribute("maxDuration", DURATION, "A call longer than this fails.").default("10m"),
            ],
            TextContent::None,
            "A scripted test call.",
        )
    },
    step(
        Tag::App,
        "App",
        &[
            attribute("url", URL, "Where it is asked.").required(),
            attribute("method", METHOD, "The method it takes. Default: both."),
        ],
        TextContent::None,
        "A pretended application: its answers in order, the last one repeats.",
    ),
    ElementDef {
        parents: &[Tag::App],
        ..step(
            Tag::AppAnswer,
            "Answer",
            &[
                attribute("after", DURATION, "How long it takes.").default("0"),
                attribute("status", STATUS, "The HTTP status.").default("200"),
                attribute("contentType", TEXT, "The content type. Default: text/xml for XML, else text/plain."),
                attribute("drop", ValueKind::Keyword(&["connect", "mid-body", "never"]), "How it fails below HTTP."),
                attribute("file", TEXT, "A file with the body, relative to this one."),
            ],
            TextContent::Optional,
            "One HTTP answer; its body inside, or in a file.",
        )
    },
    step(
        Tag::Hear,
        "Hear",
        &[
            attribute("prompt", TEXT, "The name of a prompt."),
            attribute("regex", ValueKind::Regex, "A regular expression over what is said."),
            attribute("within", DURATION, "How long to wait.").default("10s"),
            attribute("any", BOOLEAN, "Any sound will do.").default("false"),
            attribute("atLeast", DURATION, "How long the sound must last."),
            attribute("tone", ValueKind::Integer { min: 50, max: 3900 }, "A tone of this frequency, in Hz."),
        ],
        TextContent::Optional,
        "Waits until the caller hears its text.",
    ),
    step(
        Tag::Press,
        "Press",
        &[
            attribute("after", DURATION, "Waits so long before.").default("0"),
            attribute("gap", DURATION, "The time between keys.").default("150ms"),
            attribute("during", BOOLEAN, "Presses while the prompt that was heard still plays.").default("false"),
            attribute("method", ValueKind::Keyword(&["rfc4733", "info", "inband"]), "How keys are sent in live runs.")
                .default("rfc4733"),
        ],
        TextContent::Required,
        "The caller presses keys.",
    ),
    step(
        Tag::CallerHangup,
        "Hangup",
        &[attribute("after", DURATION, "Waits so long before.").default("0")],
        TextContent::None,
        "The caller hangs up.",
    ),
    step(
        Tag::Wait,
        "Wait",
        &[attribute("length", DURATION, "How long."), attribute("for", DURATION, "How long, too.")],
        TextContent::Optional,
        "The caller waits.",
    ),
    step(
        Tag::Callee,
        "Callee",
        &[
            attribute("to", TEXT, "Whom it stands for. Default: everybody."),
            attribute("answer", DURATION, "Answers after ringing so long."),
            attribute("busy", BOOLEAN, "Is busy.").default("false"),
            attribute("no-answer", BOOLEAN, "Rings for ever.").default("false"),
            attribute("status", STATUS, "Refuses with a SIP status."),
            attribute("hangup", DURATION, "Hangs up after talking so long."),
            attribute("press", DIGITS, "Presses these keys once it has answered, a second apart."),
        ],
        TextContent::None,
        "Somebody a call is transferred to.",
    ),
    step(
        Tag::Expect,
        "Expect",
        &[
            attribute("request", URL, "The application must have been asked here."),
            attribute("method", METHOD, "By this method."),
            attribute("menu", TEXT, "The call must be in this menu."),
            attribute("var", TEXT, "This variable must have the value."),
            attribute("value", TEXT, "The value."),
            attribute("transfer", TEXT, "The call must have been transferred there."),
            attribute("callerId", TEXT, "With this caller id."),
            attribute("log", TEXT, "This line must have been logged."),
            attribute("within", DURATION, "How long to wait for it.").default("5s"),
        ],
        TextContent::None,
        "Something that must be so.",
    ),
    step(
        Tag::Silence,
        "Silence",
        &[attribute("atMost", DURATION, "The longest silence allowed from here on.").required()],
        TextContent::None,
        "An upper bound for dead air from here on.",
    ),
    step(
        Tag::End,
        "End",
        &[
            attribute(
                "outcome",
                ValueKind::Keyword(&["hangup", "transfer", "reject", "caller"]),
                "How the call must end: we hang up, after a transfer, refused, or the caller hangs up.",
            ),
            attribute("to", TEXT, "Whom it must have been transferred to."),
            attribute("within", DURATION, "At the latest when.").default("30s"),
        ],
        TextContent::None,
        "How the call must end.",
    ),
    step(
        Tag::Speak,
        "Speak",
        &[
            attribute("for", DURATION, "How long. Default: as long as its text takes."),
            attribute("after", DURATION, "Waits so long before."),
        ],
        TextContent::Optional,
        "The caller speaks: the text, or something like a voice.",
    ),
    planned(step(
        Tag::Hold,
        "Hold",
        &[attribute("for", DURATION, "How long.")],
        TextContent::None,
        "The caller holds the call.",
    )),
    planned(step(
        Tag::Chaos,
        "Chaos",
        &[
            attribute("loss", TEXT, "Share of packets lost."),
            attribute("delay", DURATION, "How late packets come."),
            attribute("digits", DIGITS, "Keys whose end packets are lost."),
            attribute("count", COUNT, "How often."),
        ],
        TextContent::None,
        "What goes wrong on the way, drawn from the seed.",
    )),
];
