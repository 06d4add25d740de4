//! A web application that answers as it is told, and remembers what it was asked.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Header fields, names in lower case.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Asked {
    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The parameters of query and body, decoded, in order.
    pub fn parameters(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let decode = |text: &str| -> Vec<(String, String)> {
            url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
        };
        let mut parameters = decode(query);
        parameters.extend(decode(&self.body));
        parameters
    }

    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

/// What the application does with its next request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// 200 with this document.
    Document(String),
    /// This status, content type and body.
    Other(u16, &'static str, String),
    /// Nothing, for ever.
    Silence,
}

#[derive(Default)]
struct Book {
    replies: Mutex<VecDeque<Reply>>,
    /// Documents of one path each.
    pages: BTreeMap<String, String>,
    asked: Mutex<Vec<Asked>>,
    news: Notify,
}

/// A running application.
pub struct Application {
    /// Where it listens.
    pub address: SocketAddr,
    book: Arc<Book>,
    stop: CancellationToken,
}

impl Application {
    /// Starts an application on a free port. It gives these replies in order, and the last one for ever.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::open(Book { replies: Mutex::new(replies.into_iter().collect()), ..Book::default() }).await
    }

    /// An application of several documents, by their paths; anything else is answered with 204.
    pub async fn pages<const N: usize>(pages: [(&str, &str); N]) -> Self {
        let nothing = Reply::Other(204, "text/plain", String::new());
        let pages = pages.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self::open(Book { replies: Mutex::new([nothing].into()), pages, ..Book::default() }).await
    }

    async fn open(book: Book) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let book = Arc::new(book);
        let stop = CancellationToken::new();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&book));
        let stopped = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = stopped.cancelled() => {}
                _ = axum::serve(listener, router) => {}
            }
        });
        Self { address, book, stop }
    }

    /// An application that answers one document to everything.
    pub async fn document(text: &str) -> Self {
        Self::start([Reply::Document(text.to_owned())]).await
    }

    /// Its URL with a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Every request so far.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.book.asked).clone()
    }

    /// Waits until a path has been asked so many times; those requests, in order.
    pub async fn wait_for_path(&self, path: &str, count: usize) -> Vec<Asked> {
        let all = async {
            loop {
                let news = self.book.news.notified();
                let mut asked = self.asked();
                asked.retain(|asked| asked.path() == path);
                if asked.len() >= count {
                    return asked;
                }
                news.await;
            }
        };
        crate::patience::soon(path, all).await
    }

    /// Waits until it has been asked so many times.
    pub async fn wait_for(&self, count: usize) -> Vec<Asked> {
        let all = async {
            loop {
                let news = self.book.news.notified();
                if lock(&self.book.asked).len() >= count {
                    return self.asked();
                }
                news.await;
            }
        };
        crate::patience::soon("a request of the engine", all).await
    }

    /// Kills it: connections break, new ones are refused.
    pub fn kill(&self) {
        self.stop.cancel();
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn answer(State(book): State<Arc<Book>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    let asked = Asked {
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let page_of_path = book.pages.get(asked.path()).cloned();
    lock(&book.asked).push(asked);
    book.news.notify_waiters();
    if let Some(text) = page_of_path {
        return page(200, "text/xml", text);
    }
    let reply = {
        let mut replies = lock(&book.replies);
        if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() }
    };
    match reply {
        Some(Reply::Document(text)) => page(200, "text/xml", text),
        Some(Reply::Other(status, content_type, text)) => page(status, content_type, text),
        Some(Reply::Silence) | None => std::future::pending().await,
    }
}

fn page(status: u16, content_type: &'static str, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
    response
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
