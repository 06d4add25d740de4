//! Keys as tones: ITU-T Q.23 says which, Q.24 how they are told from all else.
//!
//! Everything is 8 kHz mono. Nothing here allocates once a [`Detector`] is made.

mod detector;
mod dial_tone;
mod look;
mod press;
mod tone;

pub use detector::Detector;
pub use tone::Tone;

/// Hz.
const RATE: f32 = 8000.0;
/// The tones of the keypad in Hz: four rows, four columns.
const TONES_HZ: [f32; 8] = [697.0, 770.0, 852.0, 941.0, 1209.0, 1336.0, 1477.0, 1633.0];
/// The keypad, row by row.
const KEYPAD: [char; 16] = ['1', '2', '3', 'A', '4', '5', '6', 'B', '7', '8', '9', 'C', '*', '0', '#', 'D'];
