//! How long callers wait for the first sound of a prompt: `cargo bench -p tests`. The table is in docs/benchmarks.md.
//!
//! A real engine is called over SIP; the time is from its 200 to the first RTP packet at the caller's socket.

#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It measures time and prints it.

use std::path::Path;
use std::time::{Duration, Instant};

use engine::config::{Config, Egress};
use tests::caller::Phone;
use tests::house::House;

/// Calls for each kind of prompt.
const CALLS: usize = 60;

/// What is said first, by kind of prompt. A text with the number that is called is another one in each call.
const KINDS: [(&str, &str); 5] = [
    ("a cached prompt", "<Say>For sales, press one.</Say>"),
    ("a new sentence, built-in voice, English", "<Say>Your place in the queue is ${CalledNumber}, thank you.</Say>"),
    (
        "a new sentence, built-in voice, Russian",
        "<Say language='ru'>Ваш номер в очереди ${CalledNumber}, спасибо.</Say>",
    ),
    (
        "a new sentence, Piper",
        "<Say voice='piper:en_GB-tiny-low'>Your place in the queue is ${CalledNumber}, thank you.</Say>",
    ),
    (
        "ten new sentences, Piper",
        "<Say voice='piper:en_GB-tiny-low'>You are ${CalledNumber}. One. Two. Three. Four. Five. Six. Seven. Eight. Nine.</Say>",
    ),
];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads can be started");
    println!("{:<45} {:>8} {:>8} {:>8}   milliseconds from 200 to first RTP, {CALLS} calls", "", "p50", "p90", "max");
    for (name, said) in KINDS {
        let mut times = runtime.block_on(measure(said));
        times.sort();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
        println!("{name:<45} {:>8.1} {:>8.1} {:>8.1}", at(50), at(90), at(100));
    }
}

async fn measure(said: &str) -> Vec<Duration> {
    let mut config = Config { egress: Egress::with_loopback(), ..Config::default() };
    let voices = Path::new(env!("CARGO_MANIFEST_DIR")).join("../piper/tests/voices");
    config.speech.voices = std::env::var_os("DIALTREE_VOICES").map(Into::into).or(Some(voices));
    let menu = format!("<Menu name='main'><Option on='start'>{said}<Hangup/></Option></Menu>");
    let house = House::with(&menu, config, None).await;
    house.engine.warm_up(|_, _| {}).await;
    let mut times = Vec::with_capacity(CALLS);
    for number in 0..=CALLS {
        let phone = Phone::new().await;
        let mut line = phone.call(&house.uri().replace("1000", &(1000 + number * 7).to_string())).await;
        let begun = Instant::now();
        line.wait_for_audio().await;
        // The first call of an engine is not what others are like.
        if number > 0 {
            times.push(begun.elapsed());
        }
        line.hang_up().await;
        house.is_empty().await;
    }
    times
}
