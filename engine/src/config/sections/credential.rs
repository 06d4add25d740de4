//! `[credential.NAME]`: how requests sign and authenticate.

use crate::config::Secret;
use crate::config::section::Section;

use super::twiml::key_id;

/// A `[credential.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What `auth=` of an `Interactive` calls it.
    pub name: String,
    /// How it is used.
    pub scheme: Scheme,
    /// The user name of `basic`, the consumer key of `oauth1`, the id of the shared key of `twilio-sha256`.
    pub user: String,
    /// The password, token or signing key.
    pub secret: Secret,
}

/// How a request shows who sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization: Bearer`.
    Bearer,
    /// `X-Dialtree-Signature`.
    Dialtree,
    /// OAuth 1.0a without a token.
    Oauth1,
    /// `X-Twilio-Signature` with HMAC-SHA1 and a token.
    Twilio,
    /// The same with HMAC-SHA256 and a shared key.
    TwilioSha256,
}

impl Credential {
    /// `None` if it is not complete; that has been noted.
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Option<Self> {
        let scheme = section.required("scheme", |item| item.word(SCHEMES));
        let user = match scheme {
            Some(Scheme::Basic | Scheme::Oauth1) => section.required("user", |item| item.some_text()),
            Some(Scheme::TwilioSha256) => section.required("user", key_id),
            _ => section.value("user", |item| item.some_text()),
        };
        let secret = section.required("secret", |item| Secret::read(item, section.reader));
        Some(Self { name: section.name().to_owned(), scheme: scheme?, user: user.unwrap_or_default(), secret: secret? })
    }
}

const SCHEMES: &[(&str, Scheme)] = &[
    ("basic", Scheme::Basic),
    ("bearer", Scheme::Bearer),
    ("dialtree", Scheme::Dialtree),
    ("oauth1", Scheme::Oauth1),
    ("twilio", Scheme::Twilio),
    ("twilio-sha256", Scheme::TwilioSha256),
];
