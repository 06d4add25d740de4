//! Checks a plan that could be built: what its actions name must be there. Where paths lead is `prove`'s.

mod actions;
mod conditions;
mod menus;
mod messages;
mod schedules;

use xml_schema::Diagnostic;

pub(crate) use actions::{recorded, targets};

use crate::plan::{Plan, Trigger};

/// Reports what is wrong with a plan.
pub(crate) fn check(plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    for route in plan.routes.iter().filter_map(|route| route.callback.as_ref()) {
        actions::relative(route, "statusCallback", plan, diagnostics);
    }
    for menu in &plan.menus {
        menus::check(menu, diagnostics);
        for option in &menu.options {
            actions::check(&option.actions, plan, diagnostics);
            if option.on == Trigger::Hangup {
                actions::check_farewell(&option.actions, diagnostics);
            }
        }
    }
    actions::check(&plan.on_error, plan, diagnostics);
    actions::check(&plan.on_lifetime, plan, diagnostics);
    schedules::check(plan, diagnostics);
}
