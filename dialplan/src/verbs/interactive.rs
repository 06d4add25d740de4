//! `Interactive`: asks a web application, and runs the document it answers with.

use std::sync::Arc;

use xml_schema::{Dialect, Element, Value};

use super::{Needs, Step, Verb};
use crate::ask::{Ask, Asking, Node, method};
use crate::call::context::Context;
use crate::event::Event;
use crate::time::Instant;

pub(super) struct Interactive {
    element: Arc<Element>,
    asking: Option<Asking>,
}

impl Interactive {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, asking: None }
    }
}

/// callapi applications are told `CallStatus=ANSWER`, so the call is answered before; twiml ones may still reject it.
pub(super) fn needs(element: &Element) -> Needs {
    match element.value("dialect", Dialect::CallApi).as_ref().and_then(Value::as_keyword) {
        Some("twiml") => Needs::Nothing,
        _ => Needs::Ear,
    }
}

impl Verb for Interactive {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let node = Arc::new(Node::of(&self.element, cx));
        let ask = Ask {
            node,
            // Not expanded here: `$name` in the query is replaced with its percent-encoding.
            url: self.element.attribute("url").map(|url| url.value.clone()).unwrap_or_default(),
            base: cx.plan.base.as_ref().map(|base| base.as_str().to_owned()),
            method: method(&self.element, cx),
            extra: Vec::new(),
            template: true,
        };
        self.asking.insert(Asking::new(ask)).start(cx)
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        self.asking.as_mut().map_or(Step::Done, |asking| asking.on(event, cx))
    }

    fn deadline(&self) -> Option<Instant> {
        self.asking.as_ref().and_then(Verb::deadline)
    }

    fn abandon(&mut self, cx: &mut Context<'_>) {
        if let Some(asking) = &mut self.asking {
            asking.abandon(cx);
        }
    }
}
