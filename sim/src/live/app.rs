//! The script's applications as a real HTTP server.

use std::future::IntoFuture;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, Response, StatusCode, Uri, header};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::io::ReaderStream;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use super::LiveError;
use crate::apps::Apps;
use crate::observation::Request;
use crate::script::{Answer, Drop, Script};

/// What the server tells about a request: what was asked, and what it will answer.
#[derive(Debug)]
pub(super) struct Asked {
    pub request: Request,
    pub answer: Option<Answer>,
}

/// Where the script's applications have to be reached: each one's own address, or all of them at `override_address`.
pub(super) fn addresses(script: &Script, override_address: Option<SocketAddr>) -> Result<Vec<SocketAddr>, LiveError> {
    if script.apps.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(address) = override_address {
        return Ok(vec![address]);
    }
    let mut addresses = Vec::new();
    for app in &script.apps {
        let address = own_address(&app.url).ok_or_else(|| LiveError::AppElsewhere { url: app.url.clone() })?;
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

/// The address in a plain `http` URL of this machine.
fn own_address(url: &str) -> Option<SocketAddr> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "http")?;
    let ip: IpAddr = match url.host()? {
        Host::Ipv4(ip) => ip.into(),
        Host::Ipv6(ip) => ip.into(),
        Host::Domain("localhost") => Ipv4Addr::LOCALHOST.into(),
        Host::Domain(_) => return None,
    };
    ip.is_loopback().then(|| SocketAddr::new(ip, url.port_or_known_default().unwrap_or(80)))
}

/// Serves the applications until `stop`; every request is told to `asked`.
///
/// A full channel makes the request wait: the caller's loop takes them as they come.
pub(super) async fn serve(
    script: &Arc<Script>,
    addresses: &[SocketAddr],
    asked: &mpsc::Sender<Asked>,
    tasks: &mut JoinSet<()>,
    stop: &CancellationToken,
) -> Result<(), LiveError> {
    let state = Server { apps: Arc::new(Mutex::new(Apps::new(Arc::clone(script)))), asked: asked.clone() };
    for address in addresses {
        let listener =
            TcpListener::bind(address).await.map_err(|error| LiveError::AppAddress { address: *address, error })?;
        let router = Router::new().fallback(answer).with_state(state.clone());
        let stop = stop.clone();
        tasks.spawn(async move {
            // Not graceful: a connection that an engine keeps open would keep the test waiting.
            let serve = axum::serve(listener, router).into_future();
            tokio::select! {
                () = stop.cancelled() => {}
                // It accepts until it is dropped.
                _ = serve => {}
            }
        });
    }
    Ok(())
}

#[derive(Clone)]
struct Server {
    apps: Arc<Mutex<Apps>>,
    asked: mpsc::Sender<Asked>,
}

async fn answer(State(server): State<Server>, method: Method, uri: Uri, body: Bytes) -> Response<Body> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let answer = server.apps.lock().unwrap_or_else(PoisonError::into_inner).answer_path(method.as_str(), &path);
    let parameters = url::form_urlencoded::parse(&body).into_owned().collect();
    let url = answer.as_ref().map_or_else(|| path.clone(), |(url, _)| url.clone());
    let request = Request { method: method.to_string(), url, parameters, known: answer.is_some() };
    let answer = answer.map(|(_, answer)| answer);
    // A caller who has gone does not want to know.
    let _ = server.asked.send(Asked { request, answer: answer.clone() }).await;
    match answer {
        Some(answer) => respond(answer).await,
        None => plain(StatusCode::NOT_FOUND, "no App of the script answers here"),
    }
}

async fn respond(answer: Answer) -> Response<Body> {
    tokio::time::sleep(answer.after).await;
    let length = answer.body.len();
    let body = match answer.drop {
        None => Body::from(answer.body),
        Some(Drop::Never) => std::future::pending().await,
        Some(Drop::Connect) => Body::from_stream(ReaderStream::new(Breaks { left: Vec::new(), flushed: true })),
        Some(Drop::MidBody) => {
            let half = answer.body.into_bytes().into_iter().take(length / 2).collect();
            Body::from_stream(ReaderStream::new(Breaks { left: half, flushed: false }))
        }
    };
    let mut response = Response::builder().status(answer.status);
    if !answer.content_type.is_empty() {
        response = response.header(header::CONTENT_TYPE, answer.content_type);
    }
    if answer.drop.is_some() {
        response = response.header(header::CONTENT_LENGTH, length.max(1));
    }
    response.body(body).unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "the script's answer is no HTTP"))
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
}

/// A body that breaks off behind its first bytes, and the connection with it.
struct Breaks {
    left: Vec<u8>,
    /// Whether the server had time to send what it has.
    flushed: bool,
}

impl AsyncRead for Breaks {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left.is_empty() {
            if !std::mem::replace(&mut self.flushed, true) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            return Poll::Ready(Err(io::Error::from(io::ErrorKind::ConnectionReset)));
        }
        let part = self.left.len().min(buffer.remaining());
        buffer.put_slice(&self.left[..part]);
        self.left.drain(..part);
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use xml_schema::Span;

    use super::*;
    use crate::script::App;

    fn answer(body: &str, drop: Option<Drop>) -> Answer {
        Answer { after: Duration::ZERO, status: 200, content_type: "text/xml".into(), drop, body: body.into() }
    }

    /// A server with one application, and what it says to each request until it breaks off.
    async fn ask(answers: Vec<Answer>, requests: &[&str]) -> (Vec<String>, Vec<Asked>) {
        let url = "http://127.0.0.1:8480/ivr".to_owned();
        let mut script = Script::for_tests();
        script.apps = vec![App { url, method: None, answers, span: Span::default() }];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, mut receiver) = mpsc::channel(16);
        let server = Server { apps: Arc::new(Mutex::new(Apps::new(Arc::new(script)))), asked: sender };
        let router = Router::new().fallback(super::answer).with_state(server);
        let serve = tokio::spawn(axum::serve(listener, router).into_future());
        let mut answers = Vec::new();
        for request in requests {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            // A connection that breaks off has said what it has said.
            let _ = stream.read_to_end(&mut answer).await;
            answers.push(String::from_utf8(answer).unwrap());
        }
        serve.abort();
        let mut asked = Vec::new();
        while let Ok(one) = receiver.try_recv() {
            asked.push(one);
        }
        (answers, asked)
    }

    fn post(path: &str, body: &str) -> String {
        let length = body.len();
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
    }

    #[tokio::test]
    async fn answers_come_in_order_and_the_last_one_repeats() {
        let requests = [post("/ivr?a=1", "Digits=1%232"), post("/ivr", ""), post("/ivr", "")];
        let requests: Vec<&str> = requests.iter().map(String::as_str).collect();

        let (answers, asked) = ask(vec![answer("<one/>", None), answer("<two/>", None)], &requests).await;

        let bodies: Vec<&str> = answers.iter().map(|answer| answer.rsplit("\r\n\r\n").next().unwrap()).collect();
        assert_eq!(bodies, ["<one/>", "<two/>", "<two/>"]);
        assert_eq!(asked[0].request.url, "http://127.0.0.1:8480/ivr?a=1");
        assert_eq!(asked[0].request.parameters, [("Digits".to_owned(), "1#2".to_owned())]);
    }

    #[tokio::test]
    async fn an_application_breaks_off_where_the_script_says() {
        let long = "x".repeat(10_000);

        let (answers, _) = ask(vec![answer(&long, Some(Drop::MidBody))], &[&post("/ivr", "")]).await;
        assert!(answers[0].starts_with("HTTP/1.1 200") && answers[0].len() < 6_000, "{} bytes", answers[0].len());

        let (answers, _) = ask(vec![answer(&long, Some(Drop::Connect))], &[&post("/ivr", "")]).await;
        assert!(!answers[0].contains('x'), "{}", answers[0]);
    }

    #[tokio::test]
    async fn a_request_that_no_application_takes_is_told() {
        let (answers, asked) = ask(vec![answer("", None)], &[&post("/other", "")]).await;

        assert!(answers[0].starts_with("HTTP/1.1 404"));
        assert!(!asked[0].request.known);
    }

    #[test]
    fn only_applications_of_this_machine_can_be_played() {
        assert_eq!(own_address("http://127.0.0.1:8480/ivr"), Some("127.0.0.1:8480".parse().unwrap()));
        assert_eq!(own_address("http://localhost/ivr"), Some("127.0.0.1:80".parse().unwrap()));
        assert_eq!(own_address("https://127.0.0.1/ivr"), None);
        assert_eq!(own_address("http://crm.example/ivr"), None);
    }
}
