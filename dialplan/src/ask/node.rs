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
    /// What runs when the application has failed; empty: the next action.
    pub fallback: Block,
    pub params: Vec<(String, String)>,
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
        node.fallback_url = cx.string(element, "fallbackUrl").filter(|url| !url.is_empty());
        for child in element.elements() {
            match child.def.tag {
                Tag::Fallback => node.fallback = block(child),
                Tag::Param => {
                    let name = cx.string(child, "name").unwrap_or_default();
                    let value = cx.text(child);
                    node.params.push((name, value));
                }
                _ => {}
            }
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
            fallback: Block::from([]),
            params: Vec::new(),
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
