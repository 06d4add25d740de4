//! Asks name servers: NAPTR, SRV, addresses.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};
use tokio::net::lookup_host;
use tokio::time::timeout;
use tracing::{debug, warn};

/// The name servers of the configuration, else those of the system. Answers are kept as long as their TTL allows.
pub(super) struct Dns {
    resolver: Option<TokioResolver>,
    /// The system is asked, too: it may know names from elsewhere.
    system: bool,
}

/// A NAPTR record that leads to SRV records. RFC 3403 §4
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Naptr {
    pub order: u16,
    pub preference: u16,
    /// `SIP+D2U` and the like, in upper case.
    pub service: String,
    pub replacement: String,
}

/// An SRV record. RFC 2782
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Srv {
    pub priority: u16,
    pub weight: u16,
    pub port: u16,
    pub target: String,
}

impl Dns {
    pub fn new(servers: &[SocketAddr]) -> Self {
        let builder = if servers.is_empty() {
            TokioResolver::builder_tokio().map_err(|error| error.to_string())
        } else {
            let config = ResolverConfig::from_parts(None, Vec::new(), servers.iter().map(server).collect());
            Ok(TokioResolver::builder_with_config(config, TokioRuntimeProvider::default()))
        };
        let resolver = builder.and_then(|mut builder| {
            builder.options_mut().timeout = PATIENCE / 2;
            builder.build().map_err(|error| error.to_string())
        });
        let resolver =
            resolver.map_err(|error| warn!("only the system can be asked for names, not for services: {error}"));
        Self { resolver: resolver.ok(), system: servers.is_empty() }
    }

    /// The NAPTR records of a name that lead to SRV records.
    pub async fn naptr(&self, name: &str) -> Vec<Naptr> {
        let records = self.ask(name, RecordType::NAPTR).await.into_iter().filter_map(|data| match data {
            RData::NAPTR(naptr) if naptr.flags.eq_ignore_ascii_case(b"s") => Some(Naptr {
                order: naptr.order,
                preference: naptr.preference,
                service: String::from_utf8_lossy(&naptr.services).to_ascii_uppercase(),
                replacement: naptr.replacement.to_ascii(),
            }),
            _ => None,
        });
        records.collect()
    }

    /// The SRV records of a name. A target of `.` says that the service is not offered.
    pub async fn srv(&self, name: &str) -> Vec<Srv> {
        let records = self.ask(name, RecordType::SRV).await.into_iter().filter_map(|data| match data {
            RData::SRV(srv) => {
                Some(Srv { priority: srv.priority, weight: srv.weight, port: srv.port, target: srv.target.to_ascii() })
            }
            _ => None,
        });
        records.collect()
    }

    /// The addresses of a host.
    pub async fn addresses(&self, host: &str) -> Vec<IpAddr> {
        if let Some(resolver) = &self.resolver
            && let Ok(Ok(found)) = timeout(PATIENCE, resolver.lookup_ip(host)).await
        {
            let found: Vec<IpAddr> = found.iter().collect();
            if !found.is_empty() {
                return found;
            }
        }
        if !self.system {
            return Vec::new();
        }
        match timeout(PATIENCE, lookup_host((host, 0))).await {
            Ok(Ok(found)) => found.map(|address| address.ip()).collect(),
            _ => Vec::new(),
        }
    }

    async fn ask(&self, name: &str, kind: RecordType) -> Vec<RData> {
        let Some(resolver) = &self.resolver else { return Vec::new() };
        // The dot: no search list is tried.
        let name = format!("{}.", name.trim_end_matches('.'));
        match timeout(PATIENCE, resolver.lookup(name.as_str(), kind)).await {
            Ok(Ok(found)) => found.answers().iter().map(|record| record.data.clone()).collect(),
            Ok(Err(error)) => {
                debug!(name, %kind, "no answer of a name server: {error}");
                Vec::new()
            }
            Err(_) => {
                debug!(name, %kind, "no answer of a name server in time");
                Vec::new()
            }
        }
    }
}

fn server(address: &SocketAddr) -> NameServerConfig {
    let mut server = NameServerConfig::udp_and_tcp(address.ip());
    let set = |connection: &mut ConnectionConfig| connection.port = address.port();
    server.connections.iter_mut().for_each(set);
    server
}

/// A question is answered by then, or counts as not answered.
const PATIENCE: Duration = Duration::from_secs(3);
