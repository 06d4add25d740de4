//! What happens to the call: answered, transferred, sent elsewhere, ended.

use super::{BLOCKS, BOOLEAN, DURATION, METHOD, NAME, STATUS, TEXT, URL, attribute};
use crate::table::{AttributeDef, ElementDef, Origin, Status, Tag, TextContent, ValueKind};

const RING: ValueKind = ValueKind::Seconds { min: 1, max: 600 };
const TALK: ValueKind = ValueKind::Seconds { min: 1, max: 86_400 };
const TIMEOUT: AttributeDef = attribute("timeout", RING, "How long it may ring, in seconds.").default("30");
const TIME_LIMIT: AttributeDef = attribute("timeLimit", TALK, "How long they may talk, in seconds.").default("14400");
const CALLER_ID: AttributeDef = attribute("callerId", TEXT, "The number shown to the callee. Default: the caller's.");
const ANSWER_ON_BRIDGE: AttributeDef =
    attribute("answerOnBridge", BOOLEAN, "Answers the caller only when the callee has answered.").default("false");
const SEQUENTIAL: AttributeDef =
    attribute("sequential", BOOLEAN, "Rings several targets one after another instead of together.").default("false");
const RING_TONE: AttributeDef =
    attribute("ringTone", TEXT, "The country whose ringing tone the caller hears, as gb or ru.");

const RECORD: AttributeDef = attribute(
    "record",
    ValueKind::Keyword(&[
        "do-not-record",
        "record-from-answer",
        "record-from-ringing",
        "record-from-answer-dual",
        "record-from-ringing-dual",
        "true",
        "false",
    ]),
    "Records the conversation, from the answer or from the ringing on; dual: the caller on the left channel, the callee on the right. True is record-from-answer.",
)
.default("do-not-record");

pub(super) const ELEMENTS: &[ElementDef] = &[
    ElementDef {
        tag: Tag::Transfer,
        name: "Transfer",
        aliases: &["SimpleTransfer"],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::CallApi,
        attributes: &[
            attribute("to", TEXT, "A number, an extension or a sip: URI; or the text."),
            attribute("mode", ValueKind::Keyword(&["bridge", "blind", "attended"]), "How: bridge joins the two here, blind asks the caller's phone to call the target itself (SIP REFER), attended calls it and joins the two, then asks the caller's phone to take the call over (REFER with Replaces); a phone that does not stays connected here.")
                .default("bridge"),
            TIMEOUT,
            TIME_LIMIT,
            CALLER_ID,
            RING_TONE,
            ANSWER_ON_BRIDGE,
            SEQUENTIAL,
            attribute("action", URL, "Who is asked what to do afterwards. Default: the next verb runs."),
            attribute("method", METHOD, "How the action is asked.").default("POST"),
        ],
        text: TextContent::Optional,
        prose: "Connects the caller to somebody. `TransferStatus` is then completed, busy, no-answer, failed or canceled; after anything but completed the next verb runs.",
    },
    ElementDef {
        tag: Tag::Dial,
        name: "Dial",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Twiml,
        attributes: &[
            attribute("action", URL, "Who is asked what to do afterwards. Default: the next verb runs."),
            attribute("method", METHOD, "How the action is asked.").default("POST"),
            TIMEOUT,
            TIME_LIMIT,
            CALLER_ID,
            RING_TONE,
            ANSWER_ON_BRIDGE,
            SEQUENTIAL,
            attribute("hangupOnStar", BOOLEAN, "Whether the caller's * ends the callee's leg.").default("false"),
            RECORD,
            attribute("recordingStatusCallback", URL, "Who is told about the recording."),
            attribute("recordingStatusCallbackMethod", METHOD, "How that is told.").default("POST"),
            attribute(
                "recordingStatusCallbackEvent",
                TEXT,
                "Which events are told: in-progress, completed, absent.",
            )
            .default("completed"),
            attribute("recordingTrack", ValueKind::Keyword(&["both", "inbound", "outbound"]), "Whose voice is recorded: of both, of the caller (inbound), of the callee (outbound). One voice is one channel.").default("both"),
            attribute("referUrl", URL, "Who is asked when the callee sends the caller elsewhere (SIP REFER)."),
            attribute("referMethod", METHOD, "How that is asked.").default("POST"),
            attribute(
                "trim",
                ValueKind::Keyword(&["trim-silence", "do-not-trim"]),
                "Whether silence is cut off the recording.",
            )
            .default("do-not-trim"),
            attribute("events", TEXT, "Events of the conversation.").planned(),
            attribute("recordingConfigurationId", TEXT, "A recording set up at Twilio.").not_offered(),
            attribute("passports", TEXT, "Signed caller identities (STIR/SHAKEN).").not_offered(),
        ],
        text: TextContent::Optional,
        prose: "Connects the caller to a number or to the nouns inside. With an action, that is asked afterwards and the verbs behind are never reached.",
    },
    ElementDef {
        tag: Tag::Redirect,
        name: "Redirect",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Twiml,
        attributes: &[attribute("method", METHOD, "How the URL is asked.").default("POST")],
        text: TextContent::Optional,
        prose: "Asks the URL in its text for another document, and runs that; the rest of this one is dropped. Empty: this document's URL again.",
    },
    ElementDef {
        tag: Tag::Jump,
        name: "Jump",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::CallApi,
        attributes: &[
            attribute("menu", TEXT, "The menu, by its name, else by its id.").required().aliases(&["context"]),
            attribute("option", TEXT, "The option to begin at; s, t and i mean start, timeout and invalid.")
                .default("start"),
            attribute(
                "priority",
                ValueKind::Integer { min: 1, max: 10_000 },
                "The action of the option to begin at, from 1.",
            )
            .default("1"),
        ],
        text: TextContent::None,
        prose: "Goes on in the dialplan; the rest is dropped.",
    },
    ElementDef {
        tag: Tag::SetVar,
        name: "SetVar",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::CallApi,
        attributes: &[attribute("name", NAME, "The variable.").required()],
        text: TextContent::Optional,
        prose: "Sets a variable of the call to its text.",
    },
    ElementDef {
        tag: Tag::SetCaller,
        name: "SetCaller",
        aliases: &["SetCallerId"],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::CallApi,
        attributes: &[
            attribute("name", TEXT, "The caller's name.").required(),
            attribute("number", TEXT, "The caller's number.").required(),
        ],
        text: TextContent::None,
        prose: "Changes who the caller is for transfers that follow. Without one of the two, the rest of a callapi document is dropped.",
    },
    ElementDef {
        tag: Tag::Answer,
        name: "Answer",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[attribute("after", DURATION, "Rings so long before.").default("0")],
        text: TextContent::None,
        prose: "Answers a call that still rings.",
    },
    ElementDef {
        tag: Tag::Hangup,
        name: "Hangup",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Both,
        attributes: &[
            attribute(
                "cause",
                TEXT,
                "A SIP status, or busy, rejected, unavailable: what an unanswered caller is told.",
            )
            .of(Origin::Ours),
            attribute("after", DURATION, "Waits so long before.").default("0").of(Origin::Ours),
        ],
        text: TextContent::None,
        prose: "Ends the call.",
    },
    ElementDef {
        tag: Tag::Reject,
        name: "Reject",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Twiml,
        attributes: &[
            attribute("reason", ValueKind::Keyword(&["rejected", "busy"]), "What the caller is told.")
                .default("rejected"),
            attribute("status", STATUS, "A SIP status to refuse with.").of(Origin::Ours),
        ],
        text: TextContent::None,
        prose: "Refuses a call that is not answered yet; an answered one is ended.",
    },
    ElementDef {
        tag: Tag::Log,
        name: "Log",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[attribute(
            "level",
            ValueKind::Keyword(&["debug", "info", "warn", "error"]),
            "How important it is.",
        )
        .default("info")],
        text: TextContent::Required,
        prose: "Writes its text into the call's trace and the log.",
    },
    ElementDef {
        tag: Tag::Enqueue,
        name: "Enqueue",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Planned,
        origin: Origin::Twiml,
        attributes: &[
            attribute("action", URL, "Who is asked afterwards."),
            attribute("method", METHOD, "How.").default("POST"),
            attribute("waitUrl", URL, "What the caller hears meanwhile."),
            attribute("waitUrlMethod", METHOD, "How that is asked.").default("POST"),
            attribute("maxQueueSize", ValueKind::Integer { min: 1, max: 5000 }, "How many may wait."),
            attribute("priority", ValueKind::Integer { min: 0, max: 100 }, "Who is first.").of(Origin::Ours),
            attribute("workflowSid", TEXT, "A workflow of Twilio's TaskRouter.").not_offered(),
        ],
        text: TextContent::Optional,
        prose: "Puts the caller into a queue.",
    },
    ElementDef {
        tag: Tag::Leave,
        name: "Leave",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Planned,
        origin: Origin::Twiml,
        attributes: &[],
        text: TextContent::None,
        prose: "Takes the caller out of the queue.",
    },
    ElementDef {
        tag: Tag::Refer,
        name: "Refer",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Twiml,
        attributes: &[
            attribute("action", URL, "Who is asked afterwards."),
            attribute("method", METHOD, "How.").default("POST"),
        ],
        text: TextContent::None,
        prose: "Sends the caller to a new target by SIP REFER.",
    },
    ElementDef {
        tag: Tag::Voicemail,
        name: "Voicemail",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Planned,
        origin: Origin::Ours,
        attributes: &[
            attribute("box", TEXT, "Whose."),
            attribute("greeting", TEXT, "The prompt before."),
            attribute("maxLength", ValueKind::Seconds { min: 1, max: 3600 }, "The greatest length, in seconds.")
                .default("120"),
        ],
        text: TextContent::None,
        prose: "Takes a message.",
    },
];
