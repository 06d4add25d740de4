//! The call of a remote application.

use super::{BOOLEAN, DURATION, METHOD, NAME, TEXT, URL, attribute};
use crate::table::{ElementDef, Origin, Status, Tag, TextContent, ValueKind};

pub(super) const ELEMENTS: &[ElementDef] = &[
    ElementDef {
        tag: Tag::Interactive,
        name: "Interactive",
        aliases: &[],
        // Dialplans only: a document that wants another one has Redirect.
        parents: &[
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
        ],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[
            attribute("url", URL, "Who is asked. `$name` in its query is replaced by the variable.").required(),
            attribute("method", METHOD, "How: GET puts the parameters into the query, POST into the body.")
                .default("POST"),
            attribute("dialect", ValueKind::Keyword(&["callapi", "twiml"]), "What the application was written for.")
                .default("callapi"),
            attribute("timeout", DURATION, "How long one attempt may take.").default("10s"),
            attribute("connectTimeout", DURATION, "How long the connection may take.").default("3s"),
            attribute(
                "retries",
                ValueKind::Integer { min: 0, max: 10 },
                "How often a failed attempt is repeated; one that took too long is not, unless the URL says `#rp=rt`.",
            )
            .default("1"),
            attribute("fallbackUrl", URL, "Who is asked, once, when the application has failed."),
            attribute("auth", NAME, "The credential of the configuration that signs or authenticates the request."),
            attribute("strict", BOOLEAN, "Refuses documents that are not well-formed instead of repairing them.")
                .default("false"),
            attribute("waitPlay", TEXT, "The prompt that the caller hears while the application thinks."),
            attribute("id", TEXT, "A name for logs and scripts."),
        ],
        text: TextContent::None,
        prose: "Asks a web application, and runs the document it answers with.",
    },
    ElementDef {
        tag: Tag::Param,
        name: "Param",
        aliases: &[],
        parents: &[Tag::Interactive, Tag::Expect],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[attribute("name", TEXT, "The parameter.").required()],
        text: TextContent::Optional,
        prose: "A parameter of the request.",
    },
    ElementDef {
        tag: Tag::Fallback,
        name: "Fallback",
        aliases: &[],
        parents: &[Tag::Interactive],
        status: Status::Works,
        origin: Origin::Ours,
        attributes: &[],
        text: TextContent::None,
        prose: "Runs when the application has failed: a dead application never drops a caller.",
    },
    ElementDef {
        tag: Tag::Response,
        name: "Response",
        aliases: &[],
        parents: &[],
        status: Status::Works,
        origin: Origin::Both,
        attributes: &[],
        text: TextContent::None,
        prose: "What an application answers: verbs that run in order.",
    },
    ElementDef {
        // Inside of a script's answer a document is a part of the script.
        tag: Tag::Response,
        name: "Response",
        aliases: &[],
        parents: &[Tag::AppAnswer],
        status: Status::Works,
        origin: Origin::Both,
        attributes: &[],
        text: TextContent::None,
        prose: "The document a pretended application answers with.",
    },
];
