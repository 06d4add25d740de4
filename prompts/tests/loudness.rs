//! Speech and recordings are as loud as each other: the active speech level of ITU-T P.56, measured by other code than that
//! which evens it.
//!
//! P.56 judges telephone speech: it leaves out pauses and weighs all frequencies of the line alike. EBU R128 was made for
//! programmes in full band, and takes a blend of louder and softer voices for its measure.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use prompts::{Options, Prompt, Prompts, Request};

/// What everything is brought to, in dBFS.
const TARGET: f64 = -20.0;

/// The active speech level of samples at 8 kHz, in dBFS. ITU-T P.56 (12/2011), method B.
fn active_speech_level(samples: &[i16]) -> f64 {
    // The envelope is smoothed twice over 30 ms; what was active stays so for 200 ms; 15.9 dB lie between the level and
    // the threshold.
    let (g, hangover, margin) = ((-1.0 / (8000.0 * 0.03_f64)).exp(), 1600, 15.9);
    let thresholds: Vec<f64> = (0..16).map(|j| 2.0_f64.powi(j - 16)).collect();
    let mut activity = [0_u32; 16];
    let mut hang = [hangover; 16];
    let (mut p, mut q, mut square) = (0.0, 0.0, 0.0);
    // Silence behind it lets the envelope come down, as in a call.
    for sample in samples.iter().copied().chain(std::iter::repeat_n(0, 2400)) {
        let x = f64::from(sample) / 32768.0;
        square += x * x;
        p = g * p + (1.0 - g) * x.abs();
        q = g * q + (1.0 - g) * p;
        for (j, threshold) in thresholds.iter().enumerate() {
            if q >= *threshold {
                activity[j] += 1;
                hang[j] = 0;
            } else if hang[j] < hangover {
                activity[j] += 1;
                hang[j] += 1;
            }
        }
    }
    // The level at each threshold falls towards the loudest; it is active where it stands the margin above it.
    let at = |j: usize| {
        let level = 10.0 * (square / f64::from(activity[j])).log10();
        (level, level - 20.0 * thresholds[j].log10() - margin)
    };
    let heard = activity.iter().take_while(|count| **count > 0).count();
    for j in 1..heard {
        let ((below, before), (above, after)) = (at(j - 1), at(j));
        if after <= 0.0 {
            return below + (above - below) * before / (before - after);
        }
    }
    f64::NEG_INFINITY
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// From the first sample above -50 dBFS to the last.
fn without_quiet(samples: &[i16]) -> &[i16] {
    let is_heard = |sample: &i16| sample.unsigned_abs() > 100;
    let (first, last) = (samples.iter().position(is_heard), samples.iter().rposition(is_heard));
    samples.get(first.unwrap_or(0)..=last.unwrap_or(0)).unwrap_or_default()
}

fn assert_as_loud_as_all<N: std::fmt::Display>(prompts: impl IntoIterator<Item = (N, Arc<Prompt>)>) {
    let mut off = Vec::new();
    for (name, prompt) in prompts {
        // P.56 is for seconds of speech: a short prompt is heard several times, without the quiet around it, of which 200 ms
        // would count as speech each time.
        let speech = without_quiet(prompt.samples());
        let times = 40_000 / speech.len().max(1) + 1;
        let level = active_speech_level(&speech.repeat(times));
        if (level - TARGET).abs() > 1.0 {
            off.push(format!("{name}: {level:.2} dBFS"));
        }
    }
    assert!(off.is_empty(), "{off:#?}");
}

#[test]
fn the_measure_is_right() {
    let tone: Vec<i16> =
        (0..24_000).map(|n| (3276.8 * (f64::from(n) * 1000.0 * std::f64::consts::TAU / 8000.0).sin()) as i16).collect();
    let mut sparse = tone.clone();
    sparse.extend(vec![0; 80_000]);

    // A sine with a tenth of full scale; a pause makes no difference but that of the hangover, 200 ms in 3 s.
    for samples in [tone, sparse] {
        let level = active_speech_level(&samples);
        assert!((level + 23.01).abs() < 0.5, "{level:.2} dBFS");
    }
}

#[test]
fn recordings_of_every_format_are_as_loud_as_all() {
    let prompts = Prompts::new(Options::default()).unwrap();
    let paths = std::fs::read_dir(fixture("")).unwrap().map(|entry| entry.unwrap().path());
    // That of G.722 has no header, and is none of our formats.
    let tones = paths.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("tone"));
    assert_as_loud_as_all(tones.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, prompts.render(&Request::File { path, as_is: false }).unwrap())
    }));
}

/// What menus say: short and long, with pauses and without.
#[cfg(feature = "espeak")]
const TEXTS: [(&str, &str); 10] = [
    ("Yes.", "en-GB"),
    ("Welcome to the clinic.", "en-GB"),
    ("For appointments press one. For prescriptions press two. Or hold the line.", "en-GB"),
    ("Your balance is twelve pounds and fifty pence, and your next payment is on the third of May.", "en-GB"),
    ("Please leave a message after the tone, and we will call you back within one working day.", "en-US"),
    ("Да.", "ru-RU"),
    ("Здравствуйте!", "ru-RU"),
    ("Чтобы записаться на приём, нажмите один. Чтобы узнать результаты, нажмите два.", "ru-RU"),
    ("На вашем счёте двадцать один рубль две копейки.", "ru-RU"),
    ("Оставайтесь на линии, и вам ответит первый освободившийся сотрудник.", "ru-RU"),
];

#[cfg(feature = "espeak")]
#[test]
fn both_languages_are_as_loud_as_all() {
    let prompts = Prompts::new(Options::default()).unwrap();
    let spoken = |(text, language)| (text, prompts.render(&Request::speech(text, language)).unwrap());
    assert_as_loud_as_all(TEXTS.map(spoken));
}

#[cfg(feature = "espeak")]
#[test]
fn words_one_by_one_are_as_loud_as_a_sentence() {
    let prompts = Prompts::new(Options::default()).unwrap();
    let spoken = |(text, language)| (text, prompts.render(&Request::speech(text, language)).unwrap());
    let lists = [
        ("One, two, three, four.", "en-US"),
        ("Один, два, три, четыре.", "ru-RU"),
        ("Your code is 4711 0815. I repeat: 4711 0815.", "en-GB"),
        ("A.", "en-GB"),
        ("5", "ru-RU"),
    ];
    assert_as_loud_as_all(lists.map(spoken));
}

#[cfg(feature = "espeak")]
#[test]
fn a_recording_of_speech_is_as_loud_as_speech() {
    let prompts = Prompts::new(Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut place = 0;
    assert_as_loud_as_all(TEXTS.map(|(text, language)| {
        let spoken = prompts.render(&Request::speech(text, language)).unwrap();
        // Recorded too soft, and with seconds of quiet around it.
        place += 1;
        let path = folder.path().join(format!("{place}.wav"));
        let sample_format = hound::SampleFormat::Int;
        let spec = hound::WavSpec { channels: 1, sample_rate: 16_000, bits_per_sample: 16, sample_format };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        let quiet = || std::iter::repeat_n(0, 32_000);
        for sample in quiet().chain(spoken.wide_samples().iter().map(|sample| sample / 3)).chain(quiet()) {
            writer.write_sample(sample).unwrap();
        }
        writer.finalize().unwrap();
        (text, prompts.render(&Request::File { path, as_is: false }).unwrap())
    }));
}

#[cfg(feature = "piper")]
#[test]
fn voices_from_files_are_as_loud_as_all() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../piper/tests/voices");
    let voices = prompts::VoiceOptions { folder: Some(folder), threads: 1, ..Default::default() };
    let prompts = Prompts::new(Options { voices, ..Options::default() }).unwrap();
    let spoken = |(text, language)| (text, prompts.render(&Request::speech(text, language)).unwrap());
    assert_as_loud_as_all(TEXTS.map(spoken));
}
