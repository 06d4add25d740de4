//! OAuth 1.0a with two legs: the application knows us by a key and a secret of ours, and there is no token. RFC 5849.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use url::Url;

/// What makes a request one of its kind: fresh for every attempt. §3.3
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Seconds since 1970.
    pub unix: i64,
    /// Never the same twice within one second.
    pub nonce: String,
}

impl Stamp {
    /// One for now.
    pub fn new() -> Self {
        Self { unix: jiff::Timestamp::now().as_second(), nonce: format!("{:032x}", rand::random::<u128>()) }
    }
}

/// Who signs.
pub(super) struct Consumer<'a> {
    /// `oauth_consumer_key`.
    pub key: &'a str,
    /// Its secret.
    pub secret: &'a str,
}

/// What is signed.
pub(super) struct Signed<'a> {
    pub method: &'a str,
    /// As it is sent, with its query.
    pub url: &'a Url,
    /// The fields of a form; other bodies are not signed. §3.4.1.3.1
    pub form: &'a [(String, String)],
}

/// The value of `Authorization`. §3.5.1
pub(super) fn header(consumer: &Consumer<'_>, signed: &Signed<'_>, stamp: &Stamp) -> String {
    let unix = stamp.unix.to_string();
    let own = [
        ("oauth_consumer_key", consumer.key),
        ("oauth_nonce", &stamp.nonce),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", &unix),
        ("oauth_version", "1.0"),
    ];
    let signature = signature(&base_string(signed, &own), consumer.secret, "");
    let mut value = "OAuth ".to_owned();
    for (name, text) in own {
        // Writing to a String cannot fail.
        write!(value, "{name}=\"{}\", ", encoded(text.as_bytes())).ok();
    }
    write!(value, "oauth_signature=\"{}\"", encoded(signature.as_bytes())).ok();
    value
}

/// §3.4.2
fn signature(base_string: &str, secret: &str, token_secret: &str) -> String {
    let key = format!("{}&{}", encoded(secret.as_bytes()), encoded(token_secret.as_bytes()));
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(base_string.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Method, URL without query, and all parameters in order. §3.4.1
fn base_string(signed: &Signed<'_>, own: &[(&str, &str)]) -> String {
    // Encoded before they are sorted. §3.4.1.3.2
    let query = signed.url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (encoded(&decoded(name)), encoded(&decoded(value)))
    });
    let form = signed.form.iter().map(|(name, value)| (encoded(name.as_bytes()), encoded(value.as_bytes())));
    let own = own.iter().map(|(name, value)| (encoded(name.as_bytes()), encoded(value.as_bytes())));
    let mut parameters: Vec<_> = query.chain(form).chain(own).collect();
    parameters.sort();
    let parameters: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    // The usual port is left out and names are in lower case: the URL has both of itself. §3.4.1.2
    let place = format!("{}{}", signed.url.origin().ascii_serialization(), signed.url.path());
    format!("{}&{}&{}", signed.method, encoded(place.as_bytes()), encoded(parameters.join("&").as_bytes()))
}

/// Everything but letters, digits and `-._~` as `%XX`. §3.6
fn encoded(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in text {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            write!(out, "%{byte:02X}").ok();
        }
    }
    out
}

/// Part of a query as the bytes it stands for; they need not be UTF-8.
fn decoded(text: &str) -> Vec<u8> {
    let mut rest = text.as_bytes();
    let mut out = Vec::with_capacity(rest.len());
    while let [first, behind @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => hex(*high).zip(hex(*low)),
            _ => None,
        };
        out.push(match (first, escaped) {
            (_, Some((high, low))) => high << 4 | low,
            (b'+', None) => b' ',
            (other, None) => *other,
        });
        rest = if escaped.is_some() { &rest[3..] } else { behind };
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// The request of §3.4.1.1: parameters twice, empty, with a space, an equals sign, and encoded twice.
    #[test]
    fn the_base_string_is_that_of_the_rfc() {
        let url = url("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b");
        let form = [("c2".to_owned(), String::new()), ("a3".to_owned(), "2 q".to_owned())];
        let own = [
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
        ];

        let base = base_string(&Signed { method: "POST", url: &url, form: &form }, &own);

        assert_eq!(
            base,
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D\
             %26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method\
             %3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
    }

    /// The first and the last request of §1.2.
    #[test]
    fn the_signatures_are_those_of_the_rfc() {
        let signed = |method, place, own: &[(&str, &str)], token_secret| {
            let base = base_string(&Signed { method, url: &url(place), form: &[] }, own);
            signature(&base, "kd94hf93k423kf44", token_secret)
        };
        let initiate = [
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131200"),
            ("oauth_nonce", "wIjqoS"),
            ("oauth_callback", "http://printer.example.com/ready"),
        ];
        let photos = [
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
        ];

        let first = signed("POST", "https://photos.example.net/initiate", &initiate, "");
        let last = signed(
            "GET",
            "http://photos.example.net/photos?file=vacation.jpg&size=original",
            &photos,
            "pfkkdhi9sl3r4s00",
        );

        assert_eq!(first, "74KNZJeDHnMBp0EMJ9ZHt/XKycU=");
        assert_eq!(last, "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
    }

    #[test]
    fn the_header_has_everything_but_the_secret() {
        let stamp = Stamp { unix: 1_700_000_000, nonce: "n1".into() };
        let form = [("Имя".to_owned(), "Ann & Bob".to_owned())];
        let url = url("https://[2001:db8::1]:8443/ivr?a=b");
        let signed = Signed { method: "POST", url: &url, form: &form };

        let value = header(&Consumer { key: "ivr 1", secret: "whisper" }, &signed, &stamp);

        let expected = "OAuth oauth_consumer_key=\"ivr%201\", oauth_nonce=\"n1\", oauth_signature_method=\"HMAC-SHA1\", \
                        oauth_timestamp=\"1700000000\", oauth_version=\"1.0\", oauth_signature=\"";
        assert!(value.starts_with(expected), "{value}");
        assert!(!value.contains("whisper"));
    }

    #[test]
    fn every_attempt_has_a_nonce_of_its_own() {
        assert_ne!(Stamp::new().nonce, Stamp::new().nonce);
    }

    #[test]
    fn a_query_may_hold_any_bytes() {
        assert_eq!(decoded("a+b%20c%e9%zz%"), b"a b c\xe9%zz%");
    }
}
