//! Menus and options that no call comes to.

use std::collections::BTreeSet;

use xml_schema::Diagnostic;

use super::graph::{Graph, Step};
use super::messages;
use super::scope::{is_keys, leads_anywhere};
use crate::explain::Explanation;
use crate::plan::{Menu, Plan, Trigger};

/// Reports menus that nothing leads to, and in the others options that cannot come to pass.
pub(super) fn check(plan: &Plan, graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    // Without a route it is a part of a larger plan.
    if plan.routes.is_empty() {
        return;
    }
    let reached = graph.reached();
    let menus: BTreeSet<usize> = reached.iter().map(|node| node.menu).collect();
    let options: BTreeSet<(usize, usize)> = reached
        .iter()
        .filter_map(|node| match node.step {
            Step::Option { option, .. } => Some((node.menu, option)),
            _ => None,
        })
        .collect();
    // Applications and variables may lead to any menu and any option by its name, once a call has come to them.
    let is_open = leads_anywhere(&plan.on_error)
        || leads_anywhere(&plan.on_lifetime)
        || options.iter().any(|(menu, option)| leads_anywhere(&plan.menus[*menu].options[*option].actions));
    for (place, menu) in plan.menus.iter().enumerate() {
        if !menus.contains(&place) {
            if !is_open {
                diagnostics.push(messages::unreachable_menu(menu.span, &menu.name));
            }
            continue;
        }
        for (number, option) in menu.options.iter().enumerate() {
            let is_excused =
                option.on == Trigger::Hangup || is_open && (is_keys(&option.on) || option.on == Trigger::Start);
            if !is_excused && !options.contains(&(place, number)) {
                diagnostics.push(messages::unreachable_option(option.span, option.on.word(), why(menu, &option.on)));
            }
        }
    }
}

fn why(menu: &Menu, on: &Trigger) -> &'static str {
    match on {
        Trigger::Timeout | Trigger::Invalid if menu.tries <= 1 => "with one try, the first failure is `exhausted`",
        Trigger::Exhausted if menu.option(&Trigger::Timeout).is_none() && menu.option(&Trigger::Invalid).is_none() => {
            "without `timeout` and `invalid` the first failure ends the call"
        }
        Trigger::Start => "every call begins at another option",
        _ => "the call has gone elsewhere before the caller may choose",
    }
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[
    Explanation {
        code: "D036",
        why: "No Route and no Jump leads to this menu, nor does an application decide.",
        bad: r#"<Menu name="main"><Option on="start"><Hangup/></Option></Menu>
<Menu name="hours"><Option on="start"><Hangup/></Option></Menu>"#,
        good: r#"<Route to="100" menu="main"/>
<Route to="200" menu="hours"/>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>
<Menu name="hours"><Option on="start"><Hangup/></Option></Menu>"#,
    },
    Explanation {
        code: "D037",
        why: "Callers come to the menu, and never to this option of it.",
        bad: r#"<Menu name="main">
  <Option on="start"><Hangup/></Option>
  <Option on="timeout"><Transfer to="100"/></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    },
];
