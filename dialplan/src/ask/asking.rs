//! One question to an application: attempts, back-off, budget and fallback URL, until there is an answer or none.

use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use xml_schema::Element;

use super::answer::{Answer, understand};
use super::overrides::{Overrides, RetryOn};
use super::{Node, method, parameters, target};
use crate::call::context::Context;
use crate::call::frame::Document;
use crate::event::{Event, FetchFailure, Response};
use crate::ids::FetchId;
use crate::order::{Method, Order, Report, Request};
use crate::time::Instant;
use crate::verbs::{Go, Step, Verb};

/// What is to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub node: Arc<Node>,
    /// As written; empty: `base` again.
    pub url: String,
    /// What a relative URL is meant against.
    pub base: Option<String>,
    pub method: Method,
    /// What is told beside the standard parameters.
    pub extra: Vec<(String, String)>,
    /// Whether `$name` in the query is replaced, as the URL of an `Interactive` has it.
    pub template: bool,
}

impl Ask {
    /// The question of an `action`, a `Redirect` or the like: with the policy of the document it stands in.
    pub fn action(element: &Element, url: String, extra: Vec<(String, String)>, cx: &mut Context<'_>) -> Self {
        let base = match cx.document {
            Some(document) => Some(document.url.clone()),
            None => cx.plan.base.as_ref().map(|base| base.as_str().to_owned()),
        };
        let node = cx.document.map(|document| Arc::clone(&document.node)).unwrap_or_default();
        Self { node, url, base, method: method(element, cx), extra, template: false }
    }
}

/// A question in progress.
pub(crate) struct Asking {
    ask: Ask,
    url: String,
    overrides: Overrides,
    state: State,
    attempt: u32,
    request: u32,
    /// When all attempts must be over.
    budget: Instant,
    on_fallback: bool,
}

enum State {
    Idle,
    Waiting(FetchId),
    /// The next attempt is made then.
    Resting(Instant),
}

/// A failed attempt.
struct Failure {
    status: String,
    reason: String,
    again: bool,
    retry_after: Option<Duration>,
}

impl Asking {
    pub fn new(ask: Ask) -> Self {
        Self {
            ask,
            url: String::new(),
            overrides: Overrides::default(),
            state: State::Idle,
            attempt: 0,
            request: 0,
            budget: Instant::START,
            on_fallback: false,
        }
    }

    fn begin(&mut self, cx: &mut Context<'_>) -> Step {
        let base = self.ask.base.as_deref();
        let resolved = target::resolve(&self.ask.url, base, &cx.state.variables, self.ask.template);
        let target = match resolved {
            Ok(target) => target,
            Err(reason) => {
                let url = self.ask.url.clone();
                return self.give_up(cx, url, "refused".to_owned(), reason);
            }
        };
        self.url = target.url;
        self.overrides = target.overrides;
        self.attempt = 0;
        self.request = cx.state.ids.next_request();
        self.budget = cx.now + cx.settings.budget;
        self.send(cx)
    }

    fn send(&mut self, cx: &mut Context<'_>) -> Step {
        self.attempt += 1;
        let node = &self.ask.node;
        let mut parameters = parameters::standard(node.dialect, cx.state, cx.settings);
        parameters.extend(node.params.iter().cloned());
        parameters.extend(self.ask.extra.iter().cloned());
        let left = self.budget - cx.now;
        let request = Request {
            method: self.ask.method,
            url: self.url.clone(),
            parameters,
            dialect: node.dialect,
            connect_timeout: self.overrides.connect_timeout.unwrap_or(node.connect_timeout).min(left),
            timeout: self.overrides.timeout.unwrap_or(node.timeout).min(left),
            idempotency_key: format!("{}-{}", cx.state.incoming.call_id, self.request),
            attempt: self.attempt,
            auth: node.auth.clone(),
            secrets: Vec::new(),
        };
        let fetch = cx.state.ids.next_fetch();
        cx.orders.push(Order::Fetch { fetch, request: Box::new(request) });
        self.state = State::Waiting(fetch);
        Step::Wait
    }

    fn answered(&mut self, response: &Response, cx: &mut Context<'_>) -> Step {
        match understand(response, &self.ask.node, cx.settings.limits) {
            Answer::Empty => {
                cx.state.variables.set("InteractiveStatus", "empty");
                Step::Go(Go::Nothing)
            }
            Answer::Document { root, warnings } => self.document(response, &root, warnings, cx),
            Answer::Failed { status, reason } => {
                let again = self.repeats_status(response.status);
                let reason = format!("{} {reason}", self.url);
                self.failed(Failure { status, reason, again, retry_after: response.retry_after }, cx)
            }
        }
    }

    fn document(&self, response: &Response, root: &Arc<Element>, warnings: Vec<String>, cx: &mut Context<'_>) -> Step {
        cx.state.variables.set("InteractiveStatus", "ok");
        let url = if response.url.is_empty() { self.url.clone() } else { response.url.clone() };
        let actions = crate::call::frame::block(root);
        cx.report(Report::Document { url: url.clone(), verbs: actions.len(), warnings });
        let document = Arc::new(Document { url, node: Arc::clone(&self.ask.node) });
        Step::Go(Go::Document { actions, document })
    }

    fn failed(&mut self, failure: Failure, cx: &mut Context<'_>) -> Step {
        let allowed = self.overrides.retries.unwrap_or(self.ask.node.retries);
        if failure.again && self.attempt <= allowed {
            let rest = failure.retry_after.unwrap_or_else(|| self.back_off(cx));
            let next = cx.now + rest;
            if next < self.budget {
                cx.warn(format!("{}; asking again in {} ms", failure.reason, rest.as_millis()));
                self.state = State::Resting(next);
                return Step::Wait;
            }
        }
        let url = self.url.clone();
        self.give_up(cx, url, failure.status, failure.reason)
    }

    /// No more attempts: the fallback URL once, then what stands locally.
    fn give_up(&mut self, cx: &mut Context<'_>, url: String, status: String, reason: String) -> Step {
        cx.state.variables.set("InteractiveStatus", status.as_str());
        let fallback = self.ask.node.fallback_url.clone().filter(|_| !self.on_fallback);
        let Some(fallback) = fallback else {
            return Step::Go(Go::Failed { node: Arc::clone(&self.ask.node), url, status, reason });
        };
        cx.report(Report::InteractiveFailed {
            url: url.clone(),
            status: status.clone(),
            reason,
            instead: "fallbackUrl".into(),
        });
        self.on_fallback = true;
        self.ask.extra.push(("ErrorCode".into(), error_code(&status).into()));
        self.ask.extra.push(("ErrorUrl".into(), url));
        self.ask.url = fallback;
        self.ask.template = true;
        self.begin(cx)
    }

    fn repeats_status(&self, status: u16) -> bool {
        let on = &self.overrides.retry_on;
        if on.is_empty() {
            return matches!(status, 429 | 502..=504);
        }
        on.contains(&RetryOn::All)
            || (on.contains(&RetryOn::ClientError) && (400..500).contains(&status))
            || (on.contains(&RetryOn::ServerError) && (500..600).contains(&status))
    }

    fn repeats_failure(&self, failure: FetchFailure) -> bool {
        let on = &self.overrides.retry_on;
        match failure {
            FetchFailure::Connect | FetchFailure::Dns => {
                on.is_empty() || on.contains(&RetryOn::Connect) || on.contains(&RetryOn::All)
            }
            FetchFailure::Timeout => on.contains(&RetryOn::Read) || on.contains(&RetryOn::All),
            FetchFailure::Tls | FetchFailure::TooLarge | FetchFailure::Refused => false,
        }
    }

    /// 200 ms, doubled each time up to 2 s, with half of it drawn from the call's id: a replay rests as long.
    fn back_off(&self, cx: &Context<'_>) -> Duration {
        let seed = format!("{}/{}/{}", cx.state.incoming.call_id, self.request, self.attempt);
        let drawn = u32::from(Sha256::digest(seed.as_bytes())[0]);
        let base = 200_u32.saturating_mul(1 << (self.attempt - 1).min(4)).min(2000);
        Duration::from_millis(u64::from(base / 2 + base * drawn / 510)).max(Duration::from_millis(200))
    }
}

impl Verb for Asking {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.begin(cx)
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match (&self.state, event) {
            (State::Waiting(ours), Event::Response { fetch, response }) if fetch == ours => self.answered(response, cx),
            (State::Waiting(ours), Event::FetchFailed { fetch, failure, reason }) if fetch == ours => {
                let again = self.repeats_failure(*failure);
                let (status, reason) = (failure_name(*failure).to_owned(), reason.clone());
                self.failed(Failure { status, reason, again, retry_after: None }, cx)
            }
            (State::Resting(next), Event::Timeout) if cx.now >= *next => self.send(cx),
            _ => Step::Wait,
        }
    }

    fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Resting(next) => Some(next),
            State::Idle | State::Waiting(_) => None,
        }
    }

    fn abandon(&mut self, cx: &mut Context<'_>) {
        if let State::Waiting(fetch) = self.state {
            cx.orders.push(Order::CancelFetch { fetch });
        }
        self.state = State::Idle;
    }
}

fn failure_name(failure: FetchFailure) -> &'static str {
    match failure {
        FetchFailure::Timeout => "timeout",
        FetchFailure::Connect => "connect",
        FetchFailure::Dns => "dns",
        FetchFailure::Tls => "tls",
        FetchFailure::TooLarge => "too-large",
        FetchFailure::Refused => "refused",
    }
}

/// Twilio's error for a failure, which a fallback application branches on. <https://www.twilio.com/docs/api/errors>
fn error_code(status: &str) -> &'static str {
    match status {
        "timeout" => "11205",
        "connect" => "11205",
        "dns" => "11210",
        "tls" => "11220",
        "too-large" => "11750",
        "bad-document" => "12100",
        "refused" => "11100",
        _ => "11200",
    }
}
