//! Whom a Dial or Transfer reaches.

use super::{BOOLEAN, COUNT, DIGITS, METHOD, TEXT, URL, attribute};
use crate::table::{AttributeDef, ElementDef, Origin, Status, Tag, TextContent};

const PARTY_URL: AttributeDef =
    attribute("url", URL, "A document run on the callee before they are connected; Hangup in it refuses the caller.");
const PARTY_METHOD: AttributeDef = attribute("method", METHOD, "How that is asked.").default("POST");
const CALLBACK: AttributeDef = attribute("statusCallback", URL, "Who is told how the leg goes.");
const CALLBACK_EVENT: AttributeDef =
    attribute("statusCallbackEvent", TEXT, "Which events are told: initiated, ringing, answered, completed.")
        .default("completed");
const CALLBACK_METHOD: AttributeDef = attribute("statusCallbackMethod", METHOD, "How they are told.").default("POST");

const MACHINE: AttributeDef =
    attribute("machineDetection", TEXT, "Whether a person or a machine answers.").not_offered();
const MACHINE_TIMEOUT: AttributeDef =
    attribute("machineDetectionTimeout", TEXT, "How long that is listened for.").not_offered();
const MACHINE_SPEECH: AttributeDef =
    attribute("machineDetectionSpeechThreshold", TEXT, "What counts as speech.").not_offered();
const MACHINE_SPEECH_END: AttributeDef =
    attribute("machineDetectionSpeechEndThreshold", TEXT, "What ends speech.").not_offered();
const MACHINE_SILENCE: AttributeDef =
    attribute("machineDetectionSilenceTimeout", TEXT, "How long silence may be.").not_offered();
const MACHINE_CALLBACK: AttributeDef = attribute("amdStatusCallback", URL, "Who is told what answered.").not_offered();
const MACHINE_CALLBACK_METHOD: AttributeDef =
    attribute("amdStatusCallbackMethod", METHOD, "How that is told.").not_offered();

pub(super) const ELEMENTS: &[ElementDef] = &[
    ElementDef {
        tag: Tag::Number,
        name: "Number",
        aliases: &[],
        parents: &[Tag::Dial],
        status: Status::Works,
        origin: Origin::Twiml,
        attributes: &[
            PARTY_URL,
            PARTY_METHOD,
            CALLBACK,
            CALLBACK_EVENT,
            CALLBACK_METHOD,
            attribute("sendDigits", DIGITS, "Keys sent to the callee once connected; w waits half a second."),
            MACHINE,
            MACHINE_TIMEOUT,
            MACHINE_SPEECH,
            MACHINE_SPEECH_END,
            MACHINE_SILENCE,
            MACHINE_CALLBACK,
            MACHINE_CALLBACK_METHOD,
            attribute("byoc", TEXT, "A trunk set up at Twilio.").not_offered(),
        ],
        text: TextContent::Required,
        prose: "A telephone number.",
    },
    ElementDef {
        tag: Tag::Sip,
        name: "Sip",
        aliases: &[],
        parents: &[Tag::Dial, Tag::Refer],
        status: Status::Works,
        origin: Origin::Twiml,
        attributes: &[
            PARTY_URL,
            PARTY_METHOD,
            CALLBACK,
            CALLBACK_EVENT,
            CALLBACK_METHOD,
            attribute("username", TEXT, "The user name that the callee's side asks for."),
            attribute("password", TEXT, "The password that goes with it."),
            MACHINE,
            MACHINE_TIMEOUT,
            MACHINE_SPEECH,
            MACHINE_SPEECH_END,
            MACHINE_SILENCE,
            MACHINE_CALLBACK,
            MACHINE_CALLBACK_METHOD,
        ],
        text: TextContent::Required,
        prose: "A sip: URI.",
    },
    ElementDef {
        tag: Tag::Target,
        name: "Target",
        aliases: &[],
        parents: &[Tag::Transfer],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[],
        text: TextContent::Required,
        prose: "One of several targets: a number, an extension or a sip: URI.",
    },
    ElementDef {
        tag: Tag::Client,
        name: "Client",
        aliases: &[],
        parents: &[Tag::Dial],
        status: Status::Planned,
        origin: Origin::Twiml,
        attributes: &[PARTY_URL, PARTY_METHOD, CALLBACK, CALLBACK_EVENT, CALLBACK_METHOD],
        text: TextContent::Optional,
        prose: "A registered user.",
    },
    ElementDef {
        tag: Tag::Conference,
        name: "Conference",
        aliases: &[],
        parents: &[Tag::Dial],
        status: Status::Planned,
        origin: Origin::Twiml,
        attributes: &[
            attribute("muted", BOOLEAN, "Whether the caller only listens.").default("false"),
            attribute("beep", TEXT, "Whether a tone tells who comes and goes.").default("true"),
            attribute("startConferenceOnEnter", BOOLEAN, "Whether it begins with this caller.").default("true"),
            attribute("endConferenceOnExit", BOOLEAN, "Whether it ends with this caller.").default("false"),
            attribute("waitUrl", URL, "What is heard until it begins."),
            attribute("waitMethod", METHOD, "How that is asked.").default("POST"),
            attribute("maxParticipants", COUNT, "How many may be in it.").default("250"),
            attribute("record", TEXT, "Records it."),
            attribute("coach", TEXT, "Whom this caller whispers to."),
            attribute("participantLabel", TEXT, "A name for this caller."),
            attribute("statusCallback", URL, "Who is told what happens in it."),
            attribute("statusCallbackEvent", TEXT, "Which events are told."),
            attribute("statusCallbackMethod", METHOD, "How they are told.").default("POST"),
            attribute("trim", TEXT, "Whether silence is cut off the recording."),
            attribute("recordingStatusCallback", URL, "Who is told about the recording."),
            attribute("recordingStatusCallbackEvent", TEXT, "Which events are told."),
            attribute("recordingStatusCallbackMethod", METHOD, "How that is told.").default("POST"),
            attribute("eventCallbackUrl", URL, "Who is told its events, in Twilio's old way.").not_offered(),
            attribute("jitterBufferSize", TEXT, "How much delay Twilio's mixer takes.").not_offered(),
            attribute("region", TEXT, "Where Twilio mixes.").not_offered(),
            attribute("recordingConfigurationId", TEXT, "A recording set up at Twilio.").not_offered(),
        ],
        text: TextContent::Required,
        prose: "A conference room by its name.",
    },
    ElementDef {
        tag: Tag::Queue,
        name: "Queue",
        aliases: &[],
        parents: &[Tag::Dial],
        status: Status::Planned,
        origin: Origin::Twiml,
        attributes: &[
            PARTY_URL,
            PARTY_METHOD,
            attribute("reservationSid", TEXT, "A reservation of Twilio's TaskRouter.").not_offered(),
            attribute("postWorkActivitySid", TEXT, "What a worker of TaskRouter does afterwards.").not_offered(),
        ],
        text: TextContent::Required,
        prose: "Whoever waits longest in a queue.",
    },
];
