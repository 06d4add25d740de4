//! What an application is asked.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};
use xml_schema::Dialect;

/// One HTTP request to an application.
///
/// Printed or written anywhere, it shows `***` for its [`secrets`](Self::secrets); the application gets the values.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Request {
    /// `GET`: parameters go behind the URL's query. `POST`: they are the form body.
    pub method: Method,
    /// Absolute; variables replaced; connection overrides (`#ct=…`) and other fragments taken off.
    pub url: String,
    /// In order, not yet encoded.
    pub parameters: Vec<(String, String)>,
    /// Which parameters and which signature the application expects.
    pub dialect: Dialect,
    /// How long a TCP (and TLS) connection may take.
    pub connect_timeout: Duration,
    /// How long the whole attempt may take, body included.
    pub timeout: Duration,
    /// The same for every attempt at one request: `<call>-<n>`.
    pub idempotency_key: String,
    /// Which attempt at the same request this is, from 1.
    pub attempt: u32,
    /// The name of a credential of the configuration to sign or authenticate with, if the node names one.
    pub auth: Option<String>,
    /// Keys of sensitive Gathers that may stand in the URL or the parameters. Never written anywhere.
    #[serde(skip)]
    pub secrets: Vec<String>,
}

/// HTTP methods an application may be asked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in the body.
    Post,
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Shown::of(self), formatter)
    }
}

impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown::of(self).serialize(serializer)
    }
}

/// A request as it may be shown.
#[derive(Debug, Serialize)]
#[serde(rename = "Request")]
struct Shown<'a> {
    method: Method,
    url: String,
    parameters: Vec<(&'a str, String)>,
    dialect: Dialect,
    connect_timeout: Duration,
    timeout: Duration,
    idempotency_key: &'a str,
    attempt: u32,
    auth: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn of(request: &'a Request) -> Self {
        Self {
            method: request.method,
            url: masked_url(&request.url, &request.secrets),
            parameters: request
                .parameters
                .iter()
                .map(|(name, value)| (name.as_str(), masked(value, &request.secrets)))
                .collect(),
            dialect: request.dialect,
            connect_timeout: request.connect_timeout,
            timeout: request.timeout,
            idempotency_key: &request.idempotency_key,
            attempt: request.attempt,
            auth: request.auth.as_deref(),
        }
    }
}

/// A text with every secret in it replaced by `***`. One or two keys are a secret only if they are the whole text: else
/// every number would have holes.
pub(crate) fn masked(text: &str, secrets: &[String]) -> String {
    if secrets.iter().any(|secret| secret == text) && !text.is_empty() {
        return MASK.to_owned();
    }
    let long = secrets.iter().filter(|secret| secret.len() > 2);
    long.fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK))
}

/// A URL with the secrets in its query replaced; what a caller types is nowhere else.
fn masked_url(url: &str, secrets: &[String]) -> String {
    let Some((place, query)) = url.split_once('?') else { return url.to_owned() };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) => format!("{name}={}", masked(value, secrets)),
        None => masked(pair, secrets),
    });
    format!("{place}?{}", pairs.collect::<Vec<_>>().join("&"))
}

const MASK: &str = "***";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_but_not_shown() {
        let request = Request {
            method: Method::Post,
            url: "https://app1234.example/pin?code=1234".into(),
            parameters: vec![("Digits".into(), "1234".into())],
            dialect: Dialect::Twiml,
            connect_timeout: Duration::from_secs(3),
            timeout: Duration::from_secs(10),
            idempotency_key: "c-1".into(),
            attempt: 1,
            auth: None,
            secrets: vec!["1234".into()],
        };

        let written = serde_json::to_string(&request).unwrap();

        assert!(written.contains("https://app1234.example/pin?code=***"), "{written}");
        assert!(written.contains("[\"Digits\",\"***\"]"), "{written}");
        assert!(!format!("{request:?}").contains("\"1234\""));
        let read: Request = serde_json::from_str(&written).unwrap();
        assert_eq!(read.url, "https://app1234.example/pin?code=***");
    }
}
