//! What all calls of an engine share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use dialplan::call::Settings;
use dialplan::plan::Plan;
use prompts::{Prompts, Request};
use tokio::sync::{Notify, Semaphore, broadcast};

use super::notices::Notices;
use super::pool::Pool;
use super::story::Told;
use super::task::Commands;
use crate::config::Config;
use crate::engine::StartError;
use crate::http::{self, ClientConfig};
use crate::media::{Media, MediaConfig, Session};
use crate::ops::metrics::CALLS;
use crate::recordings::Recordings;
use crate::sip::{Endpoint, sdp};
use crate::trace::Traces;

/// Everything a call's task reaches for.
pub(crate) struct World {
    pub config: Config,
    pub settings: Arc<Settings>,
    pub endpoint: Endpoint,
    pub media: Media,
    pub prompts: Arc<Prompts>,
    pub http: http::Client,
    pub notices: Arc<Notices>,
    pub traces: Option<Traces>,
    pub recordings: Recordings,
    /// Threads for voices that take long.
    pub voices: Pool,
    /// One permit per core for rendering prompts.
    pub renderers: Semaphore,
    /// Every order of every call, for whoever watches. A watcher that is too slow loses the oldest and is told so.
    pub told: broadcast::Sender<Arc<Told>>,
    pub calls: Registry,
    pub plan: RwLock<Arc<Plan>>,
}

/// What is open at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Calls in progress.
    pub calls: usize,
    /// SIP dialogs, incoming and outgoing.
    pub dialogs: usize,
    /// Media sessions, each with its ports.
    pub sessions: usize,
    /// HTTP requests under way.
    pub requests: usize,
    /// Calls, also ended ones, whose status callbacks are still being told.
    pub notices: usize,
    /// Recordings that are made or written.
    pub recordings: usize,
}

impl World {
    /// Everything a plan needs to be called.
    ///
    /// # Errors
    /// [`StartError`], if media, prompts or the HTTP client cannot be had.
    pub fn new(
        config: Config,
        prompts: Arc<Prompts>,
        plan: Arc<Plan>,
        endpoint: Endpoint,
        traces: Option<Traces>,
        recordings: Recordings,
    ) -> Result<Self, StartError> {
        let mut media = Media::start(MediaConfig {
            address: config.media_address(),
            ports: config.media.ports.clone(),
            workers: config.media.workers,
            timeout: config.media.timeout,
            inband: config.media.inband,
        })?;
        if let Some(address) = config.second_media_address() {
            media.add_address(address, config.media.ports.clone())?;
        }
        if let Some(path) = config.media.hold_music.clone() {
            media.set_hold_music(prompts.render(&Request::File { path, as_is: false })?);
        }
        let data = &config.storage.data;
        let account = |source| StartError::Storage { folder: data.clone(), source };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let settings = Settings {
            account_sid: config.twiml.account_sid(data).map_err(account)?,
            documents_without_input: config.limits.documents_without_input,
            limits: xml_schema::Limits { bytes: config.limits.document_bytes, ..xml_schema::Limits::default() },
            ..Settings::default()
        };
        // Only voices of the folder need threads.
        let threads = if prompts.voices().is_empty() { 0 } else { config.speech.options().threads };
        let (told, _) = broadcast::channel(1024);
        let links = recordings.links();
        let http = http::Client::new(ClientConfig { recordings: links, ..ClientConfig::from(&config) })?;
        Ok(Self {
            settings: Arc::new(settings),
            endpoint,
            media,
            voices: Pool::new(threads, WAITING),
            prompts,
            notices: Arc::new(Notices::new(http.clone())),
            http,
            traces,
            recordings,
            renderers: Semaphore::new(cores),
            told,
            calls: Registry::default(),
            plan: RwLock::new(plan),
            config,
        })
    }

    /// What is open now.
    pub fn usage(&self) -> Usage {
        Usage {
            calls: self.calls.len(),
            dialogs: self.endpoint.dialogs(),
            sessions: self.media.sessions(),
            requests: self.http.pending(),
            notices: self.notices.len(),
            recordings: self.recordings.under_way(),
        }
    }

    /// What we say of our side of a session in SDP.
    pub fn local(&self, session: &Session) -> sdp::Local {
        let own = session.local().ip();
        let public = self.config.sip.public_address.filter(|public| public.is_ipv4() == own.is_ipv4());
        let address = public.unwrap_or(own);
        let security = sdp::Security::new(self.config.media.srtp);
        sdp::Local { address, port: session.local().port(), codecs: self.config.media.codecs.clone(), security }
    }

    /// The plan for a call that begins now.
    pub fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Calls that begin from now on use `plan`; those in progress finish on theirs.
    pub fn replace_plan(&self, plan: Arc<Plan>) {
        *self.plan.write().unwrap_or_else(PoisonError::into_inner) = plan;
    }

    /// 32 random lower-case hex digits.
    pub fn new_call_id(&self) -> String {
        format!("{:032x}", rand::random::<u128>())
    }

    /// Milliseconds since 1970, UTC.
    pub fn unix_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }
}

/// Sentences that may wait for each thread: more would come too late for who waits.
const WAITING: usize = 16;

/// The calls in progress.
#[derive(Default)]
pub(crate) struct Registry {
    calls: Mutex<HashMap<String, Commands>>,
    count: AtomicUsize,
    /// Told whenever a call has ended.
    ended: Notify,
}

impl Registry {
    pub fn add(&self, call_id: &str, commands: Commands) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).insert(call_id.to_owned(), commands);
        self.count.fetch_add(1, Ordering::Relaxed);
        metrics::gauge!(CALLS).increment(1.0);
    }

    pub fn remove(&self, call_id: &str) {
        if self.calls.lock().unwrap_or_else(PoisonError::into_inner).remove(call_id).is_some() {
            self.count.fetch_sub(1, Ordering::Relaxed);
            metrics::gauge!(CALLS).decrement(1.0);
        }
        self.ended.notify_waiters();
    }

    pub fn find(&self, call_id: &str) -> Option<Commands> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).get(call_id).cloned()
    }

    pub fn len(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Waits until no call is in progress.
    pub async fn all_ended(&self) {
        loop {
            let ended = self.ended.notified();
            if self.len() == 0 {
                return;
            }
            ended.await;
        }
    }
}
