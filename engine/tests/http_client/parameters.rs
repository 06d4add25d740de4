//! What applications are sent, and what comes back.

use std::time::Duration;

use crate::server::{Raw, Server, answer, document};
use crate::{CALL, client, get, request};

#[tokio::test]
async fn a_post_carries_its_parameters_in_the_body_and_leaves_the_query_alone() {
    let server = Server::start(|_| document()).await;

    let response = client().fetch(CALL, &request(server.url("/ivr?shop=1%202"))).await.unwrap();

    let seen = server.only();
    assert_eq!((seen.method.as_str(), seen.uri.as_str()), ("POST", "/ivr?shop=1%202"));
    assert_eq!(seen.body, "From=%2B441632960111&Digits=4416+%26%23");
    assert_eq!(seen.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!((response.status, response.body.as_str()), (200, "<Response/>"));
    assert_eq!(response.content_type.as_deref(), Some("text/xml"));
}

#[tokio::test]
async fn a_get_carries_them_behind_the_query() {
    let server = Server::start(|_| document()).await;

    let response = client().fetch(CALL, &get(server.url("/ivr?shop=1"))).await.unwrap();

    let seen = server.only();
    assert_eq!(seen.method, "GET");
    assert_eq!(seen.uri, "/ivr?shop=1&From=%2B441632960111&Digits=4416+%26%23");
    assert_eq!(seen.body, "");
    assert_eq!(response.url, server.url("/ivr?shop=1"), "relative URLs are meant against what was written");
}

#[tokio::test]
async fn every_request_says_who_asks_and_which_request_it_is() {
    let server = Server::start(|_| document()).await;

    client().fetch(CALL, &request(server.url("/"))).await.unwrap();

    let seen = server.only();
    assert_eq!(seen.header("user-agent"), Some(concat!("dialtree/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(seen.header("accept"), Some("application/xml, text/xml"));
    assert_eq!(seen.header("idempotency-key"), Some(&*format!("{CALL}-1")));
    let trace: Vec<_> = seen.header("traceparent").unwrap().split('-').map(str::to_owned).collect();
    assert_eq!((trace[0].as_str(), trace[1].as_str(), trace[2].len(), trace[3].as_str()), ("00", CALL, 16, "01"));
}

#[tokio::test]
async fn every_status_is_an_answer() {
    let server = Server::start(|seen| answer(seen.uri[1..].parse().unwrap(), &[("retry-after", "3")], "oops")).await;
    let client = client();

    for status in [400, 404, 429, 500, 503] {
        let response = client.fetch(CALL, &request(server.url(&format!("/{status}")))).await.unwrap();

        assert_eq!(response.status, status);
        assert_eq!(response.retry_after, Some(Duration::from_secs(3)));
    }
}

#[tokio::test]
async fn other_character_sets_become_unicode() {
    let raw = Raw::start().await;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=windows-1251\r\nConnection: close\r\n\r\n";
    let answer = [head.as_bytes(), b"<Say>\xcf\xf0\xe8\xe2\xe5\xf2</Say>"].concat();

    let (response, ()) = tokio::join!(async { client().fetch(CALL, &request(raw.url("/"))).await }, raw.say(&answer));

    assert_eq!(response.unwrap().body, "<Say>Привет</Say>");
}

#[tokio::test]
async fn requests_of_one_call_share_a_connection() {
    let server = Server::start(|_| document()).await;
    let client = client();

    for _ in 0..3 {
        client.fetch(CALL, &request(server.url("/"))).await.unwrap();
    }

    assert_eq!(server.seen().len(), 3);
    assert_eq!(client.pending(), 0);
}

#[tokio::test]
async fn audio_comes_with_what_tells_its_version() {
    let server = Server::start(|seen| match seen.uri.as_str() {
        "/a.mp3" => answer(200, &[("content-type", "audio/mpeg"), ("etag", "\"v1\"")], "ID3"),
        "/b.mp3" => answer(200, &[("content-type", "audio/mpeg")], "ID3"),
        _ => answer(404, &[], ""),
    })
    .await;
    let client = client();

    let tagged = client.audio(&server.url("/a.mp3")).await.unwrap();
    let plain = client.audio(&server.url("/b.mp3")).await.unwrap();

    assert_eq!((&*tagged.bytes, tagged.content_type.as_deref()), (&b"ID3"[..], Some("audio/mpeg")));
    assert_eq!(tagged.key, format!("{} \"v1\"", server.url("/a.mp3")));
    assert_eq!(plain, client.audio(&server.url("/b.mp3")).await.unwrap());
    let missing = client.audio(&server.url("/c.mp3")).await.unwrap_err();
    assert!(missing.to_string().ends_with("answered 404, expected 200 with audio"), "{missing}");
}

#[tokio::test]
async fn audio_is_fetched_again_only_when_its_server_wants() {
    let server = Server::start(|seen| match (seen.uri.as_str(), seen.header("if-none-match")) {
        ("/fresh", _) => answer(200, &[("cache-control", "max-age=60")], "1"),
        ("/tagged", Some("\"v1\"")) => answer(304, &[("etag", "\"v1\"")], ""),
        ("/tagged", _) => answer(200, &[("etag", "\"v1\"")], "2"),
        ("/moved", _) => answer(302, &[("location", "/fresh"), ("cache-control", "max-age=60")], ""),
        _ => answer(200, &[("cache-control", "no-store"), ("etag", "\"v1\"")], "3"),
    })
    .await;
    let client = client();

    for path in ["/fresh", "/fresh", "/tagged", "/tagged", "/never", "/never", "/moved"] {
        assert_eq!(client.audio(&server.url(path)).await.unwrap().bytes.len(), 1, "{path}");
    }

    let asked: Vec<_> = server.seen().into_iter().map(|seen| seen.uri).collect();
    assert_eq!(asked, ["/fresh", "/tagged", "/tagged", "/never", "/never", "/moved", "/fresh"]);
}

#[tokio::test]
async fn audio_behind_a_password_is_not_kept() {
    let server = Server::start(|_| answer(200, &[("cache-control", "max-age=60")], "1")).await;
    let (client, open) = (client(), server.url("/a"));

    client.audio(&open.replace("http://", "http://ivr:pass@")).await.unwrap();
    client.audio(&open).await.unwrap();

    let [first, second] = &server.seen()[..] else { panic!("two requests") };
    assert!(first.header("authorization").is_some() && second.header("authorization").is_none());
}

#[tokio::test]
async fn the_body_of_audio_is_left_to_whoever_plays_it() {
    let server = Server::start(|_| answer(200, &[("content-type", "audio/mpeg")], &"x".repeat(100_000))).await;

    let response = client().fetch(CALL, &request(server.url("/a.mp3"))).await.unwrap();

    assert_eq!((response.status, response.body.as_str()), (200, ""));
}
