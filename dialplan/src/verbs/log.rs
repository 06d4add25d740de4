//! `Log`: one line in the call's trace.

use std::sync::Arc;

use xml_schema::Element;

use super::{Step, Verb};
use crate::call::context::Context;
use crate::order::Report;

pub(super) struct Log {
    element: Arc<Element>,
}

impl Log {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }
}

impl Verb for Log {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let level = cx.keyword(&self.element, "level").unwrap_or("info").to_owned();
        let text = cx.text(&self.element);
        let text = cx.masked(&text);
        cx.report(Report::Log { level, text });
        Step::Done
    }
}
