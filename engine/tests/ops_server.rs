//! The engine's own HTTP server.

use std::net::SocketAddr;
use std::sync::Arc;

use engine::ops::metrics::{CALLS_ENDED, Kind, METRICS, REQUEST_SECONDS, handle};
use engine::ops::{OpsState, Reload, serve};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

struct Running {
    address: SocketAddr,
    ready: watch::Sender<bool>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

async fn start(reload: Option<Reload>) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let (ready, is_ready) = watch::channel(true);
    let stop = CancellationToken::new();
    let (no_errors, none) = (watch::channel(0).1, None);
    let troubles = Arc::new(|| vec!["trunk carrier is not registered: 403 Forbidden".to_owned()]);
    let registrations = Arc::new(|| vec!["101: sip:101@192.0.2.7".to_owned(), "102: sip:102@192.0.2.8".to_owned()]);
    let state = OpsState {
        ready: is_ready,
        plan_errors: no_errors,
        troubles,
        registrations,
        reload,
        admin_token: none,
        recordings: None,
    };
    let task = tokio::spawn(serve(listener, state, stop.clone()));
    Running { address, ready, stop, task }
}

fn client() -> reqwest::Client {
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

impl Running {
    async fn get(&self, path: &str) -> (u16, String) {
        let response = client().get(format!("http://{}{path}", self.address)).send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("a text"))
    }

    async fn reload(&self) -> (u16, String) {
        let response = client().post(format!("http://{}/admin/reload", self.address)).send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("a text"))
    }
}

#[tokio::test]
async fn it_is_ready_until_it_drains() {
    let server = start(None).await;

    assert_eq!(server.get("/health").await.0, 200);
    let ready = server.get("/ready").await;
    assert_eq!(ready, (200, "ready\ntrunk carrier is not registered: 403 Forbidden\n".to_owned()));
    server.ready.send_replace(false);
    assert_eq!(server.get("/ready").await.0, 503);
    assert_eq!(server.get("/health").await.0, 200);
    assert_eq!(server.get("/nothing").await.0, 404);
}

#[tokio::test]
async fn a_reload_says_what_became_of_it() {
    let (reload, mut asked) = mpsc::channel(1);
    let server = start(Some(reload)).await;
    let answers = tokio::spawn(async move {
        for answer in [Ok(()), Err("error[D001]: there is no menu `mian`\n".to_owned())] {
            asked.recv().await.expect("a reload").send(answer).expect("somebody waits");
        }
    });

    assert_eq!(server.reload().await, (200, "new calls use the new plan\n".to_owned()));
    assert_eq!(server.reload().await, (422, "error[D001]: there is no menu `mian`\n".to_owned()));

    answers.await.unwrap();
    assert_eq!(server.reload().await.0, 503);
    assert_eq!(server.get("/admin/reload").await.0, 405);
    assert_eq!(start(None).await.reload().await.0, 404);
}

#[tokio::test]
async fn what_is_counted_is_shown() {
    handle();
    metrics::counter!(CALLS_ENDED, "cause" => "hangup").increment(2);
    metrics::histogram!(REQUEST_SECONDS).record(0.003);
    let server = start(None).await;

    let (status, text) = server.get("/metrics").await;

    assert_eq!(status, 200);
    assert!(text.contains("# HELP dialtree_calls_ended_total Calls that have ended"), "{text}");
    assert!(text.contains("dialtree_calls_ended_total{cause=\"hangup\"} 2"), "{text}");
    assert!(text.contains("dialtree_application_request_seconds_bucket{le=\"0.005\"} 1"), "{text}");
}

#[tokio::test]
async fn the_audio_of_legs_is_counted_at_their_end() {
    use engine::media::{Control, Media, MediaConfig, Stream};
    handle();
    let media = Media::start(MediaConfig::new([127, 0, 0, 1].into())).unwrap();
    let legs = [0, 1].map(|_| media.open(mpsc::channel(16).0).unwrap());
    for (leg, remote) in legs.iter().zip([legs[1].local(), legs[0].local()]) {
        let control = Control::Port(remote.port() + 1);
        leg.set_stream(Stream { remote, control, send: true, ..Stream::offered(prompts::Codec::Pcma) });
    }
    let [one, two] = legs;
    one.play(1, Arc::new(prompts::Prompt::from_samples(vec![3000; 50 * 160])));
    while two.statistics().packets_received < 50 {
        tokio::task::yield_now().await;
    }
    // The last word of the one is a report for the other.
    drop(one);
    while two.statistics().reports == 0 {
        tokio::task::yield_now().await;
    }
    drop(two);

    let (_, text) = start(None).await.get("/metrics").await;

    for line in [
        "dialtree_rtp_packets_total{direction=\"received\"} 50",
        "dialtree_rtp_packets_total{direction=\"sent\"} 50",
        "dialtree_rtp_packets_lost_total{direction=\"received\"} 0",
        "dialtree_rtp_packets_refused_total{reason=\"unsigned\"} 0",
        "dialtree_rtp_jitter_seconds_count{direction=\"received\"} 1",
        "dialtree_rtp_jitter_seconds_bucket{direction=\"received\",le=\"0.2\"}",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[tokio::test]
async fn it_stops_when_it_is_told_to_although_a_connection_is_open() {
    let server = start(None).await;
    let idle = tokio::net::TcpStream::connect(server.address).await.unwrap();

    server.stop.cancel();

    server.task.await.unwrap();
    drop(idle);
}

#[test]
fn the_operations_page_has_every_metric_and_no_other() {
    let page = include_str!("../../docs/operations.md");
    for metric in METRICS {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let label = if metric.label.is_empty() { String::new() } else { format!("`{}`", metric.label) };
        let row = format!("| `{}` | {kind} | {label} | {} |", metric.name, metric.text).replace("|  |", "| |");
        assert!(page.contains(&row), "docs/operations.md lacks: {row}");
    }
    let rows = page.lines().filter(|line| line.starts_with("| `dialtree_")).count();
    assert_eq!(rows, METRICS.len());
}
