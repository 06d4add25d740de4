//! Where a call goes: into documents, to other menus, to another application.

use std::sync::Arc;

use super::context::CallerLeg;
use super::frame::{self, Document, Frame, FrameKind};
use super::{Call, Turn};
use crate::ask::{Ask, Asking, Node};
use crate::order::{EndCause, Method, Order, Report};
use crate::plan::{Block, Trigger};
use crate::verbs::Go;

impl Call {
    /// Goes where a verb said.
    pub(super) fn go(&mut self, go: Go, turn: &mut Turn<'_>) {
        match go {
            Go::Island(actions) => self.push(Frame::new(actions, FrameKind::Island), turn),
            Go::Branch(actions) => {
                let in_option = matches!(self.frames.last(), Some(Frame { kind: FrameKind::Option, .. }));
                let kind = if in_option { FrameKind::Option } else { FrameKind::Island };
                self.push(Frame::new(actions, kind), turn);
            }
            Go::Ask(ask) => {
                self.drop_document();
                self.begin(Box::new(Asking::new(*ask)), turn);
            }
            Go::Verb(verb) => self.begin(verb, turn),
            Go::Document { actions, document } => self.document(actions, document, turn),
            Go::Nothing => {}
            Go::Failed(failed) => self.application_failed(*failed, turn),
            Go::TooMany { what } => self.too_many(what, turn),
            Go::Choose => {
                self.frames.clear();
                self.choose(turn);
            }
            Go::Jump { menu, option, priority } => self.jump(&menu, &option, priority, turn),
            Go::DropRest => self.drop_document(),
            Go::End { cause, status } => self.end(cause, status, turn),
        }
    }

    /// Takes in a document. A caller who is gone hears nothing of it.
    fn document(&mut self, actions: Block, document: Arc<Document>, turn: &mut Turn<'_>) {
        if self.gone.is_none() {
            self.push(Frame::new(actions, FrameKind::Document(document)), turn);
        }
    }

    /// Drops the rest of the document that runs; without one, of the list.
    fn drop_document(&mut self) {
        let document = self.frames.iter().rposition(|frame| matches!(frame.kind, FrameKind::Document(_)));
        match document {
            Some(place) => self.frames.truncate(place),
            None => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.next = frame.actions.len();
                    frame.verb = None;
                }
            }
        }
    }

    fn jump(&mut self, menu: &str, option: &Trigger, priority: usize, turn: &mut Turn<'_>) {
        if let Some(cause @ EndCause::Limit { .. }) = self.closing.clone() {
            let text = format!("Jump: the call is at its end; it does not go on in {menu:?}");
            turn.orders.push(Order::Report(Report::Warning { text }));
            return self.end(cause, None, turn);
        }
        self.frames.clear();
        let Some(target) = self.plan.find_menu(menu) else {
            let text = format!("Jump: no menu is called {menu:?}; it counts as a wrong choice");
            turn.orders.push(Order::Report(Report::Warning { text }));
            return self.failed_choice(Trigger::Invalid, turn);
        };
        if *option == Trigger::Start || self.plan.menu(target).option(option).is_some() {
            return self.enter_at(target, option, priority, turn);
        }
        let text = format!("Jump: {menu:?} has no option {:?}; it counts as a wrong choice", option.word());
        turn.orders.push(Order::Report(Report::Warning { text }));
        self.arrive(target, turn);
        self.failed_choice(Trigger::Invalid, turn);
    }

    /// A control command: what runs is dropped, and another document asked for.
    pub(super) fn redirect(&mut self, url: &str, turn: &mut Turn<'_>) {
        if !self.begun || matches!(self.state.leg, CallerLeg::Gone { .. }) {
            return;
        }
        let node = frame::document(&self.frames).map(|document| Arc::clone(&document.node));
        self.abandon(turn);
        self.leave_menu();
        self.state.asked = 0;
        let ask = Ask {
            node: node.unwrap_or_else(|| Arc::new(Node::default())),
            url: url.to_owned(),
            base: None,
            method: Method::Post,
            extra: Vec::new(),
            bare_names: false,
        };
        self.begin(Box::new(Asking::new(ask)), turn);
        self.proceed(turn);
    }
}
