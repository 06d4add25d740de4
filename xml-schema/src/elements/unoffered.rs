//! Names of other systems that are known and will not come: one warning, and skipped.

use super::BLOCKS;
use crate::table::{ElementDef, Origin, Status, Tag, TextContent};

const fn unoffered(name: &'static str) -> ElementDef {
    ElementDef {
        tag: Tag::NotOffered,
        name,
        aliases: &[],
        parents: BLOCKS,
        status: Status::NotOffered,
        origin: Origin::Twiml,
        attributes: &[],
        text: TextContent::Optional,
        prose: "Not offered here: skipped with a warning.",
    }
}

const fn noun(name: &'static str) -> ElementDef {
    ElementDef { parents: &[Tag::Dial, Tag::Connect, Tag::Start, Tag::Stop], ..unoffered(name) }
}

const fn part(name: &'static str, parents: &'static [Tag]) -> ElementDef {
    ElementDef { parents, ..unoffered(name) }
}

pub(super) const ELEMENTS: &[ElementDef] = &[
    unoffered("Pay"),
    unoffered("Prompt"),
    unoffered("Sms"),
    unoffered("Message"),
    unoffered("Fax"),
    noun("AiSession"),
    noun("VirtualAgent"),
    noun("Autopilot"),
    noun("Sim"),
    noun("WhatsApp"),
    noun("Application"),
    noun("Room"),
    noun("Assistant"),
    noun("Conversation"),
    noun("ConversationRelaySession"),
    // The library for Python and Node can write it; the noun in Dial is the one that means something.
    unoffered("Queue"),
    part(
        "Parameter",
        &[Tag::Hangup, Tag::Reject, Tag::Client, Tag::Stream, Tag::Siprec, Tag::Transcription, Tag::ConversationRelay],
    ),
    part("Config", &[Tag::Transcription]),
    part("Language", &[Tag::ConversationRelay]),
    part("Identity", &[Tag::Client]),
    part("Task", &[Tag::Enqueue]),
    part("Uri", &[Tag::Sip]),
    part("Headers", &[Tag::Sip]),
];
