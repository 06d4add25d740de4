//! `SetCaller`: who the caller is for transfers that follow.

use std::sync::Arc;

use xml_schema::{Dialect, Element};

use super::{Go, Step, Verb};
use crate::call::context::Context;

pub(super) struct SetCaller {
    element: Arc<Element>,
}

impl SetCaller {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }
}

impl Verb for SetCaller {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let name = cx.string(&self.element, "name");
        let number = cx.string(&self.element, "number").filter(|number| !number.is_empty());
        // CallAPI needs both: without one the rest of the document is dropped, what came before has run.
        let needs_both = cx.document.is_some() && cx.dialect() == Dialect::CallApi;
        if needs_both && (name.is_none() || number.is_none()) {
            cx.warn("SetCaller: name and number are both needed; the rest of the document is dropped");
            return Step::Go(Go::DropRest);
        }
        if let Some(name) = name {
            cx.state.variables.set("CallerIDName", name.as_str());
            cx.state.caller_name = name;
        }
        if let Some(number) = number {
            cx.state.variables.set("CallerIDNum", number.as_str());
            cx.state.caller_number = number;
        }
        Step::Done
    }
}
