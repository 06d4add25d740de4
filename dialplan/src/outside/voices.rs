//! Voices that a plan asks for, and nobody has.

use std::sync::Arc;

use xml_schema::{Diagnostic, Element, Span};

use super::messages;
use crate::explain::Explanation;
use crate::plan::{Plan, blocks};

/// Why a voice does not speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoVoice {
    /// What is wrong, in a few words.
    pub why: String,
    /// What to do.
    pub help: String,
}

/// Reports every voice that is written out and that `speaks` does not have.
///
/// Who is asked decides what a name without a maker (`alice`) is.
pub fn voices(plan: &Plan, mut speaks: impl FnMut(&str) -> Result<(), NoVoice>) -> Vec<Diagnostic> {
    let mut named: Vec<(String, Span)> = plan.voice.iter().cloned().zip(plan.voice_place).collect();
    blocks(plan).for_each(|actions| look(actions, &mut named));
    named.sort_by_key(|(_, span)| (span.file, span.start));
    let unknown = |(name, span): (String, Span)| {
        let refused = speaks(&name).err()?;
        Some(messages::no_voice(span, &name, &refused))
    };
    named.into_iter().filter_map(unknown).collect()
}

fn look(actions: &[Arc<Element>], named: &mut Vec<(String, Span)>) {
    for action in actions {
        if let Some(voice) = action.attribute("voice") {
            let name = voice.value.trim();
            if !name.is_empty() && !name.contains("${") {
                named.push((name.to_owned(), voice.value_span));
            }
        }
        let parts: Vec<_> = action.elements().cloned().collect();
        look(&parts, named);
    }
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[Explanation {
    code: "D048",
    why: "`piper:` and `espeak:` name a voice that is meant and no other. `dialtree voices` lists those of a folder; say which folder \
          with --voices, or with --config.",
    bad: r#"<Say voice="espeak:en-gb-robot">One moment.</Say>"#,
    good: r#"<Say voice="espeak:en-gb">One moment.</Say>"#,
}];
