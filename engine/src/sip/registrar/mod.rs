//! Where the telephones of our users are: takes their REGISTERs, and leads calls to them. RFC 3261 §10.3

mod behind;
mod bindings;
mod store;
mod wish;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rsipstack::sip::{Header, Request};
use rsipstack::transaction::transaction::Transaction;
use tracing::{debug, info, warn};

use super::auth::{Doorkeeper, Shown};
use super::config::{SipConfig, Transport};
use super::convert;
use super::core::Core;
use super::dialog::{self, Device};
use super::error::SipError;
use super::guard::Complaints;
use super::network::Network;
use super::router;
use super::text::{NameAddr, Uri};
use crate::ops::metrics::{REGISTRATIONS, REGISTRATIONS_REFUSED};
pub(super) use behind::Behind;
use bindings::{Binding, Bounds, Refused, apply};
use store::Store;
pub(super) use wish::PATH;
use wish::Wish;

/// The users and their telephones.
pub(super) struct Registrar {
    door: Doorkeeper,
    bounds: Bounds,
    keep_alive: Option<Duration>,
    /// Whether who calls as a user must be that user.
    calls: bool,
    users: Mutex<BTreeMap<String, Vec<Binding>>>,
    store: Option<Store>,
    behind: Behind,
    complaints: Mutex<Complaints>,
    /// Of addresses whose passwords are not looked at.
    locked: Mutex<Complaints>,
}

/// An answer at once.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<Header>,
}

impl Registrar {
    /// Takes up what was registered before.
    ///
    /// # Errors
    /// [`SipError::Registrations`] if the file cannot be used.
    pub(super) fn new(config: &SipConfig) -> Result<Self, SipError> {
        let settings = &config.registrar;
        let seconds = |length: Duration| u32::try_from(length.as_secs()).unwrap_or(u32::MAX);
        let path = config.registrations.as_ref().filter(|_| !config.users.is_empty());
        let opened = path.map(|path| {
            let unusable =
                |error: store::StoreError| SipError::Registrations { file: path.clone(), reason: error.to_string() };
            Store::open(path).map_err(unusable)
        });
        let (store, kept) = opened.transpose()?.unzip();
        let registrar = Self {
            door: Doorkeeper::new(&config.users, settings),
            bounds: Bounds {
                shortest: seconds(settings.shortest),
                longest: seconds(settings.longest),
                devices: settings.devices,
            },
            keep_alive: settings.keep_alive,
            calls: settings.calls,
            users: Mutex::default(),
            store,
            behind: Behind::default(),
            complaints: Mutex::default(),
            locked: Mutex::default(),
        };
        let mut users = registrar.users();
        // Who was taken out of the configuration is not called any more.
        for (user, binding) in kept.unwrap_or_default().into_iter().filter(|(user, _)| registrar.door.knows(user)) {
            users.entry(user).or_default().push(binding);
        }
        registrar.tidy(&mut users);
        drop(users);
        Ok(registrar)
    }

    /// Whether there is anybody who could register.
    pub(super) fn is_open(&self) -> bool {
        !self.door.is_empty()
    }

    /// Who is behind NAT.
    pub(super) fn behind(&self) -> Behind {
        self.behind.clone()
    }

    /// The telephones of a user that can be called now.
    pub(super) fn devices(&self, user: &str, network: &Network) -> Vec<Device> {
        let now = now();
        let bindings = self.of(user);
        let reachable = bindings.into_iter().filter(|binding| binding.expires > now).filter_map(|binding| {
            let source = binding.source;
            if !binding.via.is_empty() {
                return Some(Device { uri: binding.uri, path: None, routes: binding.via });
            }
            let path = match source.transport {
                Transport::Udp if !binding.nat => None,
                Transport::Udp => network.datagrams(source.address, Some(source.number)),
                stream => network.flow(stream, source.address),
            };
            // Nobody can open a connection to the inside of a NAT.
            (path.is_some() || !binding.nat).then_some(Device { uri: binding.uri, path, routes: Vec::new() })
        });
        reachable.collect()
    }

    /// Where the first telephone of a user has registered from.
    pub(super) fn address_of(&self, user: &str) -> Option<IpAddr> {
        self.of(user).first().map(|binding| binding.source.address.ip())
    }

    /// Who has registered, a line each.
    pub(super) fn lines(&self) -> Vec<String> {
        let now = now();
        let users = self.users();
        let all = users.iter().flat_map(|(user, bindings)| bindings.iter().map(move |binding| (user, binding)));
        let live = all.filter(|(_, binding)| binding.expires > now);
        let line = |(user, binding): (&String, &Binding)| {
            let (source, seconds) = (binding.source, binding.expires - now);
            let nat = match binding.via.first() {
                Some(hop) => format!(", by {hop}"),
                None if binding.nat => ", behind NAT".to_owned(),
                None => String::new(),
            };
            let Binding { uri, agent, .. } = binding;
            let (transport, address) = (source.transport, source.address);
            format!("{user}: {uri} from {transport} {address}{nat}, for {seconds} s, {agent:?}")
        };
        live.map(line).collect()
    }

    /// Whether an INVITE may come in: who calls as one of our users must be that user.
    pub(super) fn admits(&self, invite: &Request) -> Result<(), Answer> {
        let caller = dialog::calling_number(invite);
        if !self.calls || !self.door.knows(&caller) {
            return Ok(());
        }
        match self.who(invite)? {
            user if user == caller => Ok(()),
            _ => Err(refusal(403, "user")),
        }
    }

    /// The user who sends a request, or what it is answered.
    fn who(&self, request: &Request) -> Result<String, Answer> {
        let source = convert::source(request).ok_or(Answer { status: 500, headers: Vec::new() })?;
        match self.door.ask(request, source.address.ip()) {
            Shown::User(user) => Ok(user),
            Shown::Nothing { stale } => Err(Answer { status: 401, headers: self.door.challenges(stale) }),
            Shown::Wrong(user) => {
                let mut complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(more) = complaints.speak(std::time::Instant::now()) {
                    info!(source = %source.address, user, more, method = %request.method, "a wrong user or password");
                }
                Err(refusal(403, "password"))
            }
            Shown::TooOften(seconds) => {
                let mut complaints = self.locked.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(more) = complaints.speak(std::time::Instant::now()) {
                    warn!(source = %source.address, more, "too many wrong passwords from this address: not even right ones are looked at for a while");
                }
                let Answer { status, mut headers } = refusal(503, "guessing");
                headers.push(Header::RetryAfter(seconds.to_string().into()));
                Err(Answer { status, headers })
            }
        }
    }

    async fn register(&self, request: &Request) -> Result<Answer, Answer> {
        let user = self.who(request)?;
        let to = convert::header(request, "To").and_then(NameAddr::parse).and_then(|to| Uri::parse(to.uri));
        // §10.3, step 4: for nobody but itself.
        if to.is_none_or(|to| to.user != user) {
            return Err(refusal(403, "user"));
        }
        let wish = Wish::read(request).ok_or_else(|| refusal(400, "request"))?;
        self.put(&user, &wish)?;
        if let Some(store) = self.store.as_ref().filter(|_| !wish.only_asks()) {
            store.keep(&user, || self.of(&user)).await;
        }
        let mut headers = self.contacts(&user);
        headers.push(Header::Supported(PATH.into()));
        if wish.knows_path && !wish.via.is_empty() {
            // RFC 3327 §5.3. Whoever does not know what it is has no use for it; calls go there all the same.
            headers.push(Header::Path(wish.via.join(", ").into()));
        }
        Ok(Answer { status: 200, headers })
    }

    fn put(&self, user: &str, wish: &Wish) -> Result<(), Answer> {
        let mut users = self.users();
        let bindings = users.entry(user.to_owned()).or_default();
        let before = bindings.len();
        *bindings = apply(bindings, wish, self.bounds, now()).map_err(|refused| match refused {
            Refused::TooBrief => {
                let least = Header::MinExpires(self.bounds.shortest.to_string().into());
                Answer { status: 423, headers: vec![least] }
            }
            Refused::OutOfOrder => refusal(500, "order"),
            Refused::TooMany => refusal(403, "devices"),
        })?;
        let devices = bindings.len();
        match devices == before {
            true => debug!(user, devices, source = %wish.source.address, "a registration is refreshed"),
            false => info!(user, devices, source = %wish.source.address, "the telephones of a user have changed"),
        }
        self.tidy(&mut users);
        Ok(())
    }

    /// What a 200 says: all telephones of the user, and for how long. §10.3, step 8
    fn contacts(&self, user: &str) -> Vec<Header> {
        let now = now();
        let contact = |binding: Binding| {
            let left = (binding.expires - now).max(1);
            Header::Contact(format!("<{}>;expires={left}", binding.uri).into())
        };
        self.of(user).into_iter().map(contact).collect()
    }

    /// Forgets who has not come back, and counts who is there.
    fn tidy(&self, users: &mut BTreeMap<String, Vec<Binding>>) {
        let now = now();
        for bindings in users.values_mut() {
            bindings.retain(|binding| binding.expires > now);
        }
        users.retain(|_, bindings| !bindings.is_empty());
        let all = || users.values().flatten();
        metrics::gauge!(REGISTRATIONS).set(all().count() as f64);
        let hidden = all().filter(|binding| binding.nat && !binding.source.transport.is_stream());
        self.behind.are(hidden.map(|binding| binding.source.address));
    }

    fn of(&self, user: &str) -> Vec<Binding> {
        self.users().get(user).cloned().unwrap_or_default()
    }

    fn users(&self) -> MutexGuard<'_, BTreeMap<String, Vec<Binding>>> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers a REGISTER.
pub(super) async fn receive(core: Arc<Core>, transaction: Transaction) {
    let answer = core.registrar.register(&transaction.original).await;
    let Answer { status, headers } = answer.unwrap_or_else(|refused| refused);
    router::answer(&core, transaction, status, |all| all.extend(headers)).await;
}

/// Sends telephones behind NAT a sign of life again and again, and forgets those that are gone.
pub(super) async fn keep_alive(core: Arc<Core>) {
    let every = core.registrar.keep_alive.unwrap_or(Duration::from_secs(30));
    loop {
        tokio::select! {
            biased;
            () = core.stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
        let hidden: Vec<_> = {
            let mut users = core.registrar.users();
            core.registrar.tidy(&mut users);
            let all = users.values().flatten().filter(|binding| binding.nat);
            all.map(|binding| binding.source).filter(|source| !source.transport.is_stream()).collect()
        };
        if core.registrar.keep_alive.is_some() {
            for source in hidden {
                core.network.poke(source.address, source.number).await;
            }
        }
    }
}

/// Reads a request as a REGISTER and does what it asks, with nobody there yet.
#[cfg(any(test, feature = "fuzz"))]
pub(super) fn probe(request: &Request) {
    let bounds = Bounds { shortest: 60, longest: 3_600, devices: 10 };
    if let Some(Ok(bindings)) = Wish::read(request).map(|wish| apply(&[], &wish, bounds, 0)) {
        assert!(bindings.len() <= bounds.devices, "{} telephones", bindings.len());
    }
}

fn refusal(status: u16, reason: &'static str) -> Answer {
    metrics::counter!(REGISTRATIONS_REFUSED, "reason" => reason).increment(1);
    Answer { status, headers: Vec::new() }
}

/// Seconds since 1970.
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
