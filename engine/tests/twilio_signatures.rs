//! The signatures in `fixtures/twilio-signatures.json` are ours; `tests/interop` has Twilio's own validator check them.

use engine::http::twilio::{Algorithm, add_body_hash, signature};
use serde::{Deserialize, Serialize};
use url::Url;

#[derive(Serialize, Deserialize)]
struct Case {
    name: String,
    algorithm: String,
    token: String,
    /// As the dialplan has it.
    written: String,
    /// A body that is no form.
    body: Option<String>,
    form: Vec<(String, String)>,
    /// The URL that is sent.
    url: String,
    signature: String,
}

#[test]
fn they_are_what_twilios_validator_has_accepted() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/twilio-signatures.json");
    let kept = std::fs::read_to_string(path).unwrap();
    let mut cases: Vec<Case> = serde_json::from_str(&kept).unwrap();

    for case in &mut cases {
        let algorithm = if case.algorithm == "HMAC_SHA256" { Algorithm::Sha256 } else { Algorithm::Sha1 };
        let mut url = Url::parse(&case.written).unwrap();
        if let Some(body) = &case.body {
            add_body_hash(&mut url, body.as_bytes());
        }
        case.url = url.to_string();
        case.signature = signature(algorithm, &case.token, url.as_str(), &case.form);
    }

    let made = serde_json::to_string_pretty(&cases).unwrap() + "\n";
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    assert_eq!(kept, made, "write it with UPDATE_FIXTURES=1 and let tests/interop/signatures.py check it");
}
