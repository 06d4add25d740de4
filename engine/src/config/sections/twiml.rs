//! `[twiml]`: who the engine is for applications written for Twilio.

use std::io;
use std::path::Path;

use xml_schema::Diagnostic;

use crate::config::Secret;
use crate::config::item::Item;
use crate::config::section::Section;

/// `[twiml]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Twiml {
    /// `AccountSid`; `None`: that of the installation.
    pub account_sid: Option<String>,
    /// What requests of dialect twiml are signed with; `None`: they are not.
    pub auth_token: Option<Secret>,
    /// The id of the shared key that `auth_token` is the secret of; `None`: it is the account's token.
    pub shared_key: Option<String>,
}

impl Twiml {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let shared_key = section.value("shared_key", key_id);
        let auth_token = match shared_key {
            Some(_) => section.required("auth_token", |item| Secret::read(item, section.reader)),
            None => section.secret("auth_token"),
        };
        Self { account_sid: section.value("account_sid", account_sid), auth_token, shared_key }
    }

    /// The `AccountSid` that is set, else the one kept in the data folder; made there the first time.
    ///
    /// # Errors
    /// What the system says, if it can be neither read nor made.
    pub fn account_sid(&self, data: &Path) -> io::Result<String> {
        if let Some(sid) = &self.account_sid {
            return Ok(sid.clone());
        }
        let file = data.join("account-sid");
        if let Ok(text) = std::fs::read_to_string(&file)
            && is_account_sid(text.trim())
        {
            return Ok(text.trim().to_owned());
        }
        let sid = format!("AC{:032x}", rand::random::<u128>());
        std::fs::create_dir_all(data)?;
        std::fs::write(&file, format!("{sid}\n"))?;
        Ok(sid)
    }
}

fn account_sid(item: Item<'_, '_>) -> Result<String, Box<Diagnostic>> {
    let text = item.text()?.trim();
    if is_account_sid(text) { Ok(text.to_owned()) } else { Err(item.bad("AC and 32 lower-case hex digits")) }
}

/// The id stands in a header whose parts are told apart by commas.
pub(super) fn key_id(item: Item<'_, '_>) -> Result<String, Box<Diagnostic>> {
    let text = item.some_text()?;
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if plain { Ok(text) } else { Err(item.bad("the id of a shared key: letters, digits, `_` and `-`")) }
}

fn is_account_sid(text: &str) -> bool {
    let hex = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    text.strip_prefix("AC").is_some_and(|digits| digits.len() == 32 && digits.bytes().all(hex))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_keeps_its_account() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");

        let first = Twiml::default().account_sid(&data).unwrap();

        assert!(is_account_sid(&first));
        assert_eq!(Twiml::default().account_sid(&data).unwrap(), first);
    }

    #[test]
    fn what_is_set_wins() {
        let twiml = Twiml { account_sid: Some("AC1".into()), ..Twiml::default() };

        assert_eq!(twiml.account_sid(Path::new("/nowhere")).unwrap(), "AC1");
    }
}
