//! Audio that goes elsewhere while the call goes on: streams, recordings, transcriptions.

use super::{BLOCKS, BOOLEAN, LANGUAGE, METHOD, TEXT, URL, attribute};
use crate::table::{AttributeDef, ElementDef, Origin, Status, Tag, TextContent, ValueKind};

const fn planned(
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
        status: Status::Planned,
        origin: Origin::Twiml,
        attributes,
        text: TextContent::None,
        prose,
    }
}

const fn works(
    tag: Tag,
    name: &'static str,
    parents: &'static [Tag],
    attributes: &'static [AttributeDef],
    prose: &'static str,
) -> ElementDef {
    ElementDef { status: Status::Works, ..planned(tag, name, parents, attributes, prose) }
}

const ACTION: AttributeDef = attribute("action", URL, "Who is asked afterwards.");
const METHOD_OF_ACTION: AttributeDef = attribute("method", METHOD, "How.").default("POST");
const NAME: AttributeDef = attribute("name", TEXT, "A name to stop it by.");
const TRACK: AttributeDef = attribute(
    "track",
    ValueKind::Keyword(&["inbound_track", "outbound_track", "both_tracks", "inbound", "outbound", "both"]),
    "Whose voice.",
);
const CALLBACK: AttributeDef = attribute("statusCallback", URL, "Who is told how it goes.");
const CALLBACK_METHOD: AttributeDef = attribute("statusCallbackMethod", METHOD, "How that is told.").default("POST");

pub(super) const ELEMENTS: &[ElementDef] = &[
    works(
        Tag::Start,
        "Start",
        BLOCKS,
        &[ACTION.planned(), METHOD_OF_ACTION.planned()],
        "Begins something beside the call, which goes on: a Recording. Streams and transcriptions are planned.",
    ),
    works(Tag::Stop, "Stop", BLOCKS, &[], "Ends what Start began."),
    planned(
        Tag::Connect,
        "Connect",
        BLOCKS,
        &[ACTION, METHOD_OF_ACTION],
        "Connects the caller's audio to a stream, and waits until that ends.",
    ),
    planned(
        Tag::Stream,
        "Stream",
        &[Tag::Start, Tag::Stop, Tag::Connect],
        &[
            NAME,
            attribute("url", URL, "The WebSocket it goes to."),
            TRACK,
            CALLBACK,
            CALLBACK_METHOD,
            attribute("connectorName", TEXT, "A connector set up at Twilio.").not_offered(),
            attribute("audioFormat", TEXT, "How the audio is coded."),
            attribute("sampleRate", TEXT, "Samples a second."),
        ],
        "Media over a WebSocket, in Twilio's messages.",
    ),
    works(
        Tag::Recording,
        "Recording",
        &[Tag::Start, Tag::Stop],
        &[
            attribute("name", TEXT, "A name to stop it by; a Stop without one stops whatever there is."),
            attribute("recordingStatusCallback", URL, "Who is told when it is ready."),
            attribute("recordingStatusCallbackMethod", METHOD, "How that is told.").default("POST"),
            attribute(
                "recordingStatusCallbackEvent",
                ValueKind::Keywords(&["in-progress", "completed", "absent"]),
                "Which events are told.",
            )
            .default("completed"),
            attribute(
                "trim",
                ValueKind::Keyword(&["trim-silence", "do-not-trim"]),
                "Whether silence at the beginning and the end is cut off.",
            )
            .default("trim-silence"),
            attribute(
                "channels",
                ValueKind::Keyword(&["dual", "mono"]),
                "dual: the caller on the left, what the caller hears on the right; mono: mixed.",
            )
            .default("dual"),
            attribute(
                "track",
                ValueKind::Keyword(&["both", "inbound", "outbound"]),
                "What is recorded: both, what the caller says (inbound), what the caller hears (outbound).",
            )
            .default("both"),
            attribute("recordingConfigurationId", TEXT, "A recording set up at Twilio.").not_offered(),
        ],
        "Records the call while it goes on, until Stop or the end of the call. One at a time.",
    ),
    planned(
        Tag::Transcription,
        "Transcription",
        &[Tag::Start, Tag::Stop],
        &[
            NAME,
            TRACK,
            attribute("statusCallbackUrl", URL, "Where the text is sent."),
            CALLBACK_METHOD,
            attribute("languageCode", LANGUAGE, "The language that is spoken."),
            attribute("inboundTrackLabel", TEXT, "A name for the caller."),
            attribute("outboundTrackLabel", TEXT, "A name for the other side."),
            attribute("partialResults", BOOLEAN, "Whether text is sent while it is spoken.").default("false"),
            attribute("transcriptionEngine", TEXT, "Who transcribes."),
            attribute("speechModel", TEXT, "By which model."),
            attribute("profanityFilter", BOOLEAN, "Filters swear words."),
            attribute("hints", TEXT, "Words to expect."),
            attribute("enableAutomaticPunctuation", BOOLEAN, "Whether marks are set."),
            attribute("intelligenceService", TEXT, "A service set up at Twilio.").not_offered(),
        ],
        "Writes down what is said.",
    ),
    planned(
        Tag::Siprec,
        "Siprec",
        &[Tag::Start, Tag::Stop],
        &[NAME, attribute("connectorName", TEXT, "The recorder, by its name."), TRACK, CALLBACK, CALLBACK_METHOD],
        "Sends a copy of the media to a SIP recorder. RFC 7866.",
    ),
    planned(
        Tag::ConversationRelay,
        "ConversationRelay",
        &[Tag::Connect],
        &[
            attribute("url", URL, "The WebSocket that texts go to and come from."),
            attribute("welcomeGreeting", TEXT, "What is said first."),
            attribute("language", LANGUAGE, "The language of both sides."),
            attribute("ttsLanguage", LANGUAGE, "The language of what is said."),
            attribute("transcriptionLanguage", LANGUAGE, "The language of what is heard."),
            attribute("voice", TEXT, "The voice."),
            attribute("ttsProvider", TEXT, "Who speaks."),
            attribute("transcriptionProvider", TEXT, "Who transcribes."),
            attribute("speechModel", TEXT, "The model of speech input."),
            attribute("interruptible", TEXT, "What stops the voice."),
            attribute("welcomeGreetingInterruptible", TEXT, "What stops the greeting."),
            attribute("dtmfDetection", BOOLEAN, "Whether keys are told."),
            attribute("hints", TEXT, "Words to expect."),
            attribute("profanityFilter", BOOLEAN, "Filters swear words."),
            attribute("preemptible", BOOLEAN, "Whether a new text stops the one that is spoken."),
            attribute("partialPrompts", BOOLEAN, "Whether text is sent while it is spoken."),
            attribute("partialPromptOnHangup", BOOLEAN, "Whether what was said last is sent when the caller hangs up."),
            attribute("interruptSensitivity", TEXT, "How easily the caller interrupts."),
            attribute("reportInputDuringAgentSpeech", TEXT, "Whether input is told while the voice speaks."),
            attribute("ignoreBackchannel", BOOLEAN, "Whether a mere yes or hm does not interrupt.")
                .aliases(&["ignorebackchannel"]),
            attribute("includeInPrompt", TEXT, "What is sent with a text."),
            attribute("echoPromptFiltering", TEXT, "Whether the voice's own echo is dropped."),
            attribute("backgroundNoiseReduction", TEXT, "Whether noise is taken out.")
                .aliases(&["backgroundnoisereduction"]),
            attribute("speechTimeout", TEXT, "The silence that ends a sentence.").aliases(&["speechtimeout"]),
            attribute("turnDetection", TEXT, "How the end of a sentence is found."),
            attribute("eagerEotThreshold", TEXT, "How sure that must be."),
            attribute("asrSmartFormat", TEXT, "Whether numbers and dates are written as such."),
            attribute("ttsTextNormalization", TEXT, "Whether they are spoken as such."),
            attribute("ttsLanguageTextNormalization", TEXT, "The same, by language."),
            attribute("applicationReconnect", TEXT, "Whether a lost WebSocket is opened again."),
            attribute("events", TEXT, "Which events are told."),
            attribute("debug", TEXT, "What is told for debugging."),
            attribute("customerName", TEXT, "The caller's name."),
            attribute("deepgramSmartFormat", TEXT, "A setting of Deepgram.")
                .not_offered()
                .aliases(&["deepgramsmartformat"]),
            attribute("elevenlabsTextNormalization", TEXT, "A setting of ElevenLabs.").not_offered(),
            attribute("elevenlabsLanguageTextNormalization", TEXT, "A setting of ElevenLabs.").not_offered(),
            attribute("intelligenceService", TEXT, "A service set up at Twilio.").not_offered(),
        ],
        "Speech of the caller as text to an application, and its text as speech.",
    ),
];
