//! Texts by a tiny voice: early, late, and not at all.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self as std_mpsc, Sender};
use std::time::Duration;

use dialplan::load::{MemoryFiles, load};
use prompts::{Options, Prompt, Prompts, Request, VoiceOptions};
use tokio::sync::mpsc;

use super::pool::{Pool, Urgency};
use super::speech::{Pace, Part, speak};
use super::{World, warm_up};
use crate::config::Config;
use crate::recordings::Recordings;
use crate::sip::{Endpoint, Listen, SipConfig, Transport};

const PLAN: &str = r#"<Dialplan xmlns="urn:dialtree:1" language="en-GB"><Route to="*" menu="main"/><Menu name="main">
    <Option on="start"><Say>Welcome to us. Press one.</Say><Say>You are ${From}.</Say></Option>
    <Option on="timeout"><Say>Goodbye.</Say><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu></Dialplan>"#;

/// A world whose voices have one thread.
async fn world(folder: &Path) -> Arc<World> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let listen = vec![Listen { transport: Transport::Udp, address: SocketAddr::new(here, 0) }];
    let (endpoint, _) = Endpoint::bind(SipConfig { listen, ..SipConfig::default() }).await.unwrap();
    let plan = load("plan.xml", &MemoryFiles::new([("plan.xml", PLAN.to_owned())])).plan.expect("it is right");
    let mut config = Config::default();
    (config.storage.data, config.media.ports, config.media.address) = (folder.to_owned(), 0..=0, Some(here));
    let voices = Path::new(env!("CARGO_MANIFEST_DIR")).join("../piper/tests/voices");
    let voices = VoiceOptions { folder: Some(voices), threads: 1, ..VoiceOptions::default() };
    let prompts = Prompts::new(Options { voices, ..Options::default() }).unwrap();
    let recordings = Recordings::new(folder, None, Duration::from_secs(60));
    let mut world = World::new(config, Arc::new(prompts), plan, endpoint, None, recordings).unwrap();
    world.voices = Pool::new(1, 16);
    Arc::new(world)
}

/// Keeps the thread busy until the sender is dropped.
fn block(world: &World) -> Sender<()> {
    let (gate, opened) = std_mpsc::channel::<()>();
    let kept = world.voices.order(Urgency::Live, move || opened.recv().ok()).unwrap();
    // An order nobody waits for would not be carried out.
    std::mem::forget(kept);
    gate
}

async fn waiting(world: &World, orders: usize) {
    while world.voices.waiting() != orders {
        tokio::task::yield_now().await;
    }
}

/// So much has gone out that no sentence can be late.
fn patient() -> Pace {
    let pace = Pace::default();
    pace.add(&Prompt::from_samples(vec![0; 8000 * 600]));
    pace
}

fn request() -> Request {
    Request::speech("Good day. Goodbye.", "en-GB")
}

async fn next(parts: &mut mpsc::Receiver<Part>) -> Arc<Prompt> {
    parts.recv().await.expect("a part comes").expect("it is spoken")
}

#[tokio::test]
async fn the_first_sentence_goes_out_before_the_second_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let first_gate = block(&world);
    waiting(&world, 0).await;
    let (sender, mut parts) = mpsc::channel(8);
    let copy = Arc::clone(&world);
    let speaking = tokio::spawn(async move { speak(&copy, request(), &patient(), true, &sender).await });
    waiting(&world, 1).await;
    let second_gate = block(&world);

    drop(first_gate);
    let first = next(&mut parts).await;
    assert!(parts.try_recv().is_err());
    drop(second_gate);
    let second = next(&mut parts).await;

    assert!(parts.recv().await.is_none());
    speaking.await.unwrap();
    let whole = world.prompts.ready(&request()).expect("it is kept as one");
    assert_eq!(whole.samples(), [first.samples(), second.samples()].concat());
}

#[tokio::test(start_paused = true)]
async fn a_voice_that_takes_too_long_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let gate = block(&world);
    let (sender, mut parts) = mpsc::channel(8);

    // The clock runs on as soon as everybody waits.
    speak(&world, request(), &Pace::default(), true, &sender).await;
    drop(sender);

    let spoken: Vec<Arc<Prompt>> = [next(&mut parts).await, next(&mut parts).await].into();
    assert!(parts.recv().await.is_none());
    let sentences = world.prompts.sentences(&request()).unwrap().unwrap();
    for (place, sentence) in sentences.iter().enumerate() {
        let built_in = sentence.choices() - 1;
        assert_eq!(sentence.voice(built_in), "espeak:en-gb");
        let expected = world.prompts.spoken(sentence, built_in).expect("the built-in voice has said it");
        assert_eq!(spoken[place].samples(), expected.samples());
    }
    // The next caller shall have the right voice.
    assert!(world.prompts.ready(&request()).is_none());
    drop(gate);
}

#[tokio::test]
async fn what_a_caller_interrupts_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let gate = block(&world);
    waiting(&world, 0).await;
    let (sender, parts) = mpsc::channel(8);
    let copy = Arc::clone(&world);
    let speaking = tokio::spawn(async move { speak(&copy, request(), &patient(), true, &sender).await });
    waiting(&world, 1).await;

    speaking.abort();
    assert!(speaking.await.unwrap_err().is_cancelled());
    drop(parts);
    let after = world.voices.order(Urgency::WarmUp, || ()).unwrap();
    drop(gate);
    after.await.unwrap();

    let sentences = world.prompts.sentences(&request()).unwrap().unwrap();
    assert!(sentences.iter().all(|sentence| world.prompts.spoken(sentence, 0).is_none()));
}

#[tokio::test]
async fn a_plan_is_warm_when_all_it_says_to_everybody_is_ready() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path()).await;
    let mut told = Vec::new();

    warm_up(&world, &world.plan(), |done, count| told.push((done, count))).await;

    assert_eq!(told, [(1, 2), (2, 2)]);
    for text in ["Welcome to us. Press one.", "Goodbye."] {
        assert!(world.prompts.ready(&Request::speech(text, "en-GB")).is_some(), "{text}");
    }
}
