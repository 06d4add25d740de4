//! Whether a call can come in at all.

use xml_schema::Diagnostic;

use super::messages;
use crate::explain::Explanation;
use crate::load::Loaded;

/// Reports a plan that has no route. Only who knows that it is whole may ask: the parts of a plan have none, and a test call may
/// begin at a menu.
pub fn routes(loaded: &Loaded) -> Option<Diagnostic> {
    // A route that was left out as wrong has been reported.
    let plan = loaded.plan.as_ref()?;
    plan.routes.is_empty().then(|| messages::no_route(loaded.root.unwrap_or_default(), &plan.menus))
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[Explanation {
    code: "D051",
    why: "A call is led to a menu by a Route for the number that was called. Without one every call is refused.",
    bad: r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main"><Option on="start"><Hangup/></Option></Menu>
</Dialplan>"#,
    good: r#"<Dialplan xmlns="urn:dialtree:1">
  <Route to="*" menu="main"/>
  <Menu name="main"><Option on="start"><Hangup/></Option></Menu>
</Dialplan>"#,
}];
