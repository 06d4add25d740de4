//! Whom the peer of a leg may have put into its place (REFER): what `[sip] transfers` allows, and nobody else.

use dialplan::routing::matches_glob;

use super::shown::shown;
use super::target::{self, Target};
use crate::config::Config;
use crate::sip::{OutgoingInvite, Through, Transfer, sdp};

/// What a peer asks for.
pub(super) struct Wish {
    /// The user part of the address it names. Its host is not looked at: only extensions and trunks of ours are called.
    pub number: String,
    /// Another call of it here that is to be joined with this one, as a Replaces header.
    pub joins: Option<String>,
}

/// Decides about it. `from`: the number that the new one sees; `hops`: how often the call may still be passed on.
///
/// # Errors
/// The SIP status to refuse with.
pub(super) fn decide(
    wish: Wish,
    config: &Config,
    local: &mut sdp::Local,
    (from, hops): (&str, u8),
) -> Result<Box<Transfer>, u16> {
    let Wish { number, joins } = wish;
    let rules = &config.sip.transfers;
    let allowed = match joins {
        // Both ends of it are in a call here already.
        Some(_) => !rules.is_empty(),
        None => rules.iter().any(|rule| matches_glob(rule, &number)),
    };
    if !allowed || number.contains(['@', ':']) {
        tracing::info!("a telephone asks for a transfer (REFER) that [sip] transfers does not allow");
        return Err(603);
    }
    if hops == 0 {
        return Err(483);
    }
    let mut headers = vec![("Max-Forwards".to_owned(), hops.to_string())];
    local.security.renew();
    let mut order = OutgoingInvite {
        target: String::new(),
        from_number: from.to_owned(),
        from_name: String::new(),
        credentials: None,
        offer: sdp::offer(local),
        headers: Vec::new(),
        outbound: None,
    };
    let through = if let Some(replaces) = joins {
        headers.push(("Replaces".to_owned(), replaces));
        order.target = "sip:join@dialtree.invalid".to_owned();
        // We may ask ourselves who calls.
        order.credentials = config.user(from).map(|user| (user.name.clone(), user.password.reveal().to_owned()));
        Through::Address
    } else {
        let Target { uri, trunk, user } = target::find(&number, config).map_err(|reason| {
            tracing::info!(reason, "a telephone asks for a transfer that leads nowhere");
            404_u16
        })?;
        order.target = uri;
        match (user, trunk) {
            (Some(user), _) => Through::User(user),
            (None, Some(trunk)) => {
                let shown = shown(&trunk.trunk, from, "", &trunk.number);
                order.from_number = shown.from;
                headers.extend(shown.headers);
                Through::Trunk { name: trunk.trunk.name, number: trunk.number }
            }
            // An address of somebody else is never called for a telephone.
            (None, None) => return Err(603),
        }
    };
    order.headers = headers;
    Ok(Box::new(Transfer { order, through }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use prompts::Codec;

    use super::*;

    fn decided(rules: &str, number: &str, joins: Option<&str>) -> Result<Box<Transfer>, u16> {
        let text = format!(
            "[sip]\ntransfers = {rules}\n[trunk.out]\nuri = \"sip:carrier.example\"\ncaller_id = \"+441\"\n[user.101]\npassword = {{ env = \"P\" }}"
        );
        let parsed = Config::parse(&text, "test.toml", Path::new(""), &|_| Some("hush".to_owned()));
        let config = parsed.unwrap_or_else(|errors| panic!("{errors}"));
        let mut local = sdp::Local {
            address: [192, 0, 2, 1].into(),
            port: 20_000,
            codecs: vec![Codec::Pcmu],
            security: sdp::Security::new(sdp::Encryption::Off),
        };
        let wish = Wish { number: number.to_owned(), joins: joins.map(str::to_owned) };
        decide(wish, &config, &mut local, ("101", 69))
    }

    #[test]
    fn what_no_rule_allows_is_declined() {
        for number in ["102", "+44900", "", "1@evil.example", "sip:x", "mallory"] {
            assert_eq!(decided("[]", number, None).unwrap_err(), 603, "{number}");
            assert_eq!(decided("[\"2*\"]", number, None).unwrap_err(), 603, "{number}");
        }
        assert_eq!(decided("[]", "102", Some("a;to-tag=b;from-tag=c")).unwrap_err(), 603);
        // Nor does a rule for everything lead to the hosts of others.
        assert_eq!(decided("[\"*\"]", "mallory@evil.example", None).unwrap_err(), 603);
    }

    #[test]
    fn what_a_rule_allows_is_an_extension_or_goes_through_a_trunk() {
        let user = decided("[\"1*\"]", "101", None).unwrap();
        assert_eq!((user.through, user.order.from_number.as_str()), (Through::User("101".to_owned()), "101"));

        let out = decided("[\"+44*\"]", "+442079460000", None).unwrap();
        let (name, number) = ("out".to_owned(), "+442079460000".to_owned());
        assert_eq!((out.through, out.order.from_number.as_str()), (Through::Trunk { name, number }, "+441"));
        assert_eq!(out.order.headers, [("Max-Forwards".to_owned(), "69".to_owned())]);
    }

    #[test]
    fn a_call_to_be_joined_is_named_and_needs_no_number() {
        let joined = decided("[\"1*\"]", "+44", Some("a;to-tag=b;from-tag=c")).unwrap();

        assert!(joined.order.headers.contains(&("Replaces".to_owned(), "a;to-tag=b;from-tag=c".to_owned())));
        assert_eq!(joined.order.credentials, Some(("101".to_owned(), "hush".to_owned())));
    }
}
