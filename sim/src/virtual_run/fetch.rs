//! HTTP requests: the script's applications answer them, with the delays and failures the script says.

use std::collections::BTreeSet;
use std::time::Duration;

use dialplan::event::{Event, FetchFailure, Response};
use dialplan::ids::FetchId;
use dialplan::order::{Method, Request};

use super::world::{Due, World};
use crate::observation::{self, Observation};
use crate::script::{Answer, Drop};
use crate::transcript::Who;

/// Requests that are under way.
#[derive(Debug, Default)]
pub(super) struct Fetches {
    pending: BTreeSet<FetchId>,
}

impl World {
    pub(super) fn fetch(&mut self, fetch: FetchId, request: &Request) {
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let answer = self.apps.answer(method, &request.url);
        let (url, parameters) = shown(request);
        let asks = self.asking.describe(method, &url, &parameters);
        self.line(Who::Engine, &format!("asks {asks}"));
        self.fetches.pending.insert(fetch);
        let (after, event) = match &answer {
            Some(answer) => reply(fetch, request, answer),
            None => (Duration::ZERO, failed(fetch, FetchFailure::Connect, "no App of the script answers")),
        };
        self.queue.push(self.now + after, Due::Event(event));
        self.notice(&Observation::Request(observation::Request {
            method: method.into(),
            url: request.url.clone(),
            parameters: request.parameters.clone(),
            known: answer.is_some(),
        }));
    }

    pub(super) fn cancel_fetch(&mut self, fetch: FetchId) {
        if self.fetches.pending.remove(&fetch) {
            self.line(Who::Engine, "gives up the request");
        }
    }

    pub(super) fn fetched(&mut self, fetch: FetchId, event: &Event) {
        if !self.fetches.pending.remove(&fetch) {
            return;
        }
        match event {
            Event::Response { response, .. } => {
                let content_type = response.content_type.as_deref().unwrap_or("nothing");
                let text = format!("answers {} {content_type}, {} bytes", response.status, response.body.len());
                self.line(Who::App, &text);
            }
            Event::FetchFailed { reason, .. } => self.line(Who::App, &format!("fails: {reason}")),
            _ => {}
        }
        self.tell(event);
    }
}

/// URL and parameters as they may be written, keys of sensitive Gathers masked.
pub(super) fn shown(request: &Request) -> (String, Vec<(String, String)>) {
    if request.secrets.is_empty() {
        return (request.url.clone(), request.parameters.clone());
    }
    // The request knows best what must not be shown, and does not show it when it is written.
    let written = serde_json::to_value(request).unwrap_or_default();
    let url = written["url"].as_str().unwrap_or_default().to_owned();
    (url, serde_json::from_value(written["parameters"].clone()).unwrap_or_default())
}

/// What comes back, and how long it takes.
fn reply(fetch: FetchId, request: &Request, answer: &Answer) -> (Duration, Event) {
    let timeout = (request.timeout, failed(fetch, FetchFailure::Timeout, "no answer in time"));
    match answer.drop {
        Some(Drop::Never) => timeout,
        Some(Drop::Connect) if answer.after >= request.connect_timeout => {
            (request.connect_timeout, failed(fetch, FetchFailure::Timeout, "no connection in time"))
        }
        Some(Drop::Connect) => (answer.after, failed(fetch, FetchFailure::Connect, "the connection is refused")),
        _ if answer.after >= request.timeout => timeout,
        Some(Drop::MidBody) => {
            (answer.after, failed(fetch, FetchFailure::Connect, "the connection broke in the middle of the body"))
        }
        None => (answer.after, Event::Response { fetch, response: Box::new(response(request, answer)) }),
    }
}

fn response(request: &Request, answer: &Answer) -> Response {
    Response {
        status: answer.status,
        url: request.url.clone(),
        content_type: Some(answer.content_type.clone()).filter(|content_type| !content_type.is_empty()),
        retry_after: None,
        body: answer.body.clone(),
    }
}

fn failed(fetch: FetchId, failure: FetchFailure, reason: &str) -> Event {
    Event::FetchFailed { fetch, failure, reason: reason.into() }
}
