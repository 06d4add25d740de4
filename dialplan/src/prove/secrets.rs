//! What must not be seen: keys marked sensitive on an open line, passwords written into addresses.

use std::collections::BTreeSet;
use std::sync::Arc;

use url::Url;
use xml_schema::{Diagnostic, Dialect, Element, Span, Tag, Value};

use super::flow::names;
use super::messages;
use super::reads::bare;
use super::scope::parts;
use crate::explain::Explanation;
use crate::plan::{Plan, blocks};

/// Attributes that hold an address somebody is asked or told at.
const ADDRESSES: [&str; 5] = ["url", "fallbackUrl", "action", "statusCallback", "recordingStatusCallback"];

/// Parameters of an address that are a secret by their name.
const SECRETS: [&str; 9] =
    ["password", "passwd", "pwd", "pass", "secret", "token", "apikey", "api_key", "access_token"];

/// Reports addresses, each for one reason.
pub(super) fn check(plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let mut sensitive = BTreeSet::new();
    for actions in blocks(plan) {
        gathered(actions, &mut sensitive);
    }
    let mut look = Look { plan, sensitive, diagnostics };
    for actions in blocks(plan) {
        look.list(actions);
    }
}

fn is_sensitive(element: &Element) -> bool {
    element.value("sensitive", Dialect::CallApi).as_ref().and_then(Value::as_boolean) == Some(true)
}

/// The variables that hold keys marked sensitive.
fn gathered(actions: &[Arc<Element>], sensitive: &mut BTreeSet<String>) {
    for action in actions {
        if action.def.tag == Tag::Gather && is_sensitive(action) {
            sensitive.extend(action.attribute("var").map(|name| name.value.trim().to_owned()));
        }
        gathered(&parts(action), sensitive);
    }
}

struct Look<'a> {
    plan: &'a Plan,
    sensitive: BTreeSet<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Look<'_> {
    fn list(&mut self, actions: &[Arc<Element>]) {
        for action in actions {
            self.addresses(action);
            self.list(&parts(action));
        }
    }

    fn addresses(&mut self, action: &Element) {
        for attribute in ADDRESSES.iter().filter_map(|name| action.attribute(name)) {
            let Some(url) = self.resolved(&attribute.value) else { continue };
            self.password(&url, attribute.value_span);
            let sends_keys = attribute.name == "action" && action.def.tag == Tag::Gather && is_sensitive(action);
            let sent = match sends_keys {
                true => Some("Digits".to_owned()),
                false => self.sent(action, &attribute.value),
            };
            if let Some(name) = sent.filter(|_| is_open(&url)) {
                self.diagnostics.push(messages::open_line(attribute.value_span, &name));
            }
        }
    }

    fn resolved(&self, address: &str) -> Option<Url> {
        let address = address.trim();
        Url::parse(address).ok().or_else(|| self.plan.base.as_ref()?.join(address).ok())
    }

    /// The sensitive variable that goes along in an address or a parameter.
    fn sent(&self, action: &Element, address: &str) -> Option<String> {
        let is_secret = |name: &&str| self.sensitive.contains(*name);
        let inside = names(address).chain(bare(address)).find(is_secret).map(str::to_owned);
        let parameters = action.elements().filter(|child| child.def.tag == Tag::Param);
        inside.or_else(|| {
            let mut texts = parameters.map(|parameter| parameter.text());
            texts.find_map(|text| names(&text).find(is_secret).map(str::to_owned))
        })
    }

    fn password(&mut self, url: &Url, span: Span) {
        let is_written = |value: &str| !value.is_empty() && !value.contains(['$', '{']) && !value.contains("%7B");
        let own = url.password().filter(|password| is_written(password)).map(|_| "the password".to_owned());
        let named = url.query_pairs().find_map(|(name, value)| {
            let is_secret = SECRETS.contains(&name.to_lowercase().as_str()) && is_written(&value);
            is_secret.then(|| format!("{name:?}"))
        });
        if let Some(what) = own.or(named) {
            self.diagnostics.push(messages::plain_secret(span, &what));
        }
    }
}

/// Whether others may listen: no TLS, and not on this machine.
fn is_open(url: &Url) -> bool {
    let is_local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => true,
    };
    url.scheme() == "http" && !is_local
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[
    Explanation {
        code: "D041",
        why: "Keys marked sensitive stay out of logs and traces; over http everybody on the way reads them.",
        bad: r#"<Gather var="pin" sensitive="true"><Say>Your code?</Say></Gather>
<Interactive url="http://crm.example/?pin=$pin"><Fallback><Hangup/></Fallback></Interactive>"#,
        good: r#"<Gather var="pin" sensitive="true"><Say>Your code?</Say></Gather>
<Interactive url="https://crm.example/?pin=$pin"><Fallback><Hangup/></Fallback></Interactive>"#,
    },
    Explanation {
        code: "D042",
        why: "A dialplan is read, copied and sent around; passwords belong into the configuration.",
        bad: r#"<Interactive url="https://ivr:hunter2@crm.example/"><Fallback><Hangup/></Fallback></Interactive>"#,
        good: r#"<Interactive url="https://crm.example/" auth="crm"><Fallback><Hangup/></Fallback></Interactive>"#,
    },
];
