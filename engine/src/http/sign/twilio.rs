//! `X-Twilio-Signature`, as Twilio's `RequestValidator` checks it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use url::Url;

/// What is signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC-SHA1 and the account's token: what every validator knows.
    Sha1,
    /// HMAC-SHA256 and a shared key: for applications that read `X-Twilio-Webhooks-Signature-Settings`, as
    /// `RequestValidator.validate(…, algorithm)` of twilio-python 9.13 lets them.
    Sha256,
}

/// The signature of a request: of its URL as sent (no fragment, no user, no default port) and, for a form, of every
/// parameter: names in order, under each name its values in order, each once.
///
/// <https://www.twilio.com/docs/usage/security#validating-requests>
pub fn signature(algorithm: Algorithm, secret: &str, url: &str, form: &[(String, String)]) -> String {
    match algorithm {
        Algorithm::Sha1 => mac::<Hmac<Sha1>>(secret, url, form),
        Algorithm::Sha256 => mac::<Hmac<Sha256>>(secret, url, form),
    }
}

/// Adds `bodySHA256` to the URL of a request whose body is no form. It is then signed by its URL alone.
pub fn add_body_hash(url: &mut Url, body: &[u8]) {
    let hash = Sha256::digest(body).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        write!(hex, "{byte:02x}").ok();
        hex
    });
    url.query_pairs_mut().append_pair("bodySHA256", &hash);
}

/// What `X-Twilio-Webhooks-Signature-Settings` says of a signature with a shared key.
pub(super) fn settings(shared_key: &str) -> String {
    format!("key={shared_key},algorithm=HMAC_SHA256")
}

fn mac<M: Mac + KeyInit>(secret: &str, url: &str, form: &[(String, String)]) -> String {
    let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form {
        sorted.entry(name).or_default().insert(value);
    }
    let mut mac = <M as Mac>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
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

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

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

        let signature = signature(Algorithm::Sha1, "12345", URL, &form);

        assert_eq!(signature, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    }

    /// A case of the tests of Twilio's own libraries.
    #[test]
    fn a_body_that_is_no_form_is_signed_by_its_hash() {
        let mut url = Url::parse(URL).unwrap();

        add_body_hash(&mut url, br#"{"property": "value", "boolean": true}"#);

        let hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        assert_eq!(url.as_str(), format!("{URL}&bodySHA256={hash}"));
        assert_eq!(signature(Algorithm::Sha1, "12345", url.as_str(), &[]), "a9nBmqA0ju/hNViExpshrM61xv4=");
    }

    #[test]
    fn a_name_that_comes_twice_is_signed_with_its_values_in_order() {
        let there = form(&[("a", "2"), ("a", "1"), ("a", "2")]);
        let back = form(&[("a", "1"), ("a", "2")]);

        let sign = |form: &[(String, String)]| signature(Algorithm::Sha1, "t", "http://a/", form);
        assert_eq!(sign(&there), sign(&back));
    }
}
