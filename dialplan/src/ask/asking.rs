//! One question to an application: attempts, rests, budget and fallback URL, until there is an answer or none.

use std::sync::Arc;
use std::time::Duration;

use xml_schema::{Dialect, Element};

use super::answer::{Answer, understand};
use super::overrides::Overrides;
use super::retry::{Failure, repeats_status, rest};
use super::waiting::Waiting;
use super::{Ask, Failed, parameters, target};
use crate::call::context::Context;
use crate::call::frame::{Document, block};
use crate::event::{Event, Response};
use crate::ids::FetchId;
use crate::order::{Report, Request};
use crate::time::Instant;
use crate::verbs::{Go, Step, Verb};

/// A question in progress.
///
/// ```text
/// Waiting ──answer──► document, or nothing
///  │  ▲
///  ▼  └─ attempts left ── Resting
/// failed ──► the fallback URL, once ──► what stands in the dialplan
/// ```
pub(crate) struct Asking {
    ask: Ask,
    url: String,
    overrides: Overrides,
    state: State,
    attempt: u32,
    request: u32,
    /// When all attempts must be over.
    budget: Instant,
    waiting: Waiting,
    on_fallback: bool,
}

enum State {
    Idle,
    Waiting(FetchId),
    /// The next attempt is made then.
    Resting(Instant),
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
            waiting: Waiting::default(),
            on_fallback: false,
        }
    }

    /// A question that tells an application of a caller who is gone.
    pub fn farewell(ask: Ask) -> Box<dyn Verb> {
        Box::new(Self::new(ask.farewell()))
    }

    fn begin(&mut self, cx: &mut Context<'_>) -> Step {
        let base = self.ask.base.as_deref();
        let target = match target::resolve(&self.ask.url, base, &cx.state.variables, self.ask.bare_names) {
            Ok(target) => target,
            Err(reason) => {
                self.url = self.ask.url.clone();
                let status = "refused".to_owned();
                return self.give_up(Failure { status, code: None, reason, again: false, retry_after: None }, cx);
            }
        };
        self.url = target.url;
        self.overrides = target.overrides;
        self.attempt = 0;
        self.request = cx.state.ids.next_request();
        // Who gives one attempt more time than all of them may take means it.
        self.budget = cx.now + cx.settings.budget.max(self.timeout());
        self.waiting.begin(&self.ask.node, cx);
        self.send(cx)
    }

    fn send(&mut self, cx: &mut Context<'_>) -> Step {
        self.attempt += 1;
        let node = &self.ask.node;
        let mut parameters = parameters::standard(node.dialect, cx.state, cx.settings);
        parameters.extend(self.ask.extra.iter().cloned());
        let left = self.budget - cx.now;
        let fetch = cx.fetch(Request {
            method: self.ask.method,
            url: self.url.clone(),
            parameters,
            dialect: node.dialect,
            connect_timeout: self.overrides.connect_timeout.unwrap_or(node.connect_timeout).min(left),
            timeout: self.timeout().min(left),
            idempotency_key: format!("{}-{}", cx.state.incoming.call_id, self.request),
            attempt: self.attempt,
            auth: node.auth.clone(),
            secrets: cx.state.secrets.clone(),
        });
        self.state = State::Waiting(fetch);
        Step::Wait
    }

    fn timeout(&self) -> Duration {
        self.overrides.timeout.unwrap_or(self.ask.node.timeout)
    }

    fn answered(&mut self, response: &Response, cx: &mut Context<'_>) -> Step {
        match understand(response, &self.ask.node, cx.settings.limits) {
            Answer::Empty => {
                self.tell_status("empty", cx);
                Step::Go(Go::Nothing)
            }
            Answer::Document { root, warnings } => self.document(response, &root, warnings, cx),
            Answer::Failed { status, code, reason } => {
                let again = repeats_status(response.status, &self.overrides.retry_on);
                self.failed(Failure { status, code, reason, again, retry_after: response.retry_after }, cx)
            }
        }
    }

    fn document(&self, response: &Response, root: &Arc<Element>, warnings: Vec<String>, cx: &mut Context<'_>) -> Step {
        self.tell_status("ok", cx);
        let url = target::document_url(&self.url, &response.url);
        let actions = block(root);
        cx.report(Report::Document { url: target::shown(&url), verbs: actions.len(), warnings });
        let mut node = Arc::clone(&self.ask.node);
        if self.on_fallback {
            Arc::make_mut(&mut node).fallback_url = None;
        }
        Step::Go(Go::Document { actions, document: Arc::new(Document { url, node }) })
    }

    /// What the designer may branch on. Behind a fallback URL that is still what was wrong with the application itself.
    fn tell_status(&self, status: &str, cx: &mut Context<'_>) {
        if !self.on_fallback {
            cx.state.variables.set("InteractiveStatus", status);
        }
    }

    fn failed(&mut self, failure: Failure, cx: &mut Context<'_>) -> Step {
        let allowed = if self.on_fallback { 0 } else { self.overrides.retries.unwrap_or(self.ask.node.retries) };
        if failure.again && self.attempt <= allowed {
            let seed = format!("{}-{}", cx.state.incoming.call_id, self.request);
            let rest = failure.retry_after.unwrap_or_else(|| rest(&seed, self.attempt));
            let next = cx.now + rest;
            if next < self.budget {
                cx.warn(format!("{}; asking again in {} ms", failure.reason, rest.as_millis()));
                self.state = State::Resting(next);
                return Step::Wait;
            }
        }
        self.give_up(failure, cx)
    }

    /// No more attempts: the fallback URL once, then what stands locally.
    fn give_up(&mut self, failure: Failure, cx: &mut Context<'_>) -> Step {
        self.tell_status(&failure.status, cx);
        let code = failure.code();
        let url = target::shown(&self.url);
        let Failure { status, reason, .. } = failure;
        let Some(fallback) = self.ask.node.fallback_url.clone().filter(|_| !self.on_fallback) else {
            return Step::Go(Go::Failed(Box::new(Failed { node: Arc::clone(&self.ask.node), url, status, reason })));
        };
        cx.report(Report::InteractiveFailed { url, status, reason, instead: "fallbackUrl".into() });
        self.on_fallback = true;
        self.ask.extra.push(("ErrorCode".into(), code.to_string()));
        self.ask.extra.push(("ErrorUrl".into(), self.url.clone()));
        self.ask.url = fallback;
        self.ask.base = self.ask.node.base.clone();
        self.ask.bare_names = true;
        self.begin(cx)
    }
}

impl Verb for Asking {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        cx.state.asked += 1;
        let limit = cx.settings.documents_without_input;
        if cx.state.asked > limit {
            let what = format!("{limit} documents in a row without a key of the caller");
            return Step::Go(Go::TooMany { what });
        }
        self.begin(cx)
    }

    fn on(&mut self, event: &Event, cx: &mut Context<'_>) -> Step {
        match (&self.state, event) {
            (State::Waiting(ours), Event::Response { fetch, response }) if fetch == ours => self.answered(response, cx),
            (State::Waiting(ours), Event::FetchFailed { fetch, failure, reason }) if fetch == ours => {
                let failure = Failure::of(*failure, reason, &self.overrides);
                self.failed(failure, cx)
            }
            (State::Resting(next), Event::Timeout) if cx.now >= *next => self.send(cx),
            (_, Event::Digit { digit }) => {
                // Twilio drops keys that no Gather waits for.
                if self.ask.node.dialect == Dialect::CallApi {
                    cx.keep_key_always(*digit);
                }
                Step::Wait
            }
            _ => {
                self.waiting.on_time(cx);
                Step::Wait
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let next = match self.state {
            State::Resting(next) => Some(next),
            State::Idle | State::Waiting(_) => None,
        };
        [next, self.waiting.deadline()].into_iter().flatten().min()
    }

    fn takes_digits(&self) -> bool {
        true
    }
}
