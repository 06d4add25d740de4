//! `Refer`, and `Transfer mode="blind"`: the caller's phone is asked to call somebody else, and leaves us.

use std::sync::Arc;

use xml_schema::{Dialect, Element, Tag, Value};

use super::connect::address;
use super::{Go, Step, Verb};
use crate::ask::{Ask, Asking};
use crate::call::context::Context;
use crate::event::Event;
use crate::order::{EndCause, Order};

pub(super) struct Refer {
    element: Arc<Element>,
}

impl Refer {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }

    fn target(&self, cx: &mut Context<'_>) -> Option<String> {
        let target = match self.element.def.tag {
            Tag::Refer => {
                let sip = self.element.elements().find(|child| child.def.tag == Tag::Sip).cloned()?;
                address(&cx.text(&sip))
            }
            _ => {
                let noun = self.element.elements().find(|child| child.def.tag == Tag::Target).cloned();
                match (noun, cx.string(&self.element, "to")) {
                    (Some(noun), _) => address(&cx.text(&noun)),
                    (None, Some(to)) => address(&to),
                    (None, None) => address(&cx.text(&self.element)),
                }
            }
        };
        Some(target).filter(|target| !target.is_empty())
    }

    fn over(&self, result: &str, accepted: bool, status: Option<u16>, cx: &mut Context<'_>) -> Step {
        cx.set_variable("TransferStatus", result);
        let action = self.element.attribute("action").map(|url| url.value.trim().to_owned());
        let action = action.filter(|action| !action.is_empty() || cx.document.is_some());
        if let Some(action) = action {
            let ask = Ask::action(&self.element, action, parameters(result, accepted, status, cx.dialect()), cx);
            return Step::Go(Go::Ask(Box::new(ask)));
        }
        match result {
            "completed" => Step::Go(Go::End { cause: EndCause::TransferCompleted, status: None }),
            _ => Step::Done,
        }
    }
}

/// Whether a `Transfer` is one that the caller's phone makes itself.
pub(super) fn is_blind(element: &Element) -> bool {
    element.value("mode", Dialect::CallApi).as_ref().and_then(Value::as_keyword) == Some("blind")
}

/// Whether the caller's phone has made the call it was asked to make. One that took it and said no more has gone its way.
pub(super) fn has_gone(accepted: bool, status: Option<u16>) -> bool {
    accepted && matches!(status, None | Some(200..300))
}

/// What the application is told. <https://www.twilio.com/docs/voice/twiml/refer>
fn parameters(result: &str, accepted: bool, status: Option<u16>, dialect: Dialect) -> Vec<(String, String)> {
    if dialect == Dialect::CallApi {
        return vec![("TransferStatus".into(), result.into())];
    }
    let mut list = vec![("ReferCallStatus".to_owned(), result.to_owned())];
    // A refused REFER has a status of its own; the one behind an accepted REFER comes in a NOTIFY.
    let refer = if accepted { Some(202) } else { status };
    list.extend(refer.map(|status| ("ReferSipResponseCode".to_owned(), status.to_string())));
    list.extend(status.filter(|_| accepted).map(|status| ("NotifySipResponseCode".to_owned(), status.to_string())));
    list
}

impl Verb for Refer {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let Some(target) = self.target(cx) else {
            cx.warn(format!("{}: nobody to refer to", self.element.name));
            return self.over("failed", false, None, cx);
        };
        cx.orders.push(Order::Refer { target, replaces: None });
        Step::Wait
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        let Event::Referred { accepted, status } = event else { return Step::Wait };
        let result = match (accepted, status) {
            _ if has_gone(*accepted, *status) => "completed",
            (false, _) => "failed",
            (true, Some(486 | 600)) => "busy",
            (true, Some(408 | 480 | 487)) => "no-answer",
            (true, _) => "failed",
        };
        self.over(result, *accepted, *status, cx)
    }

    fn farewell(&mut self, cx: &mut Context<'_>) -> Option<Box<dyn Verb>> {
        // The phone hangs up on us when the other one has answered it.
        match self.over("completed", true, None, cx) {
            Step::Go(Go::Ask(ask)) => Some(Asking::farewell(*ask)),
            _ => None,
        }
    }
}
