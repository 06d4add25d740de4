//! What runs: a stack of lists of actions.

use std::sync::Arc;

use xml_schema::Element;

use crate::ask::Node;
use crate::plan::Block;
use crate::verbs::Verb;

/// A list of actions and the place in it.
pub(crate) struct Frame {
    pub actions: Block,
    pub next: usize,
    pub kind: FrameKind,
    /// The verb whose part this is: it goes on behind the last action.
    pub verb: Option<Box<dyn Verb>>,
}

/// Where a list comes from.
#[derive(Debug)]
pub(crate) enum FrameKind {
    /// The actions of a menu's option.
    Option,
    /// The verbs of a document.
    Document(Arc<Document>),
    /// Actions inside of one of the above: a Fallback, a Case, an OnError.
    Island,
}

/// A document of an application, while it runs.
#[derive(Debug)]
pub(crate) struct Document {
    /// Where it came from: what relative URLs are meant against.
    pub url: String,
    /// How to ask again, and what to do when that fails.
    pub node: Arc<Node>,
}

impl Frame {
    pub fn new(actions: Block, kind: FrameKind) -> Self {
        Self { actions, next: 0, kind, verb: None }
    }

    /// The actions of a part of a verb.
    pub fn within(actions: Block, verb: Box<dyn Verb>) -> Self {
        Self { verb: Some(verb), ..Self::new(actions, FrameKind::Island) }
    }

    /// The next action, if there is one left.
    pub fn advance(&mut self) -> Option<Arc<Element>> {
        let action = self.actions.get(self.next).cloned();
        self.next += usize::from(action.is_some());
        action
    }

    /// Whether an action is left.
    pub fn has_more(&self) -> bool {
        self.next < self.actions.len()
    }
}

/// The document that runs: the innermost on the stack.
pub(crate) fn document(frames: &[Frame]) -> Option<&Arc<Document>> {
    frames.iter().rev().find_map(|frame| match &frame.kind {
        FrameKind::Document(document) => Some(document),
        FrameKind::Option | FrameKind::Island => None,
    })
}

/// The child elements of an element as a list of actions.
pub(crate) fn block(element: &Element) -> Block {
    element.elements().cloned().collect()
}
