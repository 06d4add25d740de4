//! `Interactive`: asks a web application, and runs the document it answers with.

use std::sync::Arc;

use xml_schema::{Dialect, Element, Tag, Value};

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
            // As written: variables are replaced where the URL is taken apart.
            url: self.element.attribute("url").map(|url| url.value.clone()).unwrap_or_default(),
            base: cx.plan.base.as_ref().map(|base| base.as_str().to_owned()),
            method: method(&self.element, cx),
            extra: parameters(&self.element, cx),
            bare_names: true,
        };
        self.asking.insert(Asking::new(ask)).start(cx)
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        self.asking.as_mut().map_or(Step::Done, |asking| asking.on(event, cx))
    }

    fn deadline(&self) -> Option<Instant> {
        self.asking.as_ref().and_then(Verb::deadline)
    }

    fn takes_digits(&self) -> bool {
        self.asking.as_ref().is_some_and(Verb::takes_digits)
    }
}

/// The `Param` children, as given.
fn parameters(element: &Element, cx: &mut Context<'_>) -> Vec<(String, String)> {
    let given = element.elements().filter(|child| child.def.tag == Tag::Param);
    given.map(|child| (cx.string(child, "name").unwrap_or_default(), cx.text(child))).collect()
}
