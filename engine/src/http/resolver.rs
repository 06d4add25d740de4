//! Names resolve to addresses that the egress policy allows, and to those only: what is checked is what is connected to.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::attempt::Attempt;
use super::egress::Policy;
use super::names::Names;

/// reqwest's way to addresses.
#[derive(Debug)]
pub(super) struct Resolver {
    policy: Arc<Policy>,
    names: Names,
    /// A resolver that hangs must not take all threads for blocking work.
    threads: Arc<Semaphore>,
}

/// Why a name leads nowhere.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum ResolveError {
    /// It has no address.
    #[error("{host}: {reason}")]
    Unknown { host: String, reason: String },
    /// It has none that is allowed.
    #[error("{host} is {address}, which is not allowed")]
    Forbidden { host: String, address: IpAddr },
}

impl Resolver {
    pub fn new(policy: Arc<Policy>, names: Names) -> Self {
        Self { policy, names, threads: Arc::new(Semaphore::new(LOOKUPS)) }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let listed = Attempt::is_listed();
        let (policy, names, threads) = (Arc::clone(&self.policy), self.names.clone(), Arc::clone(&self.threads));
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let unknown = |reason: String| ResolveError::Unknown { host: host.clone(), reason };
            let thread = threads.acquire_owned().await.map_err(|closed| unknown(closed.to_string()))?;
            let asked = host.clone();
            let found = tokio::task::spawn_blocking(move || {
                let found = names.look_up(&asked);
                drop(thread);
                found
            });
            let found = found.await.map_err(|failed| unknown(failed.to_string()))?;
            let found = found.map_err(|error| unknown(error.to_string()))?;
            let forbidden = found.iter().copied().find(|address| !policy.allows(*address, listed));
            let allowed: Vec<_> = found.into_iter().filter(|address| policy.allows(*address, listed)).collect();
            match (allowed.is_empty(), forbidden) {
                (false, _) => {}
                (true, Some(address)) => return Err(ResolveError::Forbidden { host, address }.into()),
                (true, None) => return Err(unknown("the answer is empty".to_owned()).into()),
            }
            // Port 0: the connector puts the URL's in.
            let addresses: Addrs = Box::new(allowed.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// How many names are looked up at one time.
const LOOKUPS: usize = 64;
