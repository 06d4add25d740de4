//! Choices after which the call just ends.

use xml_schema::Diagnostic;

use super::flow::follow;
use super::messages;
use super::scope::{Scope, is_keys};
use crate::plan::Plan;

/// Reports options whose actions come to an end, and to nobody.
pub(super) fn check(plan: &Plan, scope: &Scope, diagnostics: &mut Vec<Diagnostic>) {
    // `start` goes on with the choice, `timeout` and `invalid` with `start`; behind `exhausted` an end is meant.
    let options = plan.menus.iter().flat_map(|menu| &menu.options).filter(|option| is_keys(&option.on));
    for option in options {
        let flow = follow(&option.actions, 0, scope);
        if flow.falls.iter().any(|way| !way.served) {
            diagnostics.push(messages::dead_end(option.span, option.on.word(), flow.last));
        }
    }
}
