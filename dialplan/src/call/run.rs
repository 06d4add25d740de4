//! Runs actions one after another, and goes where they say.

use std::sync::Arc;

use xml_schema::Element;

use super::context::CallerLeg;
use super::frame::{Document, Frame, FrameKind};
use super::{Call, Turn};
use crate::ask::{Ask, Asking, Node};
use crate::event::Event;
use crate::order::{EndCause, Method, Order, Report};
use crate::plan::{Block, Trigger};
use crate::verbs::{Go, Needs, Step, needs, verb};

/// Actions in one turn, without anything happening in between: more is a loop of a dialplan.
const MAX_STEPS: u32 = 1000;
/// Keys that wait for somebody who wants them.
const MAX_TYPED: usize = 32;
/// Lists inside of lists.
const MAX_FRAMES: usize = 64;

impl Call {
    /// Gives an event to the verb that runs.
    pub(super) fn give(&mut self, event: &Event, turn: &mut Turn<'_>) {
        let Some(mut running) = self.running.take() else { return };
        let step = self.with_context(turn, |cx| running.on(event, cx));
        match step {
            Step::Wait => self.running = Some(running),
            step => {
                self.apply(step, turn);
                self.proceed(turn);
            }
        }
    }

    /// Runs until something has to be waited for.
    pub(super) fn proceed(&mut self, turn: &mut Turn<'_>) {
        let mut steps = 0;
        while self.ended.is_none() && self.running.is_none() {
            steps += 1;
            if steps > MAX_STEPS {
                let what = format!("{MAX_STEPS} actions in a row without waiting for anything");
                return self.end(EndCause::Limit { what }, None, turn);
            }
            let Some(frame) = self.frames.last_mut() else {
                if self.is_choosing() && self.gone.is_none() {
                    return;
                }
                self.nothing_left(turn);
                continue;
            };
            match frame.advance() {
                Some(element) => self.start(&element, turn),
                None => {
                    self.frames.pop();
                }
            }
        }
    }

    fn nothing_left(&mut self, turn: &mut Turn<'_>) {
        match self.gone.clone() {
            Some(cause) => self.end(cause, None, turn),
            None if self.failing => self.end(EndCause::ApplicationFailed, None, turn),
            None => self.option_over(turn),
        }
    }

    fn start(&mut self, element: &Arc<Element>, turn: &mut Turn<'_>) {
        let Some(mut verb) = verb(element) else { return };
        if !self.is_possible(element, turn) {
            return;
        }
        let detail = detail(element);
        turn.orders.push(Order::Report(Report::Verb { name: element.name.clone(), detail }));
        let step = self.with_context(turn, |cx| verb.start(cx));
        match step {
            Step::Wait => self.running = Some(verb),
            step => self.apply(step, turn),
        }
    }

    /// Sees to it that the caller's leg is as the action needs it.
    fn is_possible(&mut self, element: &Element, turn: &mut Turn<'_>) -> bool {
        match needs(element) {
            Needs::Nothing => true,
            _ if self.gone.is_some() => {
                // A request tells the application; nobody is there for anything else.
                if element.def.tag == xml_schema::Tag::Interactive {
                    return true;
                }
                let text = format!("{}: the caller is gone; it is skipped", element.name);
                turn.orders.push(Order::Report(Report::Warning { text }));
                false
            }
            Needs::Caller => true,
            Needs::Ear => self.answer_for_ear(turn),
        }
    }

    /// Answers for an action that needs the caller's ear or keys; `false`: the caller is gone.
    pub(super) fn answer_for_ear(&mut self, turn: &mut Turn<'_>) -> bool {
        if self.gone.is_some() {
            return false;
        }
        if self.state.leg == CallerLeg::Ringing {
            if self.manual {
                let text = "the route says answer=\"manual\", and this needs the caller's ear: answered now; put an Answer before it";
                turn.orders.push(Order::Report(Report::Warning { text: text.to_owned() }));
            }
            self.with_context(turn, |cx| cx.answer());
            let settle = self.plan.settle;
            if !settle.is_zero() {
                self.with_context(turn, |cx| cx.play(vec![crate::sound::Sound::Silence { length: settle }], Some(1)));
            }
        }
        true
    }

    fn apply(&mut self, step: Step, turn: &mut Turn<'_>) {
        let Step::Go(go) = step else { return };
        match go {
            Go::Island(actions) => self.push(Frame::new(actions, FrameKind::Island), turn),
            Go::Ask(ask) => self.ask(*ask, turn),
            Go::Document { actions, document } => self.document(actions, document, turn),
            Go::Nothing => {}
            Go::Failed { node, url, status, reason } => self.application_failed(&node, url, status, reason, turn),
            Go::Key(digit) => self.key_in_prompt(digit, turn),
            Go::Jump { menu, option, priority } => self.jump(&menu, &option, priority, turn),
            Go::DropRest => self.drop_document(),
            Go::End { cause, status } => self.end(cause, status, turn),
        }
    }

    fn push(&mut self, frame: Frame, turn: &mut Turn<'_>) {
        if self.frames.len() >= MAX_FRAMES {
            let what = format!("{MAX_FRAMES} lists of actions inside of one another");
            return self.end(EndCause::Limit { what }, None, turn);
        }
        self.frames.push(frame);
    }

    fn ask(&mut self, ask: Ask, turn: &mut Turn<'_>) {
        self.drop_document();
        let mut asking = Asking::new(ask);
        let step = self.with_context(turn, |cx| crate::verbs::Verb::start(&mut asking, cx));
        match step {
            Step::Wait => self.running = Some(Box::new(asking)),
            step => self.apply(step, turn),
        }
    }

    /// Takes in a document. A caller who is gone hears nothing of it.
    fn document(&mut self, actions: Block, document: Arc<Document>, turn: &mut Turn<'_>) {
        if self.gone.is_some() {
            return;
        }
        self.state.documents += 1;
        let limit = self.settings.documents_without_input;
        if self.state.documents > limit {
            let what = format!("{limit} documents in a row without a key of the caller");
            return self.end(EndCause::Limit { what }, None, turn);
        }
        self.push(Frame::new(actions, FrameKind::Document(document)), turn);
    }

    /// Drops the rest of the document that runs; without one, of the list.
    fn drop_document(&mut self) {
        let document = self.frames.iter().rposition(|frame| matches!(frame.kind, FrameKind::Document(_)));
        match document {
            Some(place) => self.frames.truncate(place),
            None => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.next = frame.actions.len();
                }
            }
        }
    }

    fn key_in_prompt(&mut self, digit: char, turn: &mut Turn<'_>) {
        if self.key_chooses() {
            self.frames.clear();
            self.state.typed.clear();
            self.state.typed.push_back(digit);
            self.choose(turn);
        } else {
            self.type_ahead(digit, turn);
        }
    }

    /// Keeps a key for the next action that wants keys. Twilio drops keys that no Gather waits for.
    pub(super) fn type_ahead(&mut self, digit: char, turn: &mut Turn<'_>) {
        let dropped = super::frame::document(&self.frames)
            .is_some_and(|document| document.node.dialect == xml_schema::Dialect::Twiml);
        if dropped || self.gone.is_some() {
            return;
        }
        if self.state.typed.len() >= MAX_TYPED {
            let text = format!("more than {MAX_TYPED} keys typed ahead; the last one is dropped");
            return turn.orders.push(Order::Report(Report::Warning { text }));
        }
        self.state.typed.push_back(digit);
    }

    fn jump(&mut self, menu: &str, option: &Trigger, priority: usize, turn: &mut Turn<'_>) {
        let Some(target) = self.plan.find_menu(menu) else {
            let text = format!("Jump: no menu is called {menu:?}; it counts as a wrong choice");
            turn.orders.push(Order::Report(Report::Warning { text }));
            self.frames.clear();
            return self.failed_choice(Trigger::Invalid, turn);
        };
        self.frames.clear();
        self.enter(target, turn);
        if (*option != Trigger::Start || priority != 1) && !self.run_option(option, priority, turn) {
            let text = format!("Jump: {menu:?} has no option {:?}; its start runs", option.word());
            turn.orders.push(Order::Report(Report::Warning { text }));
        }
    }

    /// A control command: what runs is dropped, and another document asked for.
    pub(super) fn redirect(&mut self, url: &str, turn: &mut Turn<'_>) {
        self.abandon(turn);
        let node = super::frame::document(&self.frames).map(|document| Arc::clone(&document.node));
        let ask = Ask {
            node: node.unwrap_or_else(|| Arc::new(Node::default())),
            url: url.to_owned(),
            base: None,
            method: Method::Post,
            extra: Vec::new(),
            template: false,
        };
        self.ask(ask, turn);
        self.proceed(turn);
    }
}

/// One line that tells a verb apart, without personal data.
fn detail(element: &Element) -> String {
    ["menu", "url", "name", "id"]
        .iter()
        .find_map(|name| element.attribute(name))
        .map(|attribute| attribute.value.split('?').next().unwrap_or_default().to_owned())
        .unwrap_or_default()
}
