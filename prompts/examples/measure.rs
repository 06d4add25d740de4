//! Prints what rendering costs: `cargo run --release -p prompts --example measure`. The table is in docs/prompts.md.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::expect_used)] // It measures time and prints it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use prompts::{Law, Options, Prompt, Prompts, Request};

fn main() {
    let fresh = || Prompts::new(Options { memory_bytes: 0, ..Options::default() }).expect("it needs no folder yet");
    let prompts = fresh();
    println!("{:<52} {:>9} {:>9} {:>9}", "work", "sound s", "CPU ms", "ms per s");
    for (name, text, language) in texts() {
        let request = Request::speech(text, language);
        row(&name, || prompts.render(&request).expect("our voices speak it").duration());
    }
    for name in ["tone.wav", "tone.flac", "tone.ogg", "tone.mp3"] {
        let request = Request::File { path: fixture(name), as_is: false };
        row(&format!("decode {name}"), || prompts.render(&request).expect("it is a recording").duration());
    }
    let minute = prompts.render(&Request::Tone { hz: 440, length: Duration::from_secs(60) }).expect("it is a tone");
    row("encode a minute as G.711, first use", || {
        let prompt = Prompt::from_samples(minute.samples().to_vec());
        prompt.frames(Law::A);
        prompt.duration()
    });
    let kept = Prompts::new(Options::default()).expect("it needs no folder");
    let request = Request::Ringback { country: "gb".into() };
    kept.render(&request).expect("it is a tone");
    row("a prompt from memory, 1000 times", || {
        (0..1000).for_each(|_| drop(kept.ready(&request)));
        Duration::ZERO
    });
}

fn texts() -> Vec<(String, String, &'static str)> {
    let english = "This is a sentence of an ordinary length, as in a menu. ";
    let russian = "Это предложение обычной длины, какое бывает в меню. ";
    let mut texts = vec![
        ("one word, English".to_owned(), "Yes.".to_owned(), "en-GB"),
        ("one word, Russian".to_owned(), "Да.".to_owned(), "ru-RU"),
    ];
    for count in [1, 5, 20, 100] {
        texts.push((
            format!("{count} sentences, {} characters, English", english.len() * count),
            english.repeat(count),
            "en-GB",
        ));
        let characters = russian.chars().count() * count;
        texts.push((format!("{count} sentences, {characters} characters, Russian"), russian.repeat(count), "ru-RU"));
    }
    texts
}

/// The mean over half a second of CPU time, because the system counts it in steps of some milliseconds.
fn row(name: &str, mut work: impl FnMut() -> Duration) {
    let mut sound = work();
    let (start, mut times) = (cpu(), 0_u32);
    let mut used = Duration::ZERO;
    while used < Duration::from_millis(500) {
        sound = work();
        times += 1;
        used = cpu().saturating_sub(start);
    }
    let (sound, used) = (sound.as_secs_f64(), used.as_secs_f64() * 1000.0 / f64::from(times));
    let rate = if sound > 0.0 { format!("{:.2}", used / sound) } else { String::new() };
    println!("{name:<52} {sound:>9.2} {used:>9.3} {rate:>9}");
}

/// CPU time of this thread; where the system does not tell, the time of the day.
fn cpu() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}
