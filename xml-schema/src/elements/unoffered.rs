//! Names of other systems that are known and will not come: one warning, and skipped.

use super::BLOCKS;
use crate::table::{ElementDef, Status, Tag, TextContent};

const fn unoffered(name: &'static str) -> ElementDef {
    ElementDef {
        tag: Tag::NotOffered,
        name,
        aliases: &[],
        parents: BLOCKS,
        status: Status::NotOffered,
        attributes: &[],
        text: TextContent::Optional,
        prose: "Not offered here: skipped with a warning.",
    }
}

const fn noun(name: &'static str) -> ElementDef {
    ElementDef { parents: &[Tag::Dial, Tag::Connect, Tag::Start, Tag::Stop], ..unoffered(name) }
}

pub(super) const ELEMENTS: &[ElementDef] = &[
    unoffered("Pay"),
    unoffered("Prompt"),
    unoffered("Sms"),
    unoffered("Message"),
    unoffered("AiSession"),
    unoffered("Fax"),
    noun("VirtualAgent"),
    noun("Autopilot"),
    noun("Sim"),
    noun("WhatsApp"),
    noun("Application"),
    noun("Room"),
    noun("Assistant"),
];
