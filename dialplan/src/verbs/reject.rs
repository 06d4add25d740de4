//! `Reject`: refuses a call that is not answered yet.

use std::sync::Arc;

use xml_schema::Element;

use super::{Go, Step, Verb};
use crate::call::context::{CallerLeg, Context};
use crate::order::EndCause;

pub(super) struct Reject {
    element: Arc<Element>,
}

impl Reject {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }
}

impl Verb for Reject {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        if cx.state.leg == CallerLeg::Answered {
            cx.warn("Reject: the call is answered already; it is ended instead");
            return Step::Go(Go::End { cause: EndCause::Rejected, status: None });
        }
        let reason = cx.keyword(&self.element, "reason");
        let status = cx.integer(&self.element, "status").and_then(|status| u16::try_from(status).ok());
        // What Twilio sends: 486 for busy, else 603 Decline.
        let status = status.filter(|status| *status >= 300).unwrap_or(if reason == Some("busy") { 486 } else { 603 });
        Step::Go(Go::End { cause: EndCause::Rejected, status: Some(status) })
    }
}
