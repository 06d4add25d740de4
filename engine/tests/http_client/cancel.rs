//! Requests that nobody waits for any more.

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::server::{Raw, drain};
use crate::{CALL, client, request};

/// Drops a request when the server has done this much, and waits until the server sees it.
async fn dropped_after(bytes: &[u8]) {
    let raw = Raw::start().await;
    let client = client();
    let asking = tokio::spawn({
        let (client, request) = (client.clone(), request(raw.url("/")));
        async move { client.fetch(CALL, &request).await }
    });
    let mut stream: TcpStream = raw.asked().await;
    stream.write_all(bytes).await.expect("the client is there");
    assert_eq!(client.pending(), 1);

    asking.abort();
    assert!(asking.await.expect_err("it was dropped").is_cancelled());

    drain(stream).await;
    assert_eq!((client.pending(), client.sessions()), (0, 0));
}

#[tokio::test]
async fn a_request_without_an_answer_closes_its_connection() {
    dropped_after(b"").await;
}

#[tokio::test]
async fn a_request_in_the_middle_of_its_answer_closes_its_connection() {
    dropped_after(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Resp").await;
}

/// Tasks are counted, because a connection is one.
#[test]
fn two_hundred_dropped_requests_leave_nothing_behind() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let before = runtime.metrics().num_alive_tasks();
    runtime.block_on(async {
        let raw = Raw::start().await;
        let client = client();
        let asking: Vec<_> = (0..200)
            .map(|number| {
                let (client, request) = (client.clone(), request(raw.url("/")));
                tokio::spawn(async move { client.fetch(&format!("call-{number}"), &request).await })
            })
            .collect();
        let mut streams = Vec::new();
        for _ in 0..200 {
            streams.push(raw.asked().await);
        }
        assert_eq!(client.pending(), 200);

        for one in &asking {
            one.abort();
        }
        for one in asking {
            one.await.unwrap_err();
        }
        for stream in streams {
            drain(stream).await;
        }
        assert_eq!(client.pending(), 0);
    });
    while runtime.metrics().num_alive_tasks() > before {
        std::thread::yield_now();
    }
}
