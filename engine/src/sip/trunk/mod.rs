//! Carriers: which of their servers a call goes to, whether these are there, and our registration with them.

mod ping;
mod register;
mod schedule;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{info, warn};

use super::core::Core;
use super::lot::{self, Candidate};
use super::text;
use crate::config::Trunk;
use crate::ops::metrics::{GATEWAY_UP, TRUNK_REGISTERED};

/// All carriers of an endpoint.
#[derive(Default)]
pub(super) struct Carriers(Vec<Arc<Carrier>>);

/// One carrier and what is known of it.
pub(super) struct Carrier {
    pub(super) trunk: Trunk,
    state: Mutex<State>,
}

struct State {
    /// One for each gateway, in their order.
    gateways: Vec<Health>,
    /// Why we are not registered; `None`: we are, or need not be.
    unregistered: Option<String>,
}

/// Whether a gateway can be used.
#[derive(Debug, Clone, Default)]
struct Health {
    /// It does not answer; tried again from then on.
    silent: Option<(Instant, String)>,
    /// It has said that it is busy until then (503).
    busy: Option<Instant>,
}

impl Health {
    fn is_up(&self, now: Instant) -> bool {
        let silent = self.silent.as_ref().is_some_and(|(until, _)| now < *until);
        !silent && self.busy.is_none_or(|until| now >= until)
    }
}

impl Carriers {
    pub(super) fn new(trunks: &[Trunk]) -> Self {
        Self(trunks.iter().map(|trunk| Arc::new(Carrier::new(trunk.clone()))).collect())
    }

    /// The carrier of a trunk.
    pub(super) fn find(&self, name: &str) -> Option<Arc<Carrier>> {
        self.0.iter().find(|carrier| carrier.trunk.name == name).cloned()
    }

    /// Whether a user part is an account of ours: then a carrier calls us by it, and the called number stands in To.
    pub(super) fn is_account(&self, user: &str) -> bool {
        let mut accounts = self.0.iter().filter_map(|carrier| carrier.trunk.register.as_ref());
        accounts.any(|register| register.account == user)
    }

    /// What is wrong now, in words, a line each.
    pub(super) fn troubles(&self) -> Vec<String> {
        self.0.iter().flat_map(|carrier| carrier.troubles()).collect()
    }

    /// Registers and pings until the endpoint is shut down.
    pub(super) fn start(core: &Arc<Core>) {
        for carrier in &core.carriers.0 {
            if carrier.trunk.register.is_some() {
                core.registrations.spawn(register::run(Arc::clone(core), Arc::clone(carrier)));
            }
            for index in 0..carrier.trunk.gateways.len() {
                if let Some(every) = carrier.trunk.ping {
                    core.tasks.spawn(ping::run(Arc::clone(core), Arc::clone(carrier), index, every));
                }
            }
        }
        core.registrations.close();
    }
}

impl Carrier {
    fn new(trunk: Trunk) -> Self {
        let unregistered = trunk.register.as_ref().map(|_| "not yet".to_owned());
        if unregistered.is_some() {
            metrics::gauge!(TRUNK_REGISTERED, "trunk" => trunk.name.clone()).set(0.0);
        }
        for gateway in &trunk.gateways {
            metrics::gauge!(GATEWAY_UP, "gateway" => label(&trunk, &gateway.uri)).set(1.0);
        }
        let gateways = vec![Health::default(); trunk.gateways.len()];
        Self { trunk, state: Mutex::new(State { gateways, unregistered }) }
    }

    /// The gateways in the order they are to be tried now.
    pub(super) fn order(&self) -> Vec<usize> {
        let (now, state) = (Instant::now(), self.state());
        let all = self.trunk.gateways.iter().zip(&state.gateways).map(|(gateway, health)| Candidate {
            priority: gateway.priority,
            weight: gateway.weight,
            up: health.is_up(now),
        });
        lot::order(&all.collect::<Vec<_>>(), |below| rand::random_range(0..below))
    }

    /// The URI of a number at a gateway.
    pub(super) fn uri_of(&self, index: usize, number: &str) -> String {
        let gateway = self.trunk.gateways.get(index).map_or("", |gateway| gateway.uri.as_str());
        number_at(&self.trunk.dialled(number), gateway)
    }

    /// A gateway has answered something.
    pub(super) fn heard(&self, index: usize) {
        let mut state = self.state();
        let Some(health) = state.gateways.get_mut(index) else { return };
        if health.silent.take().is_some() {
            info!(trunk = self.trunk.name, gateway = self.uri(index), "the gateway answers again");
            self.gauge(index, 1.0);
        }
    }

    /// A gateway did not answer: it is left out for a while, unless there is no other.
    pub(super) fn silent(&self, index: usize, reason: &str, until: Instant) {
        let mut state = self.state();
        let Some(health) = state.gateways.get_mut(index) else { return };
        if health.silent.replace((until, reason.to_owned())).is_none() {
            warn!(trunk = self.trunk.name, gateway = self.uri(index), reason, "the gateway does not answer");
            self.gauge(index, 0.0);
        }
    }

    /// A gateway has too much to do, and says for how long.
    pub(super) fn busy(&self, index: usize, length: Duration) {
        let mut state = self.state();
        let Some(health) = state.gateways.get_mut(index) else { return };
        let now = Instant::now();
        if health.busy.is_none_or(|until| until < now) {
            info!(
                trunk = self.trunk.name,
                gateway = self.uri(index),
                seconds = length.as_secs(),
                "the gateway is busy (503)"
            );
        }
        health.busy = Some(now + length);
    }

    /// We are registered, or not, and why.
    fn registered(&self, trouble: Option<String>) {
        let value = if trouble.is_none() { 1.0 } else { 0.0 };
        metrics::gauge!(TRUNK_REGISTERED, "trunk" => self.trunk.name.clone()).set(value);
        self.state().unregistered = trouble;
    }

    fn troubles(&self) -> Vec<String> {
        let (state, name) = (self.state(), &self.trunk.name);
        let unregistered = state.unregistered.iter().map(|why| format!("trunk {name} is not registered: {why}"));
        let gateways = state.gateways.iter().zip(&self.trunk.gateways);
        let silent = gateways.filter_map(|(health, gateway)| {
            let (_, reason) = health.silent.as_ref()?;
            Some(format!("trunk {name}: {} does not answer: {reason}", gateway.uri))
        });
        unregistered.chain(silent).collect()
    }

    fn gauge(&self, index: usize, value: f64) {
        metrics::gauge!(GATEWAY_UP, "gateway" => label(&self.trunk, self.uri(index))).set(value);
    }

    fn uri(&self, index: usize) -> &str {
        self.trunk.gateways.get(index).map_or("", |gateway| gateway.uri.as_str())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a gateway in metrics: two trunks may have one gateway.
fn label(trunk: &Trunk, uri: &str) -> String {
    format!("{} {uri}", trunk.name)
}

/// The URI of a number at a host: `sip:host` becomes `sip:number@host`.
pub fn number_at(number: &str, host: &str) -> String {
    let (scheme, host) = host.split_once(':').unwrap_or(("sip", host));
    format!("{scheme}:{}@{host}", text::escape(number, text::USER))
}
