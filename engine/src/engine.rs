//! The engine: everything a plan needs to be called, started and stopped as one.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dialplan::event::{Command, Event};
use dialplan::load::Loaded;
use dialplan::plan::Plan;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::accept;
use crate::call::{Told, World};
use crate::config::Config;
use crate::ops::{self, OpsState, Reload};
use crate::recordings::{self, Recordings};
use crate::sip::{AcceptPolicy, Endpoint, Listen, SipError, TlsConfig};
use crate::trace::Traces;
use crate::voices;

/// A running engine. Dropping it ends all calls at once; [`Engine::drain`] lets them finish.
pub struct Engine {
    world: Arc<World>,
    http: Option<SocketAddr>,
    ready: watch::Sender<bool>,
    plan_errors: watch::Sender<usize>,
    /// Ends the calls.
    stop_calls: CancellationToken,
    /// Ends the HTTP server.
    stop_http: CancellationToken,
    tasks: JoinSet<()>,
}

/// What is asked of an engine beside its configuration.
#[derive(Default)]
pub struct Options {
    /// Where each call leaves its trace; `None`: nowhere.
    pub traces: Option<PathBuf>,
    /// What `POST /admin/reload` runs.
    pub reload: Option<Reload>,
}

/// An engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A SIP address cannot be listened on.
    #[error(transparent)]
    Sip(#[from] SipError),
    /// No media threads or ports.
    #[error(transparent)]
    Media(#[from] crate::media::MediaError),
    /// The prompt cache cannot be used.
    #[error(transparent)]
    Prompts(#[from] prompts::PromptError),
    /// The HTTP client cannot be built.
    #[error(transparent)]
    Client(#[from] crate::http::ClientError),
    /// The HTTP server's address cannot be listened on.
    #[error("cannot listen on {address} for [http]: {source}; is it in use? choose another with `listen` or --http")]
    Http {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The folder for data cannot be used.
    #[error("cannot write to {folder}: {source}; name another folder under [storage] data")]
    Storage {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The folder for traces cannot be used.
    #[error("cannot write traces to {folder}: {source}")]
    Traces {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Engine {
    /// Listens, and takes calls for `plan` from then on.
    ///
    /// # Errors
    /// [`StartError`], if an address, port, folder or certificate cannot be had.
    pub async fn start(config: Config, plan: Arc<Plan>, options: Options) -> Result<Self, StartError> {
        // Before calls can come: large voices take seconds to load.
        let prompts = voices::prompts(&config).await?;
        // First of all: what is counted before there is a recorder is lost.
        ops::metrics::handle();
        let (endpoint, invitations) = Endpoint::bind(config.sip_config()).await?;
        let listener = match config.http.listen {
            Some(address) => Some(
                tokio::net::TcpListener::bind(address).await.map_err(|source| StartError::Http { address, source })?,
            ),
            None => None,
        };
        let http = listener.as_ref().and_then(|listener| listener.local_addr().ok());
        let traces = match options.traces {
            Some(folder) => Some(Traces::new(&folder).map_err(|source| StartError::Traces { folder, source })?),
            None => None,
        };
        let storage = &config.storage;
        let recordings = Recordings::new(&storage.data, base_url(&config, http), storage.link_life);
        let world = Arc::new(World::new(config, prompts, plan, endpoint, traces, recordings.clone())?);
        let (ready, is_ready) = watch::channel(true);
        let (plan_errors, errors) = watch::channel(0);
        let (stop_calls, stop_http) = (CancellationToken::new(), CancellationToken::new());
        let mut tasks = JoinSet::new();
        tasks.spawn(accept::run(Arc::clone(&world), invitations, stop_calls.clone()));
        if let Some(listener) = listener {
            let admin_token = world.config.http.admin_token.clone();
            let recordings = Some(recordings.clone());
            let (endpoint, registrar) = (world.endpoint.clone(), world.endpoint.clone());
            let state = OpsState {
                ready: is_ready,
                plan_errors: errors,
                troubles: Arc::new(move || endpoint.troubles()),
                registrations: Arc::new(move || registrar.registrations()),
                reload: options.reload,
                admin_token,
                recordings,
            };
            tasks.spawn(ops::serve(listener, state, stop_http.clone()));
        }
        if let Some(retention) = world.config.storage.retention {
            tasks.spawn(recordings::keep_clear(recordings, retention, stop_http.clone()));
        }
        Ok(Self { world, http, ready, plan_errors, stop_calls, stop_http, tasks })
    }

    /// Where SIP is listened on, with the real ports.
    pub fn sip_addresses(&self) -> Vec<Listen> {
        self.world.endpoint.addresses()
    }

    /// Where health, readiness, metrics and recordings are served; `None` if nowhere.
    pub fn http_address(&self) -> Option<SocketAddr> {
        self.http
    }

    /// What it was started with.
    pub fn config(&self) -> &Config {
        &self.world.config
    }

    /// How many calls are in progress.
    pub fn calls(&self) -> usize {
        self.world.calls.len()
    }

    /// The engine's prompts, for whoever wants to know what they sound like.
    pub fn prompts(&self) -> Arc<prompts::Prompts> {
        Arc::clone(&self.world.prompts)
    }

    /// Speaks the texts of the plan that are the same for every caller, so that their first play has no delay;
    /// `progress` is told how many are done, of how many. Calls go before it.
    pub async fn warm_up(&self, progress: impl FnMut(usize, usize)) {
        let plan = self.world.plan();
        crate::call::warm_up(&self.world, &plan, progress).await;
    }

    /// Waits until nothing of any call is left: no task, dialog, session, request or status callback.
    pub async fn idle(&self) {
        self.world.calls.all_ended().await;
        // A dialog outlives its call by the exchange of its BYE.
        while self.usage() != crate::call::Usage::default() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// What is open at this moment; all zero when no call is left.
    pub fn usage(&self) -> crate::call::Usage {
        self.world.usage()
    }

    /// Calls from now on use `plan`; those in progress finish on theirs.
    pub fn replace_plan(&self, plan: Arc<Plan>) {
        self.world.replace_plan(plan);
    }

    /// Takes what has been read again: a plan without errors replaces the one in use, one with errors changes nothing but
    /// what `/ready` and the metrics tell. Says what is different, in words.
    ///
    /// # Errors
    /// Everything that is wrong with it, as `check` shows it.
    pub fn reload(&self, loaded: &Loaded) -> Result<Vec<String>, String> {
        let errors = loaded.errors();
        self.plan_errors.send_replace(errors);
        metrics::gauge!(ops::metrics::PLAN_ERRORS).set(errors as f64);
        let count = |result: &'static str| metrics::counter!(ops::metrics::RELOADS, "result" => result).increment(1);
        let Some(plan) = &loaded.plan else {
            count("errors");
            return Err(xml_schema::render(&loaded.diagnostics, &loaded.sources, false));
        };
        let changes = dialplan::changes::changes(&self.world.plan(), plan);
        count(if changes.is_empty() { "same" } else { "new" });
        self.replace_plan(Arc::clone(plan));
        Ok(changes)
    }

    /// Reads the files of `[sip] tls` again, for connections from now on; those that are open go on. Says what is different,
    /// in words. Reads the disk.
    ///
    /// # Errors
    /// [`SipError::Tls`] if they cannot be used; then nothing changes.
    pub fn renew_certificates(&self, tls: &TlsConfig) -> Result<&'static str, SipError> {
        let another = self.world.endpoint.renew_certificates(tls)?;
        Ok(if another { "new connections get another certificate" } else { "the certificate is the same" })
    }

    /// Every order of every call from now on. A watcher that falls more than 1,024 orders behind is told what it lost.
    pub fn watch(&self) -> broadcast::Receiver<Arc<Told>> {
        self.world.told.subscribe()
    }

    /// Gives a running call a command.
    ///
    /// # Errors
    /// [`CommandError`], if the call is not there (any more) or does not keep up.
    pub fn command(&self, call_id: &str, command: Command) -> Result<(), CommandError> {
        let call = self.world.calls.find(call_id).ok_or(CommandError::NoCall)?;
        call.try_send(Event::Command(command)).map_err(|_| CommandError::Busy)
    }

    /// Takes no more calls, lets those in progress finish for up to `patience`, then ends what is left, and stops.
    pub async fn drain(self, patience: Duration) {
        self.drain_unless(patience, std::future::pending()).await;
    }

    /// The same; when `hurry` comes `patience` is at its end: calls that are left get their BYE then, and callbacks are not waited for.
    pub async fn drain_unless(mut self, patience: Duration, hurry: impl Future<Output = ()>) {
        let (mut hurry, mut hurried) = (std::pin::pin!(hurry), false);
        self.ready.send_replace(false);
        self.world.endpoint.set_accepting(AcceptPolicy::Unavailable { retry_after: patience });
        let limit = Instant::now() + patience;
        let finished = tokio::select! {
            finished = tokio::time::timeout_at(limit, self.world.calls.all_ended()) => finished.is_ok(),
            () = &mut hurry => {
                hurried = true;
                false
            }
        };
        if !finished {
            tracing::warn!(calls = self.calls(), "ending the calls that are left");
        }
        self.stop_calls.cancel();
        // The BYEs have this long to be answered.
        if tokio::time::timeout(GOODBYE, self.world.calls.all_ended()).await.is_err() {
            tracing::warn!(calls = self.calls(), "some calls did not end in time");
        }
        if tokio::time::timeout(GOODBYE, self.world.recordings.finished()).await.is_err() {
            tracing::warn!("some recordings were not written to their end in time");
        }
        // Who was told that a call began is told that it ended.
        let limit = if hurried { Instant::now() } else { limit }.max(Instant::now() + GOODBYE);
        let told = tokio::select! {
            told = tokio::time::timeout_at(limit, self.world.notices.all_told()) => told.is_ok(),
            () = hurry, if !hurried => false,
        };
        if !told {
            tracing::warn!(calls = self.world.notices.len(), "status callbacks of some calls were not told in time");
        }
        self.world.notices.abandon();
        self.stop_http.cancel();
        self.world.endpoint.shutdown().await;
        tokio::time::timeout(GOODBYE, async { while self.tasks.join_next().await.is_some() {} }).await.ok();
    }
}

const GOODBYE: Duration = Duration::from_secs(5);

/// What links to this engine begin with: what is set, else the address of its HTTP server.
fn base_url(config: &Config, http: Option<SocketAddr>) -> Option<String> {
    let reachable = |mut address: SocketAddr| {
        // Who listens everywhere is reached where callers reach it.
        if address.ip().is_unspecified() {
            address.set_ip(config.sip.public_address.unwrap_or(Ipv4Addr::LOCALHOST.into()));
        }
        format!("http://{address}")
    };
    config.http.base_url.clone().or_else(|| http.map(reachable))
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop_calls.cancel();
        self.world.notices.abandon();
        self.stop_http.cancel();
    }
}

/// A command did not reach its call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No such call is in progress.
    #[error("no call with this id is in progress; it may have ended")]
    NoCall,
    /// Its mailbox is full.
    #[error("the call has 64 events to work off; try again")]
    Busy,
}
