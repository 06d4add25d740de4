//! How a request shows who sends it.

mod dialtree;
mod twilio;

use dialplan::order::Request;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use xml_schema::Dialect;

use super::error::FetchError;
use super::hop::Hop;
use super::session::basic;
use crate::config::{Credential, Scheme, Secret};

/// Everything requests are signed with.
#[derive(Debug)]
pub(super) struct Signer {
    twiml_token: Option<Secret>,
    credentials: Vec<Credential>,
}

impl Signer {
    pub fn new(twiml_token: Option<Secret>, credentials: Vec<Credential>) -> Self {
        Self { twiml_token, credentials }
    }

    /// Adds what this hop of a request shows. Made anew for every hop and attempt; nothing once a redirect has led to
    /// another origin.
    ///
    /// # Errors
    /// [`FetchError::Credential`].
    pub fn sign(&self, request: &Request, hop: &Hop, headers: &mut HeaderMap) -> Result<(), FetchError> {
        let credential = request.auth.as_deref().map(|name| self.find(name)).transpose()?;
        if !hop.trusted {
            return Ok(());
        }
        let mut token = self.twiml_token.as_ref().filter(|_| request.dialect == Dialect::Twiml);
        match credential.map(|credential| (credential.scheme, credential)) {
            None => {}
            Some((Scheme::Basic, Credential { user, secret, .. })) => {
                if let Some(value) = basic(user, secret.reveal()) {
                    headers.insert(AUTHORIZATION, value);
                }
            }
            Some((Scheme::Bearer, Credential { secret, .. })) => {
                add(headers, AUTHORIZATION, format!("Bearer {}", secret.reveal()));
            }
            Some((Scheme::Dialtree, Credential { secret, .. })) => {
                let now = jiff::Timestamp::now().as_second();
                let body = hop.body().unwrap_or_default();
                let value = dialtree::header(secret.reveal(), now, hop.method.as_str(), hop.url.as_str(), &body);
                add(headers, DIALTREE, value);
            }
            Some((Scheme::Twilio, Credential { secret, .. })) => token = Some(secret),
        }
        if let Some(token) = token {
            let form = hop.form.as_deref().unwrap_or_default();
            add(headers, TWILIO, twilio::signature(token.reveal(), hop.url.as_str(), form));
        }
        Ok(())
    }

    fn find(&self, name: &str) -> Result<&Credential, FetchError> {
        let found = self.credentials.iter().find(|credential| credential.name == name);
        found.ok_or_else(|| FetchError::Credential { name: name.to_owned() })
    }
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: String) {
    // Signatures are ASCII; a token that is no header value cannot be sent.
    if let Ok(mut value) = HeaderValue::try_from(value) {
        value.set_sensitive(true);
        headers.insert(name, value);
    }
}

const TWILIO: HeaderName = HeaderName::from_static("x-twilio-signature");
const DIALTREE: HeaderName = HeaderName::from_static("x-dialtree-signature");
