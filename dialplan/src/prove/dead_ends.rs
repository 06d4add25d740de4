//! Choices after which the call just ends.

use xml_schema::Diagnostic;

use super::flow::follow;
use super::messages;
use super::scope::{Scope, is_keys};
use crate::explain::Explanation;
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

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[Explanation {
    code: "D038",
    why: "Behind the last action of a choice the call ends. If that is meant, write Hangup; else write where it goes on.",
    bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Say>Nine to five.</Say></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Say>Nine to five.</Say><Jump menu="main"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
}];
