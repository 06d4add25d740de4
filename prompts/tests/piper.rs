//! Voices from a folder: which one speaks, what happens if it does not, and what is kept of it.

#![cfg(feature = "piper")]
#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use prompts::{InterpretAs, Law, Level, Mark, Notice, Options, Prompt, Prompts, Prosody, Request, VoiceOptions};

const ALL: [&str; 3] = ["en_GB-choir-low", "en_GB-tiny-low", "ru_RU-tiny-low"];

/// A folder with some of the tiny voices.
fn folder(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../piper/tests/voices");
    for name in names {
        for suffix in ["onnx", "onnx.json"] {
            let file = format!("{name}.{suffix}");
            fs::copy(source.join(&file), folder.path().join(&file)).unwrap();
        }
    }
    folder
}

fn options(folder: &Path) -> Options {
    let voices = VoiceOptions { folder: Some(folder.to_owned()), threads: 2, ..VoiceOptions::default() };
    Options { voices, ..Options::default() }
}

fn prompts(folder: &Path) -> Prompts {
    Prompts::new(options(folder)).unwrap()
}

fn request(text: &str, language: &str, voice: Option<&str>) -> Request {
    let mut request = Request::speech(text, language);
    if let Request::Speech { voice: asked, .. } = &mut request {
        *asked = voice.map(str::to_owned);
    }
    request
}

/// The names of the voices for a text, best first; empty: espeak-ng in one piece.
fn voices(prompts: &Prompts, language: &str, voice: Option<&str>) -> Vec<String> {
    let sentences = prompts.sentences(&request("Hello there.", language, voice)).unwrap().unwrap_or_default();
    sentences.first().map(|first| (0..first.choices()).map(|choice| first.voice(choice)).collect()).unwrap_or_default()
}

#[test]
fn a_text_goes_to_the_voice_asked_for_then_the_locale_then_the_language_then_espeak() {
    let folder = folder(&ALL);
    // The choir is of another country.
    let path = folder.path().join("en_GB-choir-low.onnx.json");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("\"en_gb\"", "\"en_US\"")).unwrap();
    let prompts = prompts(folder.path());

    let cases: [(&str, Option<&str>, &[&str]); 9] = [
        ("en-GB", None, &["piper:en_GB-tiny-low", "piper:en_GB-choir-low#0", "espeak:en-gb"]),
        ("en-US", None, &["piper:en_GB-choir-low#0", "espeak:en-us"]),
        ("en-AU", Some("Polly.Nicole"), &["piper:en_GB-choir-low#0", "espeak:en-gb"]),
        ("ru", None, &["piper:ru_RU-tiny-low", "espeak:ru"]),
        (
            "en-GB",
            Some("piper:en_GB-choir-low#s2"),
            &["piper:en_GB-choir-low#2", "piper:en_GB-tiny-low", "piper:en_GB-choir-low#0", "espeak:en-gb"],
        ),
        ("en-US", Some("en_gb-choir-low#1"), &["piper:en_GB-choir-low#1", "piper:en_GB-choir-low#0", "espeak:en-us"]),
        // A speaker that is not there is like a voice that is not there.
        ("ru-RU", Some("piper:en_GB-choir-low#nobody"), &["piper:ru_RU-tiny-low", "espeak:ru"]),
        ("en-GB", Some("espeak:en-us"), &[]),
        ("ru", Some("ru"), &[]),
    ];
    for (language, voice, expected) in cases {
        assert_eq!(voices(&prompts, language, voice), expected, "{language} {voice:?}");
    }
}

#[test]
fn a_language_has_the_default_it_was_given() {
    let folder = folder(&ALL);
    let mut options = options(folder.path());
    let default = [("en", "piper:en_GB-choir-low#s1"), ("en-US", "espeak:en-us"), ("ru", "piper:gone")];
    options.voices.default = default.map(|(language, voice)| (language.to_owned(), voice.to_owned())).into();
    let prompts = Prompts::new(options).unwrap();

    assert_eq!(voices(&prompts, "en-GB", None)[0], "piper:en_GB-choir-low#1");
    assert_eq!(voices(&prompts, "en-GB", Some("piper:en_GB-tiny-low"))[0], "piper:en_GB-tiny-low");
    assert_eq!(voices(&prompts, "en_US", None), [""; 0]);
    assert_eq!(voices(&prompts, "ru", None)[0], "piper:ru_RU-tiny-low");
    let remarks = prompts.remarks();
    assert!(remarks.len() == 1 && remarks[0].contains("\"piper:gone\""), "{remarks:?}");
}

#[test]
fn both_languages_speak_and_words_of_the_other_have_its_voice() {
    let folder = folder(&["en_GB-tiny-low", "ru_RU-tiny-low"]);
    let prompts = prompts(folder.path());

    for (text, language) in [("Your balance is £12.50.", "en-GB"), ("На вашем счёте 21 рубль.", "ru-RU")]
    {
        let prompt = prompts.render(&request(text, language, None)).unwrap();
        assert!((1.5..8.0).contains(&prompt.duration().as_secs_f64()), "{text}: {:?}", prompt.duration());
    }
    let mixed = prompts.sentences(&request("For Russian press two. По-русски два.", "en-GB", None)).unwrap().unwrap();
    let first: Vec<String> = mixed.iter().map(|sentence| sentence.voice(0)).collect();
    assert_eq!(first, ["piper:en_GB-tiny-low", "piper:ru_RU-tiny-low"]);
}

#[test]
fn sentences_one_by_one_are_the_text_in_one_piece_byte_for_byte() {
    let folder = folder(&["en_GB-tiny-low"]);
    let text = "Welcome to the clinic. For appointments, press one. Or hold the line!";
    let request = request(text, "en-GB", None);
    let (one, whole) = (prompts(folder.path()), prompts(folder.path()));

    let sentences = one.sentences(&request).unwrap().unwrap();
    let parts: Vec<Arc<Prompt>> = sentences.iter().map(|sentence| one.speak(sentence, 0).unwrap()).collect();
    assert_eq!(parts.len(), 3);
    assert!(one.ready(&request).is_none());
    one.keep(&request, &parts);

    let frames: Vec<u8> = parts.iter().flat_map(|part| part.frames(Law::A)).copied().collect();
    assert_eq!(frames, whole.render(&request).unwrap().frames(Law::A));
    assert_eq!(frames, one.ready(&request).unwrap().frames(Law::A));
}

#[test]
fn speech_from_a_file_is_as_loud_as_any() {
    let folder = folder(&["ru_RU-tiny-low"]);
    let prompt = prompts(folder.path()).render(&request("Добрый день. Вы позвонили в клинику.", "ru", None)).unwrap();

    let power = |frame: &[i16]| frame.iter().map(|s| (f64::from(*s) / 32768.0).powi(2)).sum::<f64>() / 160.0;
    let powers: Vec<f64> = prompt.samples().chunks(160).map(power).filter(|power| *power > 1e-5).collect();
    let level = 10.0 * (powers.iter().sum::<f64>() / powers.len() as f64).log10();
    assert!((-21.0..-19.0).contains(&level), "{level:.1} dBFS");
}

#[test]
fn the_rate_and_a_phoneme_of_ssml_are_heard() {
    let folder = folder(&["en_GB-tiny-low"]);
    let prompts = prompts(folder.path());
    let say = |marks: &[Mark], rate: u16| {
        let mut request = request("tomato soup", "en-GB", None);
        if let Request::Speech { marks: own, prosody, .. } = &mut request {
            *own = marks.to_vec();
            *prosody = Prosody { rate, ..Prosody::default() };
        }
        prompts.render(&request).unwrap()
    };
    let ipa = Mark { start: 0, end: 6, how: InterpretAs::Phoneme("təˈmeɪtəʊ".into()) };

    let fast = say(&[], 200).duration().as_secs_f64() / say(&[], 100).duration().as_secs_f64();
    assert!((0.4..0.65).contains(&fast), "{fast}");
    assert_ne!(say(&[ipa], 100).samples(), say(&[], 100).samples());
}

#[test]
fn what_is_marked_is_said_in_its_words_and_louder_if_asked() {
    let folder = folder(&["en_GB-tiny-low", "ru_RU-tiny-low"]);
    let prompts = prompts(folder.path());
    let say = |text: &str, language: &str, marks: Vec<Mark>, own: Prosody| {
        let mut request = request(text, language, None);
        if let Request::Speech { marks: marked, prosody, .. } = &mut request {
            (*marked, *prosody) = (marks, own);
        }
        prompts.render(&request).unwrap().samples().to_vec()
    };
    let plain = |text: &str, language: &str| say(text, language, Vec::new(), Prosody::default());
    let digits = Mark { start: 5, end: 9, how: InterpretAs::Digits };
    let ordinal = Mark { start: 5, end: 6, how: InterpretAs::Ordinal };

    assert_eq!(say("Room 4711", "en-GB", vec![digits], Prosody::default()), plain("Room four seven one one", "en-GB"));
    assert_eq!(say("на 5 этаже", "ru", vec![ordinal], Prosody::default()), plain("на пятом этаже", "ru"));
    let half = say("Very good", "en-GB", Vec::new(), Prosody { volume: 50, ..Prosody::default() });
    for (half, whole) in half.iter().zip(plain("Very good", "en-GB")) {
        assert!((i32::from(*half) * 2 - i32::from(whole)).abs() <= 2, "{half} of {whole}");
    }
}

#[test]
fn what_is_stressed_is_slower_and_louder_than_what_is_around_it() {
    let folder = folder(&["en_GB-tiny-low"]);
    let prompts = prompts(folder.path());
    let text = "This is really extremely important to all of us today.";
    let (start, end) = (text.find("really").unwrap(), text.find(" to all").unwrap());
    let say = |level: Option<Level>| {
        let mut request = request(text, "en-GB", None);
        if let (Request::Speech { marks, .. }, Some(level)) = (&mut request, level) {
            marks.push(Mark { start, end, how: InterpretAs::Emphasis(level) });
        }
        prompts.render(&request).unwrap()
    };
    let power = |frame: &[i16]| frame.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>();
    let loudest = |samples: &[i16]| samples.chunks(160).map(power).fold(0.0, f64::max);
    // The words in the middle and those at the end, in dB: the loudest 20 ms of each.
    let louder = |prompt: &Prompt| {
        let samples = prompt.samples();
        let (middle, end) = (&samples[samples.len() * 3 / 10..samples.len() / 2], &samples[samples.len() * 4 / 5..]);
        10.0 * (loudest(middle) / loudest(end)).log10()
    };
    let (own, plain) = (say(None), louder(&say(None)));

    let cases = [(Level::Strong, 3.5, 1.03..1.3), (Level::Moderate, 1.6, 1.0..1.2), (Level::Reduced, -3.1, 0.8..1.04)];
    for (level, decibels, longer) in cases {
        let said = say(Some(level));
        let change = louder(&said) - plain;
        assert!((change - decibels).abs() < 0.8, "{level:?}: {change:.1} dB");
        let ratio = said.duration().as_secs_f64() / own.duration().as_secs_f64();
        assert!(longer.contains(&ratio), "{level:?}: {ratio:.2} times as long");
    }
}

#[test]
fn a_voice_that_cannot_be_loaded_is_told_of_and_the_next_one_speaks() {
    let folder = folder(&ALL);
    fs::write(folder.path().join("en_GB-tiny-low.onnx"), "damaged").unwrap();
    let description = folder.path().join("ru_RU-tiny-low.onnx.json");
    fs::write(
        &description,
        fs::read_to_string(&description).unwrap().replace("\"voice\": \"ru\"", "\"voice\": \"uk\""),
    )
    .unwrap();
    let prompts = prompts(folder.path());

    let state = |name: &str| prompts.voices().iter().find(|voice| voice.name == name).unwrap().state.clone();
    assert!(state("en_GB-tiny-low").unwrap_err().contains("cannot be run by"));
    assert!(state("ru_RU-tiny-low").unwrap_err().contains("espeak-ng for \"uk\""));
    assert_eq!(state("en_GB-choir-low").unwrap().speakers, ["s0", "s1", "s2"]);
    assert!(prompts.has_voice("piper:en_GB-choir-low#2") && !prompts.has_voice("piper:en_GB-tiny-low"));
    assert_eq!(voices(&prompts, "en-GB", Some("piper:en_GB-tiny-low"))[0], "piper:en_GB-choir-low#0");
    assert!(prompts.render(&request("Привет.", "ru", None)).is_ok());
}

/// A voice that loads, and fails in the middle of a call: one symbol is longer than a sentence may be.
fn voice_that_fails_on(letter: &str, folder: &Path) {
    let path = folder.join("en_GB-tiny-low.onnx.json");
    let mut description: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    description["phoneme_id_map"][letter] = vec![5; 4000].into();
    fs::write(&path, description.to_string()).unwrap();
}

#[test]
fn what_a_voice_cannot_say_the_next_one_says_and_it_is_tried_again() {
    let folder = folder(&["en_GB-tiny-low"]);
    voice_that_fails_on("ʒ", folder.path());
    let notices: Arc<Mutex<Vec<Notice>>> = Arc::default();
    let heard = Arc::clone(&notices);
    let prompts = prompts(folder.path()).on_notice(Arc::new(move |notice| heard.lock().unwrap().push(notice.clone())));
    let request = request("Good day. A pleasure.", "en-GB", None);

    let prompt = prompts.render(&request).unwrap();

    assert!(prompt.duration().as_secs_f64() > 1.0);
    let told = notices.lock().unwrap().clone();
    assert!(matches!(&told[..], [Notice::Passed { voice, .. }] if voice == "piper:en_GB-tiny-low"), "{told:?}");
    // It is not kept as if the voice had said it.
    assert!(prompts.ready(&request).is_none());
}

#[test]
fn phonemes_a_voice_lacks_are_told_of() {
    let folder = folder(&["en_GB-tiny-low"]);
    let path = folder.path().join("en_GB-tiny-low.onnx.json");
    let mut description: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    description["phoneme_id_map"].as_object_mut().unwrap().remove("ɹ");
    fs::write(&path, description.to_string()).unwrap();
    let notices: Arc<Mutex<Vec<Notice>>> = Arc::default();
    let heard = Arc::clone(&notices);
    let prompts = prompts(folder.path()).on_notice(Arc::new(move |notice| heard.lock().unwrap().push(notice.clone())));

    prompts.render(&request("Rarely right.", "en-GB", None)).unwrap();

    let expected = Notice::Unheard { voice: "en_GB-tiny-low".into(), symbols: "ɹ".into(), count: 2 };
    assert_eq!(*notices.lock().unwrap(), [expected]);
}

#[test]
fn letters_are_the_phonemes_of_a_voice_of_type_text() {
    let folder = folder(&["en_GB-tiny-low"]);
    let path = folder.path().join("en_GB-tiny-low.onnx.json");
    let text = fs::read_to_string(&path).unwrap();
    let text =
        text.replace("\"phoneme_type\": \"espeak\"", "\"phoneme_type\": \"text\"").replace("\"en_gb\"", "\"de_DE\"");
    fs::write(&path, text).unwrap();
    let prompts = prompts(folder.path());

    let prompt = prompts.render(&request("Guten Tag", "de-DE", None)).unwrap();

    // Nine letters of 5 or 8 frames, a space and the ends, 11.6 ms each.
    assert!((0.5..0.9).contains(&prompt.duration().as_secs_f64()), "{:?}", prompt.duration());
    assert_eq!(voices(&prompts, "de", None), ["piper:en_GB-tiny-low"]);
    // It knows no sounds: the word is read rather than left out.
    let mut marked = request("Guten Tag", "de-DE", None);
    if let Request::Speech { marks, .. } = &mut marked {
        marks.push(Mark { start: 6, end: 9, how: InterpretAs::Phoneme("tɑːk".into()) });
    }
    assert_eq!(prompts.render(&marked).unwrap().samples(), prompt.samples());
}

fn on_disk(cache: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(cache.join("speech")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn kept(text: &str) -> Request {
    let mut request = request(text, "en-GB", None);
    if let Request::Speech { keep, .. } = &mut request {
        *keep = true;
    }
    request
}

#[test]
fn sentences_are_kept_on_disk_unless_they_are_private_and_made_again_if_damaged() {
    let (folder, cache) = (folder(&["en_GB-tiny-low"]), tempfile::tempdir().unwrap());
    let fresh =
        || Prompts::new(Options { cache_dir: Some(cache.path().to_owned()), ..options(folder.path()) }).unwrap();
    fresh().render(&request("Your PIN is 4711.", "en-GB", None)).unwrap();
    assert_eq!(on_disk(cache.path()).len(), 0);

    let first = fresh().render(&kept("Good day. Goodbye.")).unwrap();
    let files = on_disk(cache.path());
    assert_eq!(files.len(), 2);
    fs::write(&files[0], "damaged").unwrap();
    let second = fresh().render(&kept("Good day. Goodbye.")).unwrap();

    assert_eq!(first.samples(), second.samples());
    assert!(fs::metadata(&files[0]).unwrap().len() > 1000);
}

#[test]
fn another_voice_under_the_same_name_is_not_taken_for_the_old_one() {
    let (folder, cache) = (folder(&["en_GB-tiny-low"]), tempfile::tempdir().unwrap());
    let fresh =
        || Prompts::new(Options { cache_dir: Some(cache.path().to_owned()), ..options(folder.path()) }).unwrap();
    let old = fresh().render(&kept("Goodbye.")).unwrap();
    let path = folder.path().join("en_GB-tiny-low.onnx.json");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("\"length_scale\": 1.0", "\"length_scale\": 1.5"))
        .unwrap();

    let new = fresh().render(&kept("Goodbye.")).unwrap();

    assert!(new.samples().len() > old.samples().len() * 4 / 3);
    assert_eq!(on_disk(cache.path()).len(), 2);
}

#[test]
fn eight_threads_in_two_languages_sound_as_one_does() {
    let folder = folder(&["en_GB-choir-low", "ru_RU-tiny-low"]);
    let texts: Vec<(String, &str)> = (0..12)
        .map(|n| {
            if n % 2 == 0 {
                (format!("You are number {n}."), "en-GB")
            } else {
                (format!("Вы {n} в очереди."), "ru")
            }
        })
        .collect();
    let render = |prompts: &Prompts, place: usize| {
        prompts.render(&request(&texts[place].0, texts[place].1, None)).unwrap().samples().to_vec()
    };
    let alone = prompts(folder.path());
    let alone: Vec<Vec<i16>> = (0..texts.len()).map(|place| render(&alone, place)).collect();

    // Without memory every one of them is made anew.
    let together = Prompts::new(Options { memory_bytes: 0, ..options(folder.path()) }).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (together, alone, render) = (&together, &alone, &render);
            scope.spawn(move || {
                for turn in 0..25 {
                    let place = (thread * 5 + turn) % alone.len();
                    assert!(render(together, place) == alone[place], "thread {thread}, turn {turn}");
                }
            });
        }
    });
}
