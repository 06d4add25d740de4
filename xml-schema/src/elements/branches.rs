//! Branches on what a call knows.

use super::{BLOCKS, TEXT, attribute};
use crate::table::{ElementDef, Origin, Status, Tag, TextContent};

pub(super) const ELEMENTS: &[ElementDef] = &[
    ElementDef {
        tag: Tag::If,
        name: "If",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[
            attribute(
                "test",
                TEXT,
                "A condition in CEL over the variables of the call, as `tries < 3 && Digits == \"1\"`.",
            ),
            attribute("schedule", TEXT, "A schedule of the dialplan that must be open; with `test`, both must hold."),
        ],
        text: TextContent::None,
        prose: "Runs what stands in it if the condition holds and the schedule is open, else its Else. A condition that cannot be told counts as false, with a warning.",
    },
    ElementDef {
        tag: Tag::Else,
        name: "Else",
        aliases: &[],
        parents: &[Tag::If, Tag::Switch],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[],
        text: TextContent::None,
        prose: "Runs if the condition of its If does not hold, or no Case of its Switch fits.",
    },
    ElementDef {
        tag: Tag::Switch,
        name: "Switch",
        aliases: &[],
        parents: BLOCKS,
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[attribute("on", TEXT, "What is compared.").required()],
        text: TextContent::None,
        prose: "Runs the Case whose value equals `on`, else its Else.",
    },
    ElementDef {
        tag: Tag::SwitchCase,
        name: "Case",
        aliases: &[],
        parents: &[Tag::Switch],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[attribute("value", TEXT, "The value.").required()],
        text: TextContent::None,
        prose: "Runs for one value.",
    },
];
