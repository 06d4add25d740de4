//! How an application is asked: what an `Interactive` says, and what all documents it leads to inherit.

use std::time::Duration;

use xml_schema::{Dialect, Element, Tag, Value};

use crate::call::context::Context;
use crate::call::frame::block;
use crate::order::Method;
use crate::plan::Block;

/// The policy of one `Interactive` node.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub dialect: Dialect,
    pub timeout: Duration,
    pub connect_timeout: Duration,
    pub retries: u32,
    pub auth: Option<String>,
    pub strict: bool,
    pub fallback_url: Option<String>,
    /// What a relative `fallback_url` is meant against.
    pub base: Option<String>,
    /// The prompt that is heard while the application thinks.
    pub wait_play: Option<String>,
    /// What runs when the application has failed; empty: the next action.
    pub fallback: Block,
}

impl Node {
    /// Reads an `Interactive` element.
    pub fn of(element: &Element, cx: &mut Context<'_>) -> Self {
        let mut node = Self { dialect: dialect(cx.keyword(element, "dialect")), ..Self::default() };
        node.timeout = cx.duration(element, "timeout").unwrap_or(node.timeout);
        node.connect_timeout = cx.duration(element, "connectTimeout").unwrap_or(node.connect_timeout);
        node.retries =
            cx.integer(element, "retries").and_then(|count| u32::try_from(count).ok()).unwrap_or(node.retries);
        node.auth = cx.string(element, "auth");
        node.strict = cx.boolean(element, "strict");
        // Its variables are replaced when it is asked.
        node.fallback_url = element.attribute("fallbackUrl").map(|url| url.value.trim().to_owned());
        node.fallback_url.take_if(|url| url.is_empty());
        node.base = cx.plan.base.as_ref().map(|base| base.as_str().to_owned());
        node.wait_play = cx.string(element, "waitPlay");
        if let Some(fallback) = element.elements().find(|child| child.def.tag == Tag::Fallback) {
            node.fallback = block(fallback);
        }
        node
    }
}

impl Default for Node {
    /// What holds for a request of a dialplan that no `Interactive` stands behind.
    fn default() -> Self {
        Self {
            dialect: Dialect::CallApi,
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(3),
            retries: 1,
            auth: None,
            strict: false,
            fallback_url: None,
            base: None,
            wait_play: None,
            fallback: Block::from([]),
        }
    }
}

fn dialect(word: Option<&str>) -> Dialect {
    if word == Some("twiml") { Dialect::Twiml } else { Dialect::CallApi }
}

/// The method an element's attribute names.
pub(crate) fn method(element: &Element, cx: &mut Context<'_>) -> Method {
    match cx.value(element, "method").as_ref().and_then(Value::as_keyword) {
        Some("GET") => Method::Get,
        _ => Method::Post,
    }
}
