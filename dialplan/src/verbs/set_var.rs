//! `SetVar`: a variable of the call.

use std::sync::Arc;

use xml_schema::Element;

use super::{Step, Verb};
use crate::call::context::Context;
use crate::call::variables::is_built_in;

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
        let Some(name) = cx.string(&self.element, "name") else {
            cx.warn("SetVar: no name; nothing is set");
            return Step::Done;
        };
        if is_built_in(&name) {
            cx.warn(format!("SetVar: {name} is set by the call itself; nothing is changed"));
            return Step::Done;
        }
        let value = cx.text(&self.element);
        cx.set_variable(&name, &value);
        Step::Done
    }
}
