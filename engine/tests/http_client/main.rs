//! The HTTP client against real servers on this machine.

mod cancel;
mod egress;
mod failures;
mod limits;
mod parameters;
mod redirects;
mod server;
mod sessions;
mod signing;
mod tls;

use std::time::Duration;

use dialplan::order::{Method, Request};
use engine::config::{Config, Egress};
use engine::http::{Client, ClientConfig};
use xml_schema::Dialect;

/// The call that asks, but where it matters.
const CALL: &str = "0123456789abcdef0123456789abcdef";

/// What a client is told that may ask this machine.
fn config() -> ClientConfig {
    ClientConfig { egress: Egress::with_loopback(), ..ClientConfig::from(&Config::default()) }
}

fn client() -> Client {
    Client::new(config()).expect("the default can be used")
}

/// A POST in dialect twiml.
fn request(url: impl Into<String>) -> Request {
    Request {
        method: Method::Post,
        url: url.into(),
        parameters: vec![("From".into(), "+441632960111".into()), ("Digits".into(), "4416 &#".into())],
        dialect: Dialect::Twiml,
        connect_timeout: Duration::from_secs(5),
        timeout: Duration::from_secs(20),
        idempotency_key: format!("{CALL}-1"),
        attempt: 1,
        auth: None,
        secrets: Vec::new(),
    }
}

fn get(url: impl Into<String>) -> Request {
    Request { method: Method::Get, ..request(url) }
}
