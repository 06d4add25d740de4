//! `Hangup`: ends the call.

use std::sync::Arc;

use xml_schema::Element;

use super::{Go, Step, Verb};
use crate::call::context::Context;
use crate::event::Event;
use crate::order::EndCause;
use crate::time::Instant;

pub(super) struct Hangup {
    element: Arc<Element>,
    status: Option<u16>,
    at: Option<Instant>,
}

impl Hangup {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element, status: None, at: None }
    }

    fn end(&self) -> Step {
        Step::Go(Go::End { cause: EndCause::Hangup, status: self.status })
    }
}

impl Verb for Hangup {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        let cause = cx.string(&self.element, "cause");
        self.status = cause.as_deref().and_then(status);
        if let (Some(cause), None) = (&cause, self.status) {
            cx.warn(format!("Hangup: {cause:?} is no cause; write a SIP status, busy, rejected or unavailable"));
        }
        let after = cx.duration(&self.element, "after").unwrap_or_default();
        if after.is_zero() {
            return self.end();
        }
        self.at = Some(cx.now + after);
        Step::Wait
    }

    fn on(&mut self, _: &Event, cx: &mut Context<'_>) -> Step {
        if self.at.is_some_and(|at| cx.now >= at) { self.end() } else { Step::Wait }
    }

    fn deadline(&self) -> Option<Instant> {
        self.at
    }
}

/// The final status for an unanswered caller. RFC 3261 §21.
fn status(cause: &str) -> Option<u16> {
    match cause {
        "busy" => Some(486),
        "rejected" => Some(603),
        "unavailable" => Some(480),
        number => number.parse().ok().filter(|status| (300..700).contains(status)),
    }
}
