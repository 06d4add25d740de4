//! Servers that remember what they were asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Response, Uri};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: Method,
    pub uri: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of ASCII"))
    }
}

/// A web application.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// What it answers.
pub type Answer = Response<String>;

impl Server {
    /// Answers every request with what `answer` says to it.
    pub async fn start(answer: impl Fn(&Seen) -> Answer + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let noted = Arc::clone(&seen);
        let handler = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| async move {
            let body = String::from_utf8(body.to_vec()).expect("a form is UTF-8");
            let one = Seen { method, uri: uri.to_string(), headers, body };
            noted.lock().expect("nobody panics").push(one.clone());
            answer(&one)
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
        Self { address, seen }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("nobody panics").clone()
    }

    /// The only request there was.
    pub fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:#?}");
        seen.into_iter().next().expect("there is one")
    }
}

/// 200 with a document.
pub fn document() -> Answer {
    answer(200, &[("content-type", "text/xml")], "<Response/>")
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let builder = Response::builder().status(status);
    let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
    builder.body(body.to_owned()).expect("an answer")
}

/// A server below HTTP: one connection, whose request has been read.
pub struct Raw {
    listener: TcpListener,
}

impl Raw {
    pub async fn start() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.expect("a free port") }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.listener.local_addr().expect("it is bound"))
    }

    /// The next connection, when the head of its request is there.
    pub async fn asked(&self) -> TcpStream {
        let (mut stream, _) = self.listener.accept().await.expect("a connection");
        let mut head = Vec::new();
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a request"));
        }
        stream
    }

    /// Answers the next request with these bytes and closes.
    pub async fn say(&self, bytes: &[u8]) {
        let mut stream = self.asked().await;
        stream.write_all(bytes).await.expect("the client listens");
        stream.shutdown().await.ok();
        drain(stream).await;
    }
}

/// Reads until the other side closes.
pub async fn drain(mut stream: TcpStream) {
    let mut buffer = [0; 4_096];
    while !matches!(stream.read(&mut buffer).await, Ok(0) | Err(_)) {}
}
