//! What a designer's file is made of.

use super::{BOOLEAN, DURATION, LANGUAGE, METHOD, TEXT, URL, attribute, planned};
use crate::table::{AttributeDef, ElementDef, Origin, Status, Tag, TextContent, ValueKind};

const DIALPLAN: &[Tag] = &[Tag::Dialplan];

const HOURS: &[AttributeDef] = &[
    attribute("days", TEXT, "Days of the week, like Mon-Fri or Mon,Wed,Sat. Default: every day."),
    attribute(
        "date",
        TEXT,
        "A date, like 2026-12-25, or one of every year, like 12-25; or all from one to another, like 12-24..01-02.",
    ),
    attribute("from", TEXT, "From when, like 09:00. Default: midnight."),
    attribute("to", TEXT, "Until when, like 17:30; one that is before `from` is on the next day. Default: midnight."),
];

const fn part(
    tag: Tag,
    name: &'static str,
    parents: &'static [Tag],
    attributes: &'static [AttributeDef],
    prose: &'static str,
) -> ElementDef {
    ElementDef {
        tag,
        name,
        aliases: &[],
        parents,
        status: Status::Works,
        origin: Origin::Ours,
        attributes,
        text: TextContent::None,
        prose,
    }
}

pub(super) const ELEMENTS: &[ElementDef] = &[
    part(
        Tag::Dialplan,
        "Dialplan",
        &[],
        &[
            attribute("language", LANGUAGE, "The language of prompts and speech.").default("en"),
            attribute("voice", TEXT, "The voice of texts that name none."),
            attribute("base", URL, "What relative URLs of Interactive are meant against."),
            attribute("settle", DURATION, "Silence before the first prompt, so that it is not clipped.").default("0"),
            attribute("timezone", TEXT, "The time zone of schedules that name none, like Europe/London.")
                .default("UTC"),
            attribute("lifetime", DURATION, "How long a call may last; 0: no limit. Then OnLifetime runs.")
                .default("0"),
        ],
        "A designer's file: numbers lead to menus, menus have options, options hold actions.",
    ),
    part(
        Tag::Include,
        "Include",
        &[Tag::Dialplan, Tag::Script],
        &[attribute("file", TEXT, "The file, relative to this one.").required()],
        "Takes in what stands in another file.",
    ),
    part(
        Tag::Prompts,
        "Prompts",
        DIALPLAN,
        &[
            attribute(
                "dir",
                TEXT,
                "The folder, relative to this file. Subfolders named like a language hold that language's recordings.",
            )
            .required(),
            attribute(
                "level",
                ValueKind::Keyword(&["normal", "as-is"]),
                "Whether loudness is made even; as-is reaches the wire sample for sample.",
            )
            .default("normal"),
        ],
        "A folder of recordings; a prompt's name is its file's name without the suffix.",
    ),
    part(Tag::OnError, "OnError", DIALPLAN, &[], "Runs when an application has failed and nothing nearer takes over."),
    part(Tag::OnLifetime, "OnLifetime", DIALPLAN, &[], "Runs when a call has lasted for the dialplan's `lifetime`."),
    part(
        Tag::Route,
        "Route",
        DIALPLAN,
        &[
            attribute("to", TEXT, "The number called: exact, or with * for any characters."),
            attribute("from", TEXT, "The caller's number, written likewise. Default: anybody."),
            attribute("match", ValueKind::Regex, "A regular expression over the number called, instead of `to`."),
            attribute("menu", TEXT, "The menu it leads to.").required(),
            attribute("extension", TEXT, "CalledExtension of the callapi parameters."),
            attribute("extensionId", TEXT, "CalledExtensionID of the callapi parameters."),
            attribute(
                "answer",
                ValueKind::Keyword(&["auto", "manual"]),
                "Who answers: the first action that needs it, or an Answer verb.",
            )
            .default("auto"),
            attribute("statusCallback", URL, "Who is told how the call goes."),
            attribute("statusCallbackMethod", METHOD, "How they are told.").default("POST"),
            attribute("statusCallbackEvent", TEXT, "Which events are told: initiated, ringing, answered, completed.")
                .default("completed"),
        ],
        "Leads a number to a menu. The most specific route wins.",
    ),
    part(
        Tag::Menu,
        "Menu",
        DIALPLAN,
        &[
            attribute("name", TEXT, "Its name; no two menus share one.").required(),
            attribute("id", TEXT, "A second name, for numeric jumps of CallAPI applications."),
            attribute("timeout", DURATION, "How long the caller has for the first key.").default("5s"),
            attribute("interDigit", DURATION, "How long between keys.").default("2s"),
            attribute(
                "maxDigits",
                ValueKind::Integer { min: 1, max: 64 },
                "After so many keys the choice is complete. 8 with `dialExtensions`.",
            )
            .default("1"),
            attribute(
                "tries",
                ValueKind::Integer { min: 1, max: 100 },
                "How many timeouts and wrong choices together, before exhausted.",
            )
            .default("3"),
            attribute("dialExtensions", BOOLEAN, "Whether the caller may dial an extension: that of a `[user]` of the configuration, whatever trunks take. Options go before it. Without `maxDigits` it may have up to 8 keys.").default("false"),
            attribute("record", BOOLEAN, "Records the call while it is in this menu.").default("false").planned(),
        ],
        "A choice that a caller makes by keys.",
    ),
    part(
        Tag::Option,
        "Option",
        &[Tag::Menu],
        &[attribute(
            "on",
            TEXT,
            "start, timeout, invalid, exhausted, hangup; or keys like 1 or 22; or a pattern like 2XX.",
        )
        .required()],
        "What happens on a choice: actions in order.",
    ),
    part(
        Tag::Schedule,
        "Schedule",
        DIALPLAN,
        &[
            attribute("name", TEXT, "Its name; no two schedules share one.").required(),
            attribute("timezone", TEXT, "An IANA time zone, like Europe/London. Default: that of the Dialplan."),
        ],
        "Opening hours, by the clock on the wall of their time zone. `If schedule=` asks whether it is open.",
    ),
    part(
        Tag::Open,
        "Open",
        &[Tag::Schedule],
        HOURS,
        "When it is open. Of several, those that name a day most exactly count: a date, then a date of every year, then days of the week.",
    ),
    part(
        Tag::Closed,
        "Closed",
        &[Tag::Schedule],
        HOURS,
        "When it is closed, although an Open that names the day no more exactly says otherwise.",
    ),
    planned(part(
        Tag::Assert,
        "Assert",
        DIALPLAN,
        &[attribute("test", TEXT, "What must hold on every path.").required()],
        "A promise about every path, for `dialtree prove`.",
    )),
];
