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
            .default("moderate")],
        TextContent::Optional,
        "Stress: slower, louder and higher than what is around it; `reduced` is the contrary.",
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
            attribute(
                "alphabet",
                TEXT,
                "The alphabet of `ph`; of any other than `ipa` the text is spoken as it is written.",
            )
            .default("ipa"),
            attribute("ph", TEXT, "How it is pronounced, as təˈmɑːtəʊ."),
        ],
        TextContent::Optional,
        "A pronunciation. With a sound that the voice does not have the text is spoken as it is written.",
    ),
    markup(
        Tag::Prosody,
        "prosody",
        &[
            attribute(
                "rate",
                TEXT,
                "How fast: `x-slow` (half), `slow`, `medium`, `fast`, `x-fast` (double), a percentage of the voice's own \
                 speed (`80%`), or one of what is around (`+20%`); 20 to 300 %.",
            ),
            attribute(
                "pitch",
                TEXT,
                "How high: `x-low`, `low`, `medium`, `high`, `x-high`, a percentage (`120%`, `+10%`) or semitones \
                 (`-2st`); 50 to 200 %.",
            ),
            attribute(
                "volume",
                TEXT,
                "How loud: `silent`, `x-soft`, `soft`, `medium`, `loud`, `x-loud`, decibels (`-6dB`) or a percentage; at \
                 most 400 %.",
            ),
        ],
        TextContent::Optional,
        "Speed, pitch and loudness. A value that cannot be read changes nothing.",
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
            attribute(
                "format",
                TEXT,
                "Of a date, the order of its parts: `dmy`, `mdy`, `ymd`, `ydm`, `dm`, `md`, `my`, `ym`, `d`, `m`, `y`; of a \
                 time, `hms12` or `hms24`.",
            ),
        ],
        TextContent::Optional,
        "Digits, a number, a date or an amount, spoken as such in the words of the language. What is none is spoken as any \
         text; `expletive` is left out.",
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
