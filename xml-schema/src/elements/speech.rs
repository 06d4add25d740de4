//! SSML: how a text is spoken. <https://www.w3.org/TR/speech-synthesis11/>

use super::{LANGUAGE, TEXT, attribute};
use crate::table::{AttributeDef, ElementDef, Origin, Status, Tag, TextContent, ValueKind};

/// What text with markup may stand in.
const TEXTS: &[Tag] = &[Tag::Say, Tag::P, Tag::S, Tag::Lang, Tag::Emphasis, Tag::Prosody, Tag::W];

const fn markup(
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
        parents: TEXTS,
        status: Status::Works,
        origin: Origin::Both,
        attributes,
        text,
        prose,
    }
}

pub(super) const ELEMENTS: &[ElementDef] = &[
    markup(
        Tag::Break,
        "break",
        &[
            attribute("time", ValueKind::Duration, "How long."),
            attribute(
                "strength",
                ValueKind::Keyword(&["none", "x-weak", "weak", "medium", "strong", "x-strong"]),
                "How long, in words.",
            )
            .default("medium"),
        ],
        TextContent::None,
        "A pause.",
    ),
    markup(
        Tag::Emphasis,
        "emphasis",
        &[attribute("level", ValueKind::Keyword(&["strong", "moderate", "none", "reduced"]), "How strongly.")
            .planned()],
        TextContent::Optional,
        "Stress. The text is spoken; the built-in voices do not stress it.",
    ),
    markup(
        Tag::Lang,
        "lang",
        &[attribute("xml:lang", LANGUAGE, "The language of this part.").required()],
        TextContent::Optional,
        "A part in another language.",
    ),
    markup(Tag::P, "p", &[], TextContent::Optional, "A paragraph."),
    markup(
        Tag::Phoneme,
        "phoneme",
        &[
            attribute("alphabet", TEXT, "The alphabet of `ph`.").planned(),
            attribute("ph", TEXT, "How it is pronounced.").planned(),
        ],
        TextContent::Optional,
        "A pronunciation. The text is spoken as it is written.",
    ),
    markup(
        Tag::Prosody,
        "prosody",
        &[
            attribute("rate", TEXT, "How fast.").planned(),
            attribute("pitch", TEXT, "How high.").planned(),
            attribute("volume", TEXT, "How loud.").planned(),
        ],
        TextContent::Optional,
        "Speed, pitch and loudness. The text is spoken at the voice's own.",
    ),
    markup(Tag::S, "s", &[], TextContent::Optional, "A sentence."),
    markup(
        Tag::SayAs,
        "say-as",
        &[
            attribute(
                "interpret-as",
                ValueKind::Keyword(&[
                    "digits",
                    "characters",
                    "spell-out",
                    "telephone",
                    "cardinal",
                    "number",
                    "ordinal",
                    "date",
                    "time",
                    "currency",
                    "address",
                    "fraction",
                    "unit",
                    "expletive",
                    "interjection",
                ]),
                "What it is.",
            )
            .required(),
            attribute("format", TEXT, "The order of a date's parts, as dmy."),
        ],
        TextContent::Optional,
        "Digits, a number, a date or an amount, spoken as such.",
    ),
    markup(
        Tag::Sub,
        "sub",
        &[attribute("alias", TEXT, "What is said instead.").required()],
        TextContent::Optional,
        "Says something else than what is written.",
    ),
    markup(Tag::W, "w", &[attribute("role", TEXT, "Its part of speech.").planned()], TextContent::Optional, "A word."),
];
