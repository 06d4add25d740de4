//! Every element there is, by family.

mod branches;
mod calls;
mod dialplan;
mod interactive;
mod nouns;
mod script;
mod sound;
mod speech;
mod streams;
mod unoffered;

use std::sync::LazyLock;

use crate::table::{AttributeDef, DefaultValue, ElementDef, Origin, Status, Tag, ValueKind};

/// Where verbs may stand.
const BLOCKS: &[Tag] = &[
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
];

/// Where the verbs may stand that a Gather plays as its prompt, too.
const BLOCKS_AND_GATHER: &[Tag] = &[
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
];

/// All elements: documents, dialplans and scripts.
pub static TABLE: LazyLock<Vec<&'static ElementDef>> = LazyLock::new(|| {
    let families = [
        sound::ELEMENTS,
        calls::ELEMENTS,
        interactive::ELEMENTS,
        streams::ELEMENTS,
        branches::ELEMENTS,
        nouns::ELEMENTS,
        speech::ELEMENTS,
        dialplan::ELEMENTS,
        script::ELEMENTS,
        unoffered::ELEMENTS,
    ];
    families.iter().flat_map(|family| family.iter()).collect()
});

/// An attribute that is taken and works.
const fn attribute(name: &'static str, kind: ValueKind, prose: &'static str) -> AttributeDef {
    AttributeDef {
        name,
        aliases: &[],
        kind,
        default: DefaultValue::None,
        required: false,
        status: Status::Works,
        origin: None,
        prose,
    }
}

impl AttributeDef {
    const fn default(self, value: &'static str) -> Self {
        Self { default: DefaultValue::Same(value), ..self }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn planned(self) -> Self {
        Self { status: Status::Planned, ..self }
    }

    const fn not_offered(self) -> Self {
        Self { status: Status::NotOffered, ..self }
    }

    const fn of(self, origin: Origin) -> Self {
        Self { origin: Some(origin), ..self }
    }

    const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }
}

/// An element that is described and does not run yet.
#[allow(clippy::needless_pass_by_value)] // A const fn cannot move out of a reference.
const fn planned(def: ElementDef) -> ElementDef {
    ElementDef { status: Status::Planned, ..def }
}

// The types that many attributes share.
const TEXT: ValueKind = ValueKind::Text;
const URL: ValueKind = ValueKind::Url;
const METHOD: ValueKind = ValueKind::Method;
const BOOLEAN: ValueKind = ValueKind::Boolean;
const DURATION: ValueKind = ValueKind::Duration;
const LANGUAGE: ValueKind = ValueKind::Language;
const NAME: ValueKind = ValueKind::Name;
const DIGITS: ValueKind = ValueKind::Digits;
const LOOP: ValueKind = ValueKind::Integer { min: 0, max: 1000 };
const COUNT: ValueKind = ValueKind::Integer { min: 1, max: i64::MAX };
const STATUS: ValueKind = ValueKind::Integer { min: 100, max: 699 };
