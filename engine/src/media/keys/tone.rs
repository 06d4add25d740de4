//! Keys as tones, for peers that cannot take telephone-event. ITU-T Q.23.

use std::f32::consts::TAU;

use prompts::Law;

const ROWS_HZ: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS_HZ: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
/// The keypad by RFC 4733 event number, as row and column.
const PLACES: [(usize, usize); 16] = [
    (3, 1),
    (0, 0),
    (0, 1),
    (0, 2),
    (1, 0),
    (1, 1),
    (1, 2),
    (2, 0),
    (2, 1),
    (2, 2),
    (3, 0),
    (3, 2),
    (0, 3),
    (1, 3),
    (2, 3),
    (3, 3),
];
/// Of each of the two tones: -10 dBm0 together, and the higher one 2 dB up, as lines attenuate it more.
const LOW: f32 = 4600.0;
const HIGH: f32 = 5800.0;

/// Writes the part of a key's tone that begins `from` samples after the key went down.
pub fn write(event: u8, from: usize, law: Law, out: &mut [u8]) {
    let Some((row, column)) = PLACES.get(usize::from(event)).copied() else { return out.fill(law.silence()) };
    let turn = |hz: f32, place: usize| (TAU * (hz * place as f32 / 8000.0).fract()).sin();
    let sample = |place| (LOW * turn(ROWS_HZ[row], place) + HIGH * turn(COLUMNS_HZ[column], place)) as i16;
    let samples: Vec<i16> = (from..from + out.len()).map(sample).collect();
    out.copy_from_slice(&law.encode(&samples));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Power of one frequency. Goertzel.
    fn power(samples: &[i16], hz: f32) -> f32 {
        let coefficient = 2.0 * (TAU * hz / 8000.0).cos();
        let (mut last, mut before) = (0.0_f32, 0.0_f32);
        for sample in samples {
            (last, before) = (f32::from(*sample) / 32768.0 + coefficient * last - before, last);
        }
        last * last + before * before - coefficient * last * before
    }

    #[test]
    fn every_key_is_the_two_frequencies_of_its_place() {
        for (event, expected) in
            [(1, (697.0, 1209.0)), (6, (770.0, 1477.0)), (0, (941.0, 1336.0)), (15, (941.0, 1633.0))]
        {
            // In five packets, so that a jump between them would show.
            let mut bytes = [0; 800];
            for (number, packet) in bytes.chunks_mut(160).enumerate() {
                write(event, number * 160, Law::A, packet);
            }
            let samples = Law::A.decode(&bytes);

            let loudest =
                |of: &[f32]| of.iter().copied().max_by(|a, b| power(&samples, *a).total_cmp(&power(&samples, *b)));
            assert_eq!((loudest(&ROWS_HZ), loudest(&COLUMNS_HZ)), (Some(expected.0), Some(expected.1)), "{event}");
            let all: f32 = ROWS_HZ.iter().chain(&COLUMNS_HZ).map(|hz| power(&samples, *hz)).sum();
            assert!(power(&samples, expected.0) + power(&samples, expected.1) > 0.98 * all, "{event}");
        }
    }
}
