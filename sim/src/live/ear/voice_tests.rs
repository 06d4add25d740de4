//! The ear on a real voice, whose sounds are much more like each other than noise is.

use prompts::{Options, Prompts, Request};

use super::*;
use crate::observation::SoundKind;

fn spoken(prompts: &Prompts, text: &str) -> Known {
    let samples = prompts.render(&Request::speech(text, "en")).expect("espeak speaks English").samples().to_vec();
    Known { kind: SoundKind::Speech, text: text.to_owned(), samples }
}

/// What is heard, and how much of it in percent.
fn heard(known: &[Known], audio: &[i16]) -> Vec<(String, i32)> {
    let mut ear = Ear::new(known, &[], Instant::START);
    let mut observations = Vec::new();
    for (index, frame) in audio.chunks(FRAME).enumerate() {
        ear.hear(index * FRAME, frame);
        ear.report(&mut observations);
    }
    ear.finish(&mut observations);
    let ended = |id: u32| {
        observations.iter().find_map(|observation| match observation {
            Observation::SoundEnded { id: ended, heard, .. } if *ended == id => Some((heard * 100.0).round() as i32),
            _ => None,
        })
    };
    let sounds = observations.iter().filter_map(|observation| match observation {
        Observation::Sound(sound) => Some((sound.text.clone(), ended(sound.id).unwrap_or(-1))),
        _ => None,
    });
    sounds.collect()
}

#[test]
fn wherever_a_prompt_is_interrupted_the_next_one_is_heard_too() {
    let prompts = Prompts::new(Options::default()).expect("no folder is needed");
    let known = [
        spoken(&prompts, "Welcome to the clinic. For appointments press one."),
        spoken(&prompts, "Thank you for calling."),
    ];
    let whole = known[0].samples.len();

    for cut in (6_400..whole - 1_600).step_by(FRAME * 3) {
        let mut audio = known[0].samples[..cut].to_vec();
        audio.extend(&known[1].samples);

        let heard = heard(&known, &audio);

        let percent = (cut * 100 / whole) as i32;
        let [(first, some), (second, 100)] = &heard[..] else { panic!("cut at {percent} %: {heard:?}") };
        assert_eq!((first, second), (&known[0].text, &known[1].text));
        // A pause that nobody heard the end of is no part of what was heard.
        assert!((percent - 25..=percent + 3).contains(some), "cut at {percent} %, told as {some} %");
    }
}
