//! Schedules that nothing asks for.

use std::collections::BTreeSet;
use std::sync::Arc;

use xml_schema::{Diagnostic, Element, Tag};

use super::messages;
use crate::plan::Plan;

/// Reports the schedules of a plan that no `If` of it names.
pub(super) fn check(plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    if plan.schedules.is_empty() {
        return;
    }
    let mut asked = BTreeSet::new();
    let options = plan.menus.iter().flat_map(|menu| &menu.options).map(|option| &option.actions);
    for block in options.chain([&plan.on_error, &plan.on_lifetime]) {
        collect(block, &mut asked);
    }
    // A name that a variable decides may be any of them.
    if asked.iter().any(|name| name.contains("${")) {
        return;
    }
    for schedule in plan.schedules.iter().filter(|schedule| !asked.contains(&schedule.name)) {
        diagnostics.push(messages::unused_schedule(schedule.span, &schedule.name));
    }
}

fn collect(actions: &[Arc<Element>], asked: &mut BTreeSet<String>) {
    for action in actions {
        if action.def.tag == Tag::If {
            asked.extend(action.attribute("schedule").map(|name| name.value.trim().to_owned()));
        }
        let children: Vec<_> = action.elements().cloned().collect();
        collect(&children, asked);
    }
}
