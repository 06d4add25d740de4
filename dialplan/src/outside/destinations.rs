//! Whom a plan calls, and nobody could.

use std::sync::Arc;

use xml_schema::{Diagnostic, Element, Tag};

use super::messages;
use crate::check::targets;
use crate::explain::Explanation;
use crate::plan::{Plan, blocks};
use crate::verbs::address;

/// Reports every target that is written out and that `reaches` refuses; that says why, and what to do.
///
/// Numbers come without the spaces and dashes that people write into them.
pub fn destinations(plan: &Plan, reaches: impl Fn(&str) -> Result<(), String>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    blocks(plan).for_each(|actions| look(actions, &reaches, &mut found));
    found.sort_by_key(|found| (found.span.file, found.span.start));
    found
}

fn look(actions: &[Arc<Element>], reaches: &impl Fn(&str) -> Result<(), String>, found: &mut Vec<Diagnostic>) {
    for action in actions {
        if matches!(action.def.tag, Tag::Transfer | Tag::Dial) {
            for (written, span) in targets(action) {
                let target = address(&written);
                // What cannot be called at all has been reported.
                if target.is_empty() || target.contains("${") {
                    continue;
                }
                if let Err(why) = reaches(&target) {
                    found.push(messages::unreachable(span, &target, &why));
                }
            }
        }
        let parts: Vec<_> = action.elements().cloned().collect();
        look(&parts, reaches, found);
    }
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[Explanation {
    code: "D047",
    why: "A number or extension is called through the trunk of the configuration that takes it. Say which one with --config.",
    bad: r#"<Transfer to="101"/>"#,
    good: r#"<Transfer to="sip:101@pbx.example"/>"#,
}];
