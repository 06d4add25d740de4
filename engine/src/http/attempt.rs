//! What the connector must know of the attempt it connects for.
//!
//! reqwest has one connect timeout and one resolver for a whole client; an attempt has its own time and its origin its own
//! rights. Both are task-local while a request is sent. A connection that the pool keeps making after its request went
//! away is a task of its own: the connector carries them over.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tower::{BoxError, Layer, Service};

tokio::task_local! {
    static ATTEMPT: Attempt;
}

/// One attempt, as far as connecting goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    /// How long name, TCP and TLS may take together.
    pub connect_timeout: Duration,
    /// Whether the origin is listed, so that it may have private addresses.
    pub listed: bool,
}

impl Attempt {
    /// Runs a future as part of this attempt.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        ATTEMPT.scope(self, future).await
    }

    /// Whether the origin that is being connected to is listed.
    pub fn is_listed() -> bool {
        ATTEMPT.try_with(|attempt| attempt.listed).unwrap_or(false)
    }
}

/// The attempt's connect timeout has passed.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectTimeout(pub Duration);

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not within {:?}", self.0)
    }
}

impl std::error::Error for ConnectTimeout {}

/// Puts [`Connect`] around reqwest's connector.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectLayer;

impl<S> Layer<S> for ConnectLayer {
    type Service = Connect<S>;

    fn layer(&self, inner: S) -> Connect<S> {
        Connect { inner }
    }
}

/// A connector that keeps to the attempt's time.
#[derive(Debug, Clone)]
pub(super) struct Connect<S> {
    inner: S,
}

impl<S, R> Service<R> for Connect<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, destination: R) -> Self::Future {
        let connecting = self.inner.call(destination);
        let Ok(attempt) = ATTEMPT.try_with(|attempt| *attempt) else { return Box::pin(connecting) };
        Box::pin(async move {
            let connecting = attempt.scope(connecting);
            match tokio::time::timeout(attempt.connect_timeout, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(ConnectTimeout(attempt.connect_timeout).into()),
            }
        })
    }
}
