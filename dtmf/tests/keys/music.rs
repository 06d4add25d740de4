//! Signals that are no speech and no keys: music on hold, the tones of the network, noise.

use std::f64::consts::TAU;

use prompts::Law;

use crate::line::{Random, heard};

/// An instrument: how loud its overtones are, and how its notes begin and end.
struct Instrument {
    overtones: &'static [f64],
    /// Milliseconds in which a note fades to a third; none for one that is blown or bowed.
    decay: Option<f64>,
    /// Depth of the vibrato, as a part of the frequency.
    vibrato: f64,
}

const PIANO: Instrument =
    Instrument { overtones: &[1.0, 0.6, 0.35, 0.25, 0.12, 0.08], decay: Some(400.0), vibrato: 0.0 };
const ORGAN: Instrument =
    Instrument { overtones: &[1.0, 0.8, 0.0, 0.5, 0.0, 0.0, 0.0, 0.3], decay: None, vibrato: 0.0 };
const STRINGS: Instrument =
    Instrument { overtones: &[1.0, 0.5, 0.33, 0.25, 0.2, 0.17, 0.14], decay: None, vibrato: 0.006 };
const FLUTE: Instrument = Instrument { overtones: &[1.0, 0.25, 0.1], decay: None, vibrato: 0.004 };
const BELLS: Instrument = Instrument { overtones: &[1.0, 0.0, 0.6, 0.0, 0.4], decay: Some(250.0), vibrato: 0.0 };

impl Instrument {
    fn add(&self, wave: &mut [f64], hz: f64, loud: f64) {
        for (n, sample) in wave.iter_mut().enumerate() {
            let seconds = n as f64 / 8000.0;
            let shape = self.decay.map_or(1.0, |decay| (-seconds * 1000.0 / decay).exp()) * (seconds * 200.0).min(1.0);
            let turn = hz * seconds + self.vibrato * hz * (TAU * 5.5 * seconds).sin() / (TAU * 5.5);
            let heard = self.overtones.iter().zip(1..).filter(|(_, order)| hz * f64::from(*order) < 3600.0);
            *sample +=
                loud * shape * heard.map(|(level, order)| level * (TAU * turn * f64::from(order)).sin()).sum::<f64>();
        }
    }
}

/// A semitone, counted from A at 440 Hz.
fn note(semitone: i32) -> f64 {
    440.0 * 2_f64.powf(f64::from(semitone) / 12.0)
}

fn line(wave: &[f64]) -> Vec<i16> {
    let cut: Vec<i16> = wave.iter().map(|sample| sample.clamp(-32_124.0, 32_124.0) as i16).collect();
    Law::A.decode(&Law::A.encode(&cut))
}

#[test]
fn ten_minutes_of_melodies_and_chords_have_no_key_in_them() {
    let mut random = Random(5);
    for round in 0..2400 {
        let mut choose = |count: usize| (random.next() * count as f64) as i32;
        let mut wave = vec![0.0; 2000];
        let instrument = [PIANO, ORGAN, STRINGS, FLUTE, BELLS].into_iter().nth(round % 5).unwrap();
        let root = choose(36) - 18;
        let chords: [&[i32]; 4] = [&[0, 4, 7], &[0, 3, 7], &[0, 4, 7, 10], &[0]];
        let chord = chords[choose(4) as usize];
        for step in chord {
            instrument.add(&mut wave, note(root + step), 4000.0);
        }
        // A bass below, and something to beat time.
        STRINGS.add(&mut wave, note(root - 24), 2500.0);
        wave.iter_mut().take(300).for_each(|sample| *sample += 1500.0 * random.gauss());
        assert_eq!(heard(&line(&wave)), "", "round {round}");
    }
}

#[test]
fn the_tones_of_the_network_are_no_keys() {
    let tones: &[&[f64]] = &[
        &[350.0, 440.0],
        &[440.0, 480.0],
        &[480.0, 620.0],
        &[425.0],
        &[950.0],
        &[1400.0],
        &[1800.0],
        &[1100.0],
        &[2100.0],
        &[2130.0, 2750.0],
        &[1300.0],
        &[980.0, 1180.0],
        &[1650.0, 1850.0],
        &[700.0, 900.0],
        &[700.0, 1100.0],
        &[900.0, 1500.0],
        &[1100.0, 1700.0],
        &[1500.0, 1700.0],
        &[1380.0, 1500.0],
    ];
    for hz in tones {
        let sample = |n: usize| hz.iter().map(|hz| 7000.0 * (TAU * hz * n as f64 / 8000.0).sin()).sum();
        assert_eq!(heard(&line(&(0..16_000).map(sample).collect::<Vec<f64>>())), "", "{hz:?}");
    }
}

#[test]
fn whistles_sirens_and_noise_are_no_keys() {
    let sweep = |n: usize| 9000.0 * (TAU * (300.0 + n as f64 / 160.0) * n as f64 / 8000.0).sin();
    assert_eq!(heard(&line(&(0..400_000).map(sweep).collect::<Vec<_>>())), "");

    let siren = |n: usize| {
        let seconds = n as f64 / 8000.0;
        let turn = 1100.0 * seconds - 500.0 / (TAU * 0.5) * (TAU * 0.5 * seconds).cos();
        9000.0 * ((TAU * turn).sin() + 0.7 * (TAU * 1.5 * turn).sin())
    };
    assert_eq!(heard(&line(&(0..400_000).map(siren).collect::<Vec<_>>())), "");

    let mut random = Random(1);
    for loud in [300.0, 3000.0, 12_000.0] {
        assert_eq!(heard(&line(&(0..800_000).map(|_| loud * random.gauss()).collect::<Vec<_>>())), "");
    }
}
