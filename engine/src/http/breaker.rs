//! One gate for each origin: it is shut while the application fails, and lets in so many requests at one time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::error::FetchError;
use crate::config::Origin;
use crate::ops::metrics::BREAKER_SHUT;

/// The gates of all origins.
#[derive(Debug)]
pub(super) struct Gates {
    /// Failures in a row that shut a gate.
    failures: u32,
    /// How long it stays shut.
    rest: Duration,
    /// How many requests pass at one time.
    limit: usize,
    states: Mutex<HashMap<Origin, State>>,
}

/// ```text
///        failures in a row            rest is over, one request passes
/// open ─────────────────────► shut ────────────────────────────────► probing
///   ▲                          ▲              it fails                  │ │
///   │                          └────────────────────────────────────────┘ │
///   └──────────────────────────────── it succeeds ────────────────────────┘
/// ```
#[derive(Debug, Default)]
struct State {
    pending: usize,
    failures: u32,
    shut_until: Option<Instant>,
    probing: bool,
}

/// A request that was let in. Dropped without a word on how it went, it has not counted.
#[derive(Debug)]
pub(super) struct Pass {
    gates: Arc<Gates>,
    origin: Origin,
    probe: bool,
    succeeded: Option<bool>,
}

impl Gates {
    pub fn new(failures: u32, rest: Duration, limit: usize) -> Self {
        Self { failures, rest, limit, states: Mutex::default() }
    }

    /// Lets a request in.
    ///
    /// # Errors
    /// [`FetchError::Resting`], [`FetchError::Busy`].
    pub fn enter(self: &Arc<Self>, origin: &Origin) -> Result<Pass, FetchError> {
        let mut states = self.states();
        if states.len() >= KEPT && !states.contains_key(origin) {
            states.retain(|_, state| state.pending > 0 || state.shut_until.is_some_and(|until| until > Instant::now()));
        }
        let state = states.entry(origin.clone()).or_default();
        let mut probe = false;
        if let Some(until) = state.shut_until {
            let wait = until.saturating_duration_since(Instant::now());
            if !wait.is_zero() || state.probing {
                return Err(FetchError::Resting { origin: origin.clone(), failures: state.failures, wait });
            }
            probe = true;
        }
        if state.pending >= self.limit {
            return Err(FetchError::Busy { origin: origin.clone(), pending: state.pending });
        }
        state.probing |= probe;
        state.pending += 1;
        Ok(Pass { gates: Arc::clone(self), origin: origin.clone(), probe, succeeded: None })
    }

    /// How many requests are in.
    pub fn pending(&self) -> usize {
        self.states().values().map(|state| state.pending).sum()
    }

    fn states(&self) -> MutexGuard<'_, HashMap<Origin, State>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// The application is well.
    pub fn succeeded(mut self) {
        self.succeeded = Some(true);
    }

    /// The application is in trouble.
    pub fn failed(mut self) {
        self.succeeded = Some(false);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut states = self.gates.states();
        let Some(state) = states.get_mut(&self.origin) else { return };
        state.pending -= 1;
        if self.probe {
            state.probing = false;
        }
        match self.succeeded {
            Some(true) => (state.failures, state.shut_until) = (0, None),
            Some(false) => {
                state.failures = state.failures.saturating_add(1);
                let shuts = state.shut_until.is_none() && state.failures >= self.gates.failures;
                if shuts || self.probe {
                    state.shut_until = Some(Instant::now() + self.gates.rest);
                    tracing::warn!(origin = %self.origin, failures = state.failures, "the application rests");
                    metrics::counter!(BREAKER_SHUT).increment(1);
                }
            }
            None => {}
        }
        if state.pending == 0 && state.failures == 0 && state.shut_until.is_none() {
            states.remove(&self.origin);
        }
    }
}

/// How many origins with failures behind them are remembered.
const KEPT: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(10);

    fn gates(limit: usize) -> (Arc<Gates>, Origin) {
        (Arc::new(Gates::new(5, REST, limit)), "https://crm.example".parse().unwrap())
    }

    fn fail(gates: &Arc<Gates>, origin: &Origin, times: usize) {
        for _ in 0..times {
            gates.enter(origin).unwrap().failed();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn five_failures_in_a_row_shut_the_gate_for_a_while() {
        let (gates, origin) = gates(10);
        fail(&gates, &origin, 5);

        let error = gates.enter(&origin).unwrap_err();

        assert_eq!(error, FetchError::Resting { origin: origin.clone(), failures: 5, wait: REST });
        tokio::time::advance(REST).await;
        assert!(gates.enter(&origin).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_in_between_starts_the_count_again() {
        let (gates, origin) = gates(10);
        fail(&gates, &origin, 4);
        gates.enter(&origin).unwrap().succeeded();
        fail(&gates, &origin, 4);

        assert!(gates.enter(&origin).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn one_request_at_a_time_tries_whether_it_is_well_again() {
        let (gates, origin) = gates(10);
        fail(&gates, &origin, 5);
        tokio::time::advance(REST).await;

        let probe = gates.enter(&origin).unwrap();
        assert!(matches!(gates.enter(&origin), Err(FetchError::Resting { .. })));
        probe.failed();
        assert!(matches!(gates.enter(&origin), Err(FetchError::Resting { .. })));

        tokio::time::advance(REST).await;
        drop(gates.enter(&origin).unwrap());
        gates.enter(&origin).unwrap().succeeded();
        assert!(gates.enter(&origin).is_ok());
        assert!(gates.states().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn another_application_is_not_concerned() {
        let (gates, origin) = gates(10);
        fail(&gates, &origin, 5);

        assert!(gates.enter(&"https://other.example".parse().unwrap()).is_ok());
    }

    #[tokio::test]
    async fn more_requests_than_the_limit_are_refused_at_once() {
        let (gates, origin) = gates(2);
        let pending = [gates.enter(&origin).unwrap(), gates.enter(&origin).unwrap()];

        assert_eq!(gates.enter(&origin).unwrap_err(), FetchError::Busy { origin: origin.clone(), pending: 2 });
        assert_eq!(gates.pending(), 2);

        drop(pending);
        assert_eq!(gates.pending(), 0);
        assert!(gates.enter(&origin).is_ok());
    }
}
