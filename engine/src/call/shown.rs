//! Who a call through a trunk comes from, as its carrier wants it told: From, P-Asserted-Identity (RFC 3325) with Privacy (RFC 3323),
//! Diversion (RFC 5806), History-Info (RFC 7044).

use crate::config::{DiversionBy, Identity, Trunk};
use crate::sip::number_at;

/// What an INVITE says of who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The user part of From.
    pub from: String,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The caller wants not to be known: there is no name either.
    pub hidden: bool,
}

/// `caller`: the number of who calls; `called`: the number of ours that was dialled, if the call is passed on; `number`: who is called now.
pub(super) fn shown(trunk: &Trunk, caller: &str, called: &str, number: &str) -> Shown {
    let (number_shown, mut headers) = (trunk.caller_id.apply(caller), Vec::new());
    let mut header = |name: &str, value: String| headers.push((name.to_owned(), value));
    let hidden = !is_number(caller);
    let from = match trunk.identity {
        Identity::From => number_shown,
        Identity::Asserted => {
            if is_number(&number_shown) {
                header("P-Asserted-Identity", format!("<{}>", uri(trunk, &number_shown)));
            }
            if hidden {
                // The carrier may know, the callee may not.
                header("Privacy", "id".to_owned());
            }
            let account = trunk.login.as_ref().map(|login| login.user.clone());
            if hidden { "anonymous".to_owned() } else { account.unwrap_or(number_shown) }
        }
    };
    if is_number(called) {
        let by = uri(trunk, &trunk.dialled(called));
        match trunk.diversion {
            DiversionBy::Nothing => {}
            DiversionBy::Diversion => header("Diversion", format!("<{by}>;reason=deflection;counter=1")),
            DiversionBy::HistoryInfo => {
                let to = uri(trunk, &trunk.dialled(number));
                header("History-Info", format!("<{by}>;index=1, <{to}>;index=1.1;mp=1"));
            }
        }
    }
    Shown { from, headers, hidden: hidden && trunk.identity == Identity::Asserted }
}

/// A whole number as `tel:`, another one at the carrier's host.
fn uri(trunk: &Trunk, number: &str) -> String {
    let global = number.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    let first = trunk.gateways.first().map_or("", |gateway| gateway.uri.as_str());
    let host = first.split(';').next().unwrap_or_default();
    if global { format!("tel:{number}") } else { number_at(number, host) }
}

/// Whether it is the number of somebody, and not a word in its place.
fn is_number(text: &str) -> bool {
    text.bytes().any(|octet| octet.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;

    fn trunk(keys: &str) -> Trunk {
        let text = format!(
            "[trunk.out]\nuri = \"sip:carrier.example;transport=tls\"\nlogin = {{ user = \"acme\", password = {{ env = \"P\" }} }}\n{keys}"
        );
        let parsed = Config::parse(&text, "test.toml", Path::new(""), &|_| Some("hush".to_owned()));
        parsed.unwrap_or_else(|errors| panic!("{errors}")).trunks.remove(0)
    }

    fn told(keys: &str, caller: &str) -> (String, Vec<String>) {
        let Shown { from, headers, .. } = shown(&trunk(keys), caller, "1000", "+442079460000");
        (from, headers.into_iter().map(|(name, value)| format!("{name}: {value}")).collect())
    }

    #[test]
    fn as_it_stands_a_trunk_tells_the_number_in_from_and_nothing_else() {
        assert_eq!(told("", "+4477"), ("+4477".to_owned(), Vec::new()));
        assert_eq!(told("caller_id = \"+441\"", "anonymous"), ("+441".to_owned(), Vec::new()));
    }

    #[test]
    fn an_asserted_number_leaves_from_to_the_account() {
        let keys = "identity = \"asserted\"";

        assert_eq!(told(keys, "+4477"), ("acme".to_owned(), vec!["P-Asserted-Identity: <tel:+4477>".to_owned()]));
        assert_eq!(told(keys, "101").1, ["P-Asserted-Identity: <sip:101@carrier.example>"]);
    }

    #[test]
    fn who_wants_not_to_be_known_is_hidden_from_the_callee() {
        let keys = "identity = \"asserted\"\ncaller_id = { \"*\" = \"+441\" }";

        assert_eq!(
            told(keys, "anonymous"),
            ("anonymous".to_owned(), vec!["P-Asserted-Identity: <tel:+441>".to_owned(), "Privacy: id".to_owned()])
        );
        assert_eq!(told("identity = \"asserted\"", ""), ("anonymous".to_owned(), vec!["Privacy: id".to_owned()]));
    }

    #[test]
    fn the_number_that_was_dialled_is_told_as_the_carrier_likes() {
        let rewrite = "rewrite = { \"1*\" = \"+4420794601*\" }\n";

        assert_eq!(
            told(&format!("{rewrite}diversion = \"diversion\""), "+4477").1,
            ["Diversion: <tel:+4420794601000>;reason=deflection;counter=1"]
        );
        assert_eq!(
            told("diversion = \"history-info\"", "+4477").1,
            ["History-Info: <sip:1000@carrier.example>;index=1, <tel:+442079460000>;index=1.1;mp=1"]
        );
        let nobody = shown(&trunk("diversion = \"diversion\""), "+4477", "", "+44");
        assert_eq!(nobody.headers, []);
    }
}
