//! Files and texts that nobody should send: played or refused, without a panic and in little memory.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.
#![allow(unsafe_code)] // Counting what is allocated takes an allocator of our own.

#[path = "support/tones.rs"]
mod tones;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use prompts::{Options, PromptError, Prompts, Request};
use proptest::prelude::*;
use tones::TONES;

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);
/// The counters belong to one test at a time.
static TURN: Mutex<()> = Mutex::new(());

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: everything is left to the system's allocator; counting does not touch the memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        came(layout.size());
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        came(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        came(size);
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.realloc(place, layout, size) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

fn came(bytes: usize) {
    let now = NOW.fetch_add(bytes, Ordering::Relaxed) + bytes;
    MOST.fetch_max(now, Ordering::Relaxed);
}

/// What a piece of work takes at most, in bytes, and its result.
fn memory<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let before = NOW.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let result = work();
    (MOST.load(Ordering::Relaxed).saturating_sub(before), result)
}

fn prompts() -> Prompts {
    Prompts::new(Options::default()).unwrap()
}

fn bytes(name: &str, bytes: Vec<u8>) -> Request {
    Request::Bytes { key: name.into(), content_type: None, bytes: bytes.into() }
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(tones::fixture(name)).unwrap()
}

/// Half a second of audio and the tables of a decoder take a few megabytes; a length that is believed takes gigabytes.
const LITTLE: usize = 48 << 20;

#[test]
fn a_header_with_more_channels_than_the_decoder_can_count_is_refused() {
    let mut file = fixture("tone.wav");
    file[22..24].copy_from_slice(&u16::MAX.to_le_bytes());

    let result = prompts().render(&bytes("tone.wav", file));

    assert!(matches!(result, Err(PromptError::Decode { .. })), "{result:?}");
}

#[test]
fn a_recording_whose_numbers_are_too_large_for_the_decoder_is_played_or_refused() {
    // Found by the fuzz target: a step of Microsoft's ADPCM grows beyond 32 bits, which overflow checks turn into a panic.
    let result = prompts().render(&bytes("overflow.wav", fixture("overflow-ms.wav")));

    assert!(matches!(result, Ok(_) | Err(PromptError::Decode { .. })), "{result:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_is_played_or_refused_in_little_memory(
        which in 0..TONES.len(),
        cut in 0.0..1.0_f64,
        // Headers are at the beginning, and so is most of the damage.
        damage in prop::collection::vec((0.0..1.0_f64, prop_oneof![Just(0_u8), Just(0xff), any::<u8>()]), 0..20),
        early in prop::collection::vec((0..200_usize, prop_oneof![Just(0_u8), Just(0xff), any::<u8>()]), 0..6),
    ) {
        let name = TONES[which];
        let mut file = fixture(name);
        file.truncate((file.len() as f64 * cut.sqrt()) as usize + 1);
        let length = file.len();
        for (place, byte) in damage {
            file[(length as f64 * place) as usize] = byte;
        }
        for (place, byte) in early {
            file[place % length] = byte;
        }

        let (most, result) = memory(|| prompts().render(&bytes(name, file)));

        prop_assert!(most < LITTLE, "{most} bytes");
        prop_assert!(!matches!(result, Err(PromptError::Broken { .. })), "{result:?}");
    }

    #[test]
    fn noise_is_refused(name in prop::sample::select(&TONES[..]), noise in prop::collection::vec(any::<u8>(), 0..3000)) {
        let (most, result) = memory(|| prompts().render(&bytes(name, noise)));

        prop_assert!(most < LITTLE, "{most} bytes");
        prop_assert!(!matches!(result, Err(PromptError::Broken { .. })), "{result:?}");
    }
}

/// A WAV header and as much silence as wanted.
fn wav(rate_hz: u32, channels: u16, bits: u16, seconds: u32) -> Vec<u8> {
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels, sample_rate: rate_hz, bits_per_sample: bits, sample_format };
    let mut file = std::io::Cursor::new(Vec::new());
    hound::WavWriter::new(&mut file, spec).unwrap().finalize().unwrap();
    let mut file = file.into_inner();
    let data = rate_hz * seconds * u32::from(channels) * u32::from(bits / 8);
    let header = file.len();
    file.resize(header + data as usize, if bits == 8 { 0x80 } else { 0 });
    let riff = file.len() as u32 - 8;
    file[4..8].copy_from_slice(&riff.to_le_bytes());
    file[header - 4..header].copy_from_slice(&data.to_le_bytes());
    file
}

#[test]
fn memory_grows_with_the_sound_and_not_with_its_rate() {
    // 23 MB of file, which are 58 s at 384 kHz: 93 MB at the source's rate in 32 bits, 2 MB at the line's.
    let request = bytes("fast.wav", wav(384_000, 1, 8, 60));

    let (most, prompt) = memory(|| prompts().render(&request).unwrap());

    assert_eq!(prompt.duration(), Duration::from_secs(60));
    assert!(most < LITTLE, "{most} bytes");
}

#[test]
fn channels_are_mixed_to_one_as_far_as_they_can_be_counted() {
    // 48 s of one channel are 2 s of 24: channels, bytes in a second, bytes of a sample of each.
    let mut file = wav(8000, 1, 16, 48);
    file[22..24].copy_from_slice(&24_u16.to_le_bytes());
    file[28..32].copy_from_slice(&(8000_u32 * 48).to_le_bytes());
    file[32..34].copy_from_slice(&48_u16.to_le_bytes());
    let (most, prompt) = memory(|| prompts().render(&bytes("many.wav", file)).unwrap());
    assert_eq!(prompt.duration(), Duration::from_secs(2));
    assert!(most < LITTLE, "{most} bytes");

    let result = prompts().render(&bytes("more.wav", wav(8000, 33, 16, 1)));
    assert!(matches!(result, Err(PromptError::Decode { .. })), "{result:?}");
}

#[test]
fn a_file_of_nothing_and_one_that_is_no_audio_are_told_apart() {
    let reason = |content: &[u8]| prompts().render(&bytes("a.wav", content.to_vec())).unwrap_err().to_string();

    assert!(reason(b"").starts_with("a.wav cannot be decoded: it is empty; use"), "{}", reason(b""));
    let page = reason(b"<html><body>404</body></html>");
    assert!(page.starts_with("a.wav cannot be decoded: it is no audio that is known here; use"), "{page}");
}

#[test]
fn what_plays_for_hours_is_refused_early() {
    // Two hours at 4 kHz and 8 bits are 29 MB.
    let (most, result) = memory(|| prompts().render(&bytes("long.wav", wav(4000, 1, 8, 7200))));
    assert!(matches!(result, Err(PromptError::TooLong { minutes: 30, .. })));
    assert!(most < 512 << 20, "{most} bytes");

    let request = bytes("long.ulaw", vec![0xff; 8000 * 60 * 30 + 1]);
    assert!(matches!(prompts().render(&request), Err(PromptError::TooLong { .. })));
    let hour = Duration::from_secs(3600);
    assert!(matches!(prompts().render(&Request::Silence { length: hour }), Err(PromptError::TooLong { .. })));
    let tone = Request::Tone { hz: u32::MAX, length: Duration::MAX };
    assert!(matches!(prompts().render(&tone), Err(PromptError::TooLong { .. })));
}

#[test]
fn a_header_is_not_believed() {
    let mut file = wav(8000, 1, 16, 1);
    for rate_hz in [0_u32, 1, 999, 384_001, u32::MAX] {
        file[24..28].copy_from_slice(&rate_hz.to_le_bytes());
        let (most, result) = memory(|| prompts().render(&bytes("a.wav", file.clone())));
        assert!(matches!(result, Err(PromptError::Decode { .. })), "{rate_hz} Hz: {result:?}");
        assert!(most < LITTLE, "{rate_hz} Hz: {most} bytes");
    }
    // What writes to a pipe does not know the lengths.
    let mut file = wav(8000, 1, 16, 1);
    file[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    file[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    let (most, result) = memory(|| prompts().render(&bytes("a.wav", file)));
    assert!(most < LITTLE, "{most} bytes");
    assert_eq!(result.unwrap().duration(), Duration::from_secs(1));
}

#[test]
fn a_cover_picture_is_skipped() {
    // ID3v2.3 with a picture of 4 MB before the first frame of an MP3 file.
    let picture = 4_u32 << 20;
    let mut body = b"APIC".to_vec();
    body.extend_from_slice(&(picture + 14).to_be_bytes());
    body.extend_from_slice(b"\0\0\0image/png\0\x03\0");
    body.resize(body.len() + picture as usize, 0x55);
    let size = body.len() as u32;
    let mut file = b"ID3\x03\0\0".to_vec();
    file.extend([21, 14, 7, 0].map(|shift| (size >> shift & 0x7f) as u8));
    file.extend_from_slice(&body);
    file.extend_from_slice(&fixture("tone.mp3"));

    let prompt = prompts().render(&bytes("song.mp3", file)).unwrap();

    assert!(prompt.duration() > Duration::from_millis(400));
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_opened() {
    for path in ["/dev/zero", "/"] {
        let error = prompts().render(&Request::File { path: path.into(), as_is: false }).unwrap_err();
        assert!(error.to_string().contains("not a regular file"), "{error}");
    }
}

#[cfg(feature = "espeak")]
mod speech {
    use std::sync::LazyLock;

    use super::*;

    /// One for all: each has to look at the data files of the voices first.
    static PROMPTS: LazyLock<Prompts> = LazyLock::new(prompts);

    fn say(text: &str, language: &str) -> Request {
        Request::speech(text, language)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]

        #[test]
        fn any_text_is_spoken_or_refused(text in "\\PC{0,60}", language in prop::sample::select(&["en-GB", "en-US", "ru"][..])) {
            let result = PROMPTS.render(&say(&text, language));
            prop_assert!(matches!(result, Ok(_) | Err(PromptError::Script { .. })), "{result:?}");
        }

        #[test]
        fn any_text_of_signs_and_numbers_is_spoken(
            text in "[0-9a-zа-яA-ZА-Я +()%$£€₽:/.,*#№°'&@\\[\\]\u{1}\n-]{0,80}",
            language in prop::sample::select(&["en-GB", "en-US", "ru"][..]),
        ) {
            let result = PROMPTS.render(&say(&text, language));
            prop_assert!(result.is_ok(), "{result:?}");
        }
    }

    #[test]
    fn a_text_without_spaces_and_one_of_digits_only_are_spoken() {
        for text in ["x".repeat(1000), "9".repeat(500), "ш".repeat(1000), "а".repeat(1000), "A1".repeat(250)] {
            let (most, prompt) = memory(|| PROMPTS.render(&say(&text, "en-GB")).unwrap());
            assert!(prompt.duration() > Duration::from_secs(1));
            assert!(most < 256 << 20, "{most} bytes");
        }
    }

    #[test]
    fn an_endless_text_is_refused() {
        let text = "This goes on and on, for ever and ever. ".repeat(2000);

        let result = PROMPTS.render(&say(&text, "en-GB"));

        assert!(matches!(result, Err(PromptError::TooLong { .. })), "{:?}", result.map(|prompt| prompt.duration()));
    }

    #[test]
    fn texts_of_100_kb_are_spoken_or_refused_in_little_memory() {
        let of = |pattern: &str| pattern.repeat(100_000 / pattern.len() + 1);
        let texts = [
            of("До 5 или 7, с 1 по 5 мая, 500 ₽, 9:00-18:00. "),
            of("St. 5 £5 1/2 in 1999 at 9 a.m., code 4711, a.example.com "),
            of("з+амок "),
            of("1"),
            of("+а"),
            of("5-"),
            of("\u{1f600}\u{1f3fd}\u{200d}"),
            of("\u{1}\u{7f}\u{85}"),
            format!("Привет. а{}", of("\u{301}")),
            format!("Hello. e{}", of("\u{300}\u{323}")),
            of("你好。"),
            of("[[x]]<>"),
        ];
        for text in texts {
            for language in ["en-GB", "ru"] {
                let (most, result) = memory(|| PROMPTS.render(&say(&text, language)));
                let start: String = text.chars().take(20).collect();
                let known = matches!(result, Ok(_) | Err(PromptError::Script { .. } | PromptError::TooLong { .. }));
                assert!(known, "{start}: {result:?}");
                assert!(most < 256 << 20, "{start}: {most} bytes");
            }
        }
    }

    #[test]
    fn accents_by_the_thousand_leave_the_word() {
        let marked: String = "Привет".chars().flat_map(|letter| [letter, '\u{302}', '\u{323}'].into_iter()).collect();
        let plain = PROMPTS.render(&say("Привет", "ru")).unwrap();
        assert_eq!(PROMPTS.render(&say(&marked, "ru")).unwrap().samples(), plain.samples());
        let emoji = PROMPTS.render(&say("Привет 👋🏽\u{1}", "ru")).unwrap();
        assert_eq!(emoji.samples(), plain.samples());
    }

    #[test]
    fn a_text_of_another_script_is_refused_by_name() {
        let error = PROMPTS.render(&say("你好", "en-GB")).unwrap_err();
        assert!(matches!(&error, PromptError::Script { voice } if voice == "en-gb"), "{error}");
        assert!(PROMPTS.render(&say("...", "en-GB")).unwrap().samples().is_empty());
    }
}
