//! `If` and `Switch`: which actions run, by what the call knows.

use std::sync::Arc;

use xml_schema::{Element, Tag};

use super::{Go, Step, Verb};
use crate::call::context::Context;
use crate::condition::Condition;
use crate::plan::Block;

pub(super) struct Branch {
    element: Arc<Element>,
}

impl Branch {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }

    /// Whether its schedule is open and its condition holds.
    fn holds(&self, cx: &mut Context<'_>) -> bool {
        self.is_open(cx).unwrap_or(true) && self.is_true(cx)
    }

    /// Whether its schedule is open at this moment of the call; `None` without one.
    fn is_open(&self, cx: &mut Context<'_>) -> Option<bool> {
        self.element.attribute("schedule")?;
        let name = cx.string(&self.element, "schedule").unwrap_or_default();
        let moment = cx.state.unix_ms(cx.now);
        let open = cx.plan.find_schedule(name.trim()).map(|schedule| schedule.is_open(moment));
        if open.is_none() {
            let name = cx.masked(&name);
            cx.warn(format!("If: no schedule is called {name:?}; it counts as closed"));
        }
        Some(open.unwrap_or(false))
    }

    fn is_true(&self, cx: &mut Context<'_>) -> bool {
        // No variables in braces here: the names in it are variables, and a value cannot become a part of the condition.
        let test = match self.element.attribute("test") {
            Some(test) => test.value.trim(),
            None if self.element.attribute("schedule").is_some() => return true,
            None => "",
        };
        let answer = Condition::compile(test)
            .map_err(|error| error.what)
            .and_then(|condition| condition.holds(|name| cx.state.variables.get(name)));
        answer.unwrap_or_else(|reason| {
            let reason = cx.masked(&reason);
            cx.warn(format!("If: {test:?} cannot be told: {reason}; it counts as false"));
            false
        })
    }

    /// What stands in it beside its `Else` and `Case`s.
    fn own(&self) -> Block {
        let part = |child: &&Arc<Element>| !matches!(child.def.tag, Tag::Else | Tag::SwitchCase);
        self.element.elements().filter(part).cloned().collect()
    }

    fn otherwise(&self) -> Block {
        let parts = self.element.elements().filter(|child| child.def.tag == Tag::Else);
        parts.flat_map(|part| part.elements().cloned()).collect()
    }

    fn case(&self, cx: &mut Context<'_>) -> Option<Block> {
        let on = cx.string(&self.element, "on").unwrap_or_default();
        let cases = self.element.elements().filter(|child| child.def.tag == Tag::SwitchCase);
        for case in cases {
            if cx.string(case, "value").unwrap_or_default().trim() == on.trim() {
                return Some(case.elements().cloned().collect());
            }
        }
        None
    }
}

impl Verb for Branch {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let actions = match self.element.def.tag {
            Tag::If if self.holds(cx) => self.own(),
            Tag::If => self.otherwise(),
            _ => self.case(cx).unwrap_or_else(|| self.otherwise()),
        };
        Step::Go(Go::Branch(actions))
    }
}
