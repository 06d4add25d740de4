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
        // An empty name takes the name away.
        let name = self.element.attribute("name").map(|name| cx.expand(&name.value).trim().to_owned());
        let number = cx.string(&self.element, "number");
        // CallAPI needs both: without one the rest of the document is dropped, what came before has run.
        let needs_both = cx.document.is_some() && cx.dialect() == Dialect::CallApi;
        if needs_both && (name.is_none() || number.is_none()) {
            cx.warn("SetCaller: name and number are both needed; the rest of the document is dropped");
            return Step::Go(Go::DropRest);
        }
        if let Some(name) = name {
            cx.state.caller_name = name;
        }
        if let Some(number) = number {
            cx.state.caller_number = number;
        }
        Step::Done
    }
}
