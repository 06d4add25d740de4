//! Prints what a voice costs here: `cargo run --release -p piper --example cost VOICE.onnx [ONNXRUNTIME]`. With a second
//! argument ONNX Runtime is looked for there. The figures of docs/prompts.md are from here. Linux only: it reads `/proc`.

#![allow(clippy::print_stdout, clippy::expect_used)] // It measures and prints.

use std::path::Path;
use std::time::Instant;

use piper::{Found, Manner, Runtime, Voice};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let voice = arguments.next().expect("the path of a voice");
    let runtime =
        arguments.next().map_or_else(|| Runtime::built_in(1), |place| Runtime::find(Some(Path::new(&place)), 1).0);
    let (begun, used) = (Instant::now(), cpu_seconds());
    let voice = Voice::load(&Found::from(Path::new(&voice)), &runtime).expect("the voice can be used");
    let (wall, cpu) = (begun.elapsed().as_secs_f64(), cpu_seconds() - used);
    println!("{}: loaded in {wall:.1} s, {cpu:.1} s of CPU, {}", runtime.backend(), memory());
    let sentence = "ðɪs ɪz ɐ sˈɛntəns ɒv ɐn ˈɔːdɪnəɹi lˈɛŋθ, az ɪn ɐ mˈɛnjuː ɒv ɐ klˈɪnɪk.";
    for phonemes in ["jˈɛs.".to_owned(), sentence.to_owned(), [sentence; 3].join(" ")] {
        let say = || voice.speak(&phonemes, Manner { speaker: 0, rate: 100 }).expect("it speaks").samples.len();
        let sound = say() as f64 / f64::from(voice.rate_hz());
        let (begun, used) = (Instant::now(), cpu_seconds());
        let all: usize = (0..RUNS).map(|_| say()).sum();
        assert!(all > 0, "the voice says nothing");
        let (wall, cpu) = (begun.elapsed().as_secs_f64() / f64::from(RUNS), (cpu_seconds() - used) / f64::from(RUNS));
        let factor = cpu / sound;
        println!("{sound:5.2} s of sound: {cpu:.3} s of CPU ({factor:.3} of it), {wall:.3} s in all, {}", memory());
    }
}

const RUNS: u32 = 6;

/// User and system time of the process; Linux counts hundredths.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: f64 = [11, 12].iter().filter_map(|field| fields.get(*field)?.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Memory now and at most.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or(name).to_owned();
    format!("{}, {}", line("VmRSS"), line("VmHWM")).replace(['\t', ' '], "")
}
