//! Where a list of actions leads: every way through it, told apart only by what the rules ask about.

use std::collections::BTreeSet;
use std::sync::Arc;

use xml_schema::{Dialect, Element, Span, Tag, Value};

use super::scope::{Scope, asks, parts};
use crate::condition::Condition;
use crate::plan::Trigger;

/// What has happened on a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Way {
    /// A key of the caller, an application or somebody called has decided.
    pub decided: bool,
    /// It depends on a variable that may change.
    pub varies: bool,
    /// It takes time.
    pub slow: bool,
    /// The caller was connected, recorded, or given to an application.
    pub served: bool,
}

/// Different ways that end at the same place.
pub(super) type Ways = BTreeSet<Way>;

/// A `Jump` on some way.
#[derive(Debug, Clone)]
pub(super) struct Leap {
    /// The menu, by its place in the plan.
    pub menu: usize,
    pub on: Trigger,
    /// The action of the option to begin at, from 0.
    pub place: usize,
    pub span: Span,
    pub way: Way,
}

/// What a list of actions comes to.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub leaps: Vec<Leap>,
    /// The ways that reach the end of the list.
    pub falls: Ways,
    /// Whether a key may stop a prompt of it, and be the first of a choice.
    pub listens: bool,
    /// The first action of a list that nothing reaches, and the one before.
    pub behind: Vec<(Arc<Element>, Arc<Element>)>,
    /// The last action on a way that reaches the end unserved.
    pub last: Option<Span>,
}

/// Follows a list from its `place`th action on.
pub(super) fn follow(actions: &[Arc<Element>], place: usize, scope: &Scope) -> Flow {
    let mut walk = Walk { scope, flow: Flow::default() };
    let rest = actions.get(place..).unwrap_or_default();
    let falls = walk.list(rest, Ways::from([Way::default()]));
    walk.flow.last = rest.last().map(|action| action.name_span);
    walk.flow.falls = falls;
    walk.flow
}

struct Walk<'s> {
    scope: &'s Scope,
    flow: Flow,
}

impl Walk<'_> {
    fn list(&mut self, actions: &[Arc<Element>], mut ways: Ways) -> Ways {
        let mut skipped = Ways::new();
        for (place, action) in actions.iter().enumerate() {
            if ways.is_empty() {
                if let Some(before) = place.checked_sub(1).and_then(|before| actions.get(before)) {
                    self.flow.behind.push((Arc::clone(before), Arc::clone(action)));
                }
                break;
            }
            ways = match action.def.tag {
                Tag::Redirect => self.skip(&ways, &mut skipped),
                Tag::Transfer | Tag::Dial | Tag::Refer if asks(action) => self.skip(&ways, &mut skipped),
                _ => self.action(action, &ways),
            };
        }
        ways.extend(skipped);
        ways
    }

    /// The rest of this list is dropped; what it stands in goes on.
    fn skip(&self, ways: &Ways, skipped: &mut Ways) -> Ways {
        skipped.extend(served(ways));
        Ways::new()
    }

    fn action(&mut self, action: &Element, ways: &Ways) -> Ways {
        match action.def.tag {
            Tag::Jump => self.jump(action, ways),
            Tag::Hangup | Tag::Reject => Ways::new(),
            Tag::Transfer | Tag::Dial | Tag::Refer | Tag::Echo => served(ways),
            Tag::Interactive => {
                let mut after = served(ways);
                after.extend(self.inside(action, Tag::Fallback, &after.clone()));
                after
            }
            Tag::Gather => self.gather(action, ways),
            Tag::Record => {
                with(ways, |way| Way { slow: true, served: true, decided: way.decided || asks(action), ..way })
            }
            Tag::If => {
                let ways = self.condition(action, ways);
                let own: Vec<_> = action.elements().filter(|part| part.def.tag != Tag::Else).cloned().collect();
                let mut after = self.list(&own, ways.clone());
                after.extend(self.otherwise(action, ways));
                after
            }
            Tag::Switch => {
                let ways = self.compared(action, ways);
                let mut after = self.otherwise(action, ways.clone());
                after.extend(self.inside(action, Tag::SwitchCase, &ways));
                after
            }
            Tag::Say | Tag::Play => {
                self.flow.listens |= is_background(action);
                with(ways, |way| Way { slow: true, ..way })
            }
            Tag::Pause => with(ways, |way| Way { slow: true, ..way }),
            _ => ways.clone(),
        }
    }

    fn jump(&mut self, jump: &Element, ways: &Ways) -> Ways {
        let word = |name: &str| jump.attribute(name).map(|value| value.value.trim()).unwrap_or_default();
        // Where a variable leads nobody knows; a menu that is not there has been reported.
        if let Some(menu) = self.scope.menu(word("menu")).filter(|_| !word("option").contains("${")) {
            let on = Trigger::from_word(word("option"));
            let place = word("priority").parse::<usize>().unwrap_or(1).saturating_sub(1);
            let leap = |way: &Way| Leap { menu, on: on.clone(), place, span: jump.name_span, way: *way };
            self.flow.leaps.extend(ways.iter().map(leap));
        }
        Ways::new()
    }

    /// Who enters nothing goes through `NoInput`; all others have pressed a key.
    fn gather(&mut self, gather: &Element, ways: &Ways) -> Ways {
        let asked = asks(gather);
        let missed =
            with(ways, |way| Way { slow: true, decided: way.decided || asked, served: way.served || asked, ..way });
        let entered = with(&missed, |way| Way { decided: true, ..way });
        let has = |tag| gather.elements().any(|part| part.def.tag == tag);
        let mut after = if has(Tag::NoInput) { self.inside(gather, Tag::NoInput, &missed) } else { missed };
        after.extend(self.inside(gather, Tag::NoMatch, &entered));
        after.extend(self.inside(gather, Tag::GatherCase, &entered));
        after.extend(entered);
        after
    }

    /// The ways out of each part of one kind.
    fn inside(&mut self, element: &Element, tag: Tag, ways: &Ways) -> Ways {
        let found: Vec<_> = element.elements().filter(|part| part.def.tag == tag).map(|part| parts(part)).collect();
        found.iter().flat_map(|part| self.list(part, ways.clone())).collect()
    }

    fn otherwise(&mut self, element: &Element, ways: Ways) -> Ways {
        let parts: Vec<_> = element.elements().filter(|part| part.def.tag == Tag::Else).cloned().collect();
        let actions: Vec<_> = parts.iter().flat_map(|part| part.elements().cloned()).collect();
        self.list(&actions, ways)
    }

    fn condition(&self, element: &Element, ways: &Ways) -> Ways {
        let test = element.attribute("test").and_then(|test| Condition::compile(test.value.trim()).ok());
        // What cannot be compiled has been reported; a schedule goes by the clock.
        let varies = test.is_none_or(|test| test.names().any(|name| self.scope.changes(name)));
        with(ways, |way| Way { varies: way.varies || varies, ..way })
    }

    fn compared(&self, element: &Element, ways: &Ways) -> Ways {
        let cases = element.elements().filter_map(|part| part.attribute("value"));
        let values = element.attribute("on").into_iter().chain(cases);
        let varies = values.flat_map(|value| names(&value.value)).any(|name| self.scope.changes(name));
        with(ways, |way| Way { varies: way.varies || varies, ..way })
    }
}

fn with(ways: &Ways, change: impl Fn(Way) -> Way) -> Ways {
    ways.iter().map(|way| change(*way)).collect()
}

fn served(ways: &Ways) -> Ways {
    with(ways, |way| Way { decided: true, slow: true, served: true, ..way })
}

/// The names in `${…}`.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim())
}

fn is_background(action: &Element) -> bool {
    action.value("where", Dialect::CallApi).as_ref().and_then(Value::as_keyword) != Some("foreground")
}
