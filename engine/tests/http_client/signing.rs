//! How applications know that it is us.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dialplan::event::FetchFailure;
use dialplan::order::Request;
use engine::config::{Credential, Scheme, Secret};
use engine::http::{Client, ClientConfig, TwimlKey};
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::Sha256;
use xml_schema::Dialect;

use crate::server::{Server, answer, document};
use crate::{CALL, client, config, get, request};

fn signing() -> Client {
    let credential = |name: &str, scheme: Scheme| Credential {
        name: name.into(),
        scheme,
        user: "ivr".into(),
        secret: Secret::new("whisper"),
    };
    let credentials = vec![
        credential("basic", Scheme::Basic),
        credential("bearer", Scheme::Bearer),
        credential("dialtree", Scheme::Dialtree),
        credential("oauth1", Scheme::Oauth1),
        credential("twilio", Scheme::Twilio),
        credential("twilio-sha256", Scheme::TwilioSha256),
    ];
    let twiml = Some(TwimlKey { secret: Secret::new("12345"), shared_key: None });
    Client::new(ClientConfig { twiml, credentials, ..config() }).expect("a client")
}

fn with(auth: &str, request: Request) -> Request {
    Request { auth: Some(auth.into()), ..request }
}

/// What Twilio's validator computes.
fn twilio(token: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).expect("any key");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn a_twiml_request_is_signed_as_twilio_does() {
    let server = Server::start(|_| document()).await;
    let client = signing();

    client.fetch(CALL, &request(server.url("/ivr?foo=1"))).await.unwrap();
    client.fetch(CALL, &get(server.url("/ivr?foo=1"))).await.unwrap();

    let [post, get] = &server.seen()[..] else { panic!("two requests") };
    let expected = twilio("12345", &format!("{}Digits4416 &#From+441632960111", server.url("/ivr?foo=1")));
    assert_eq!(post.header("x-twilio-signature"), Some(&*expected));
    let expected = twilio("12345", &server.url("/ivr?foo=1&From=%2B441632960111&Digits=4416+%26%23"));
    assert_eq!(get.header("x-twilio-signature"), Some(&*expected));
}

#[tokio::test]
async fn without_a_token_or_in_the_other_dialect_nothing_is_signed() {
    let server = Server::start(|_| document()).await;
    let callapi = Request { dialect: Dialect::CallApi, ..request(server.url("/")) };

    client().fetch(CALL, &request(server.url("/"))).await.unwrap();
    signing().fetch(CALL, &callapi).await.unwrap();

    for seen in server.seen() {
        assert_eq!((seen.header("x-twilio-signature"), seen.header("authorization")), (None, None));
    }
}

#[tokio::test]
async fn a_node_may_name_another_credential() {
    let server = Server::start(|_| document()).await;
    let client = signing();

    for name in ["basic", "bearer", "twilio"] {
        client.fetch(CALL, &with(name, request(server.url("/")))).await.unwrap();
    }

    let [basic, bearer, other] = &server.seen()[..] else { panic!("three requests") };
    assert_eq!(basic.header("authorization"), Some(&*format!("Basic {}", STANDARD.encode("ivr:whisper"))));
    assert_eq!(bearer.header("authorization"), Some("Bearer whisper"));
    let expected = twilio("whisper", &format!("{}Digits4416 &#From+441632960111", server.url("/")));
    assert_eq!(other.header("x-twilio-signature"), Some(&*expected));
}

#[tokio::test]
async fn our_own_signature_covers_time_method_url_and_body() {
    let server = Server::start(|_| document()).await;

    signing().fetch(CALL, &with("dialtree", request(server.url("/ivr")))).await.unwrap();

    let seen = server.only();
    let header = seen.header("x-dialtree-signature").unwrap();
    let (time, signature) = header.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(b"whisper").unwrap();
    mac.update(format!("{time}.POST.{}.{}", server.url("/ivr"), seen.body).as_bytes());
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(signature, expected);
}

/// The parts of an `Authorization` of OAuth, decoded.
fn oauth(header: &str) -> Vec<(String, String)> {
    let parts = header.strip_prefix("OAuth ").expect("OAuth").split(", ");
    let form = parts.map(|part| part.replace('"', "")).collect::<Vec<_>>().join("&");
    url::form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

#[tokio::test]
async fn oauth_covers_query_and_form_and_no_attempt_is_like_another() {
    let server = Server::start(|_| document()).await;
    let client = signing();
    let request = Request { parameters: vec![("a".into(), "1 +".into())], ..request(server.url("/ivr?b=%C3%A9")) };

    client.fetch(CALL, &with("oauth1", request.clone())).await.unwrap();
    client.fetch(CALL, &with("oauth1", request)).await.unwrap();

    let headers: Vec<_> =
        server.seen().iter().map(|seen| oauth(seen.header("authorization").expect("signed"))).collect();
    let value = |parts: &[(String, String)], wanted: &str| {
        parts.iter().find(|(name, _)| name == wanted).expect("every part is there").1.clone()
    };
    assert_ne!(value(&headers[0], "oauth_nonce"), value(&headers[1], "oauth_nonce"));
    for parts in headers {
        assert_eq!(value(&parts, "oauth_consumer_key"), "ivr");
        let (nonce, time) = (value(&parts, "oauth_nonce"), value(&parts, "oauth_timestamp"));
        let place = server.url("/ivr").replace(':', "%3A").replace('/', "%2F");
        let base = format!(
            "POST&{place}&a%3D1%2520%252B%26b%3D%25C3%25A9%26oauth_consumer_key%3Divr%26oauth_nonce%3D{nonce}\
             %26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D{time}%26oauth_version%3D1.0"
        );
        assert_eq!(value(&parts, "oauth_signature"), twilio("whisper&", &base));
    }
}

#[tokio::test]
async fn a_shared_key_signs_with_the_other_hash_and_says_so() {
    let server = Server::start(|_| document()).await;
    let twiml = Some(TwimlKey { secret: Secret::new("12345"), shared_key: Some("key_1".into()) });
    let client = Client::new(ClientConfig { twiml, ..config() }).unwrap();

    client.fetch(CALL, &get(server.url("/ivr"))).await.unwrap();
    signing().fetch(CALL, &with("twilio-sha256", get(server.url("/ivr")))).await.unwrap();

    let [account, credential] = &server.seen()[..] else { panic!("two requests") };
    let settings = |seen: &crate::server::Seen| seen.header("x-twilio-webhooks-signature-settings").map(str::to_owned);
    assert_eq!(settings(account).as_deref(), Some("key=key_1,algorithm=HMAC_SHA256"));
    assert_eq!(settings(credential).as_deref(), Some("key=ivr,algorithm=HMAC_SHA256"));
    let url = server.url("/ivr?From=%2B441632960111&Digits=4416+%26%23");
    let expected = |secret: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
        mac.update(url.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    };
    assert_eq!(account.header("x-twilio-signature"), Some(&*expected("12345")));
    assert_eq!(credential.header("x-twilio-signature"), Some(&*expected("whisper")));
}

#[tokio::test]
async fn what_is_not_sent_is_not_signed() {
    let server = Server::start(|_| document()).await;
    let address = server.address;

    signing().fetch(CALL, &get(format!("http://ivr:pass@{address}/ivr#rc=3"))).await.unwrap();

    let seen = server.only();
    let expected = twilio("12345", &format!("http://{address}/ivr?From=%2B441632960111&Digits=4416+%26%23"));
    assert_eq!(seen.header("x-twilio-signature"), Some(&*expected));
}

#[tokio::test]
async fn a_credential_that_is_not_there_keeps_the_request_from_being_sent() {
    let server = Server::start(|_| document()).await;

    let error = signing().fetch(CALL, &with("crm", request(server.url("/")))).await.unwrap_err();

    assert_eq!(error.failure(), FetchFailure::Refused);
    assert!(error.to_string().contains("[credential.crm]"), "{error}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn nothing_is_shown_to_another_origin() {
    let other = Server::start(|_| document()).await;
    let elsewhere = other.url("/end");
    let server = Server::start(move |seen| match seen.uri.as_str() {
        "/end" => document(),
        "/here" => answer(307, &[("location", "/end")], ""),
        _ => answer(307, &[("location", &elsewhere), ("set-cookie", "a=b")], ""),
    })
    .await;
    let client = signing();

    for name in ["basic", "bearer", "dialtree", "oauth1", "twilio", "twilio-sha256"] {
        client.fetch(CALL, &with(name, request(server.url("/there")))).await.unwrap();
        client.fetch(CALL, &with(name, request(server.url("/here")))).await.unwrap();
    }

    let shown = |seen: &crate::server::Seen| {
        ["authorization", "x-twilio-signature", "x-dialtree-signature"].iter().any(|name| seen.header(name).is_some())
    };
    assert_eq!(other.seen().len(), 6);
    assert!(!other.seen().iter().any(shown), "{:#?}", other.seen());
    assert!(server.seen().iter().all(shown), "{:#?}", server.seen());
}
