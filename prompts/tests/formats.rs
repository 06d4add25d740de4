//! Every format that is promised gives the same tone at the same level.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::f64::consts::TAU;
use std::path::Path;
use std::sync::Arc;

use prompts::{Law, Options, Prompt, Prompts, Request};

fn render(name: &str, content_type: Option<&str>, bytes: Vec<u8>) -> Arc<Prompt> {
    let content_type = content_type.map(str::to_owned);
    let request = Request::Bytes { key: name.into(), content_type, bytes: bytes.into() };
    Prompts::new(Options::default()).unwrap().render(&request).unwrap()
}

/// One second of 1 kHz at a quarter of full scale, -15 dBFS.
fn tone(rate_hz: u32) -> impl Iterator<Item = f64> {
    (0..rate_hz).map(move |n| 0.25 * (TAU * 1000.0 * f64::from(n) / f64::from(rate_hz)).sin())
}

/// The level of 1 kHz and of everything else, in dBFS.
fn levels(samples: &[i16]) -> (f64, f64) {
    let (mut re, mut im, mut power) = (0.0, 0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        let (sample, phase) = (f64::from(*sample) / 32768.0, TAU * n as f64 / 8.0);
        re += sample * phase.cos();
        im += sample * phase.sin();
        power += sample * sample;
    }
    let count = samples.len() as f64;
    let tone = 2.0 * (re * re + im * im) / (count * count);
    (10.0 * tone.log10(), 10.0 * (power / count - tone).max(1e-12).log10())
}

fn assert_is_the_tone(name: &str, prompt: &Prompt, noise_below: f64) {
    assert_eq!(prompt.samples().len(), 8000, "{name}");
    let (level, noise) = levels(&prompt.samples()[800..7200]);
    assert!((level + 20.0).abs() < 0.2, "{name}: {level} dBFS");
    assert!(noise < level - noise_below, "{name}: tone {level} dBFS, rest {noise} dBFS");
}

/// A WAV file with `fmt ` and `data` chunks as given.
fn wav(code: u16, channels: u16, rate_hz: u32, bits: u16, data: &[u8]) -> Vec<u8> {
    let align = channels * bits / 8;
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
    file.extend(code.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend((rate_hz * u32::from(align)).to_le_bytes());
    file.extend(align.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    let length = file.len() as u32 - 8;
    file[4..8].copy_from_slice(&length.to_le_bytes());
    file
}

#[test]
fn wav_of_every_width_is_decoded() {
    type Write = fn(f64) -> Vec<u8>;
    // Format code, bits, how a sample is written, how far its own noise lies below the tone in dB.
    let cases: [(&str, u16, u16, Write, f64); 6] = [
        ("8 bits", 1, 8, |s| vec![(s * 128.0 + 128.0).round() as u8], 35.0),
        ("16 bits", 1, 16, |s| ((s * 32767.0).round() as i16).to_le_bytes().into(), 65.0),
        ("24 bits", 1, 24, |s| ((s * 8_388_607.0) as i32).to_le_bytes()[..3].into(), 65.0),
        ("32 bits", 1, 32, |s| ((s * 2_147_483_647.0) as i32).to_le_bytes().into(), 65.0),
        ("float", 3, 32, |s| (s as f32).to_le_bytes().into(), 65.0),
        ("double", 3, 64, |s| s.to_le_bytes().into(), 65.0),
    ];
    for rate_hz in [8000, 16_000, 22_050, 44_100, 48_000] {
        for (name, code, bits, write, noise) in cases {
            let data: Vec<u8> = tone(rate_hz).flat_map(write).collect();
            let prompt = render("a.wav", None, wav(code, 1, rate_hz, bits, &data));
            assert_is_the_tone(&format!("{name}, {rate_hz} Hz"), &prompt, noise);
        }
    }
}

#[test]
fn g711_is_decoded_in_wav_and_without_a_header() {
    let samples: Vec<i16> = tone(8000).map(|sample| (sample * 32767.0) as i16).collect();
    let laws = [(Law::Mu, 7, "a.ulaw", "audio/basic"), (Law::A, 6, "a.alaw", "audio/PCMA; rate=8000")];
    for (law, code, name, content_type) in laws {
        let bytes = law.encode(&samples);
        // The short header, as telephone systems write it, and the one of the standard.
        let short = wav(code, 1, 8000, 8, &bytes);
        let mut long = [&short[..36], &[0, 0], &short[36..]].concat();
        long[16] = 18;
        long[4..8].copy_from_slice(&(short.len() as u32 - 6).to_le_bytes());
        for file in [short, long] {
            assert_is_the_tone("in WAV", &render("a.wav", None, file), 30.0);
        }
        assert_is_the_tone("by its name", &render(name, None, bytes.clone()), 30.0);
        assert_is_the_tone("by its type", &render("http://a.example/a?b=1", Some(content_type), bytes), 30.0);
    }
}

#[test]
fn all_channels_are_heard() {
    let silence = [0_u8; 2];
    let write = |s: f64| ((s * 32767.0) as i16).to_le_bytes();
    let left: Vec<u8> = tone(16_000).flat_map(|s| [write(s), silence].concat()).collect();
    let both: Vec<u8> = tone(16_000).flat_map(|s| [write(s), write(s)].concat()).collect();
    let sixth: Vec<u8> = tone(16_000).flat_map(|s| [[silence; 5].concat(), write(s).into()].concat()).collect();

    assert_is_the_tone("left only", &render("a.wav", None, wav(1, 2, 16_000, 16, &left)), 60.0);
    assert_is_the_tone("both", &render("a.wav", None, wav(1, 2, 16_000, 16, &both)), 60.0);
    // One in six is quieter than what levelling may bring up: heard, if not as loud.
    let sixth = render("a.wav", None, wav(1, 6, 16_000, 16, &sixth));
    assert!((-20.5..-19.0).contains(&levels(&sixth.samples()[800..7200]).0));
}

#[test]
fn the_content_decides_and_not_the_name() {
    let data: Vec<u8> = tone(8000).flat_map(|s| ((s * 32767.0) as i16).to_le_bytes()).collect();
    let file = wav(1, 1, 8000, 16, &data);
    assert_is_the_tone("named mp3", &render("a.mp3", Some("audio/mpeg"), file.clone()), 60.0);
    assert_is_the_tone("without a name", &render("http://a.example/prompt", None, file), 60.0);
}

#[test]
fn a_chained_ogg_plays_all_its_links() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tone.ogg");
    let link = std::fs::read(path).unwrap();
    let once = render("a.ogg", None, link.clone());
    // A link with another serial number, as the format asks; its pages have new check sums.
    let twice = render("a.ogg", None, [link.clone(), renumbered(&link)].concat());

    assert!(twice.samples().len() > once.samples().len() * 19 / 10, "{:?}", twice.duration());
}

/// The pages of an Ogg stream under another serial number. RFC 3533 §6.
fn renumbered(stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    let mut start = 0;
    while start < stream.len() {
        let segments = usize::from(stream[start + 26]);
        let body: usize = stream[start + 27..start + 27 + segments].iter().map(|lace| usize::from(*lace)).sum();
        let page = &mut stream[start..start + 27 + segments + body];
        page[14] ^= 0xff;
        page[22..26].fill(0);
        let sum = page.iter().fold(0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| (sum << 1) ^ (0x04c1_1db7 & (sum >> 31).wrapping_neg()))
        });
        page[22..26].copy_from_slice(&sum.to_le_bytes());
        start += page.len();
    }
    stream
}
