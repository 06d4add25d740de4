//! The quickstart, called by a scripted caller over real SIP who listens: what the demo does.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::path::Path;
use std::sync::Arc;

use dialplan::load::{MemoryFiles, load};
use engine::config::{Config, Egress};
use engine::sip::{Listen, Transport};
use engine::{Engine, Options};
use sim::live::LiveOptions;

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/quickstart").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// Seconds of a recording, and how many of its 20 ms frames are louder than -40 dBFS.
fn loudness(path: &Path) -> (f64, usize) {
    let mut reader = hound::WavReader::open(path).unwrap();
    let samples: Vec<f64> = reader.samples::<i16>().map(|sample| f64::from(sample.unwrap()) / 32768.0).collect();
    let rms = |frame: &[f64]| (frame.iter().map(|sample| sample * sample).sum::<f64>() / frame.len() as f64).sqrt();
    (samples.len() as f64 / 8000.0, samples.chunks(160).filter(|frame| rms(frame) > 0.01).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quickstart_is_heard_and_ends_by_a_transfer_that_is_answered() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let application = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().to_string();
    let reception = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().to_string();
    let moved = |text: String| text.replace("127.0.0.1:8078", &application).replace("127.0.0.1:5070", &reception);
    let files = MemoryFiles::new([
        ("clinic.xml", moved(example("clinic.xml"))),
        ("script.xml", moved(example("scripts/1-appointment.xml"))),
    ]);
    let plan = load("clinic.xml", &files).plan.unwrap();
    let script = sim::script::load(&["script.xml"], &files).scripts.pop().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config { egress: Egress::with_loopback(), ..Config::default() };
    config.storage.data = folder.path().to_owned();
    config.http.listen = None;
    config.sip.listen = vec![Listen { transport: Transport::Udp, address: (Ipv4Addr::LOCALHOST, 0).into() }];
    let engine = Engine::start(config, Arc::clone(&plan), Options::default()).await.unwrap();
    let heard = folder.path().join("heard.wav");
    let options = LiveOptions {
        plan: Some(plan),
        prompts: Some(engine.prompts()),
        heard: Some(heard.clone()),
        ..LiveOptions::new(format!("sip:{}", engine.sip_addresses()[0].address))
    };

    let called = sim::live::run(&options, &script, |_| {}).await.unwrap();

    assert!(called.outcome.passed, "{}", called.outcome.transcript);
    let (seconds, loud) = loudness(&heard);
    assert!(seconds > 8.0 && loud > 200, "{seconds} s, {loud} frames with sound");
}
