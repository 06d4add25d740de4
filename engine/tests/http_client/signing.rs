//! How applications know that it is us.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dialplan::event::FetchFailure;
use dialplan::order::Request;
use engine::config::{Credential, Scheme, Secret};
use engine::http::{Client, ClientConfig};
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
        credential("twilio", Scheme::Twilio),
    ];
    let twiml_token = Some(Secret::new("12345"));
    Client::new(ClientConfig { twiml_token, credentials, ..config() }).expect("a client")
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

    for name in ["basic", "bearer", "dialtree", "twilio"] {
        client.fetch(CALL, &with(name, request(server.url("/there")))).await.unwrap();
        client.fetch(CALL, &with(name, request(server.url("/here")))).await.unwrap();
    }

    let shown = |seen: &crate::server::Seen| {
        ["authorization", "x-twilio-signature", "x-dialtree-signature"].iter().any(|name| seen.header(name).is_some())
    };
    assert_eq!(other.seen().len(), 4);
    assert!(!other.seen().iter().any(shown), "{:#?}", other.seen());
    assert!(server.seen().iter().all(shown), "{:#?}", server.seen());
}
