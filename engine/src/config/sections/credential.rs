//! `[credential.NAME]`: how requests sign and authenticate.

use crate::config::Secret;
use crate::config::section::Section;

/// A `[credential.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What `auth=` of an `Interactive` calls it.
    pub name: String,
    /// How it is used.
    pub scheme: Scheme,
    /// The user name of `basic`.
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
    /// `X-Twilio-Signature`.
    Twilio,
}

impl Credential {
    /// `None` if it is not complete; that has been noted.
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Option<Self> {
        let scheme = section.required("scheme", |item| item.word(SCHEMES));
        let user = match scheme {
            Some(Scheme::Basic) => section.required("user", |item| item.some_text()),
            _ => section.value("user", |item| item.some_text()),
        };
        let secret = section.required("secret", |item| Secret::read(item, section.reader));
        Some(Self { name: section.name().to_owned(), scheme: scheme?, user: user.unwrap_or_default(), secret: secret? })
    }
}

const SCHEMES: &[(&str, Scheme)] =
    &[("basic", Scheme::Basic), ("bearer", Scheme::Bearer), ("dialtree", Scheme::Dialtree), ("twilio", Scheme::Twilio)];
