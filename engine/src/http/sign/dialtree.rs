//! `X-Dialtree-Signature`: what was sent, to whom, and when.

use std::fmt::Write;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header's value: `t=<unix>,v1=<hex HMAC-SHA256(secret, t "." method "." URL "." body)>`.
pub(super) fn header(secret: &str, unix: i64, method: &str, url: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("{unix}.{method}.{url}.{body}").as_bytes());
    let mut value = format!("t={unix},v1=");
    for byte in mac.finalize().into_bytes() {
        // Writing to a String cannot fail.
        write!(value, "{byte:02x}").ok();
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `printf '%s' "$text" | openssl dgst -sha256 -hmac whisper`.
    #[test]
    fn it_is_what_openssl_says() {
        let value = header("whisper", 1_700_000_000, "POST", "https://crm.example/ivr?a=1", "Digits=1");

        assert_eq!(value, "t=1700000000,v1=f04b2b31269fa72d135129bd4b35aed1f48ac53ba1a37846465ad87f927e2802");
    }
}
