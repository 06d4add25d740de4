//! Ends: of a caller's leg, of a call, and of what an application was asked for.

use super::context::CallerLeg;
use super::frame::{Frame, FrameKind, block};
use super::{Call, Turn};
use crate::ask::Failed;
use crate::event::HangupCause;
use crate::order::{EndCause, Order, Report};
use crate::plan::Block;

impl Call {
    /// The caller's leg is gone: what runs for the caller is dropped, and who wants to know is told.
    pub(super) fn hung_up(&mut self, cause: HangupCause, turn: &mut Turn<'_>) {
        if self.gone.is_some() {
            return;
        }
        let answered = self.state.leg == CallerLeg::Answered;
        self.state.leg = CallerLeg::Gone { answered };
        let running = self.running.take();
        let farewell = running.and_then(|mut verb| self.with_context(turn, |cx| verb.farewell(cx)));
        self.abandon(turn);
        self.frames.clear();
        self.lifetime = None;
        let cause = EndCause::of(cause);
        self.gone = Some(cause.clone());
        if cause == EndCause::Shutdown {
            return self.end(cause, None, turn);
        }
        self.run_hangup_option(turn);
        if let Some(farewell) = farewell {
            self.begin(farewell, turn);
        }
        self.proceed(turn);
    }

    /// Ends the call. `status`: what an unanswered caller is told.
    pub(super) fn end(&mut self, cause: EndCause, status: Option<u16>, turn: &mut Turn<'_>) {
        self.abandon(turn);
        self.frames.clear();
        if self.saves(&cause, status, turn) {
            return;
        }
        self.with_context(turn, |cx| cx.tell_end(&cause, status));
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
        let cause = EndCause::Limit { what: "the dialplan's lifetime".to_owned() };
        self.close(self.plan.on_lifetime.clone(), cause, turn);
        self.proceed(turn);
    }

    /// No answer of an application could be had: the node's Fallback, else the next action, else OnError, else an apology.
    pub(super) fn application_failed(&mut self, failed: Failed, turn: &mut Turn<'_>) {
        let Failed { node, url, status, reason } = failed;
        let mut tell = |instead: &str| {
            let (url, status, instead) = (url.clone(), status.clone(), instead.to_owned());
            turn.orders.push(Order::Report(Report::InteractiveFailed { url, status, reason: reason.clone(), instead }));
        };
        if self.is_callee() {
            // Better connected without a word than not at all.
            tell("connection");
            self.end(EndCause::EndOfActions, None, turn);
        } else if !node.fallback.is_empty() {
            tell("Fallback");
            self.push(Frame::new(node.fallback.clone(), FrameKind::Island), turn);
        } else if self.gone.is_some() || self.frames.iter().any(Frame::has_more) {
            tell("next action");
        } else if !self.plan.on_error.is_empty() && self.closing.is_none() {
            // Not again from inside of itself: an application that OnError asks may be dead, too.
            tell("OnError");
            self.close(self.plan.on_error.clone(), EndCause::ApplicationFailed, turn);
        } else {
            tell("apology");
            self.close(apology(&self.plan.language), EndCause::ApplicationFailed, turn);
        }
    }

    /// Applications lead in a circle: an apology and the end, before the caller grows old.
    pub(super) fn too_many(&mut self, what: String, turn: &mut Turn<'_>) {
        let text = format!("{what}; the call is ended with an apology");
        turn.orders.push(Order::Report(Report::Warning { text }));
        self.close(apology(&self.plan.language), EndCause::Limit { what }, turn);
    }

    /// Runs these as the last of the call.
    fn close(&mut self, actions: Block, cause: EndCause, turn: &mut Turn<'_>) {
        self.leave_menu();
        self.closing.get_or_insert(cause);
        self.push(Frame::new(actions, FrameKind::Island), turn);
    }
}

impl EndCause {
    /// How a call ends whose caller's leg is gone.
    pub(super) fn of(cause: HangupCause) -> Self {
        match cause {
            HangupCause::ByCaller | HangupCause::Canceled => Self::CallerHungUp,
            HangupCause::Failed => Self::LegFailed,
            HangupCause::Shutdown => Self::Shutdown,
        }
    }
}

/// What a caller hears when nothing else is left, in the dialplan's language if we speak it.
fn apology(language: &str) -> Block {
    let (tag, text) = if language.starts_with("ru") {
        ("ru", "Извините, сервис временно недоступен. Пожалуйста, позвоните позже.")
    } else {
        ("en", "We are sorry, this service is not available at the moment. Please call again later.")
    };
    let language = if language.starts_with(tag) { language } else { tag };
    actions(&format!("<Response><Say language=\"{language}\">{text}</Say></Response>"))
}

/// Actions that stand in no file.
pub(super) fn actions(document: &str) -> Block {
    let kind = xml_schema::DocumentKind::Response(xml_schema::Dialect::CallApi);
    let parsed = xml_schema::parse(document, xml_schema::FileId(0), kind, xml_schema::Limits::for_kind(kind), false);
    parsed.root.map_or_else(|| Block::from([]), |root| block(&root))
}
