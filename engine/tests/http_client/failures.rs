//! Applications that are slow, broken or gone.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use dialplan::event::FetchFailure;
use dialplan::order::Request;
use engine::http::{Client, ClientConfig, FetchError, Names};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::server::{Raw, Server, answer, drain};
use crate::{CALL, client, config, get, request};

/// What becomes of an answer of these bytes, closed behind them.
async fn answered_with(bytes: &[u8]) -> FetchError {
    let raw = Raw::start().await;
    let (result, ()) = tokio::join!(async { client().fetch(CALL, &request(raw.url("/"))).await }, raw.say(bytes));
    result.expect_err("this is no answer")
}

#[tokio::test]
async fn nobody_listening_is_a_failed_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?pin=4416", listener.local_addr().unwrap());
    drop(listener);

    let error = client().fetch(CALL, &get(url)).await.unwrap_err();

    assert_eq!(error.failure(), FetchFailure::Connect);
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(!error.to_string().contains("4416"), "{error}");
}

#[tokio::test]
async fn a_name_without_an_address_is_a_failure_of_names() {
    let unknown = Names::from_fn(|_| Err(io::Error::other("no such host")));
    let client = Client::new(ClientConfig { names: unknown, ..config() }).unwrap();

    let error = client.fetch(CALL, &get("http://crm.test/?pin=4416")).await.unwrap_err();

    assert_eq!(error.failure(), FetchFailure::Dns);
    assert_eq!(error.to_string(), "crm.test has no address: no such host");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_a_failure_of_tls() {
    let server = Server::start(|_| answer(200, &[], "")).await;
    let url = server.url("/").replace("http://", "https://");

    let error = client().fetch(CALL, &request(url)).await.unwrap_err();

    assert_eq!(error.failure(), FetchFailure::Tls, "{error}");
}

#[tokio::test]
async fn a_connection_that_does_not_come_up_in_time_is_a_failed_connection() {
    // The name is looked up for as long as the test lasts.
    let (end, ended) = mpsc::channel::<()>();
    let ended = Mutex::new(ended);
    let slow = Names::from_fn(move |_| {
        ended.lock().unwrap().recv().ok();
        Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)])
    });
    let client = Client::new(ClientConfig { names: slow, ..config() }).unwrap();
    let request = Request { connect_timeout: Duration::from_millis(20), ..request("http://crm.test/") };

    let error = client.fetch(CALL, &request).await.unwrap_err();

    assert_eq!(error.to_string(), "no connection to http://crm.test: not within 20ms");
    assert_eq!(error.failure(), FetchFailure::Connect);
    drop(end);
}

/// How a request ends whose server stalls behind these bytes.
async fn stalled_behind(bytes: &[u8]) -> FetchError {
    let raw = Raw::start().await;
    let request = Request { timeout: Duration::from_millis(200), ..request(raw.url("/")) };
    let serve = async {
        let mut stream = raw.asked().await;
        stream.write_all(bytes).await.expect("the client listens");
        drain(stream).await;
    };
    let client = client();
    tokio::select! {
        biased;
        result = client.fetch(CALL, &request) => result.expect_err("it stalls"),
        () = async { serve.await; std::future::pending().await } => unreachable!("the server does not end"),
    }
}

#[tokio::test]
async fn an_application_that_says_nothing_or_stalls_runs_into_the_timeout() {
    let nothing = stalled_behind(b"").await;
    let half_head = stalled_behind(b"HTTP/1.1 200 OK\r\n").await;
    let half_body = stalled_behind(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Resp").await;

    for error in [nothing, half_head, half_body] {
        assert_eq!(error.failure(), FetchFailure::Timeout);
        assert!(error.to_string().ends_with("did not answer within 200ms"), "{error}");
    }
}

#[tokio::test]
async fn half_an_answer_is_a_broken_connection() {
    let half_head = answered_with(b"HTTP/1.1 200 OK\r\nContent-").await;
    let half_body = answered_with(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Resp").await;
    let half_chunk = answered_with(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n<Resp").await;
    let nothing = answered_with(b"").await;

    for error in [half_head, half_body, half_chunk, nothing] {
        assert_eq!(error.failure(), FetchFailure::Connect, "{error}");
        assert!(matches!(error, FetchError::Broken { .. }), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_http_or_no_gzip_is_a_broken_answer() {
    let noise = answered_with(b"SSH-2.0-OpenSSH_9.2\r\n\r\n").await;
    let gzip = answered_with(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain").await;

    for error in [noise, gzip] {
        assert_eq!(error.failure(), FetchFailure::Connect, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_open_breaker_costs_a_caller_no_time() {
    let unknown = Names::from_fn(|_| Err(io::Error::other("no such host")));
    let client = Client::new(ClientConfig { names: unknown, ..config() }).unwrap();
    for _ in 0..5 {
        client.fetch(CALL, &get("http://crm.test/")).await.unwrap_err();
    }

    let before = tokio::time::Instant::now();
    let error = client.fetch(CALL, &get("http://crm.test/")).await.unwrap_err();

    assert_eq!(error.failure(), FetchFailure::Refused, "{error}");
    // The clock is paused: it moves only for who waits for it.
    assert!(before.elapsed() < Duration::from_millis(50), "{:?}", before.elapsed());
}
