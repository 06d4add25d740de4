//! How a request shows who sends it.

mod dialtree;
mod oauth1;
pub mod twilio;

use dialplan::order::Request;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use xml_schema::Dialect;

use self::oauth1::{Consumer, Signed, Stamp};
use self::twilio::Algorithm;
use super::error::FetchError;
use super::hop::Hop;
use super::session::basic;
use crate::config::{Credential, Scheme, Secret};

/// Everything requests are signed with.
#[derive(Debug)]
pub(super) struct Signer {
    twiml: Option<TwimlKey>,
    credentials: Vec<Credential>,
}

/// What requests of dialect twiml are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwimlKey {
    /// The account's token, or the secret of the shared key.
    pub secret: Secret,
    /// The id of a shared key, if it is one.
    pub shared_key: Option<String>,
}

impl Signer {
    pub fn new(twiml: Option<TwimlKey>, credentials: Vec<Credential>) -> Self {
        Self { twiml, credentials }
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
        if let (Some(key), Dialect::Twiml) = (&self.twiml, request.dialect) {
            sign_twilio(&key.secret, key.shared_key.as_deref(), hop, headers);
        }
        if let Some(credential) = credential {
            show(credential, hop, headers);
        }
        Ok(())
    }

    fn find(&self, name: &str) -> Result<&Credential, FetchError> {
        let found = self.credentials.iter().find(|credential| credential.name == name);
        found.ok_or_else(|| FetchError::Credential { name: name.to_owned() })
    }
}

/// Adds what a credential asks for; a signature of the same kind is replaced.
fn show(Credential { scheme, user, secret, .. }: &Credential, hop: &Hop, headers: &mut HeaderMap) {
    match scheme {
        Scheme::Basic => {
            if let Some(value) = basic(user, secret.reveal()) {
                headers.insert(AUTHORIZATION, value);
            }
        }
        Scheme::Bearer => add(headers, AUTHORIZATION, format!("Bearer {}", secret.reveal())),
        Scheme::Dialtree => {
            let now = jiff::Timestamp::now().as_second();
            let body = hop.body().unwrap_or_default();
            let value = dialtree::header(secret.reveal(), now, hop.method.as_str(), hop.url.as_str(), &body);
            add(headers, DIALTREE, value);
        }
        Scheme::Oauth1 => {
            let consumer = Consumer { key: user, secret: secret.reveal() };
            let form = hop.form.as_deref().unwrap_or_default();
            let signed = Signed { method: hop.method.as_str(), url: &hop.url, form };
            add(headers, AUTHORIZATION, oauth1::header(&consumer, &signed, &Stamp::new()));
        }
        Scheme::Twilio => sign_twilio(secret, None, hop, headers),
        Scheme::TwilioSha256 => sign_twilio(secret, Some(user), hop, headers),
    }
}

fn sign_twilio(secret: &Secret, shared_key: Option<&str>, hop: &Hop, headers: &mut HeaderMap) {
    headers.remove(TWILIO_SETTINGS);
    let algorithm = if shared_key.is_some() { Algorithm::Sha256 } else { Algorithm::Sha1 };
    let form = hop.form.as_deref().unwrap_or_default();
    add(headers, TWILIO, twilio::signature(algorithm, secret.reveal(), hop.url.as_str(), form));
    if let Some(shared_key) = shared_key {
        add(headers, TWILIO_SETTINGS, twilio::settings(shared_key));
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
const TWILIO_SETTINGS: HeaderName = HeaderName::from_static("x-twilio-webhooks-signature-settings");
const DIALTREE: HeaderName = HeaderName::from_static("x-dialtree-signature");
