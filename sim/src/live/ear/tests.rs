//! The ear over good lines and bad ones.

use super::test_audio::{mu_law, noise, with_noise};
use super::*;
use crate::observation::SoundKind;

const LATE: usize = 12_345;

fn known(text: &str, samples: &[f32]) -> Known {
    let samples = samples.iter().map(|sample| (sample * 32_767.0) as i16).collect();
    Known { kind: SoundKind::Speech, text: text.into(), samples }
}

/// Feeds the audio frame by frame, then two seconds of silence, as a call does.
fn listen(known: &[Known], tones: &[u32], audio: &[f32]) -> Vec<Observation> {
    let mut ear = Ear::new(known, tones, Instant::START);
    let mut observations = Vec::new();
    let mut audio: Vec<i16> = audio.iter().map(|sample| (sample * 32_767.0) as i16).collect();
    audio.extend(vec![0; 16_000]);
    for (index, frame) in audio.chunks(FRAME).enumerate() {
        ear.hear(index * FRAME, frame);
        ear.report(&mut observations);
    }
    observations
}

/// `(text, start, end, heard in percent)` of every recognised sound; positions in samples.
fn story(observations: &[Observation]) -> Vec<(String, u64, u64, u64)> {
    let position = |at: Instant| at.since_start().as_micros() as u64 / 125;
    let mut story = Vec::new();
    for observation in observations {
        let Observation::Sound(sound) = observation else { continue };
        let end = observations.iter().find_map(|other| match other {
            Observation::SoundEnded { id, at, heard } if *id == sound.id => {
                Some((position(*at), (heard * 100.0) as u64))
            }
            _ => None,
        });
        let (end, heard) = end.unwrap_or_default();
        let text = if sound.kind == SoundKind::Unknown { "?".into() } else { sound.text.clone() };
        story.push((text, position(sound.started), end, heard));
    }
    story
}

fn late(parts: &[&[f32]]) -> Vec<f32> {
    let mut audio = vec![0.0; LATE];
    for part in parts {
        audio.extend_from_slice(part);
    }
    audio
}

#[test]
fn a_prompt_is_found_wherever_it_begins() {
    let (welcome, goodbye) = (noise(1, 20_000), noise(2, 16_000));
    let knows = [known("welcome", &welcome), known("goodbye", &goodbye)];

    let heard = listen(&knows, &[], &late(&[&goodbye]));

    let start = LATE as u64;
    assert_eq!(story(&heard), [("goodbye".into(), start, start + 16_000, 100)]);
}

#[test]
fn prompts_that_follow_each_other_without_a_gap_are_told_apart() {
    let (welcome, goodbye) = (noise(1, 20_000), noise(2, 16_000));
    let knows = [known("welcome", &welcome), known("goodbye", &goodbye)];

    let heard = listen(&knows, &[], &late(&[&goodbye, &welcome, &welcome]));

    let texts: Vec<String> = story(&heard).into_iter().map(|(text, ..)| text).collect();
    assert_eq!(texts, ["goodbye", "welcome", "welcome"]);
}

#[test]
fn companding_noise_and_a_lower_level_do_not_matter() {
    let (welcome, goodbye) = (noise(1, 20_000), noise(2, 16_000));
    let knows = [known("welcome", &welcome), known("goodbye", &goodbye)];
    let quieter: Vec<f32> = welcome.iter().map(|sample| sample * 0.2).collect();

    let heard = listen(&knows, &[], &with_noise(&mu_law(&late(&[&quieter])), 0.004));

    let (text, start, _, percent) = story(&heard)[0].clone();
    assert_eq!((text.as_str(), start, percent), ("welcome", LATE as u64, 100));
}

#[test]
fn a_prompt_that_is_cut_off_says_how_much_was_heard() {
    let welcome = noise(1, 24_000);

    let heard = listen(&[known("welcome", &welcome)], &[], &late(&[&welcome[..12_000]]));

    let (text, start, end, percent) = story(&heard)[0].clone();
    assert_eq!((text.as_str(), start), ("welcome", LATE as u64));
    assert!(end.abs_diff(start + 12_000) <= 160, "ends at {end}");
    assert!((49..=51).contains(&percent), "{percent} %");
}

#[test]
fn a_prompt_whose_beginning_was_lost_is_found_by_its_middle() {
    let welcome = noise(1, 24_000);

    let heard = listen(&[known("welcome", &welcome)], &[], &late(&[&welcome[3_000..]]));

    let (text, start, end, _) = story(&heard)[0].clone();
    assert_eq!((text.as_str(), end), ("welcome", LATE as u64 + 21_000));
    assert!(start.abs_diff(LATE as u64) <= 3_000);
}

#[test]
fn lost_packets_do_not_end_a_prompt() {
    let mut welcome = noise(1, 24_000);
    let knows = [known("welcome", &welcome)];
    for lost in [20, 50, 51, 90] {
        welcome[lost * FRAME..(lost + 1) * FRAME].fill(0.0);
    }

    let heard = listen(&knows, &[], &late(&[&welcome]));

    assert_eq!(story(&heard), [("welcome".into(), LATE as u64, LATE as u64 + 24_000, 100)]);
}

#[test]
fn a_gap_in_a_prompt_does_not_end_it() {
    let welcome = noise(1, 24_000);
    let knows = [known("welcome", &welcome)];

    for at in [3_000, 7_000, 20_000] {
        let heard = listen(&knows, &[], &late(&[&welcome[..at], &[0.0; 1_120], &welcome[at..]]));

        assert_eq!(story(&heard), [("welcome".into(), LATE as u64, LATE as u64 + 25_120, 100)], "a gap at {at}");
    }
}

#[test]
fn prompts_with_the_same_beginning_are_told_apart() {
    let (start, one, two) = (noise(1, 12_000), noise(2, 8_000), noise(3, 8_000));
    let (sorry_one, sorry_two) = ([start.clone(), one].concat(), [start.clone(), two].concat());
    let knows = [known("sorry", &start), known("sorry one", &sorry_one), known("sorry two", &sorry_two)];

    for (text, samples) in [("sorry", &start), ("sorry one", &sorry_one), ("sorry two", &sorry_two)] {
        let heard = listen(&knows, &[], &late(&[samples]));

        let end = (LATE + samples.len()) as u64;
        assert_eq!(story(&heard), [(text.into(), LATE as u64, end, 100)]);
    }
}

#[test]
fn a_prompt_known_twice_is_as_good_as_known_once() {
    let welcome = noise(1, 20_000);
    let knows = [known("welcome", &welcome), known("welcome", &welcome)];
    let mut ear = Ear::new(&knows, &[], Instant::START);
    let mut observations = Vec::new();

    ear.hear(0, &knows[0].samples[..8_000]);
    ear.report(&mut observations);

    assert!(observations.iter().any(|observation| matches!(observation, Observation::Sound(_))), "{observations:?}");
}

#[test]
fn sound_that_nobody_knows_is_reported_as_such() {
    let knows = [known("welcome", &noise(1, 20_000))];

    let heard = listen(&knows, &[], &late(&[&noise(9, 16_000)]));

    let story = story(&heard);
    assert_eq!(story.len(), 1);
    assert_eq!(story[0].0, "?");
    assert!(story[0].1.abs_diff(LATE as u64) <= 160);
}

#[test]
fn a_tone_is_heard_with_its_beginning_and_end() {
    let tone: Vec<f32> = (0..8_000).map(|n| 0.3 * (std::f32::consts::TAU * 440.0 * n as f32 / 8_000.0).sin()).collect();

    let heard = listen(&[], &[440], &late(&[&tone]));

    let tone = heard.iter().find_map(|observation| match observation {
        Observation::Sound(sound) if sound.kind == (SoundKind::Tone { hz: Some(440) }) => Some(sound.started),
        _ => None,
    });
    let started = tone.unwrap().since_start().as_micros() as u64 / 125;
    assert!(started.abs_diff(LATE as u64) <= 160);
}
