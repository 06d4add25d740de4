//! Scripted calls over real SIP: a caller who listens, applications that answer HTTP, callees who pick up.
//!
//! The engine under test may be any engine. With the plan at hand the prompts in the received audio are recognised; without it
//! sounds, tones and silence are.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dialplan::call::Settings;
use dialplan::plan::Plan;
use engine::sip::TlsConfig;
use prompts::Prompts;

mod app;
mod call;
mod callee;
pub mod ear;
mod happening;
mod keys;
mod knowledge;
mod load;
mod run;
mod signal;
mod story;
mod timeline;
mod voice;
mod wav;

use crate::outcome::Outcome;
pub use load::{LoadError, LoadOptions, LoadReport, Spread, load};
pub use run::run;

/// Whom a live caller calls, and with what around it.
#[derive(Clone)]
pub struct LiveOptions {
    /// The SIP URI called. Without a user part (`sip:127.0.0.1:5060`) the script's `to` is put in front.
    pub target: String,
    /// The address the caller's SIP and RTP are on.
    pub address: IpAddr,
    /// Where the script's applications listen; `None`: each at the address its URL names, which must be of this machine.
    pub apps: Option<SocketAddr>,
    /// Where the script's callees listen; `None`: each at the address its `to` names, which must be of this machine.
    pub callees: Option<SocketAddr>,
    /// The plan that is called, if it is known: its prompts are then recognised.
    pub plan: Option<Arc<Plan>>,
    /// Renders the plan's prompts. Best the engine's own, or one with the same cache.
    pub prompts: Option<Arc<Prompts>>,
    /// What the interpreter of the engine knows of its configuration.
    pub settings: Arc<Settings>,
    /// A WAV file for what the caller heard.
    pub heard: Option<PathBuf>,
    /// Whom the caller trusts over TLS.
    pub tls: TlsConfig,
}

impl LiveOptions {
    /// A caller on loopback who knows nothing of what it calls.
    pub fn new(target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            address: Ipv4Addr::LOCALHOST.into(),
            apps: None,
            callees: None,
            plan: None,
            prompts: None,
            settings: Arc::default(),
            heard: None,
            tls: TlsConfig::default(),
        }
    }
}

/// How a live call went.
#[derive(Debug, Clone)]
pub struct LiveOutcome {
    /// The same as of a virtual call.
    pub outcome: Outcome,
    /// How long things took.
    pub timings: Timings,
}

/// Times from the INVITE, and how well the line was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timings {
    /// To the 200.
    pub answered: Option<Duration>,
    /// To the first RTP packet.
    pub first_rtp: Option<Duration>,
    /// To the first sample of a recognised prompt.
    pub first_prompt: Option<Duration>,
    /// RTP packets received.
    pub packets: u64,
    /// RTP packets that never came.
    pub lost: u64,
}

/// Why a live call could not be made. Nothing was tested then.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The target is no SIP URI.
    #[error("`{target}` is no SIP URI; expected one like sip:ivr@127.0.0.1:5060 or sips:ivr@ivr.example")]
    Target {
        /// What was given.
        target: String,
    },
    /// An application is not of this machine.
    #[error(
        "the application {url} cannot be played here: write an http:// address of this machine, or say where to listen"
    )]
    AppElsewhere {
        /// Its URL.
        url: String,
    },
    /// The address of an application cannot be listened on.
    #[error("the applications cannot listen on {address}: {error}; is something else running there?")]
    AppAddress {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The caller or a callee has no place to be.
    #[error("no SIP address: {0}")]
    Sip(#[from] engine::sip::SipError),
    /// The caller has no port for its audio.
    #[error("no port for audio: {0}")]
    Media(#[from] engine::media::MediaError),
    /// A step needs what only a plan gives.
    #[error("{step} needs the plan: without it no prompt is known; give the plan, or use `any`, `tone` and `Silence`")]
    NeedsPlan {
        /// The step.
        step: String,
    },
    /// What was heard could not be written.
    #[error("{path} cannot be written: {error}")]
    Wav {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: hound::Error,
    },
}
