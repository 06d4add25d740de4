//! `Redirect`: another document instead of the rest of this one.

use std::sync::Arc;

use xml_schema::Element;

use super::{Go, Step, Verb};
use crate::ask::Ask;
use crate::call::context::Context;

pub(super) struct Redirect {
    element: Arc<Element>,
}

impl Redirect {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }
}

impl Verb for Redirect {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let url = self.element.text();
        Step::Go(Go::Ask(Box::new(Ask::action(&self.element, url, Vec::new(), cx))))
    }
}
