//! A chain of redirects: every request of it within the egress policy, through its gate, and in time.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, LOCATION};
use tokio::time::Instant;

use super::attempt::Attempt;
use super::breaker::Pass;
use super::classify::classify;
use super::client::Client;
use super::error::FetchError;
use super::hop::Hop;
use crate::config::Origin;

/// What all requests of a chain of redirects share.
pub(super) struct Errand<'a> {
    /// Whose cookies are sent; `None`: nobody's.
    pub call_id: Option<&'a str>,
    pub accept: &'static str,
    pub connect_timeout: Duration,
    pub started: Instant,
    pub deadline: Instant,
}

/// The head of the last answer of a chain.
pub(super) struct Arrived {
    pub response: reqwest::Response,
    pub hop: Hop,
    pub pass: Pass,
}

/// Adds headers to one request of a chain.
type Decorate<'a> = &'a (dyn Fn(&Hop, &mut HeaderMap) -> Result<(), FetchError> + Sync);

impl Client {
    /// Sends a request and goes where the answers send us on to.
    pub(super) async fn follow(
        &self,
        errand: &Errand<'_>,
        first: Hop,
        decorate: Decorate<'_>,
    ) -> Result<Arrived, FetchError> {
        let mut hop = first;
        for _ in 0..=REDIRECTS {
            let listed = self.0.policy.lists(&hop.url, &hop.origin);
            self.0.policy.check(&hop.url, listed)?;
            let pass = self.0.gates.enter(&hop.origin)?;
            let response = match self.send(errand, &mut hop, listed, decorate).await {
                Ok(response) => response,
                Err(error) => return Err(judged(pass, error)),
            };
            self.0.sessions.keep_cookies(errand.call_id, &hop.url, response.headers());
            let location = response.headers().get(LOCATION).map(HeaderValue::as_bytes);
            match hop.next(response.status(), location)? {
                None => return Ok(Arrived { response, hop, pass }),
                Some(next) => hop = next,
            }
            pass.succeeded();
        }
        Err(FetchError::Redirects { origin: hop.origin, most: REDIRECTS })
    }

    async fn send(
        &self,
        errand: &Errand<'_>,
        hop: &mut Hop,
        listed: bool,
        decorate: Decorate<'_>,
    ) -> Result<reqwest::Response, FetchError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(errand.accept));
        if let Some(login) = self.0.sessions.log_in(errand.call_id, &mut hop.url) {
            headers.insert(AUTHORIZATION, login);
        }
        hop.conceal_login();
        if let Some(cookies) = self.0.sessions.cookies(errand.call_id, &hop.url) {
            headers.insert(COOKIE, cookies);
        }
        decorate(hop, &mut headers)?;
        let mut builder = self.0.library.request(hop.method.clone(), hop.url.clone());
        if let Some(body) = hop.body() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
            builder = builder.body(body);
        }
        let attempt = Attempt { connect_timeout: errand.connect_timeout, listed };
        let sending = attempt.scope(builder.headers(headers).send());
        match tokio::time::timeout_at(errand.deadline, sending).await {
            Err(_) => Err(errand.timed_out(&hop.origin)),
            Ok(Err(error)) => Err(classify(&error, &hop.origin)),
            Ok(Ok(response)) => Ok(response),
        }
    }
}

impl Errand<'_> {
    pub fn timed_out(&self, origin: &Origin) -> FetchError {
        FetchError::Timeout { origin: origin.clone(), after: self.deadline - self.started }
    }
}

/// Lets the gate know of an error.
pub(super) fn judged(pass: Pass, error: FetchError) -> FetchError {
    if error.blames_application() {
        pass.failed();
    }
    error
}

/// How often an answer may send us on.
const REDIRECTS: usize = 5;
