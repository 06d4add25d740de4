//! Branches on what a call knows.

use super::{BLOCKS, TEXT, attribute};
use crate::table::{ElementDef, Origin, Status, Tag, TextContent};

pub(super) const ELEMENTS: &[ElementDef] = &[
    ElementDef {
        tag: Tag::If,
        name: "If",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Planned,
        origin: Origin::Ours,
        attributes: &[
            attribute("test", TEXT, "A condition in CEL."),
            attribute("schedule", TEXT, "A schedule that must be open."),
        ],
        text: TextContent::None,
        prose: "Runs what stands in it if the condition holds, else its Else.",
    },
    ElementDef {
        tag: Tag::Else,
        name: "Else",
        aliases: &[],
        parents: &[Tag::If],
        status: Status::Planned,
        origin: Origin::Ours,
        attributes: &[],
        text: TextContent::None,
        prose: "Runs if the condition of its If does not hold.",
    },
    ElementDef {
        tag: Tag::Switch,
        name: "Switch",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Planned,
        origin: Origin::Ours,
        attributes: &[attribute("on", TEXT, "What is compared.").required()],
        text: TextContent::None,
        prose: "Runs the Case whose value equals `on`.",
    },
    ElementDef {
        tag: Tag::SwitchCase,
        name: "Case",
        aliases: &[],
        parents: &[Tag::Switch],
        status: Status::Planned,
        origin: Origin::Ours,
        attributes: &[attribute("value", TEXT, "The value.").required()],
        text: TextContent::None,
        prose: "Runs for one value.",
    },
];
