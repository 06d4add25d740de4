//! Actions that nothing reaches, because one before them always leads elsewhere.

use std::collections::BTreeSet;

use xml_schema::Diagnostic;

use super::flow::{Flow, follow};
use super::graph::{Graph, Step};
use super::messages;
use super::scope::Scope;
use crate::explain::Explanation;
use crate::plan::Plan;

/// Reports the first one of each list.
pub(super) fn check(plan: &Plan, scope: &Scope, graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    // A `Jump` with a `priority` begins in the middle of a list, perhaps just there.
    let entered = graph.edges.keys().filter_map(|node| match node.step {
        Step::Option { option, from } if from > 0 => Some((node.menu, option)),
        _ => None,
    });
    let entered: BTreeSet<(usize, usize)> = entered.collect();
    for (place, menu) in plan.menus.iter().enumerate() {
        let options = menu.options.iter().enumerate().filter(|(option, _)| !entered.contains(&(place, *option)));
        for (_, option) in options {
            report(&follow(&option.actions, 0, scope), diagnostics);
        }
    }
    for actions in [&plan.on_error, &plan.on_lifetime] {
        report(&follow(actions, 0, scope), diagnostics);
    }
}

fn report(flow: &Flow, diagnostics: &mut Vec<Diagnostic>) {
    // Ways of different kinds may come to the same list.
    let mut told = BTreeSet::new();
    for (before, action) in &flow.behind {
        if told.insert(action.name_span) {
            let found = messages::behind(action.name_span, action.name, before.name_span, before.name);
            diagnostics.push(found);
        }
    }
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[Explanation {
    code: "D039",
    why: "A Jump, Hangup, Reject or Redirect, or a Dial with an `action`, is the last one that runs of its list.",
    bad: r#"<Hangup/>
<Say>Goodbye.</Say>"#,
    good: r#"<Say>Goodbye.</Say>
<Hangup/>"#,
}];
