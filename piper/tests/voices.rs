//! Tiny voices of the true interface (`tests/voices/make_tiny_voice.py` wrote them): loaded, run and broken.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::fs;
use std::path::{Path, PathBuf};

use piper::{Backend, Found, Manner, Runtime, Speaker, Voice, VoiceError, find};

const OWN: Manner = Manner { speaker: 0, rate: 100 };
/// "Hello, world." and "Добрый день." as espeak-ng says them.
const ENGLISH: &str = "həlˈəʊ, wˈɜːld.";
const RUSSIAN: &str = "dˈobryj dʲˈenʲ.";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/voices")
}

fn found(name: &str) -> Found {
    find(&folder()).unwrap().into_iter().find(|found| found.name == name).unwrap()
}

fn voice(name: &str, runtime: &Runtime) -> Voice {
    Voice::load(&found(name), runtime).unwrap()
}

fn say(voice: &Voice, phonemes: &str, manner: Manner) -> Vec<f32> {
    voice.speak(phonemes, manner).unwrap().samples
}

fn rms(samples: &[f32]) -> f32 {
    (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
}

#[test]
fn a_voice_says_what_it_is() {
    let voice = voice("ru_RU-tiny-low", &Runtime::built_in(1));

    assert_eq!((voice.language().as_str(), voice.espeak_voice()), ("ru", Some("ru")));
    assert_eq!((voice.rate_hz(), voice.backend()), (22_050, Backend::Rten));
    assert!(voice.speakers().is_empty());
}

#[test]
fn a_sentence_is_as_long_as_its_phonemes() {
    let voice = voice("en_GB-tiny-low", &Runtime::built_in(1));

    // Frames of 256 samples: 1 to begin, 8 for a vowel, 5 for a consonant, 4 for a space, 20 for the end, 2 behind it.
    let sound = say(&voice, "ababa babab.", OWN);
    assert_eq!(sound.len(), 256 * (1 + 5 * 8 + 5 * 5 + 4 + 20 + 2));
    assert!(rms(&sound) > 0.1, "{}", rms(&sound));
}

#[test]
fn a_letter_is_said_within_pauses_that_are_not_heard() {
    let runtime = Runtime::built_in(1);
    let (own, folder) = (voice("en_GB-tiny-low", &runtime), tempfile::tempdir().unwrap());
    // Of a voice whose comma is a vowel one hears where there is one.
    let copy = copy_of("en_GB-tiny-low", folder.path());
    let path = copy.network.with_extension("onnx.json");
    let mut description: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    description["phoneme_id_map"][","] = description["phoneme_id_map"]["o"].clone();
    fs::write(&path, description.to_string()).unwrap();
    let telling = Voice::load(&copy, &runtime).unwrap();

    for letter in ["ˈa", "ˈa.", "ˈa!"] {
        let sound = say(&own, letter, OWN);
        // Eight frames of sound, and 50 ms around them.
        let length = sound.len() as f32 / 22_050.0;
        assert!((0.18..0.22).contains(&length), "{letter}: {length} s");
        assert!(sound[1100..2200].iter().any(|sample| sample.abs() > 0.3), "{letter}");
        assert!(say(&telling, letter, OWN).len() > sound.len() + 256 * 8, "{letter}");
    }
    assert_eq!(
        say(&telling, ENGLISH.replace(',', "").as_str(), OWN),
        say(&own, ENGLISH.replace(',', "").as_str(), OWN)
    );
}

#[test]
fn the_rate_stretches_time() {
    let voice = voice("en_GB-tiny-low", &Runtime::built_in(1));
    let length = |rate| say(&voice, ENGLISH, Manner { rate, ..OWN }).len() as f32;

    assert!((length(200) / length(100) - 0.5).abs() < 0.06, "{} {}", length(200), length(100));
    assert!((length(50) / length(100) - 2.0).abs() < 0.06);
}

#[test]
fn speakers_are_known_by_name_and_by_number() {
    let voice = voice("en_GB-choir-low", &Runtime::built_in(1));
    let number = |name: &str| voice.speaker(&Speaker::of(Some(name)));

    assert_eq!(
        [number("s2"), number("1"), number(""), number("3"), number("anna")],
        [Some(2), Some(1), Some(0), None, None]
    );
    let [low, high] = [0, 2].map(|speaker| say(&voice, ENGLISH, Manner { speaker, ..OWN }));
    assert_eq!(low.len(), high.len());
    assert_ne!(low, high);
    assert!(voice.speak(ENGLISH, Manner { speaker: 7, ..OWN }).is_err());
}

#[test]
fn what_a_voice_lacks_is_counted() {
    let voice = voice("en_GB-tiny-low", &Runtime::built_in(1));

    let spoken = voice.speak("a語b語", OWN).unwrap();

    assert_eq!(spoken.unknown.into_iter().collect::<Vec<_>>(), [('語', 2)]);
    assert_eq!(spoken.samples, say(&voice, "ab", OWN));
}

#[test]
fn everything_that_shapes_the_sound_is_in_the_fingerprint() {
    let runtime = Runtime::built_in(1);
    let folder = tempfile::tempdir().unwrap();
    let copy = copy_of("en_GB-choir-low", folder.path());
    let voice = voice("en_GB-choir-low", &runtime);
    let own = voice.fingerprint(OWN);

    assert_eq!(own, Voice::load(&copy, &runtime).unwrap().fingerprint(OWN));
    assert_ne!(own, voice.fingerprint(Manner { speaker: 1, ..OWN }));
    assert_ne!(own, voice.fingerprint(Manner { rate: 101, ..OWN }));
    change_description(&copy, "\"noise_w\": 0.0", "\"noise_w\": 0.1");
    assert_ne!(own, Voice::load(&copy, &runtime).unwrap().fingerprint(OWN));
}

#[test]
fn eight_threads_and_two_languages_sound_as_one_thread_does() {
    let runtime = Runtime::built_in(3);
    let voices = [voice("en_GB-choir-low", &runtime), voice("ru_RU-tiny-low", &runtime)];
    let texts = [ENGLISH, RUSSIAN];
    let alone: Vec<Vec<f32>> = (0..2).map(|place| say(&voices[place], texts[place], OWN)).collect();

    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (voices, alone) = (&voices, &alone);
            scope.spawn(move || {
                for turn in 0..25 {
                    let place = (thread + turn) % 2;
                    assert!(say(&voices[place], texts[place], OWN) == alone[place], "thread {thread}, turn {turn}");
                }
            });
        }
    });
}

#[test]
fn a_damaged_voice_is_an_error_with_its_reason() {
    let runtime = Runtime::built_in(1);
    let folder = tempfile::tempdir().unwrap();
    let voice = copy_of("en_GB-tiny-low", folder.path());
    let whole = fs::read(&voice.network).unwrap();
    let reason = || Voice::load(&voice, &runtime).unwrap_err().to_string();

    for length in [0, 1, 100, 5000, whole.len() - 1] {
        fs::write(&voice.network, &whole[..length]).unwrap();
        assert!(reason().contains("cannot be run by rten"), "{length}: {}", reason());
    }
    // Whatever is flipped: an error or a voice, never a panic.
    for place in (0..whole.len()).step_by(97) {
        let mut flipped = whole.clone();
        flipped[place] ^= 0x55;
        fs::write(&voice.network, &flipped).unwrap();
        drop(Voice::load(&voice, &runtime));
    }
    fs::remove_file(&voice.network).unwrap();
    assert!(reason().contains("cannot be read"), "{}", reason());
}

#[test]
fn a_description_that_does_not_fit_is_an_error_with_its_reason() {
    let runtime = Runtime::built_in(1);
    let cases = [
        ("\"num_symbols\": 256", "\"num_symbols\": 20", "ids of this voice end at 19"),
        // The network has 256 symbols: this is found out by running it.
        ("\"num_symbols\": 256", "\"num_symbols\": 999, \"x\": 0", ""),
        ("\"phoneme_type\": \"espeak\"", "\"phoneme_type\": \"pinyin\"", "\"pinyin\""),
        ("\"num_speakers\": 1", "\"num_speakers\": 4", "no input \"sid\""),
        ("{", "[", "is not the description of a Piper voice"),
    ];
    for (old, new, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let voice = copy_of("en_GB-tiny-low", folder.path());
        change_description(&voice, old, new);
        if new.contains("999") {
            change_description(&voice, "\"z\": [\n   39\n  ]", "\"z\": [700]");
        }
        let error = Voice::load(&voice, &runtime).unwrap_err();
        assert!(error.to_string().contains(expected), "{new}: {error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let voice = copy_of("en_GB-tiny-low", folder.path());
    fs::remove_file(folder.path().join("en_GB-tiny-low.onnx.json")).unwrap();
    assert!(matches!(Voice::load(&voice, &runtime), Err(VoiceError::File { .. })));
}

/// Runs where ONNX Runtime is found, which `.ci/interop` sees to; elsewhere there is nothing to compare with.
#[test]
fn onnx_runtime_and_the_built_in_engine_sound_alike() {
    let (runtime, reason) = Runtime::find(None, 2);
    if runtime.backend() != Backend::OnnxRuntime {
        assert!(std::env::var_os("DIALTREE_NEEDS_ONNXRUNTIME").is_none(), "no ONNX Runtime: {reason:?}");
        return;
    }
    let built_in = Runtime::built_in(2);
    for (name, text) in [("en_GB-tiny-low", ENGLISH), ("ru_RU-tiny-low", RUSSIAN), ("en_GB-choir-low", ENGLISH)] {
        let [ours, theirs] = [voice(name, &built_in), voice(name, &runtime)];
        for speaker in 0..ours.speaker_count() {
            let [ours, theirs] = [&ours, &theirs].map(|voice| say(voice, text, Manner { speaker, rate: 90 }));
            let apart: Vec<f32> = ours.iter().zip(&theirs).map(|(one, two)| one - two).collect();
            assert_eq!(ours.len(), theirs.len(), "{name}");
            // Both add up phases over thousands of samples in 32 bits, each in an order of its own.
            assert!(rms(&ours) > 0.1 && rms(&apart) < 0.01 * rms(&ours), "{name}#{speaker}: {}", rms(&apart));
        }
    }
}

fn copy_of(name: &str, folder: &Path) -> Found {
    for suffix in ["onnx", "onnx.json"] {
        let file = format!("{name}.{suffix}");
        fs::copy(self::folder().join(&file), folder.join(&file)).unwrap();
    }
    find(folder).unwrap().remove(0)
}

fn change_description(voice: &Found, old: &str, new: &str) {
    let path = voice.network.with_extension("onnx.json");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{old}");
    fs::write(&path, text.replacen(old, new, 1)).unwrap();
}
