//! Status callbacks against an application on this machine.

use std::net::SocketAddr;
use std::sync::Mutex;

use axum::Router;
use axum::http::{StatusCode, Uri};
use dialplan::order::Method;
use tokio::net::TcpListener;
use xml_schema::Dialect;

use super::*;
use crate::config::{Config, Egress};
use crate::http::ClientConfig;

const CALL: &str = "0123456789abcdef0123456789abcdef";

/// An application that notes which paths it was asked for, and answers with what `answer` says.
struct Application {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Application {
    async fn start<F>(answer: impl Fn(usize) -> F + Clone + Send + Sync + 'static) -> Self
    where
        F: Future<Output = StatusCode> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&seen);
        let handler = move |uri: Uri| async move {
            let count = {
                let mut noted = noted.lock().unwrap();
                noted.push(uri.path().to_owned());
                noted.len()
            };
            answer(count).await
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
        Self { address, seen }
    }

    fn notice(&self, path: &str) -> Request {
        notice(&format!("http://{}{path}", self.address))
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn notice(url: &str) -> Request {
    Request {
        method: Method::Post,
        url: url.to_owned(),
        parameters: vec![("CallStatus".into(), "completed".into())],
        dialect: Dialect::Twiml,
        connect_timeout: Duration::from_secs(3),
        timeout: Duration::from_secs(10),
        idempotency_key: format!("{CALL}-1"),
        attempt: 1,
        auth: None,
        secrets: Vec::new(),
    }
}

fn notices(egress: Egress, after_end: Duration) -> Arc<Notices> {
    let http = Client::new(ClientConfig { egress, ..ClientConfig::from(&Config::default()) }).unwrap();
    Arc::new(Notices { after_end, ..Notices::new(http) })
}

fn usual() -> Arc<Notices> {
    notices(Egress::with_loopback(), AFTER_END)
}

async fn all_told(notices: &Notices) {
    tokio::time::timeout(Duration::from_secs(20), notices.all_told()).await.expect("they are told, or given up");
    assert_eq!(notices.len(), 0);
}

#[tokio::test]
async fn they_come_one_after_another_and_the_call_may_be_over() {
    let application = Application::start(|count| async move {
        // The first is slow: were they sent side by side, it would not matter.
        tokio::time::sleep(Duration::from_millis(if count == 1 { 200 } else { 0 })).await;
        StatusCode::NO_CONTENT
    })
    .await;
    let notices = usual();
    let mut call = notices.of_call(CALL);

    for path in ["/ringing", "/answered", "/completed"] {
        call.push(application.notice(path));
    }
    drop(call);

    assert_eq!(notices.len(), 1);
    all_told(&notices).await;
    assert_eq!(application.seen(), ["/ringing", "/answered", "/completed"]);
}

#[tokio::test]
async fn an_application_in_trouble_is_told_once_more_and_then_the_next() {
    let application =
        Application::start(
            |count| async move { if count <= 3 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK } },
        )
        .await;
    let notices = usual();
    let mut call = notices.of_call(CALL);

    call.push(application.notice("/a"));
    call.push(application.notice("/b"));
    drop(call);

    all_told(&notices).await;
    assert_eq!(application.seen(), ["/a", "/a", "/b", "/b"]);
}

#[tokio::test]
async fn what_was_refused_or_may_not_be_reached_is_not_tried_again() {
    let application = Application::start(|_| async { StatusCode::NOT_FOUND }).await;
    let (usual, strict) = (usual(), notices(Egress::default(), AFTER_END));

    usual.of_call(CALL).push(application.notice("/a"));
    strict.of_call(CALL).push(application.notice("/b"));

    all_told(&usual).await;
    all_told(&strict).await;
    assert_eq!(application.seen(), ["/a"]);
}

#[tokio::test]
async fn nobody_there_is_tried_twice_and_left() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();

    let ended = CancellationToken::new();
    let teller = Teller { notices: usual(), call_id: CALL.to_owned(), left: Arc::default(), ended };
    let result = teller.tell(notice(&format!("http://{free}/"))).await;

    assert!(worth_another(&result), "{result:?}");
}

#[tokio::test]
async fn more_than_fit_are_lost() {
    let application = Application::start(|_| async { StatusCode::OK }).await;
    let notices = usual();
    let mut call = notices.of_call(CALL);

    for number in 0..QUEUE + 6 {
        call.push(application.notice(&format!("/{number}")));
    }
    drop(call);

    all_told(&notices).await;
    let expected: Vec<_> = (0..QUEUE).map(|number| format!("/{number}")).collect();
    assert_eq!(application.seen(), expected);
}

#[tokio::test]
async fn they_do_not_go_on_for_ever() {
    let application = Application::start(|_| std::future::pending()).await;
    let brief = notices(Egress::with_loopback(), Duration::from_millis(50));
    let stopped = usual();

    brief.of_call(CALL).push(application.notice("/a"));
    stopped.of_call(CALL).push(application.notice("/b"));
    stopped.abandon();

    all_told(&brief).await;
    all_told(&stopped).await;
}
