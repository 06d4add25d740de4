//! What can go wrong between us and the SIP network.

use std::io;
use std::path::PathBuf;

use super::config::{Listen, Transport};

/// An error of the SIP side.
#[derive(Debug, thiserror::Error)]
pub enum SipError {
    /// There is nothing to listen at.
    #[error("no SIP listener is configured; give at least one, such as udp://127.0.0.1:5060")]
    NoListener,
    /// An address cannot be listened at.
    #[error("cannot listen at {listen}: {source}{}", hint(.source))]
    Bind {
        /// Which.
        listen: Listen,
        /// What the system said.
        source: io::Error,
    },
    /// Certificates that were given cannot be used.
    #[error("SIP over TLS: {0}")]
    Tls(String),
    /// The file of registrations cannot be used.
    #[error("the registrations in {file} cannot be used: {reason}; remove the file, telephones will register again")]
    Registrations {
        /// Which.
        file: PathBuf,
        /// What was seen.
        reason: String,
    },
    /// The call is over, or in a state where this makes no sense.
    #[error("the leg is {state}, it cannot {action}")]
    WrongState {
        /// Where the leg is.
        state: &'static str,
        /// What was asked of it.
        action: &'static str,
    },
    /// No way to the peer could be found or opened.
    #[error("no way to {target}: {reason}")]
    Unreachable {
        /// Host and port, or the URI as written.
        target: String,
        /// What was seen.
        reason: String,
    },
    /// A URI we cannot call.
    // Without the URI: it is somebody's number, and this text reaches logs.
    #[error("the target is not a SIP URI that can be called: {reason}; write it as sip:user@host")]
    Uri {
        /// As given.
        uri: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// We would offer keys of SRTP over signalling that others can read.
    #[error(
        "its keys of SRTP would go over {transport}, where others can read them: reach it by TLS (;transport=tls), or allow it with `[media] srtp_keys = \"any\"`"
    )]
    KeysInClear {
        /// How the peer is reached.
        transport: Transport,
    },
    /// The stack refused a message; this is a mistake of ours.
    #[error("the SIP stack refused a message: {0}")]
    Stack(String),
}

/// What may be the matter when an address cannot be had.
fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => "; is another SIP server running there?",
        io::ErrorKind::AddrNotAvailable => "; it is no address of this machine: 0.0.0.0 stands for all that it has",
        io::ErrorKind::PermissionDenied => "; ports below 1024 are for root",
        _ => "",
    }
}
