//! Status callbacks: who is told how a call, a leg or a recording goes, without being asked anything.

use xml_schema::{Dialect, Element, Value};

use super::{Node, target};
use crate::call::context::Context;
use crate::order::{Method, Order, Request};

/// Somebody who wants to be told.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    url: String,
    method: Method,
    events: Vec<String>,
    /// How many have been told: `SequenceNumber`.
    told: u32,
    node: Node,
}

impl Callback {
    /// Reads `<name>`, `<name>Method` and `<name>Event` of an element; `None`: nobody wants to be told, or the URL makes no
    /// sense, which is reported.
    pub fn of(element: &Element, name: &str, events: &str, cx: &mut Context<'_>) -> Option<Self> {
        let written = element.attribute(name).map(|url| url.value.trim().to_owned()).filter(|url| !url.is_empty())?;
        let base = cx.base();
        let url = match target::resolve(&written, base.as_deref(), &cx.state.variables, false) {
            Ok(target) => target.url,
            Err(reason) => {
                cx.warn(format!("{}: nobody is told: {reason}", element.name));
                return None;
            }
        };
        let method = cx.value(element, &format!("{name}Method"));
        let method =
            if method.as_ref().and_then(Value::as_keyword) == Some("GET") { Method::Get } else { Method::Post };
        let wanted = cx.string(element, &format!("{name}Event")).unwrap_or_else(|| events.to_owned());
        let words = wanted.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
        let node = cx.document.map(|document| document.node.as_ref().clone()).unwrap_or_default();
        Some(Self { url, method, events: words.map(str::to_ascii_lowercase).collect(), told: 0, node })
    }

    /// Tells an event, if it is wanted. The parameters come behind those that every callback has.
    pub fn tell(&mut self, event: &str, parameters: Vec<(String, String)>, cx: &mut Context<'_>) {
        if !self.events.iter().any(|wanted| wanted == event) {
            return;
        }
        let mut all = parameters;
        all.push(("Timestamp".into(), cx.rfc2822()));
        all.push(("SequenceNumber".into(), self.told.to_string()));
        self.told += 1;
        let request = Request {
            method: self.method,
            url: self.url.clone(),
            parameters: all,
            // The events are Twilio's in either dialect, and so is the signature.
            dialect: Dialect::Twiml,
            connect_timeout: self.node.connect_timeout,
            timeout: self.node.timeout,
            idempotency_key: format!("{}-{}", cx.state.incoming.call_id, cx.state.ids.next_request()),
            attempt: 1,
            auth: self.node.auth.clone(),
            secrets: cx.state.secrets.clone(),
        };
        cx.orders.push(Order::Notify { request: Box::new(request) });
    }
}
