//! What the SIP side is told at start: where to listen, who we are, and how much anybody may ask of us.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::SipError;
use super::network::Tls;
use crate::config::{Registrar, Secret, Trunk, User};

/// How SIP messages travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A stream, framed by Content-Length.
    Tcp,
    /// The same within TLS, 1.2 or later.
    Tls,
}

impl Transport {
    /// The name as Via and logs write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
        }
    }

    /// Whether messages travel over connections.
    pub fn is_stream(self) -> bool {
        self != Self::Udp
    }

    /// The port of who names none. RFC 3261 §19.1.2
    pub fn default_port(self) -> u16 {
        match self {
            Self::Udp | Self::Tcp => 5060,
            Self::Tls => 5061,
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One address to listen at. Port 0 takes any free one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Listen {
    /// UDP, TCP or TLS.
    pub transport: Transport,
    /// Address and port.
    pub address: SocketAddr,
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.transport.name().to_ascii_lowercase(), self.address)
    }
}

impl std::str::FromStr for Listen {
    type Err = ListenError;

    /// Reads `udp://127.0.0.1:5060`; without a port it is 5060, 5061 for TLS.
    fn from_str(text: &str) -> Result<Self, ListenError> {
        let bad = || ListenError { seen: text.to_owned() };
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(bad)?;
        let transport = match scheme {
            "udp" => Transport::Udp,
            "tcp" => Transport::Tcp,
            "tls" => Transport::Tls,
            _ => return Err(bad()),
        };
        let bare = rest.trim_start_matches('[').trim_end_matches(']');
        let address =
            rest.parse().or_else(|_| bare.parse().map(|ip: IpAddr| SocketAddr::from((ip, transport.default_port()))));
        Ok(Self { transport, address: address.map_err(|_| bad())? })
    }
}

/// A text is no address to listen at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{seen:?} is no address to listen at; write udp://ADDRESS:PORT, tcp:// or tls://, 0.0.0.0 for all of this machine"
)]
pub struct ListenError {
    /// What was written.
    pub seen: String,
}

/// The settings of an [`Endpoint`](super::Endpoint).
#[derive(Debug, Clone, Default)]
pub struct SipConfig {
    /// Where to listen. At least one.
    pub listen: Vec<Listen>,
    /// The address written into Via and Contact instead of the local one, for servers behind NAT.
    pub public_address: Option<IpAddr>,
    /// Whom to ask for names; none: whom the system asks.
    pub name_servers: Vec<SocketAddr>,
    /// Certificates of TLS.
    pub tls: TlsConfig,
    /// The carriers.
    pub trunks: Vec<Trunk>,
    /// Whose telephones register here.
    pub users: Vec<User>,
    /// What holds for these telephones.
    pub registrar: Registrar,
    /// The file that registrations are kept in over a restart; none: they are not.
    pub registrations: Option<PathBuf>,
    /// Keys of SRTP are offered over UDP and TCP, too.
    pub keys_in_clear: bool,
    /// What one sender and all of them together may ask.
    pub limits: SipLimits,
    /// The timers of RFC 3261; the defaults are the RFC's.
    pub timers: SipTimers,
}

/// Who we are and whom we trust on TLS connections. All files are PEM.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TlsConfig {
    /// Our certificate; needed to listen, and shown to servers that ask who connects.
    pub identity: Option<TlsIdentity>,
    /// Authorities we trust as a client, beside the public ones.
    pub ca: Option<PathBuf>,
    /// The authorities that must have signed the certificates of clients; without it clients need none.
    pub client_ca: Option<PathBuf>,
}

impl TlsConfig {
    /// Trusts the authorities of a PEM file beside the public ones. Reads the file.
    ///
    /// # Errors
    /// [`SipError::Tls`], if it is not there or holds no certificate of an authority.
    pub fn trusting(ca: &Path) -> Result<Self, SipError> {
        let config = Self { ca: Some(ca.to_owned()), ..Self::default() };
        Tls::new(&config).map(|_| config)
    }
}

/// A certificate of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsIdentity {
    /// The file with the certificate and those that lead to its authority.
    pub certificate: PathBuf,
    /// The private key, as PEM text.
    pub key: Secret,
}

/// Bounds that keep a flood from hurting live calls.
#[derive(Debug, Clone)]
pub struct SipLimits {
    /// Messages one source address may send in a second, over all; more are dropped.
    pub messages_per_second: u32,
    /// Malformed messages one source address may send in a second before it is not answered any more.
    pub malformed_per_second: u32,
    /// New calls of all sources together in a second; more get 503 with Retry-After.
    pub calls_per_second: Option<u32>,
    /// New calls of one source address in a second; more get 503 with Retry-After.
    pub calls_per_source: Option<u32>,
    /// Programs whose requests get no answer, by their User-Agent; `*` stands for any characters.
    pub ignored: Vec<String>,
    /// Dialogs at one time, incoming and outgoing; more incoming ones get 503 with Retry-After.
    pub dialogs: usize,
    /// TCP and TLS connections at one time.
    pub connections: usize,
    /// Octets of one message on a connection. A datagram cannot be longer than this.
    pub message_bytes: usize,
}

impl Default for SipLimits {
    fn default() -> Self {
        Self {
            messages_per_second: 10_000,
            malformed_per_second: 20,
            calls_per_second: None,
            calls_per_source: None,
            ignored: SCANNERS.map(str::to_owned).to_vec(),
            dialogs: 20_000,
            connections: 2_048,
            message_bytes: 65_535,
        }
    }
}

/// Programs that look for open servers and weak passwords, as they call themselves.
pub const SCANNERS: [&str; 8] = [
    "friendly-scanner*",
    "friendly-request*",
    "sipvicious*",
    "sundayddr*",
    "sip-scan*",
    "sipcli*",
    "pplsip*",
    "vaxsipuseragent*",
];

/// RFC 3261 timers, for tests and slow networks.
#[derive(Debug, Clone)]
pub struct SipTimers {
    /// Round-trip estimate: the first retransmission interval. 500 ms.
    pub t1: Duration,
    /// Longest retransmission interval. 4 s.
    pub t2: Duration,
    /// How long a message may stay in the network. 5 s.
    pub t4: Duration,
    /// The shortest session interval we accept (RFC 4028 Min-SE). 90 s.
    pub min_session: Duration,
    /// How long a peer that accepts a REFER may wait with its first NOTIFY. 60 s.
    pub notify: Duration,
}

impl Default for SipTimers {
    fn default() -> Self {
        Self {
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
            min_session: Duration::from_secs(90),
            notify: Duration::from_secs(60),
        }
    }
}

/// Whether new calls are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptPolicy {
    /// New calls are offered to the engine.
    Accept,
    /// New calls get 503 at once; live ones go on.
    Unavailable {
        /// What the `Retry-After` header says.
        retry_after: Duration,
    },
}
