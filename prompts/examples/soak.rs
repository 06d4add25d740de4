//! Speaks thousands of different sentences, and watches memory: `cargo run --release -p prompts --example soak [SENTENCES] [VOICES]`.
//!
//! With a folder of Piper voices these speak, too. Fails if memory goes on growing when the caches are full. Linux only:
//! it reads `/proc`.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::expect_used)] // It measures and prints.

use std::process::ExitCode;
use std::time::Instant;

use prompts::{Options, Prompts, Request, VoiceOptions};

/// Both caches are full long before the end.
const MEMORY: usize = 8 << 20;
const DISK: u64 = 16 << 20;
/// What an allocator may keep beyond that.
const SLACK_KIB: u64 = 16 << 10;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let sentences: usize = arguments.next().map_or(10_000, |count| count.parse().expect("a number of sentences"));
    let voices = VoiceOptions { folder: arguments.next().map(Into::into), threads: 1, ..VoiceOptions::default() };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cache_dir = Some(folder.path().to_owned());
    let options = Options { cache_dir, memory_bytes: MEMORY, disk_bytes: DISK, voices, ..Options::default() };
    let prompts = Prompts::new(options).expect("a cache folder");
    let mut speakers = vec![None];
    speakers.extend(prompts.voices().iter().map(|voice| Some((voice.name.clone(), voice.name.starts_with("ru")))));
    let begun = Instant::now();
    let (mut sound, mut early) = (0.0, 0);
    for number in 0..sentences {
        let request = request(number, speakers[number % speakers.len()].as_ref());
        sound += prompts.render(&request).expect("it can be spoken").duration().as_secs_f64();
        if (number + 1) % (sentences / 10).max(1) == 0 {
            let now = resident_kib();
            println!(
                "{:>6} sentences, {sound:>7.0} s of sound, {:>5.0} s, memory {now} KiB, disk {} KiB",
                number + 1,
                begun.elapsed().as_secs_f64(),
                on_disk(folder.path()) / 1024
            );
            if number < sentences * 3 / 10 {
                early = now;
            }
        }
    }
    let grown = resident_kib().saturating_sub(early);
    println!("grown since the first three tenths: {grown} KiB");
    if grown > SLACK_KIB || on_disk(folder.path()) > DISK * 2 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A sentence that was not said before.
fn request(number: usize, speaker: Option<&(String, bool)>) -> Request {
    let russian = speaker.map_or(number % 2 == 1, |(_, russian)| *russian);
    let (text, language) = if russian {
        (format!("Ваш заказ номер {number} будет доставлен через {} минут.", number % 59 + 2), "ru-RU")
    } else {
        (format!("Your order number {number} will arrive within {} minutes.", number % 59 + 2), "en-GB")
    };
    let mut request = Request::speech(text, language);
    if let Request::Speech { voice, keep, .. } = &mut request {
        *voice = speaker.map(|(name, _)| format!("piper:{name}"));
        *keep = true;
    }
    request
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it tells the memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

fn on_disk(folder: &std::path::Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder.join("speech")) else { return 0 };
    entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|file| file.len()).sum()
}
