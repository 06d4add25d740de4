//! Recordings over real HTTP: who has a link may listen, nobody else.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::PathBuf;
use std::time::Duration;

use engine::ops::{OpsState, serve};
use engine::recordings::{RecordingSid, Recordings};
use reqwest::Method;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

const SID: &str = "RE0123456789abcdef0123456789abcdef";
const MISSING: &str = "RE00000000000000000000000000000000";

/// A server with one recording of 1,000 bytes: 0, 1, 2 … 249, 0 …
struct Server {
    folder: tempfile::TempDir,
    recordings: Recordings,
    client: reqwest::Client,
}

/// What came back.
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Vec<u8>,
}

impl Server {
    async fn start() -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let folder = tempfile::tempdir().unwrap();
        let day = folder.path().join("recordings/2026/03/09");
        std::fs::create_dir_all(&day).unwrap();
        std::fs::write(day.join(format!("{SID}.wav")), bytes()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let recordings = Recordings::new(folder.path(), Some(base), Duration::from_secs(3600));
        // Dropping the sender leaves the last value; nobody asks for it here.
        let (_, ready) = watch::channel(true);
        let state = OpsState {
            registrations: std::sync::Arc::new(Vec::new),
            ready,
            plan_errors: watch::channel(0).1,
            troubles: std::sync::Arc::new(Vec::new),
            reload: None,
            admin_token: None,
            recordings: Some(recordings.clone()),
        };
        tokio::spawn(serve(listener, state, CancellationToken::new()));
        Self { folder, recordings, client: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    fn link(&self, sid: &str) -> String {
        self.recordings.link(&RecordingSid::parse(sid).unwrap(), jiff::Timestamp::now())
    }

    async fn ask(&self, method: Method, link: &str, headers: &[(&'static str, &str)]) -> Answer {
        let mut request = self.client.request(method, link);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    async fn get(&self, link: &str) -> Answer {
        self.ask(Method::GET, link, &[]).await
    }

    async fn range(&self, range: &str) -> Answer {
        self.ask(Method::GET, &self.link(SID), &[("range", range)]).await
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn bytes() -> Vec<u8> {
    (0..1000).map(|at| (at % 250) as u8).collect()
}

#[tokio::test]
async fn a_link_gives_the_recording() {
    let server = Server::start().await;

    let answer = server.get(&server.link(SID)).await;

    assert_eq!((answer.status, &answer.body), (200, &bytes()));
    assert_eq!(answer.header("content-type"), "audio/wav");
    assert_eq!((answer.header("content-length"), answer.header("accept-ranges")), ("1000", "bytes"));
}

#[tokio::test]
async fn its_head_is_the_same_without_the_sound() {
    let server = Server::start().await;

    let answer = server.ask(Method::HEAD, &server.link(SID), &[]).await;

    assert_eq!((answer.status, answer.header("content-length"), answer.body.len()), (200, "1000", 0));
}

#[tokio::test]
async fn endings_are_as_applications_write_them() {
    let server = Server::start().await;
    let link = server.link(SID);
    let bare = link.replace(".wav", "");
    for same in [bare.clone(), link.replace(".wav", ".wav.wav"), format!("{link}.wav"), format!("{bare}.wav")] {
        assert_eq!(server.get(&same).await.status, 200, "{same}");
    }

    for mp3 in [link.replace(".wav", ".mp3"), link.replace(".wav", ".wav.mp3"), format!("{link}.mp3")] {
        let answer = server.get(&mp3).await;
        assert_eq!(answer.status, 404, "{mp3}");
        assert!(answer.text().contains("no MP3"), "{}", answer.text());
    }
}

#[tokio::test]
async fn parts_can_be_asked_for() {
    let server = Server::start().await;

    let middle = server.range("bytes=10-19").await;
    assert_eq!((middle.status, &middle.body[..]), (206, &bytes()[10..20]));
    assert_eq!((middle.header("content-range"), middle.header("content-length")), ("bytes 10-19/1000", "10"));

    let end = server.range("bytes=-5").await;
    assert_eq!((end.status, &end.body[..], end.header("content-range")), (206, &bytes()[995..], "bytes 995-999/1000"));

    let beyond = server.range("bytes=1000-").await;
    assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */1000"));
    assert_eq!(server.range("bytes=0-1,5-6").await.status, 200);

    let changed = [("range", "bytes=0-9"), ("if-range", "\"other\"")];
    assert_eq!(server.ask(Method::GET, &server.link(SID), &changed).await.status, 200);
}

#[tokio::test]
async fn a_link_that_was_changed_is_refused() {
    let server = Server::start().await;
    let (link, other) = (server.link(SID), server.link(MISSING));
    let signature = link.rsplit('=').next().unwrap();
    let forged = [
        link.replace(signature, ""),
        link.replace(signature, &signature[2..]),
        link.replace(signature, other.rsplit('=').next().unwrap()),
        link.replace("expires=", "expires=9"),
        link.split('?').next().unwrap().to_owned(),
        other.replace(MISSING, SID),
    ];
    for forged in forged {
        let answer = server.get(&forged).await;
        assert_eq!(answer.status, 403, "{forged}");
        assert!(answer.text().contains("not one of ours"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_link_expires() {
    let server = Server::start().await;
    let an_hour_ago = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(3600);

    let answer = server.get(&server.recordings.link(&RecordingSid::parse(SID).unwrap(), an_hour_ago)).await;

    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("has expired"), "{}", answer.text());
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let server = Server::start().await;
    assert_eq!(server.get(&server.link(MISSING)).await.status, 404);

    let secret = server.folder.path().join("recording-key");
    assert!(secret.exists());
    let link = server.link(SID);
    for name in ["..%2frecording-key", "..%2f..%2frecording-key", "%2fetc%2fpasswd", "recording-key", "%00", "..", ""] {
        let answer = server.get(&link.replace(&format!("{SID}.wav"), name)).await;
        assert_eq!(answer.status, 404, "{name}");
    }
}

#[tokio::test]
async fn old_recordings_are_removed_and_their_links_lead_nowhere() {
    let server = Server::start().await;
    let file: PathBuf = server.folder.path().join(format!("recordings/2026/03/09/{SID}.wav"));
    let old = std::time::SystemTime::now() - Duration::from_secs(7200);
    std::fs::File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();

    assert_eq!(server.recordings.remove_before(old).unwrap(), 0);
    assert_eq!(server.recordings.remove_before(old + Duration::from_secs(1)).unwrap(), 1);

    assert_eq!(server.get(&server.link(SID)).await.status, 404);
}
