//! The sections of the file, one type each: what they mean, and what holds without them.

mod credential;
mod egress;
mod http;
mod limits;
mod log;
mod media;
mod sip;
mod speech;
mod storage;
mod trunk;
mod twiml;
mod user;

pub use credential::{Credential, Scheme};
pub use egress::{Egress, Network};
pub use http::Http;
pub use limits::Limits;
pub use log::{Log, LogFormat, LogLevel};
pub use media::Media;
pub use sip::Sip;
pub use speech::Speech;
pub use storage::Storage;
pub(super) use trunk::trunks;
pub use trunk::{DiversionBy, Gateway, Identity, Login, Register, Trunk};
pub use twiml::Twiml;
pub use user::{Algorithm, Registrar, User};
