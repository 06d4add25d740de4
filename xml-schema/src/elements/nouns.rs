//! Whom a Dial or Transfer reaches.

use super::{BOOLEAN, COUNT, DIGITS, METHOD, TEXT, URL, attribute};
use crate::table::{AttributeDef, ElementDef, Status, Tag, TextContent};

const PARTY_URL: AttributeDef =
    attribute("url", URL, "A document run on the callee before they are connected.").planned();
const PARTY_METHOD: AttributeDef = attribute("method", METHOD, "How that is asked.").default("POST").planned();
const CALLBACK: AttributeDef = attribute("statusCallback", URL, "Who is told how the leg goes.").planned();
const CALLBACK_EVENT: AttributeDef = attribute("statusCallbackEvent", TEXT, "Which events are told.").planned();
const CALLBACK_METHOD: AttributeDef =
    attribute("statusCallbackMethod", METHOD, "How they are told.").default("POST").planned();

pub(super) const ELEMENTS: &[ElementDef] = &[
    ElementDef {
        tag: Tag::Number,
        name: "Number",
        aliases: &[],
        parents: &[Tag::Dial],
        status: Status::Works,
        attributes: &[
            PARTY_URL,
            PARTY_METHOD,
            CALLBACK,
            CALLBACK_EVENT,
            CALLBACK_METHOD,
            attribute("sendDigits", DIGITS, "Keys sent to the callee once connected; w waits half a second."),
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
        attributes: &[
            PARTY_URL,
            PARTY_METHOD,
            CALLBACK,
            CALLBACK_EVENT,
            CALLBACK_METHOD,
            attribute("username", TEXT, "The user name that the callee's side asks for."),
            attribute("password", TEXT, "The password that goes with it."),
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
        attributes: &[PARTY_URL, PARTY_METHOD],
        text: TextContent::Required,
        prose: "Whoever waits longest in a queue.",
    },
];
