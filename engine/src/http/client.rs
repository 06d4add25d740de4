//! The client: one pool of connections for all calls, one attempt at a time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dialplan::event::Response;
use dialplan::order::Request;
use reqwest::header::HeaderMap;
use tokio::time::Instant;
use url::Url;

use super::answer;
use super::attempt::ConnectLayer;
use super::body::{self, Limit};
use super::breaker::Gates;
use super::cache::Cache;
use super::chain::{Arrived, Errand, judged};
use super::egress::Policy;
use super::error::FetchError;
use super::hop::Hop;
use super::identify::identify;
use super::names::Names;
use super::resolver::Resolver;
use super::session::Sessions;
use super::sign::{Signer, TwimlKey};
use super::tls;
use crate::config::{Config, Credential, Egress, Limits};
use crate::ops::metrics::REQUEST_SECONDS;

/// What a client is told at start.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Where requests may go.
    pub egress: Egress,
    /// What links to recordings of this engine begin with; they may be followed wherever it is.
    pub recordings: Option<Url>,
    /// What requests of dialect twiml are signed with.
    pub twiml: Option<TwimlKey>,
    /// What nodes may name with `auth=`.
    pub credentials: Vec<Credential>,
    /// How large answers may be, and how many requests pending.
    pub limits: Limits,
    /// When an application is left alone.
    pub breaker: BreakerConfig,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// How names become addresses.
    pub names: Names,
}

/// When an application is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerConfig {
    /// After so many failures in a row.
    pub failures: u32,
    /// For so long.
    pub rest: Duration,
}

impl Default for BreakerConfig {
    fn default() -> Self {
        Self { failures: 5, rest: Duration::from_secs(10) }
    }
}

impl From<&Config> for ClientConfig {
    fn from(config: &Config) -> Self {
        Self {
            egress: config.egress.clone(),
            recordings: None,
            twiml: config
                .twiml
                .auth_token
                .clone()
                .map(|secret| TwimlKey { secret, shared_key: config.twiml.shared_key.clone() }),
            credentials: config.credentials.clone(),
            limits: config.limits.clone(),
            breaker: BreakerConfig::default(),
            user_agent: concat!("dialtree/", env!("CARGO_PKG_VERSION")).to_owned(),
            names: Names::system(),
        }
    }
}

/// A client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The file of certificate authorities cannot be used.
    #[error("the certificates of [egress] in {path} cannot be used: {reason}; expected PEM")]
    Certificates {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {reason}")]
    Tls {
        /// What was seen.
        reason: String,
    },
    /// The HTTP library refuses.
    #[error("the HTTP client cannot be set up: {0}")]
    Library(#[from] reqwest::Error),
}

/// Asks applications. Clones share everything. Dropping the future of a request closes its connection.
#[derive(Debug, Clone)]
pub struct Client(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub library: reqwest::Client,
    pub policy: Arc<Policy>,
    pub gates: Arc<Gates>,
    pub sessions: Sessions,
    pub signer: Signer,
    pub audio: Cache,
    pub limits: Limits,
}

impl Client {
    /// Makes a client.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn new(config: ClientConfig) -> Result<Self, ClientError> {
        let policy = Arc::new(Policy::new(config.egress.clone()).with_recordings(config.recordings));
        let library = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(config.egress.certificates.as_deref())?)
            .dns_resolver(Arc::new(Resolver::new(Arc::clone(&policy), config.names)))
            .connector_layer(ConnectLayer)
            .user_agent(config.user_agent)
            .redirect(reqwest::redirect::Policy::none())
            // A retry is the interpreter's.
            .retry(reqwest::retry::never())
            // A proxy would connect where the egress policy does not see it.
            .no_proxy()
            .referer(false)
            .tcp_nodelay(true)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(64)
            .build()?;
        let breaker = config.breaker;
        Ok(Self(Arc::new(Inner {
            library,
            policy,
            gates: Arc::new(Gates::new(breaker.failures, breaker.rest, config.limits.requests_per_origin)),
            sessions: Sessions::default(),
            signer: Signer::new(config.twiml, config.credentials),
            audio: Cache::new(config.limits.audio_cache_bytes),
            limits: config.limits,
        })))
    }

    /// Makes one attempt at a request: redirects followed, whatever the status.
    ///
    /// # Errors
    /// [`FetchError`], if there is no answer.
    pub async fn fetch(&self, call_id: &str, request: &Request) -> Result<Response, FetchError> {
        let started = Instant::now();
        let result = self.attempt(call_id, request, started).await;
        let seconds = started.elapsed().as_secs_f64();
        metrics::histogram!(REQUEST_SECONDS).record(seconds);
        let status = result.as_ref().map_or(0, |response| response.status);
        tracing::debug!(attempt = request.attempt, status, seconds, "asked the application");
        result
    }

    /// Forgets the cookies of a call that has ended.
    pub fn forget(&self, call_id: &str) {
        self.0.sessions.forget(call_id);
    }

    /// How many requests are pending.
    pub fn pending(&self) -> usize {
        self.0.gates.pending()
    }

    /// How many calls have cookies here.
    pub fn sessions(&self) -> usize {
        self.0.sessions.len()
    }

    /// Sends a request of a call, signed and under the call's name, and follows where it leads.
    pub(super) async fn dispatch(
        &self,
        call_id: &str,
        request: &Request,
        errand: &Errand<'_>,
    ) -> Result<Arrived, FetchError> {
        let decorate = |hop: &Hop, headers: &mut HeaderMap| {
            identify(call_id, request, headers);
            self.0.signer.sign(request, hop, headers)
        };
        self.follow(errand, Hop::first(request)?, &decorate).await
    }

    async fn attempt(&self, call_id: &str, request: &Request, started: Instant) -> Result<Response, FetchError> {
        let errand = Errand {
            call_id: Some(call_id),
            accept: "application/xml, text/xml",
            connect_timeout: request.connect_timeout,
            started,
            deadline: started + request.timeout,
        };
        let Arrived { response, hop, pass } = self.dispatch(call_id, request, &errand).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut bytes = Vec::new();
        if answer::has_document(request, status, &headers) {
            let limit = Limit { bytes: self.0.limits.document_bytes, key: "document" };
            bytes = match body::read(response, &hop.origin, limit, &errand).await {
                Ok(bytes) => bytes,
                Err(error) => return Err(judged(pass, error)),
            };
        }
        if status >= 500 {
            pass.failed();
        } else {
            pass.succeeded();
        }
        Ok(answer::response(&hop, status, &headers, &bytes))
    }
}

/// Many servers close a connection that is idle for longer, at the very moment the next request is sent.
const IDLE: Duration = Duration::from_secs(20);
