//! Whom a number or address of a document stands for: the SIP URI to invite.

use crate::config::Config;

/// Where an outgoing leg goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The `sip:` URI of the INVITE.
    pub uri: String,
    /// What the trunk asks for, if it asks.
    pub credentials: Option<(String, String)>,
}

/// Finds the way to a target: a SIP address as it is, a number through the trunk that takes it.
///
/// # Errors
/// Why there is no way, for the log.
pub(super) fn find(written: &str, config: &Config) -> Result<Target, String> {
    if written.starts_with("sip:") {
        return Ok(Target { uri: written.to_owned(), credentials: None });
    }
    if written.starts_with("sips:") {
        return Err("a sips: address needs TLS, which is not offered yet; use sip:".to_owned());
    }
    if written.contains('@') {
        return Ok(Target { uri: format!("sip:{written}"), credentials: None });
    }
    let number = written.strip_prefix("tel:").unwrap_or(written);
    let trunk = config
        .trunk_for(number)
        .ok_or("no trunk takes this number; add a [trunk.NAME] with uri and numbers, or call a sip: address")?;
    let login = trunk.login.as_ref();
    Ok(Target {
        uri: trunk.uri_of(number),
        credentials: login.map(|login| (login.user.clone(), login.password.reveal().to_owned())),
    })
}

/// Whether a call to a target would go anywhere with this configuration.
///
/// # Errors
/// Why not, and what to do.
pub fn reaches(written: &str, config: &Config) -> Result<(), String> {
    find(written, config).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_called_as_it_is_and_a_number_needs_a_trunk() {
        let config = Config::default();

        assert_eq!(find("sip:a@b", &config).unwrap().uri, "sip:a@b");
        assert_eq!(find("a@b", &config).unwrap().uri, "sip:a@b");
        assert!(find("+44", &config).unwrap_err().contains("trunk"));
    }
}
