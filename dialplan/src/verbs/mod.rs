//! The verbs: one file each, all of the same shape. A verb sees its [`Context`], never the call.
//!
//! What a verb has begun through its context (sounds, requests, legs) is taken back when the verb ends, however it ends.

mod answer;
mod branch;
mod connect;
mod echo;
mod gather;
mod hangup;
mod interactive;
mod jump;
mod log;
mod pause;
mod play;
mod record;
mod redirect;
mod refer;
mod reject;
mod say;
mod set_caller;
mod set_var;
mod sounding;
mod sounds;
mod start;

use std::sync::Arc;

use xml_schema::{Element, Tag};

pub(crate) use connect::{address, country_of};

use crate::ask::{Ask, Failed};
use crate::call::context::Context;
use crate::call::frame::Document;
use crate::event::Event;
use crate::order::EndCause;
use crate::plan::{Block, Trigger};
use crate::time::Instant;

/// A running action.
pub(crate) trait Verb: Send + Sync {
    /// Begins.
    fn start(&mut self, cx: &mut Context<'_>) -> Step;

    /// Takes an event: of what it has begun, a key if it takes keys, or its time.
    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        let _ = (event, cx);
        Step::Wait
    }

    /// When it wants [`Event::Timeout`].
    fn deadline(&self) -> Option<Instant> {
        None
    }

    /// Whether keys are for it; else they wait for the next verb that wants some.
    fn takes_digits(&self) -> bool {
        false
    }

    /// Whether the keys it takes are secret.
    fn is_sensitive(&self) -> bool {
        false
    }

    /// Goes on behind actions it wanted to run by [`Step::Within`].
    fn resume(&mut self, cx: &mut Context<'_>) -> Step {
        let _ = cx;
        Step::Done
    }

    /// The caller is gone, and it is dropped next: what goes on without the caller, such as telling an application.
    fn farewell(&mut self, cx: &mut Context<'_>) -> Option<Box<dyn Verb>> {
        let _ = cx;
        None
    }
}

/// What a verb does next.
pub(crate) enum Step {
    /// Nothing until an event.
    Wait,
    /// It has ended; the next action runs.
    Done,
    /// These actions run, then [`Verb::resume`] is called.
    Within(Block),
    /// It has ended, and this happens.
    Go(Go),
}

/// Where a call goes from here.
pub(crate) enum Go {
    /// These actions run, then the next one.
    Island(Block),
    /// The same; they are a part of the list that runs, so that keys do what they do there.
    Branch(Block),
    /// The rest of the document is dropped, and this is asked.
    Ask(Box<Ask>),
    /// Another verb takes its place.
    Verb(Box<dyn Verb>),
    /// The answer to a question has come.
    Document { actions: Block, document: Arc<Document> },
    /// The answer was: nothing.
    Nothing,
    /// No answer could be had.
    Failed(Box<Failed>),
    /// Applications lead in a circle.
    TooMany { what: String },
    /// A key has stopped a prompt of a menu: the caller chooses, by the keys typed so far first.
    Choose,
    /// Elsewhere in the dialplan.
    Jump { menu: String, option: Trigger, priority: usize },
    /// The rest of the list it stands in is dropped.
    DropRest,
    /// The call ends.
    End { cause: EndCause, status: Option<u16> },
}

/// The verb for an action.
pub(crate) fn verb(element: &Arc<Element>) -> Option<Box<dyn Verb>> {
    let element = Arc::clone(element);
    Some(match element.def.tag {
        Tag::Say => Box::new(say::Say::new(element)),
        Tag::Play => Box::new(play::Play::new(element)),
        Tag::Pause => Box::new(pause::Pause::new(element)),
        Tag::Gather => Box::new(gather::Gather::new(element)),
        Tag::Record => Box::new(record::Record::new(element)),
        Tag::Echo => Box::new(echo::Echo::new(element)),
        Tag::If | Tag::Switch => Box::new(branch::Branch::new(element)),
        Tag::Refer => Box::new(refer::Refer::new(element)),
        Tag::Transfer if refer::is_blind(&element) => Box::new(refer::Refer::new(element)),
        Tag::Transfer | Tag::Dial => Box::new(connect::Connect::new(element)),
        Tag::Redirect => Box::new(redirect::Redirect::new(element)),
        Tag::Jump => Box::new(jump::Jump::new(element)),
        Tag::SetVar => Box::new(set_var::SetVar::new(element)),
        Tag::SetCaller => Box::new(set_caller::SetCaller::new(element)),
        Tag::Answer => Box::new(answer::Answer::new(element)),
        Tag::Hangup => Box::new(hangup::Hangup::new(element)),
        Tag::Reject => Box::new(reject::Reject::new(element)),
        Tag::Log => Box::new(log::Log::new(element)),
        Tag::Interactive => Box::new(interactive::Interactive::new(element)),
        Tag::Start => Box::new(start::Start::new(element)),
        Tag::Stop => Box::new(start::Stop::new(element)),
        _ => return None,
    })
}

/// What an action needs of the caller's leg before it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing; it runs even when the caller is gone.
    Nothing,
    /// The caller still there, answered or not.
    Caller,
    /// The caller's ear or keys: an answered call.
    Ear,
}

/// What an action needs.
pub(crate) fn needs(element: &Element) -> Needs {
    match element.def.tag {
        Tag::Log | Tag::SetVar | Tag::SetCaller | Tag::If | Tag::Switch => Needs::Nothing,
        Tag::Interactive => interactive::needs(element),
        Tag::Say | Tag::Play | Tag::Pause | Tag::Gather | Tag::Record | Tag::Echo | Tag::Refer | Tag::Start => {
            Needs::Ear
        }
        Tag::Transfer | Tag::Dial if !connect::answers_late(element) => Needs::Ear,
        _ => Needs::Caller,
    }
}
