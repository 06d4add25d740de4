//! What is asked, and what it means that nobody answered.

use std::sync::Arc;

use xml_schema::Element;

use super::{Node, method};
use crate::call::context::Context;
use crate::order::Method;

/// What is to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub node: Arc<Node>,
    /// As written, variables not replaced yet; empty: `base` again.
    pub url: String,
    /// What a relative URL is meant against.
    pub base: Option<String>,
    pub method: Method,
    /// What is told beside the standard parameters.
    pub extra: Vec<(String, String)>,
    /// Whether `$name` without braces is replaced in the query, as the URL of an `Interactive` has it.
    pub bare_names: bool,
}

/// A question nobody answered as it should be.
#[derive(Debug)]
pub(crate) struct Failed {
    pub node: Arc<Node>,
    /// As it may be shown: without its query.
    pub url: String,
    /// What `InteractiveStatus` shows.
    pub status: String,
    /// What was seen.
    pub reason: String,
}

impl Ask {
    /// The question of an `action`, a `Redirect` or the like: with the policy of the document it stands in.
    pub fn action(element: &Element, url: String, extra: Vec<(String, String)>, cx: &mut Context<'_>) -> Self {
        let base = cx.base();
        let node = cx.document.map(|document| Arc::clone(&document.node)).unwrap_or_default();
        Self { node, url, base, method: method(element, cx), extra, bare_names: false }
    }

    /// The same for a caller who is gone: the application is told, and whatever it answers, nothing follows.
    pub fn farewell(mut self) -> Self {
        let node = Arc::make_mut(&mut self.node);
        node.fallback = Arc::from([]);
        node.fallback_url = None;
        self
    }
}
