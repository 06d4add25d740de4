//! Ends: of a call, and of what an application was asked for.

use super::context::CallerLeg;
use super::frame::{Frame, FrameKind, block};
use super::{Call, Turn};
use crate::ask::Node;
use crate::order::{EndCause, Order, Report};
use crate::plan::Block;

impl Call {
    /// Ends the call. `status`: what an unanswered caller is told.
    pub(super) fn end(&mut self, cause: EndCause, status: Option<u16>, turn: &mut Turn<'_>) {
        self.abandon(turn);
        self.frames.clear();
        self.lifetime = None;
        let unanswered = self.state.leg == CallerLeg::Ringing;
        match (status, self.gone.is_some()) {
            (_, true) => turn.orders.push(Order::End { cause: cause.clone() }),
            (Some(status), _) if unanswered => turn.orders.push(Order::Reject { status }),
            _ => turn.orders.push(Order::HangUp { cause: cause.clone() }),
        }
        self.ended = Some(cause);
    }

    /// The dialplan's `lifetime` is over: its OnLifetime runs, then the call ends.
    pub(super) fn lifetime_over(&mut self, turn: &mut Turn<'_>) {
        self.lifetime = None;
        self.abandon(turn);
        let what = "the dialplan's lifetime".to_owned();
        if self.plan.on_lifetime.is_empty() {
            return self.end(EndCause::Limit { what }, None, turn);
        }
        self.menu = None;
        self.frames.clear();
        self.frames.push(Frame::new(self.plan.on_lifetime.clone(), FrameKind::Island));
        self.proceed(turn);
    }

    /// No answer of an application could be had: the node's Fallback, else the next action, else OnError, else an apology.
    pub(super) fn application_failed(
        &mut self,
        node: &Node,
        url: String,
        status: String,
        reason: String,
        turn: &mut Turn<'_>,
    ) {
        let (instead, actions) = self.instead_of(node);
        turn.orders.push(Order::Report(Report::InteractiveFailed { url, status, reason, instead: instead.into() }));
        if let Some(actions) = actions {
            self.failing = instead == APOLOGY || instead == ON_ERROR;
            self.frames.push(Frame::new(actions, FrameKind::Island));
        }
    }

    fn instead_of(&self, node: &Node) -> (&'static str, Option<Block>) {
        if !node.fallback.is_empty() {
            return ("Fallback", Some(node.fallback.clone()));
        }
        if self.gone.is_some() || self.frames.iter().any(Frame::has_more) {
            return ("next action", None);
        }
        // Not again from inside of itself: an application that OnError asks may be dead, too.
        if !self.plan.on_error.is_empty() && !self.failing {
            return (ON_ERROR, Some(self.plan.on_error.clone()));
        }
        (APOLOGY, apology(&self.plan.language))
    }
}

const ON_ERROR: &str = "OnError";
const APOLOGY: &str = "apology";

/// What a caller hears when nothing else is left, in the dialplan's language if we speak it.
fn apology(language: &str) -> Option<Block> {
    let text = if language.starts_with("ru") {
        "Извините, сервис временно недоступен. Пожалуйста, позвоните позже."
    } else {
        "We are sorry, this service is not available at the moment. Please call again later."
    };
    let tag = if language.starts_with("ru") { "ru" } else { "en" };
    let document = format!("<Response><Say language=\"{tag}\">{text}</Say></Response>");
    let kind = xml_schema::DocumentKind::Response(xml_schema::Dialect::CallApi);
    let parsed = xml_schema::parse(&document, xml_schema::FileId(0), kind, xml_schema::Limits::for_kind(kind), false);
    parsed.root.map(|root| block(&root))
}
