//! Whom a number or address of a document stands for: the SIP URI to invite.

use std::net::{IpAddr, SocketAddr};

use crate::config::{Config, Trunk};
use crate::sip::Transport;
use crate::sip::sdp::Encryption;

/// Where an outgoing leg goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The `sip:` URI of the INVITE.
    pub uri: String,
    /// The trunk that takes it, if one does.
    pub trunk: Option<Through>,
    /// The user of ours whose telephones ring.
    pub user: Option<String>,
}

/// A trunk that takes a call, and what it is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Through {
    /// The trunk.
    pub trunk: Trunk,
    /// The number as the dialplan has it.
    pub number: String,
}

impl Target {
    /// An address.
    fn to(uri: String) -> Self {
        Self { uri, trunk: None, user: None }
    }

    /// The address in its URI, if it has one in place of a name.
    pub fn address(&self) -> Option<IpAddr> {
        let (_, rest) = self.uri.split_once(':')?;
        let (_, host) = rest.rsplit_once('@').unwrap_or(("", rest));
        let host = host.split([';', '?']).next()?;
        let address = host.parse::<SocketAddr>().map(|address| address.ip()).ok();
        address.or_else(|| host.trim_start_matches('[').trim_end_matches(']').parse().ok())
    }
}

/// Finds the way to a target: a SIP address as it is, an extension to the telephones of its user, a number through the trunk that
/// takes it.
///
/// # Errors
/// Why there is no way, for the log.
pub(super) fn find(written: &str, config: &Config) -> Result<Target, String> {
    if written.starts_with("sip:") || written.starts_with("sips:") {
        return Ok(Target::to(written.to_owned()));
    }
    if written.contains('@') {
        return Ok(Target::to(format!("sip:{written}")));
    }
    let number = written.strip_prefix("tel:").unwrap_or(written);
    if let Ok(target) = find_extension(number, config) {
        return Ok(target);
    }
    let trunk = config.trunk_for(number).ok_or(
        "it is no extension and no trunk takes it; add a [user.EXTENSION] or a [trunk.NAME] with uri and numbers, or call a sip: address",
    )?;
    let through = Through { trunk: trunk.clone(), number: number.to_owned() };
    Ok(Target { uri: trunk.uri_of(number), trunk: Some(through), user: None })
}

/// Finds the way to an extension that a caller has dialled: to its telephones, and never out of the house.
///
/// # Errors
/// Why there is no way, for the log.
pub(super) fn find_extension(number: &str, config: &Config) -> Result<Target, String> {
    let user = config.user(number).ok_or("the caller may dial extensions, and there is no [user] of this one")?;
    Ok(Target { uri: config.uri_of(user), trunk: None, user: Some(user.name.clone()) })
}

/// Whether a call to a target would go anywhere with this configuration.
///
/// # Errors
/// Why not, and what to do.
pub fn reaches(written: &str, config: &Config) -> Result<(), String> {
    let target = find(written, config)?;
    if config.media.srtp != Encryption::Required || config.media.keys_in_clear {
        return Ok(());
    }
    let readable = match (&target.trunk, &target.user) {
        (Some(through), _) => through.trunk.gateways.iter().all(|gateway| is_readable(&gateway.uri)),
        (None, Some(_)) => !config.sip.listen.iter().any(|listen| listen.transport == Transport::Tls),
        (None, None) => is_readable(&target.uri),
    };
    let reason = "`[media] srtp` is \"required\", and it is not reached by TLS, without which keys are not offered; use ;transport=tls and a tls:// listener, or set `srtp_keys = \"any\"`";
    if readable { Err(reason.to_owned()) } else { Ok(()) }
}

/// Whether what is sent to a URI is surely not encrypted. A name alone may lead anywhere: RFC 3263 §4.1.
fn is_readable(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix("sip:") else { return false };
    let (_, host) = rest.rsplit_once('@').unwrap_or(("", rest));
    let (host, parameters) = host.split_once(';').unwrap_or((host, ""));
    let transport = parameters.split(';').find_map(|parameter| parameter.strip_prefix("transport="));
    transport.map_or(host.contains(':') || host.parse::<IpAddr>().is_ok(), |transport| transport != "tls")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_target_is_read_wherever_it_stands() {
        let address = |uri: &str| Target::to(uri.to_owned()).address().map(|ip| ip.to_string());

        assert_eq!(address("sip:a@[2001:db8::1]:5070;transport=tcp").as_deref(), Some("2001:db8::1"));
        assert_eq!(address("sip:[::1]").as_deref(), Some("::1"));
        assert_eq!(address("sip:a@192.0.2.1:5060").as_deref(), Some("192.0.2.1"));
        assert_eq!(address("sip:a@sip.example:5060"), None);
    }

    #[test]
    fn an_address_is_called_as_it_is_and_a_number_needs_a_trunk() {
        let config = Config::default();

        assert_eq!(find("sip:a@b", &config).unwrap().uri, "sip:a@b");
        assert_eq!(find("sips:a@b", &config).unwrap().uri, "sips:a@b");
        assert_eq!(find("a@b", &config).unwrap().uri, "sip:a@b");
        assert!(find("+44", &config).unwrap_err().contains("trunk"));
    }

    #[test]
    fn where_keys_must_not_be_offered_no_call_gets_through() {
        let mut config = Config::default();
        config.media.srtp = Encryption::Required;
        for (uri, goes) in [
            ("sip:a@192.0.2.1", false),
            ("sip:a@[2001:db8::1]", false),
            ("sip:a@b.example:5060", false),
            ("sip:a@b.example;transport=tcp", false),
            ("sip:a@b.example", true),
            ("sip:a@192.0.2.1;transport=tls", true),
            ("sips:a@192.0.2.1", true),
        ] {
            assert_eq!(reaches(uri, &config).is_ok(), goes, "{uri}");
        }
        config.media.keys_in_clear = true;
        assert_eq!(reaches("sip:a@192.0.2.1", &config), Ok(()));
    }

    #[test]
    fn an_extension_goes_before_the_patterns_of_trunks() {
        let text = "[sip]\nlisten = [\"tcp://192.0.2.1\"]\n[trunk.out]\nuri = \"sip:carrier.example\"\n[user.101]\npassword = { env = \"P\" }";
        let parsed = Config::parse(text, "test.toml", std::path::Path::new(""), &|_| Some("hush".to_owned()));
        let config = parsed.unwrap_or_else(|errors| panic!("{errors}"));

        let user = find("101", &config).unwrap();
        assert_eq!((user.uri.as_str(), user.user.as_deref()), ("sip:101@192.0.2.1:5060;transport=tcp", Some("101")));
        assert_eq!(find("102", &config).unwrap().uri, "sip:102@carrier.example");
        assert_eq!(find_extension("101", &config).unwrap(), user);
        assert!(find_extension("102", &config).unwrap_err().contains("no [user]"));
        assert_eq!(find("sip:101@pbx.example", &config).unwrap().user, None);
    }
}
