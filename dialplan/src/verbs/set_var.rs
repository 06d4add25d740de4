//! `SetVar`: a variable of the call.

use std::sync::Arc;

use xml_schema::Element;

use super::{Step, Verb};
use crate::call::context::Context;
use crate::call::variables::is_built_in;
use crate::order::Report;

pub(super) struct SetVar {
    element: Arc<Element>,
}

impl SetVar {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }
}

impl Verb for SetVar {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let Some(name) = cx.string(&self.element, "name").filter(|name| !name.is_empty()) else {
            cx.warn("SetVar: no name; nothing is set");
            return Step::Done;
        };
        if is_built_in(&name) {
            cx.warn(format!("SetVar: {name} is set by the call itself; nothing is changed"));
            return Step::Done;
        }
        let value = cx.text(&self.element);
        cx.state.variables.set(&name, value.as_str());
        cx.report(Report::Variable { name, value });
        Step::Done
    }
}
