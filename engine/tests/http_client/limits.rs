//! Answers that are too large, and applications that are asked too much.

use dialplan::event::FetchFailure;
use engine::config::Limits;
use engine::http::{Client, ClientConfig, FetchError};
use tokio::io::AsyncWriteExt;

use crate::server::{Raw, Server, answer};
use crate::{CALL, client, config, request};

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not() {
    let server = Server::start(|seen| answer(200, &[], &"x".repeat(seen.uri[1..].parse().unwrap()))).await;
    let client = client();

    let whole = client.fetch(CALL, &request(server.url("/65536"))).await.unwrap();
    let error = client.fetch(CALL, &request(server.url("/65537"))).await.unwrap_err();

    assert_eq!(whole.body.len(), 65_536);
    assert_eq!(error.failure(), FetchFailure::TooLarge);
    assert!(
        error.to_string().contains("larger `document`") || error.to_string().contains("larger document"),
        "{error}"
    );
}

/// Ten megabytes in chunks, whose length nobody tells beforehand: the server finds the connection closed long before.
#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    let raw = Raw::start().await;
    let serve = async {
        let mut stream = raw.asked().await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await.unwrap();
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 65_536], b"\r\n"].concat();
        let mut written = 0;
        while written < 160 && stream.write_all(&chunk).await.is_ok() {
            written += 1;
        }
        written
    };

    let (result, written) = tokio::join!(async { client().fetch(CALL, &request(raw.url("/"))).await }, serve);

    assert_eq!(result.unwrap_err().failure(), FetchFailure::TooLarge);
    // What the sockets' buffers hold may be more than the limit, but not the whole.
    assert!(written < 160, "all {written} chunks were taken");
}

#[tokio::test]
async fn ten_megabytes_that_are_announced_are_not_begun() {
    let raw = Raw::start().await;
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n";

    let (result, ()) = tokio::join!(async { client().fetch(CALL, &request(raw.url("/"))).await }, raw.say(head));

    assert_eq!(result.unwrap_err().failure(), FetchFailure::TooLarge);
}

#[tokio::test]
async fn what_unpacks_to_ten_megabytes_counts_as_ten_megabytes() {
    let raw = Raw::start().await;
    let packed = include_bytes!("../fixtures/zeros.gz");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", packed.len());
    let answer = [head.as_bytes(), packed].concat();
    assert!(packed.len() < 65_536);

    let (result, ()) = tokio::join!(async { client().fetch(CALL, &request(raw.url("/"))).await }, raw.say(&answer));

    assert_eq!(result.unwrap_err().failure(), FetchFailure::TooLarge);
}

#[tokio::test]
async fn the_page_of_an_error_may_be_as_long_as_it_likes() {
    let server = Server::start(|_| answer(500, &[("content-type", "text/html")], &"x".repeat(1_000_000))).await;

    let response = client().fetch(CALL, &request(server.url("/"))).await.unwrap();

    assert_eq!((response.status, response.body.as_str()), (500, ""));
}

#[tokio::test]
async fn an_application_that_keeps_failing_is_left_alone() {
    let server = Server::start(|seen| answer(if seen.uri == "/404" { 404 } else { 503 }, &[], "")).await;
    let client = client();
    client.fetch(CALL, &request(server.url("/"))).await.unwrap();
    client.fetch(CALL, &request(server.url("/404"))).await.unwrap();
    for _ in 0..5 {
        client.fetch(CALL, &request(server.url("/"))).await.unwrap();
    }

    let error = client.fetch(CALL, &request(server.url("/"))).await.unwrap_err();

    assert!(matches!(error, FetchError::Resting { failures: 5, .. }), "{error}");
    assert_eq!(error.failure(), FetchFailure::Refused);
    assert_eq!(server.seen().len(), 7);
}

#[tokio::test]
async fn pending_requests_are_bounded_by_origin() {
    let raw = Raw::start().await;
    let limits = Limits { requests_per_origin: 1, ..Limits::default() };
    let client = Client::new(ClientConfig { limits, ..config() }).unwrap();
    let first = tokio::spawn({
        let (client, request) = (client.clone(), request(raw.url("/")));
        async move { client.fetch(CALL, &request).await }
    });
    let mut stream = raw.asked().await;

    let error = client.fetch(CALL, &request(raw.url("/"))).await.unwrap_err();

    assert!(matches!(error, FetchError::Busy { pending: 1, .. }), "{error}");
    stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    assert_eq!(first.await.unwrap().unwrap().status, 204);
    assert_eq!(client.pending(), 0);
}
