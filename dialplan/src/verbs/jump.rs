//! `Jump`: elsewhere in the dialplan.

use std::sync::Arc;

use xml_schema::Element;

use super::{Go, Step, Verb};
use crate::call::context::Context;
use crate::plan::Trigger;

pub(super) struct Jump {
    element: Arc<Element>,
}

impl Jump {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }
}

impl Verb for Jump {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let menu = cx.string(&self.element, "menu").unwrap_or_default();
        let option = cx.string(&self.element, "option").unwrap_or_default();
        let priority = cx.integer(&self.element, "priority").and_then(|place| usize::try_from(place).ok()).unwrap_or(1);
        Step::Go(Go::Jump { menu, option: Trigger::from_word(&option), priority })
    }
}
