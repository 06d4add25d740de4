//! Talk-off: an hour of speech without a key in it.

use prompts::{Law, Options, Prompts, Prosody, Request};

use crate::line::{Random, heard};
use crate::words::{ENGLISH, RUSSIAN};

/// Half an hour of a language: five minutes of made-up sentences in voices from deep to shrill, from slow to hasty, each
/// played at six speeds like a tape, so that all its sounds fall in other places. Each is heard as loud as prompts are, as
/// quiet as a bad line, and so loud that it is cut.
fn half_an_hour(language: &str, words: &str) {
    let prompts = Prompts::new(Options::default()).unwrap();
    let words: Vec<&str> = words.split_whitespace().collect();
    let (mut random, mut listened) = (Random(11), 0);
    while listened < 1800 * 8000 {
        let mut choose = |count: usize| (random.next() * count as f64) as usize;
        let mut text: Vec<String> = (0..12).map(|_| words[choose(words.len())].to_owned()).collect();
        text.push(choose(100_000).to_string());
        let prosody = Prosody { rate: 80 + choose(50) as u16, pitch: 50 + choose(160) as u16, ..Prosody::default() };
        let mut request = Request::speech(text.join(" "), language);
        if let Request::Speech { prosody: own, .. } = &mut request {
            *own = prosody;
        }
        let prompt = prompts.render(&request).unwrap();
        for speed in [0.75, 0.85, 0.9, 0.95, 1.0, 1.1] {
            let tape = at_speed(prompt.samples(), speed);
            listened += tape.len();
            for percent in [100, 25, 400] {
                let scaled = tape.iter().map(|sample| i32::from(*sample) * percent / 100);
                let cut: Vec<i16> = scaled.map(|sample| sample.clamp(-32_124, 32_124) as i16).collect();
                let line = Law::Mu.decode(&Law::Mu.encode(&cut));
                assert_eq!(heard(&line), "", "{percent} %, speed {speed}, {prosody:?}: {text:?}");
            }
        }
    }
}

/// A tape at another speed.
fn at_speed(samples: &[i16], speed: f64) -> Vec<i16> {
    let length = (samples.len().saturating_sub(1) as f64 / speed) as usize;
    let sample = |n: usize| {
        let place = n as f64 * speed;
        let (before, part) = (place as usize, place.fract());
        (f64::from(samples[before]) * (1.0 - part) + f64::from(samples[before + 1]) * part) as i16
    };
    (0..length).map(sample).collect()
}

#[test]
fn half_an_hour_of_english_has_no_key_in_it() {
    half_an_hour("en-GB", ENGLISH);
}

#[test]
fn half_an_hour_of_russian_has_no_key_in_it() {
    half_an_hour("ru-RU", RUSSIAN);
}
