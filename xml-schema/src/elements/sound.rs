//! What a caller hears, and the keys a caller presses.

use super::{
    BLOCKS, BLOCKS_AND_GATHER, BOOLEAN, COUNT, DIGITS, DURATION, LANGUAGE, LOOP, METHOD, NAME, TEXT, URL, attribute,
};
use crate::table::{AttributeDef, DefaultValue, ElementDef, Origin, Status, Tag, TextContent, ValueKind};

pub(super) const ELEMENTS: &[ElementDef] = &[
    ElementDef {
        tag: Tag::Say,
        name: "Say",
        aliases: &["PlayTTS"],
        parents: &[
            Tag::Response,
            Tag::Option,
            Tag::Fallback,
            Tag::OnError,
            Tag::OnLifetime,
            Tag::If,
            Tag::Else,
            Tag::SwitchCase,
            Tag::GatherCase,
            Tag::NoInput,
            Tag::NoMatch,
            Tag::Gather,
            Tag::Play,
        ],
        status: Status::Works,
        origin: Origin::Both,
        attributes: &[
            attribute("voice", TEXT, "The voice; an unknown one means the language's own."),
            attribute("language", LANGUAGE, "The language of the text, as en-GB or ru-RU. Default: the call's."),
            attribute("loop", LOOP, "How often it is said; 0 is until a key or a hang-up, at most 1,000 times.")
                .default("1"),
            attribute(
                "volume",
                ValueKind::Integer { min: 0, max: 1000 },
                "Loudness in CallAPI's scale: 150 leaves it as it is, 300 is 6 dB more, and from 600 on it gets no louder.",
            )
            .default("150")
            .of(Origin::CallApi),
            WHERE.of(Origin::Ours),
        ],
        text: TextContent::Optional,
        prose: "Speaks its text.",
    },
    ElementDef {
        tag: Tag::Play,
        name: "Play",
        aliases: &["PlaySound"],
        parents: BLOCKS_AND_GATHER,
        status: Status::Works,
        origin: Origin::Both,
        attributes: &[
            attribute("loop", LOOP, "How often it is played; 0 is until a key or a hang-up, at most 1,000 times.")
                .default("1"),
            attribute(
                "digits",
                DIGITS,
                "Sends these keys instead of playing: 0-9, *, #, A-D; w waits half a second, W a second.",
            )
            .of(Origin::Twiml),
            attribute("language", LANGUAGE, "Which language's recording is taken. Default: the call's.")
                .of(Origin::CallApi),
            attribute("folder", TEXT, "The folder of the prompt, put before its name.").of(Origin::CallApi),
            attribute(
                "view",
                ValueKind::Keyword(&["client", "system"]),
                "Whose prompts are meant; both are looked up the same way.",
            )
            .default("client")
            .of(Origin::CallApi),
            WHERE,
            attribute("digitvar", NAME, "The variable for keys pressed while it plays in the background.")
                .of(Origin::CallApi),
            attribute("fallback", TEXT, "A text that is spoken when the audio cannot be had.").of(Origin::Ours),
        ],
        text: TextContent::Optional,
        prose: "Plays a prompt of the dialplan by its name, or audio at a URL. A `Say` inside is spoken when the audio cannot be had.",
    },
    ElementDef {
        tag: Tag::Pause,
        name: "Pause",
        aliases: &[],
        parents: BLOCKS_AND_GATHER,
        status: Status::Works,
        origin: Origin::Both,
        attributes: &[AttributeDef {
            default: DefaultValue::Each { twiml: "1", callapi: "10" },
            ..attribute("length", ValueKind::Seconds { min: 0, max: 3600 }, "How long, in seconds.")
        }],
        text: TextContent::None,
        prose: "Waits in silence.",
    },
    ElementDef {
        tag: Tag::Gather,
        name: "Gather",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Both,
        attributes: &[
            attribute("input", ValueKind::Keywords(&["dtmf", "speech"]), "What is collected; only dtmf works.")
                .default("dtmf")
                .of(Origin::Twiml),
            attribute(
                "action",
                URL,
                "Where the digits are sent. Default: the URL of this document; in a dialplan nowhere.",
            ),
            attribute("method", METHOD, "How the action is asked.").default("POST"),
            attribute(
                "timeout",
                ValueKind::Seconds { min: 0, max: 3600 },
                "How long the caller has, in seconds, counted from the end of the prompts.",
            )
            .default("5"),
            attribute("finishOnKey", DIGITS, "The key that ends the entry; empty: none.").default("#"),
            attribute("numDigits", COUNT, "After so many keys the entry is complete."),
            attribute("bargeIn", BOOLEAN, "Whether a key stops the prompts.").default("true").of(Origin::Twiml),
            attribute("actionOnEmptyResult", BOOLEAN, "Whether the action is asked when nothing was entered.")
                .default("false")
                .of(Origin::Twiml),
            attribute("minDigits", COUNT, "Fewer keys are no match.").of(Origin::Ours),
            attribute("validDigits", DIGITS, "The keys that count; others are no match.").of(Origin::Ours),
            attribute("interDigitTimeout", DURATION, "How long between keys. Default: `timeout`.").of(Origin::Ours),
            attribute(
                "retries",
                ValueKind::Integer { min: 0, max: 20 },
                "How often it is asked again after nothing or no match.",
            )
            .default("0")
            .of(Origin::Ours),
            attribute("var", NAME, "Stores the digits in a variable instead of sending them.").of(Origin::Ours),
            attribute("sensitive", BOOLEAN, "Keeps the digits out of logs and traces.")
                .default("false")
                .of(Origin::Ours),
            attribute("language", LANGUAGE, "The language of speech input.").planned().of(Origin::Twiml),
            attribute("hints", TEXT, "Words that speech input expects.").planned().of(Origin::Twiml),
            attribute("speechTimeout", TEXT, "How long a pause ends speech input.").planned().of(Origin::Twiml),
            attribute("maxSpeechTime", TEXT, "How long speech input may be.").planned().of(Origin::Twiml),
            attribute("speechModel", TEXT, "The model of speech input.").planned().of(Origin::Twiml),
            attribute("enhanced", BOOLEAN, "A better model for speech input.").planned().of(Origin::Twiml),
            attribute("profanityFilter", BOOLEAN, "Filters swear words from speech input.").planned().of(Origin::Twiml),
            attribute("partialResultCallback", URL, "Where speech input is sent while it is spoken.")
                .planned()
                .of(Origin::Twiml),
            attribute("partialResultCallbackMethod", METHOD, "How partial results are sent.")
                .planned()
                .of(Origin::Twiml),
            attribute("dtmfDetection", TEXT, "How keys are detected.").planned().of(Origin::Twiml),
            attribute("debug", BOOLEAN, "Debugging of speech input.").planned().of(Origin::Twiml),
        ],
        text: TextContent::None,
        prose: "Plays what stands in it, and collects keys. With digits the action is asked and its answer runs; with none the next verb runs.",
    },
    ElementDef {
        tag: Tag::NoInput,
        name: "NoInput",
        aliases: &[],
        parents: &[Tag::Gather],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[],
        text: TextContent::None,
        prose: "Runs when nothing was entered in time.",
    },
    ElementDef {
        tag: Tag::NoMatch,
        name: "NoMatch",
        aliases: &[],
        parents: &[Tag::Gather],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[],
        text: TextContent::None,
        prose: "Runs when the entry is too short or has keys that do not count.",
    },
    ElementDef {
        tag: Tag::GatherCase,
        name: "Case",
        aliases: &[],
        parents: &[Tag::Gather],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[attribute("digits", DIGITS, "The entry it runs for.").required()],
        text: TextContent::None,
        prose: "Runs for one entry, without another request.",
    },
    ElementDef {
        tag: Tag::Record,
        name: "Record",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Both,
        attributes: &[
            attribute("action", URL, "Where the recording is told. Default: the URL of this document."),
            attribute("method", METHOD, "How the action is asked.").default("POST"),
            attribute("timeout", ValueKind::Seconds { min: 0, max: 3600 }, "Silence that ends it, in seconds.")
                .default("5"),
            attribute("finishOnKey", DIGITS, "The keys that end it.").default("1234567890*#"),
            attribute("maxLength", ValueKind::Seconds { min: 1, max: 14400 }, "Its greatest length, in seconds.")
                .default("3600"),
            attribute("playBeep", BOOLEAN, "Whether a tone tells the caller to speak.").default("true"),
            attribute("trim", ValueKind::Keyword(&["trim-silence", "do-not-trim"]), "Whether silence is cut off.")
                .default("trim-silence"),
            attribute("recordingStatusCallback", URL, "Who is told when it is ready."),
            attribute("recordingStatusCallbackMethod", METHOD, "How that is told.").default("POST"),
            attribute("recordingStatusCallbackEvent", TEXT, "Which events are told: in-progress, completed, absent.")
                .default("completed"),
            attribute("transcribe", BOOLEAN, "Whether it is written down.").planned(),
            attribute("transcribeCallback", URL, "Where the text is sent.").planned(),
            attribute("recordingConfigurationId", TEXT, "A recording set up at Twilio.").not_offered(),
        ],
        text: TextContent::None,
        prose: "Records the caller. The file can be fetched before the action is asked; with nothing but silence in it the next verb runs.",
    },
    ElementDef {
        tag: Tag::Echo,
        name: "Echo",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Twiml,
        attributes: &[attribute("for", DURATION, "How long.").of(Origin::Ours)],
        text: TextContent::None,
        prose: "Sends the caller's voice back: an audio test.",
    },
];

const WHERE: AttributeDef = attribute(
    "where",
    ValueKind::Keyword(&["foreground", "background"]),
    "Background: a key stops it. Foreground: it plays to its end and keys wait. Default: background in a menu's options, else foreground.",
).of(Origin::CallApi);
