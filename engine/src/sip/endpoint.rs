//! The SIP side as a whole: sockets bound, stack running, calls in and out.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rsipstack::EndpointBuilder;
use rsipstack::transaction::CallIdFormat;
use rsipstack::transaction::endpoint::EndpointOption;
use rsipstack::transport::TransportLayer;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use tracing::{debug, info};

use super::answers::USER_AGENT;
use super::config::{AcceptPolicy, Listen, SipConfig, SipTimers, TlsConfig, Transport};
use super::core::{Admission, Core};
use super::dialog::{self, Route, Table};
use super::error::SipError;
use super::guard::Buckets;
use super::keep::keep;
use super::leg::{Invitation, Leg, LegEvent, OutgoingInvite};
use super::network::{self, Intake, Names, Network, Sockets, Streams, Tls};
use super::onward;
use super::registrar::{self, Registrar};
use super::router;
use super::trunk::Carriers;

/// A SIP user agent: answers at its addresses and makes calls. Cheap to clone; all clones are one.
///
/// Dropping the last clone closes the sockets at once; [`shutdown`](Self::shutdown) ends the calls before.
#[derive(Clone)]
pub struct Endpoint {
    core: Arc<Core>,
    _sockets: Arc<DropGuard>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("listens", &self.core.network.listens()).finish_non_exhaustive()
    }
}

impl Endpoint {
    /// Binds all addresses and begins to answer.
    ///
    /// The receiver gets new calls; when 256 wait there, further callers get 503.
    ///
    /// # Errors
    /// [`SipError::NoListener`], [`SipError::Bind`], [`SipError::Registrations`], and [`SipError::Tls`] for certificates that cannot be used.
    pub async fn bind(config: SipConfig) -> Result<(Self, mpsc::Receiver<Invitation>), SipError> {
        if config.listen.is_empty() {
            return Err(SipError::NoListener);
        }
        let tls = Tls::new(&config.tls)?;
        if let Some(listen) = config.listen.iter().find(|listen| listen.transport == Transport::Tls && !tls.accepts()) {
            return Err(SipError::Tls(format!(
                "{listen} needs a certificate; name it in [sip] tls = {{ certificate = \"FILE\", key = {{ file = \"FILE\" }} }}"
            )));
        }
        let registrar = Registrar::new(&config)?;
        let bound = Bound::new(&config.listen).await?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let sockets =
            Sockets::new(bound.sockets).map_err(|source| SipError::Bind { listen: config.listen[0], source })?;
        let connections = sockets.connections(&stop).await;

        let names = Names::new(&config.name_servers);
        let layer = TransportLayer::new_with_domain_resolver(stop.clone(), Box::new(names.datagrams()));
        for connection in &connections {
            layer.add_transport(connection.clone());
        }
        let stack = EndpointBuilder::new()
            .with_user_agent(USER_AGENT)
            .with_transport_layer(layer)
            .with_cancel_token(stop.clone())
            .with_option(options(&config.timers))
            .with_target_locator(Box::new(names.datagrams()))
            .build()
            .inner;
        let incoming = rsipstack::transaction::endpoint::Endpoint { inner: stack.clone() }
            .incoming_transactions()
            .map_err(|error| SipError::Stack(error.to_string()))?;

        let network = Network::new(sockets.clone(), connections.clone(), bound.listens, config.public_address, names);
        let intake = Arc::new(Intake::new(stack.clone(), &config.limits, registrar.behind()));
        let streams = Streams {
            network: network.clone(),
            intake: intake.clone(),
            limits: config.limits.clone(),
            tls,
            tasks: tasks.clone(),
            stop: stop.clone(),
        };
        let (invitations, receiver) = mpsc::channel(INVITATIONS);
        let calls = config.limits.calls_per_second.map(Buckets::new);
        let sources = config.limits.calls_per_source.map(Buckets::new);
        let core = Arc::new(Core {
            stack: stack.clone(),
            network,
            streams: streams.clone(),
            table: Table::default(),
            carriers: Carriers::new(&config.trunks),
            registrar,
            registrations: TaskTracker::new(),
            tasks: tasks.clone(),
            stop: stop.clone(),
            drain: CancellationToken::new(),
            invitations,
            admission: Mutex::new(Admission { policy: AcceptPolicy::Accept, calls, sources }),
            config,
        });
        tasks.spawn(async move { stack.serve().await });
        let (routed, incoming) = (core.clone(), Arc::new(tokio::sync::Mutex::new(incoming)));
        tasks.spawn(keep("router", stop.clone(), move || router::run(routed.clone(), incoming.clone())));
        for (index, connection) in connections.into_iter().enumerate() {
            let (sockets, intake, ended) = (sockets.clone(), intake.clone(), stop.clone());
            let read = move || network::read(sockets.clone(), index, connection.clone(), intake.clone(), ended.clone());
            tasks.spawn(keep("reader", stop.clone(), read));
        }
        for (transport, listener) in bound.listeners {
            tasks.spawn(network::accept(listener, transport, streams.clone()));
        }
        Carriers::start(&core);
        if core.registrar.is_open() {
            tasks.spawn(registrar::keep_alive(Arc::clone(&core)));
        }
        for listen in core.network.listens() {
            info!(%listen, "SIP is listened for");
        }
        Ok((Self { core, _sockets: Arc::new(stop.drop_guard()) }, receiver))
    }

    /// Where it listens, with real ports, in the order of the configuration.
    pub fn addresses(&self) -> Vec<Listen> {
        self.core.network.listens().to_vec()
    }

    /// Reads the files of TLS again: connections from now on begin with what is in them, those that are open go on. Whether
    /// our certificate is another one. Reads the disk.
    ///
    /// # Errors
    /// [`SipError::Tls`] if they cannot be used; then nothing changes.
    pub fn renew_certificates(&self, tls: &TlsConfig) -> Result<bool, SipError> {
        self.core.streams.tls.renew(tls)
    }

    /// Takes new calls or turns them away. Live calls go on.
    pub fn set_accepting(&self, policy: AcceptPolicy) {
        self.core.admission.lock().unwrap_or_else(PoisonError::into_inner).policy = policy;
    }

    /// Makes a call. What happens to it goes to `events`; a full channel makes the leg wait.
    pub fn invite(&self, order: OutgoingInvite, events: mpsc::Sender<LegEvent>) -> Leg {
        dialog::call(&self.core, order, Route::Direct, events)
    }

    /// Makes a call to a number through a trunk: its gateways are tried one after another, at most 8·T1 each until something
    /// comes back. The order's own target is for trunks that are not there.
    pub fn invite_through(
        &self,
        trunk: &str,
        number: &str,
        order: OutgoingInvite,
        events: mpsc::Sender<LegEvent>,
    ) -> Leg {
        dialog::call(&self.core, order, onward::route(&self.core, trunk, number), events)
    }

    /// Calls all telephones of a user of ours: the first that answers has the call. The order's target is not looked at.
    pub fn invite_user(&self, user: &str, order: &OutgoingInvite, events: mpsc::Sender<LegEvent>) -> Leg {
        onward::ring(&self.core, user, order, events)
    }

    /// Where the first telephone of a user is.
    pub fn address_of(&self, user: &str) -> Option<IpAddr> {
        self.core.registrar.address_of(user)
    }

    /// The telephones that have registered, a line each.
    pub fn registrations(&self) -> Vec<String> {
        self.core.registrar.lines()
    }

    /// What is wrong with the trunks now, in words: one that is not registered, a gateway that does not answer.
    pub fn troubles(&self) -> Vec<String> {
        self.core.carriers.troubles()
    }

    /// Dialogs that are not over, in both directions, whatever their state.
    pub fn dialogs(&self) -> usize {
        self.core.table.len()
    }

    /// Transactions the stack keeps alive: of live dialogs, and for up to 64·T1 behind their end.
    pub fn transactions(&self) -> usize {
        self.core.stack.get_stats().running_transactions
    }

    /// Open TCP and TLS connections.
    pub fn connections(&self) -> usize {
        self.core.network.connections()
    }

    /// Ends all calls with what each needs, waits for the peers' answers for 64·T1 or 5 s at most, and closes the
    /// sockets.
    pub async fn shutdown(&self) {
        let retry_after = Duration::from_secs(30);
        self.set_accepting(AcceptPolicy::Unavailable { retry_after });
        self.core.drain.cancel();
        let patience = (self.core.config.timers.t1 * 64).min(PATIENCE);
        // Whoever has not answered by then is not waited for.
        let ended = async { tokio::join!(self.core.table.emptied(), self.core.registrations.wait()) };
        let _ = timeout(patience, ended).await;
        self.core.stop.cancel();
        self.core.tasks.close();
        let _ = timeout(PATIENCE, self.core.tasks.wait()).await;
    }
}

/// Sockets, bound.
struct Bound {
    sockets: Vec<UdpSocket>,
    listeners: Vec<(Transport, TcpListener)>,
    listens: Vec<Listen>,
}

impl Bound {
    async fn new(listen: &[Listen]) -> Result<Self, SipError> {
        let mut bound = Self { sockets: Vec::new(), listeners: Vec::new(), listens: Vec::new() };
        for &listen in listen {
            let Listen { transport, address } = listen;
            let refused = |source| SipError::Bind { listen, source };
            let address = match transport {
                Transport::Udp => {
                    let socket = udp_socket(address).map_err(refused)?;
                    let address = socket.local_addr().map_err(refused)?;
                    bound.sockets.push(socket);
                    address
                }
                Transport::Tcp | Transport::Tls => {
                    let listener = TcpListener::bind(address).await.map_err(refused)?;
                    let address = listener.local_addr().map_err(refused)?;
                    bound.listeners.push((transport, listener));
                    address
                }
            };
            bound.listens.push(Listen { transport, address });
        }
        Ok(bound)
    }
}

/// A socket with room for a burst of calls: at 500 calls a second 2,000 messages come, and the usual 200 kB hold a
/// tenth of a second of them.
fn udp_socket(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    if let Err(error) = socket.set_recv_buffer_size(RECEIVE_BUFFER) {
        debug!(%error, "the SIP socket keeps the system's receive buffer");
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    UdpSocket::from_std(socket.into())
}

fn options(timers: &SipTimers) -> EndpointOption {
    EndpointOption {
        t1: timers.t1,
        t2: timers.t2,
        t4: timers.t4,
        t1x64: timers.t1 * 64,
        // A proxy's timer; how long a callee may ring is the call's business.
        timerc: Duration::from_secs(24 * 3_600),
        callid_format: CallIdFormat::Uuid,
        ..EndpointOption::default()
    }
}

/// The system may give less.
const RECEIVE_BUFFER: usize = 4 * 1024 * 1024;
/// Calls that may wait for the engine.
const INVITATIONS: usize = 256;
/// How long a shut-down waits at most for the peers, and then for our own tasks.
const PATIENCE: Duration = Duration::from_secs(5);
