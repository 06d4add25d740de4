//! What comes out is what a caller should hear, measured, and what is kept.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

#[path = "support/tones.rs"]
mod tones;

use std::f64::consts::TAU;
use std::sync::Arc;
#[cfg(feature = "espeak")]
use std::sync::Mutex;
use std::time::Duration;

use prompts::{Law, Options, Prompt, Prompts, Request};
#[cfg(feature = "espeak")]
use prompts::{Notice, PromptError};
use tones::{TONES, fixture};

fn prompts() -> Prompts {
    Prompts::new(Options::default()).unwrap()
}

fn speech(text: &str, language: &str) -> Request {
    Request::speech(text, language)
}

/// The share of a signal's power that lies at one frequency (Goertzel).
fn share_at(samples: &[i16], hz: f64) -> f64 {
    let (mut re, mut im, mut power) = (0.0, 0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        let (sample, phase) = (f64::from(*sample), TAU * hz * n as f64 / 8000.0);
        re += sample * phase.cos();
        im += sample * phase.sin();
        power += sample * sample;
    }
    2.0 * (re * re + im * im) / (power * samples.len() as f64)
}

fn rms_dbfs(samples: &[i16]) -> f64 {
    let power = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / samples.len() as f64;
    10.0 * (power / 32768.0_f64.powi(2)).log10()
}

#[test]
fn every_format_gives_the_same_tone() {
    let prompts = prompts();
    for name in TONES {
        let prompt = prompts.render(&Request::File { path: fixture(name), as_is: false }).unwrap();

        let middle = &prompt.samples()[800..3200];
        assert!(share_at(middle, 1000.0) > 0.98, "{name}: {}", share_at(middle, 1000.0));
        assert!((rms_dbfs(middle) + 20.0).abs() < 1.0, "{name}: {} dBFS", rms_dbfs(middle));
        let length = prompt.duration().as_secs_f64();
        assert!((0.45..0.65).contains(&length), "{name}: {length} s");
    }
}

#[test]
fn what_is_above_the_line_does_not_come_down_as_noise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("high.wav");
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels: 1, sample_rate: 22_050, bits_per_sample: 16, sample_format };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for n in 0..22_050 {
        // 500 Hz, and as loud 6 kHz: resampled without a filter it would come back at 2 kHz.
        let at = |hz: f64| (TAU * hz * f64::from(n) / 22_050.0).sin();
        writer.write_sample((8000.0 * (at(500.0) + at(6000.0))) as i16).unwrap();
    }
    writer.finalize().unwrap();

    let prompt = prompts().render(&Request::File { path, as_is: true }).unwrap();

    let middle = &prompt.samples()[1600..6400];
    assert!(share_at(middle, 500.0) > 0.999, "{}", share_at(middle, 500.0));
    assert!(share_at(middle, 2000.0) < 1e-5, "{}", share_at(middle, 2000.0));
}

#[test]
fn a_prompt_as_is_reaches_the_wire_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("beep.ulaw");
    let bytes: Vec<u8> = (0..320_u32).map(|n| (n * 7 % 127) as u8).collect();
    std::fs::write(&path, &bytes).unwrap();

    let prompt = prompts().render(&Request::File { path, as_is: true }).unwrap();

    assert_eq!(prompt.frames(Law::Mu), bytes);
}

#[cfg(feature = "espeak")]
#[test]
fn english_and_russian_are_spoken_at_the_level_of_a_handset() {
    let prompts = prompts();
    let cases = [
        ("Welcome to the clinic. For appointments press one.", "en-GB"),
        ("Здравствуйте! Чтобы сделать заказ, нажмите один.", "ru-RU"),
    ];
    for (text, language) in cases {
        let prompt = prompts.render(&speech(text, language)).unwrap();

        let seconds = prompt.duration().as_secs_f64();
        assert!((1.5..6.0).contains(&seconds), "{language}: {seconds} s");
        let level = rms_dbfs(prompt.samples());
        assert!((-27.0..-17.0).contains(&level), "{language}: {level} dBFS");
    }
}

#[cfg(not(feature = "espeak"))]
#[test]
fn a_build_without_voices_says_so_and_plays_recordings() {
    let error = prompts().render(&speech("hello", "en-GB")).unwrap_err();
    assert!(error.to_string().contains("without the feature `espeak`"), "{error}");
    assert!(prompts().render(&Request::File { path: fixture("tone.wav"), as_is: false }).is_ok());
}

#[cfg(feature = "espeak")]
#[test]
fn a_damaged_cache_is_made_again_and_repaired() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Prompts::new(Options { cache_dir: Some(folder.path().into()), ..Options::default() }).unwrap();
    let mut request = speech("Hello", "en-GB");
    if let Request::Speech { keep, .. } = &mut request {
        *keep = true;
    }
    let first = open().render(&request).unwrap();
    let kept = || std::fs::read_dir(folder.path().join("speech")).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(kept()).unwrap();

    let mut damaged = whole.clone();
    damaged[1000] ^= 0x40;
    for damaged in [&damaged[..], &whole[..whole.len() / 2], &[]] {
        std::fs::write(kept(), damaged).unwrap();
        assert_eq!(open().render(&request).unwrap().samples(), first.samples());
        assert_eq!(std::fs::read(kept()).unwrap(), whole);
    }
}

#[test]
fn audio_that_changes_under_the_same_url_is_not_taken_from_memory() {
    let prompts = prompts();
    // A square wave of 4 kHz, and one of 2 kHz.
    let request = |period: [u8; 4]| Request::Bytes {
        key: "http://a.example/a.ulaw".into(),
        content_type: None,
        bytes: period.repeat(40).into(),
    };

    let first = prompts.render(&request([0x90, 0x10, 0x90, 0x10])).unwrap();
    let second = prompts.render(&request([0x90, 0x90, 0x10, 0x10])).unwrap();

    assert_ne!(first.samples(), second.samples());
    assert!(Arc::ptr_eq(&first, &prompts.ready(&request([0x90, 0x10, 0x90, 0x10])).unwrap()));
}

#[cfg(feature = "espeak")]
#[test]
fn a_language_without_a_voice_says_which_there_are() {
    let error = prompts().render(&speech("bonjour", "fr-FR")).unwrap_err();

    assert!(matches!(&error, PromptError::NoVoice { language, .. } if language == "fr-FR"), "{error}");
    assert!(error.to_string().contains("ru"));
}

#[cfg(feature = "espeak")]
#[test]
fn speech_is_found_on_disk_after_a_restart_unless_it_is_personal() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Prompts::new(Options { cache_dir: Some(folder.path().into()), ..Options::default() }).unwrap();
    let count = || std::fs::read_dir(folder.path().join("speech")).unwrap().count();
    let mut request = speech("Your balance is ten pounds.", "en-GB");

    let first = open().render(&request).unwrap();
    assert_eq!(count(), 0);

    if let Request::Speech { keep, .. } = &mut request {
        *keep = true;
    }
    open().render(&request).unwrap();
    assert_eq!(count(), 1);
    assert_eq!(open().render(&request).unwrap().samples(), first.samples());
}

#[test]
fn a_prompt_is_ready_once_it_was_rendered_and_a_changed_file_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ulaw");
    std::fs::write(&path, [0xff; 160]).unwrap();
    let (prompts, request) = (prompts(), Request::File { path: path.clone(), as_is: true });
    assert!(prompts.ready(&request).is_none());

    let prompt = prompts.render(&request).unwrap();
    assert!(Arc::ptr_eq(&prompt, &prompts.ready(&request).unwrap()));

    std::fs::write(&path, [0xff; 320]).unwrap();
    assert!(prompts.ready(&request).is_none());
    assert_eq!(prompts.render(&request).unwrap().samples().len(), 320);
}

#[test]
fn the_ringing_tone_of_a_country_has_its_cadence() {
    let prompt = prompts().render(&Request::Ringback { country: "ru".into() }).unwrap();

    assert_eq!(prompt.duration(), Duration::from_secs(4));
    assert!(share_at(&prompt.samples()[800..4800], 425.0) > 0.95);
    assert!(prompt.samples()[7000..].iter().all(|sample| *sample == 0));
}

#[test]
fn what_is_no_audio_is_named() {
    let error = prompts()
        .render(&Request::Bytes {
            key: "http://app.example/a.mp3".into(),
            content_type: Some("text/html".into()),
            bytes: Arc::from(&b"<html>not found</html>"[..]),
        })
        .unwrap_err();

    assert!(error.to_string().starts_with("http://app.example/a.mp3 cannot be decoded"), "{error}");
    let missing = prompts().render(&Request::File { path: "nowhere.wav".into(), as_is: false }).unwrap_err();
    assert!(missing.to_string().starts_with("nowhere.wav cannot be read"), "{missing}");
}

#[test]
fn a_prompt_can_be_made_of_samples() {
    assert_eq!(Prompt::from_samples(vec![0; 8000]).duration(), Duration::from_secs(1));
}

#[cfg(feature = "espeak")]
#[test]
fn a_cache_that_cannot_be_written_is_told_of_and_the_sound_is_played() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let heard: Arc<Mutex<Vec<Notice>>> = Arc::default();
    let to = Arc::clone(&heard);
    let prompts = Prompts::new(Options { cache_dir: Some(cache.clone()), ..Options::default() }).unwrap();
    let prompts = prompts.on_notice(Arc::new(move |notice| to.lock().unwrap().push(notice.clone())));
    std::fs::remove_dir_all(&cache).unwrap();
    std::fs::write(&cache, "in the way").unwrap();

    for text in ["Hello", "Good bye"] {
        let mut request = speech(text, "en-GB");
        if let Request::Speech { keep, .. } = &mut request {
            *keep = true;
        }
        assert!(!prompts.render(&request).unwrap().samples().is_empty(), "{text}");
    }

    let told = heard.lock().unwrap();
    assert!(matches!(&told[..], [Notice::Unkept { path, .. }] if path.starts_with(&cache)), "{told:?}");
}
