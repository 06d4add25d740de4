//! Runs actions one after another, until something has to be waited for.

use std::sync::Arc;

use xml_schema::{Element, Tag};

use super::context::CallerLeg;
use super::frame::Frame;
use super::{Call, Turn, Visit};
use crate::event::Event;
use crate::order::{EndCause, Order, Report};
use crate::verbs::{Needs, Step, Verb, needs, verb};

/// Actions at one moment, without any time passing in between: more is a loop. A document of the largest size fits in.
const MAX_STEPS: u32 = 5000;
/// Lists inside of lists.
const MAX_FRAMES: usize = 64;

impl Call {
    /// Gives an event to the verb that runs.
    pub(super) fn give(&mut self, event: &Event, turn: &mut Turn<'_>) {
        let Some(mut running) = self.running.take() else { return };
        let step = self.with_context(turn, |cx| running.on(event, cx));
        if self.stays(running, step, turn) {
            return;
        }
        self.proceed(turn);
    }

    /// Runs until something has to be waited for.
    pub(super) fn proceed(&mut self, turn: &mut Turn<'_>) {
        while self.ended.is_none() && self.saving.is_none() && self.running.is_none() {
            if self.steps.0 != turn.now {
                self.steps = (turn.now, 0);
            }
            self.steps.1 += 1;
            if self.steps.1 > MAX_STEPS {
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
                    if let Some(verb) = self.frames.pop().and_then(|frame| frame.verb) {
                        self.resume(verb, turn);
                    }
                }
            }
        }
    }

    fn nothing_left(&mut self, turn: &mut Turn<'_>) {
        match self.gone.clone().or_else(|| self.closing.clone()) {
            Some(cause) => self.end(cause, None, turn),
            None => self.option_over(turn),
        }
    }

    fn start(&mut self, element: &Arc<Element>, turn: &mut Turn<'_>) {
        self.visit(|| Visit::Action(Arc::clone(element)));
        let Some(verb) = verb(element) else {
            let text = format!("{}: not offered yet; it is skipped", element.name);
            return turn.orders.push(Order::Report(Report::Warning { text }));
        };
        if self.is_callee() && !on_callees(element) {
            let text = format!("{}: does not run on a callee who is not connected yet; it is skipped", element.name);
            return turn.orders.push(Order::Report(Report::Warning { text }));
        }
        if !self.is_possible(element, turn) {
            return;
        }
        self.state.talked = false;
        turn.orders.push(Order::Report(Report::Verb { name: element.name.to_owned(), detail: detail(element) }));
        self.begin(verb, turn);
    }

    /// Starts a verb.
    pub(super) fn begin(&mut self, mut verb: Box<dyn Verb>, turn: &mut Turn<'_>) {
        let step = self.with_context(turn, |cx| verb.start(cx));
        self.stays(verb, step, turn);
    }

    fn resume(&mut self, mut verb: Box<dyn Verb>, turn: &mut Turn<'_>) {
        let step = self.with_context(turn, |cx| verb.resume(cx));
        self.stays(verb, step, turn);
    }

    /// Does what a verb wants next; whether it goes on. If not, nothing that it has begun goes on either.
    fn stays(&mut self, verb: Box<dyn Verb>, step: Step, turn: &mut Turn<'_>) -> bool {
        match step {
            Step::Wait => {
                self.running = Some(verb);
                return true;
            }
            Step::Done => self.state.open.give_up(turn.orders),
            Step::Within(actions) => {
                self.state.open.give_up(turn.orders);
                self.push(Frame::within(actions, verb), turn);
            }
            Step::Go(go) => {
                self.state.open.give_up(turn.orders);
                self.go(go, turn);
            }
        }
        false
    }

    /// Sees to it that the caller's leg is as the action needs it.
    fn is_possible(&mut self, element: &Element, turn: &mut Turn<'_>) -> bool {
        match needs(element) {
            Needs::Nothing => true,
            _ if self.gone.is_some() => {
                // A request tells the application; nobody is there for anything else.
                if element.def.tag == Tag::Interactive {
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
        }
        true
    }

    pub(super) fn push(&mut self, frame: Frame, turn: &mut Turn<'_>) {
        if self.frames.len() >= MAX_FRAMES {
            let what = format!("{MAX_FRAMES} lists of actions inside of one another");
            return self.end(EndCause::Limit { what }, None, turn);
        }
        self.frames.push(frame);
    }
}

/// Whether a verb has a meaning before the bridge. <https://www.twilio.com/docs/voice/twiml/number#attributes-url>
fn on_callees(element: &Element) -> bool {
    let speaks = matches!(element.def.tag, Tag::Say | Tag::Play | Tag::Pause | Tag::Gather);
    let decides = matches!(element.def.tag, Tag::Redirect | Tag::Hangup | Tag::Reject | Tag::If | Tag::Switch);
    speaks || decides || matches!(element.def.tag, Tag::SetVar | Tag::Log)
}

/// One line that tells a verb apart, without personal data.
fn detail(element: &Element) -> String {
    ["menu", "url", "name", "id"]
        .iter()
        .find_map(|name| element.attribute(name))
        .map(|attribute| attribute.value.split('?').next().unwrap_or_default().to_owned())
        .unwrap_or_default()
}
