//! Why no answer could be had.

use std::net::IpAddr;
use std::time::Duration;

use dialplan::event::FetchFailure;

use crate::config::Origin;

/// An attempt that brought no answer. Nothing here shows a query: parameters are about people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The egress policy does not let us go there.
    #[error("{host} is {address}, which requests may not reach; if it is yours, list it in [egress] allow")]
    Forbidden {
        /// The host of the URL.
        host: String,
        /// What it stands for.
        address: IpAddr,
    },
    /// It cannot be asked at all.
    #[error("{shown} is not a URL that can be asked; expected http://… or https://…")]
    Url {
        /// Its beginning.
        shown: String,
    },
    /// The application failed too often; it is left alone for a while.
    #[error("{origin} has failed {failures} times in a row and is not asked for another {wait:?}")]
    Resting {
        /// Whom.
        origin: Origin,
        /// How often it had failed.
        failures: u32,
        /// Until it is tried again; zero while one request tries.
        wait: Duration,
    },
    /// Too many requests to it are pending.
    #[error("{pending} requests to {origin} are pending; more need a larger requests_per_origin in [limits]")]
    Busy {
        /// Whom.
        origin: Origin,
        /// How many.
        pending: usize,
    },
    /// It sent us on and on.
    #[error("{origin} sent us on more than {most} times")]
    Redirects {
        /// The last that did.
        origin: Origin,
        /// How often is allowed.
        most: usize,
    },
    /// The node names a credential that there is not.
    #[error("there is no [credential.{name}] in the configuration, which auth=\"{name}\" asks for")]
    Credential {
        /// The name.
        name: String,
    },
    /// The time of the attempt passed.
    #[error("{origin} did not answer within {after:?}")]
    Timeout {
        /// Whom.
        origin: Origin,
        /// How long.
        after: Duration,
    },
    /// No connection came up.
    #[error("no connection to {origin}: {reason}")]
    Connect {
        /// Whom.
        origin: Origin,
        /// What was seen.
        reason: String,
    },
    /// The connection or the answer broke.
    #[error("the answer of {origin} broke off: {reason}")]
    Broken {
        /// Whom.
        origin: Origin,
        /// What was seen.
        reason: String,
    },
    /// The name has no address.
    #[error("{host} has no address: {reason}")]
    Dns {
        /// The name.
        host: String,
        /// What was seen.
        reason: String,
    },
    /// TLS failed.
    #[error("no TLS with {origin}: {reason}")]
    Tls {
        /// Whom.
        origin: Origin,
        /// What was seen.
        reason: String,
    },
    /// It says too much.
    #[error("the answer of {origin} is larger than {limit} bytes; more needs a larger {key} in [limits]")]
    TooLarge {
        /// Whom.
        origin: Origin,
        /// What is allowed.
        limit: usize,
        /// Which limit.
        key: &'static str,
    },
    /// An audio file that is not there.
    #[error("{origin} answered {status}, expected 200 with audio")]
    Status {
        /// Whom.
        origin: Origin,
        /// What it said.
        status: u16,
    },
}

impl FetchError {
    /// What `InteractiveStatus` shows.
    pub fn failure(&self) -> FetchFailure {
        match self {
            Self::Timeout { .. } => FetchFailure::Timeout,
            Self::Connect { .. } | Self::Broken { .. } | Self::Status { .. } => FetchFailure::Connect,
            Self::Dns { .. } => FetchFailure::Dns,
            Self::Tls { .. } => FetchFailure::Tls,
            Self::TooLarge { .. } => FetchFailure::TooLarge,
            Self::Forbidden { .. }
            | Self::Url { .. }
            | Self::Resting { .. }
            | Self::Busy { .. }
            | Self::Redirects { .. }
            | Self::Credential { .. } => FetchFailure::Refused,
        }
    }

    /// Whether it tells that the application is in trouble.
    pub(super) fn blames_application(&self) -> bool {
        !matches!(self.failure(), FetchFailure::Refused | FetchFailure::TooLarge)
    }
}
