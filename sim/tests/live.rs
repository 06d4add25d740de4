//! The live caller against a tiny IVR over real SIP and RTP on loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dialplan::load::{MemoryFiles, load};
use engine::config::Secret;
use engine::media::{Media, MediaConfig, MediaEvent};
use engine::sip::{Endpoint, Invitation, LegEvent, Listen, SipConfig, TlsConfig, TlsIdentity, Transport, sdp};
use prompts::{Codec, Prompt, Prompts, Request};
use sim::live::{LiveOptions, LiveOutcome, LoadOptions};
use sim::script::Script;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

const PLAN: &str = r#"<Dialplan xmlns="urn:dialtree:1" language="en">
  <Route to="100" menu="welcome"/>
  <Menu name="welcome">
    <Option on="start"><Say>Welcome to the clinic. For appointments press one.</Say></Option>
    <Option on="1"><Say>Thank you for calling.</Say><Hangup/></Option>
    <Option on="timeout"><Hangup/></Option>
    <Option on="invalid"><Hangup/></Option>
  </Menu>
</Dialplan>"#;

/// An IVR that answers, plays one prompt until a key comes, then another, and hangs up.
struct Ivr {
    address: SocketAddr,
    running: JoinHandle<()>,
    /// The keys it was sent.
    keys: mpsc::Receiver<char>,
}

impl Ivr {
    async fn start(prompts: [Arc<Prompt>; 2]) -> Self {
        Self::at(endpoint().await, prompts)
    }

    /// The same at an endpoint of its own.
    fn at((endpoint, mut invitations): (Endpoint, mpsc::Receiver<Invitation>), prompts: [Arc<Prompt>; 2]) -> Self {
        let address = endpoint.addresses()[0].address;
        let media = Arc::new(media());
        let (keys_sender, keys) = mpsc::channel(64);
        let running = tokio::spawn(async move {
            let _endpoint = endpoint;
            while let Some(invitation) = invitations.recv().await {
                let (media, prompts, keys) = (Arc::clone(&media), prompts.clone(), keys_sender.clone());
                tokio::spawn(async move { answer(invitation, &media, prompts, keys).await });
            }
        });
        Self { address, running, keys }
    }

    fn target(&self) -> String {
        format!("sip:{}", self.address)
    }
}

impl Drop for Ivr {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn answer(invitation: Invitation, media: &Media, prompts: [Arc<Prompt>; 2], keys: mpsc::Sender<char>) {
    let Invitation { leg, mut events, offer, .. } = invitation;
    let (media_events, mut heard) = mpsc::channel(16);
    let session = media.open(media_events).expect("a port is free");
    let local = session.local();
    let local = sdp::Local {
        address: local.ip(),
        port: local.port(),
        codecs: vec![Codec::Pcma, Codec::Pcmu],
        security: sdp::Security::new(sdp::Encryption::Off),
    };
    let (description, stream) = sdp::answer(&offer.expect("the caller offers"), &local).expect("the codecs fit");
    leg.ring().await;
    leg.answer(description).await.expect("the call is there");
    session.set_stream(stream);
    let [first, second] = prompts;
    session.play(1, first);
    session.finish(1);
    loop {
        tokio::select! {
            event = heard.recv() => match event {
                Some(MediaEvent::Digit(key)) => {
                    keys.send(key).await.ok();
                    session.stop(1);
                    // An application thinks: without that there is no end of one prompt and beginning of the other.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    session.play(2, Arc::clone(&second));
                    session.finish(2);
                }
                Some(MediaEvent::Played { play: 2, .. }) => leg.hang_up().await,
                _ => {}
            },
            event = events.recv() => match event {
                Some(LegEvent::Digit(key)) => keys.send(key).await.unwrap_or_default(),
                None | Some(LegEvent::Ended { .. } | LegEvent::Canceled) => return,
                _ => {}
            },
        }
    }
}

async fn endpoint() -> (Endpoint, mpsc::Receiver<Invitation>) {
    bind(Transport::Udp, TlsConfig::default()).await
}

async fn bind(transport: Transport, tls: TlsConfig) -> (Endpoint, mpsc::Receiver<Invitation>) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listen = vec![Listen { transport, address }];
    Endpoint::bind(SipConfig { listen, tls, ..SipConfig::default() }).await.expect("a port is free")
}

/// A file of the certificates that the engine's own tests use.
fn certificate(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/tests/fixtures/sip-tls").join(name)
}

fn media() -> Media {
    let address = Ipv4Addr::LOCALHOST.into();
    Media::start(MediaConfig::new(address)).expect("media starts")
}

fn tone(hz: f32, milliseconds: usize) -> Arc<Prompt> {
    let sample = |n: usize| ((std::f32::consts::TAU * hz * n as f32 / 8_000.0).sin() * 8_000.0) as i16;
    Arc::new(Prompt::from_samples((0..milliseconds * 8).map(sample).collect()))
}

fn script(steps: &str) -> Arc<Script> {
    let text =
        format!("<Script xmlns=\"urn:dialtree:1\" name=\"live\" to=\"100\" maxDuration=\"30s\">{steps}</Script>");
    let loaded = sim::script::load(&["live.xml"], &MemoryFiles::new([("live.xml", text)]));
    assert_eq!(loaded.errors(), 0, "{}", xml_schema::render(&loaded.diagnostics, &loaded.sources, false));
    Arc::clone(&loaded.scripts[0])
}

async fn call(options: &LiveOptions, steps: &str) -> LiveOutcome {
    sim::live::run(options, &script(steps), |_| {}).await.expect("the call can be made")
}

/// Options that know the plan, and its two prompts.
fn with_plan() -> (LiveOptions, [Arc<Prompt>; 2]) {
    let plan = load("plan.xml", &MemoryFiles::new([("plan.xml", PLAN)])).plan;
    let prompts = Arc::new(Prompts::new(prompts::Options::default()).expect("no folder is needed"));
    let say = |text: &str| prompts.render(&Request::speech(text, "en")).expect("espeak speaks English");
    let both = [say("Welcome to the clinic. For appointments press one."), say("Thank you for calling.")];
    (LiveOptions { plan, prompts: Some(prompts), ..LiveOptions::new("") }, both)
}

#[tokio::test(flavor = "multi_thread")]
async fn tones_are_heard_and_keys_arrive() {
    let mut ivr = Ivr::start([tone(440.0, 5_000), tone(880.0, 600)]).await;

    let outcome = call(
        &LiveOptions::new(ivr.target()),
        r#"<Hear tone="440"/><Press during="true" after="200ms">5</Press><Hear tone="880" within="2s"/><End outcome="hangup"/>"#,
    )
    .await;

    assert!(outcome.outcome.passed, "{}", outcome.outcome.transcript);
    assert_eq!(ivr.keys.recv().await, Some('5'));
    let timings = outcome.timings;
    // Either may be first: the 200 goes through more hands than a packet.
    assert!(timings.answered.is_some() && timings.first_rtp.is_some(), "{timings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_may_be_sent_by_info() {
    let mut ivr = Ivr::start([tone(440.0, 5_000), tone(880.0, 600)]).await;

    let steps = r#"<Hear any="true" atLeast="200ms"/><Press method="info">7#</Press><Wait>300ms</Wait>"#;
    call(&LiveOptions::new(ivr.target()), steps).await;

    assert_eq!((ivr.keys.recv().await, ivr.keys.recv().await), (Some('7'), Some('#')));
}

#[tokio::test(flavor = "multi_thread")]
async fn prompts_are_recognised_by_their_sound_and_may_be_interrupted() {
    let (options, prompts) = with_plan();
    let ivr = Ivr::start(prompts).await;
    let folder = tempfile::tempdir().expect("a folder");
    let heard = folder.path().join("heard.wav");
    let options = LiveOptions { target: ivr.target(), heard: Some(heard.clone()), ..options };

    let outcome = call(
        &options,
        r#"<Hear within="3s">welcome to the clinic</Hear><Press during="true" after="1500ms">1</Press>
           <Hear within="3s">Thank you for calling</Hear><End outcome="hangup"/>"#,
    )
    .await;

    let transcript = &outcome.outcome.transcript;
    assert!(outcome.outcome.passed, "{transcript}");
    assert!(transcript.contains("hears it stop after"), "{transcript}");
    assert!(outcome.timings.first_prompt.is_some());
    let mut wav = hound::WavReader::open(heard).expect("what was heard is written");
    let loudest = wav.samples::<i16>().map(|sample| sample.expect("16 bits").unsigned_abs()).max();
    assert!(loudest > Some(3_000), "{loudest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_heard_instead_is_told() {
    let (options, prompts) = with_plan();
    let ivr = Ivr::start(prompts).await;
    let options = LiveOptions { target: ivr.target(), ..options };

    let outcome = call(&options, r#"<Hear within="1s">Thank you for calling</Hear>"#).await;

    let failure = &outcome.outcome.failures[0].diagnostic;
    assert_eq!(failure.code.0, "S101");
    assert!(failure.help.as_ref().is_some_and(|help| help.contains("Welcome to the clinic")), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_hangs_up_ends_the_call() {
    let ivr = Ivr::start([tone(440.0, 5_000), tone(880.0, 600)]).await;

    let outcome = call(
        &LiveOptions::new(ivr.target()),
        r#"<Hear any="true" atLeast="300ms"/><Hangup after="100ms"/><End outcome="caller"/>"#,
    )
    .await;

    assert!(outcome.outcome.passed, "{}", outcome.outcome.transcript);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_need_the_plan_and_say_so() {
    let options = LiveOptions::new("sip:127.0.0.1:5060");

    let error = sim::live::run(&options, &script("<Hear>Welcome</Hear>"), |_| {}).await.err();

    assert!(error.is_some_and(|error| error.to_string().contains("needs the plan")));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_other_end_is_an_outcome() {
    let unused = std::net::UdpSocket::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it has one");
    let options = LiveOptions::new(format!("sip:{unused}"));

    let outcome = call(&options, r#"<Hangup after="500ms"/><End outcome="caller"/>"#).await;

    assert!(!outcome.outcome.transcript.contains("answers"), "{}", outcome.outcome.transcript);
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_over_tls_trust_an_authority_of_ones_own_if_they_are_told_to() {
    let key = Secret::new(std::fs::read_to_string(certificate("sip.key")).expect("a fixture"));
    let identity = Some(TlsIdentity { certificate: certificate("sip.pem"), key });
    let listening = bind(Transport::Tls, TlsConfig { identity, ..TlsConfig::default() }).await;
    let ivr = Ivr::at(listening, [tone(440.0, 1_000), tone(880.0, 100)]);
    let tls = TlsConfig::trusting(&certificate("ca.pem")).expect("a fixture");
    let trusting = LiveOptions { tls: tls.clone(), ..LiveOptions::new(format!("sips:{}", ivr.address)) };
    let steps = r#"<Hangup after="300ms"/><End outcome="caller"/>"#;

    let called = call(&trusting, steps).await;
    assert!(called.outcome.transcript.contains("answers"), "{}", called.outcome.transcript);
    let called = call(&LiveOptions::new(format!("sips:{}", ivr.address)), steps).await;
    assert!(called.outcome.transcript.contains("--ca FILE"), "{}", called.outcome.transcript);

    let target = format!("sip:100@{};transport=tls", ivr.address);
    let options = LoadOptions { tls, hold: Duration::from_millis(300), ..LoadOptions::new(target, 2) };
    let report = sim::live::load(&options, |_| {}).await.expect("calls can be made");
    assert_eq!((report.completed, report.failed), (2, 0), "{:?}", report.failures);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_of_calls_is_measured() {
    let mut ivr = Ivr::start([tone(440.0, 5_000), tone(880.0, 600)]).await;
    let options = LoadOptions {
        rate: 50.0,
        concurrency: 10,
        press: "5".into(),
        press_after: Duration::from_millis(300),
        talk: true,
        ..LoadOptions::new(format!("sip:100@{}", ivr.address), 20)
    };
    let mut done = 0;

    let report = sim::live::load(&options, |completed| done += u32::from(completed)).await.expect("calls can be made");

    assert_eq!((report.completed, report.failed, done), (20, 0, 20), "{:?}", report.failures);
    assert_eq!(ivr.keys.recv().await, Some('5'));
    assert!(report.answer.p50 > Duration::ZERO && report.first_rtp.p50 > Duration::ZERO);
    // The server hangs up behind the second prompt: both were heard, whole.
    assert_eq!((report.key_to_audio.count, report.lost), (20, 0));
    assert!((20 * 30..20 * 80).contains(&report.packets), "{}", report.packets);
    assert!(report.deviation.count > 20 * 25 && report.most_at_once <= 10, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_that_is_refused_says_by_what() {
    let (endpoint, mut invitations) = endpoint().await;
    let options =
        LoadOptions { rate: 50.0, ..LoadOptions::new(format!("sip:1@{}", endpoint.addresses()[0].address), 3) };
    let refusing = tokio::spawn(async move {
        while let Some(invitation) = invitations.recv().await {
            invitation.leg.reject(503).await;
        }
    });

    let report = sim::live::load(&options, |_| {}).await.expect("calls can be made");

    refusing.abort();
    assert_eq!((report.completed, report.failed), (0, 3));
    assert_eq!(report.failures.into_iter().collect::<Vec<_>>(), [("refused with 503".to_owned(), 3)]);
}
