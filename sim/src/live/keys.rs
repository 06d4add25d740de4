//! Keys as tones in the audio, for callers without telephone events.

use std::f32::consts::TAU;
use std::sync::Arc;

use prompts::Prompt;

/// The tone pair of a key, 100 ms, and a pause behind it; `None`: no such key. ITU-T Q.23.
pub(super) fn tone(key: char) -> Option<Arc<Prompt>> {
    let place = KEYS.iter().position(|known| *known == key)?;
    let (low, high) = (ROWS[place / 4], COLUMNS[place % 4]);
    let mut samples: Vec<i16> = (0..800)
        .map(|n| {
            let phase = |hz: f32| (TAU * hz * n as f32 / 8_000.0).sin();
            ((phase(low) + phase(high)) * LEVEL) as i16
        })
        .collect();
    samples.resize(1_600, 0);
    Some(Arc::new(Prompt::from_samples(samples)))
}

const KEYS: [char; 16] = ['1', '2', '3', 'A', '4', '5', '6', 'B', '7', '8', '9', 'C', '*', '0', '#', 'D'];
const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS: [f32; 4] = [1_209.0, 1_336.0, 1_477.0, 1_633.0];
/// -10 dBm0 for each tone.
const LEVEL: f32 = 7_000.0;
