//! `X-Twilio-Signature`, as Twilio's `RequestValidator` checks it.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha1::Sha1;

/// The signature of a request: of its URL as sent (no fragment, no default port) and, for a form, of every parameter:
/// names in order, under each name its values in order, each once.
///
/// <https://www.twilio.com/docs/usage/security#validating-requests>
pub(super) fn signature(token: &str, url: &str, form: &[(String, String)]) -> String {
    let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form {
        sorted.entry(name).or_default().insert(value);
    }
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(url.as_bytes());
    for (name, values) in sorted {
        for value in values {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_documented_request_has_the_documented_signature() {
        let form = form(&[
            ("To", "+18005551212"),
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+12349013030"),
            ("Digits", "1234"),
            ("From", "+12349013030"),
        ]);

        let signature = signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", &form);

        assert_eq!(signature, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    }

    #[test]
    fn a_name_that_comes_twice_is_signed_with_its_values_in_order() {
        let there = form(&[("a", "2"), ("a", "1"), ("a", "2")]);
        let back = form(&[("a", "1"), ("a", "2")]);

        assert_eq!(signature("t", "http://a/", &there), signature("t", "http://a/", &back));
    }
}
