//! A telephone line: keys with every fault a line can have, as they come out of G.711.

use std::f64::consts::TAU;

use dtmf::Detector;
use prompts::Law;

/// The keypad, row by row.
pub const KEYS: [char; 16] = ['1', '2', '3', 'A', '4', '5', '6', 'B', '7', '8', '9', 'C', '*', '0', '#', 'D'];
const ROWS_HZ: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS_HZ: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
/// Amplitude of a sine at 0 dBm0; the loudest one G.711 knows is at 3.17.
const ZERO_DBM0: f64 = 22_300.0;

/// What keys sound like on this line.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Milliseconds.
    pub down: f64,
    pub up: f64,
    /// dBm0 of each tone.
    pub row: f64,
    pub column: f64,
    /// How far off they are, in percent.
    pub row_off: f64,
    pub column_off: f64,
    /// How far white noise is below the two tones together, in dB.
    pub noise: Option<f64>,
    /// Steady tones on the line: Hz and dBm0.
    pub hum: &'static [(f64, f64)],
    pub law: Law,
}

impl Line {
    /// A good line and a good phone.
    pub const GOOD: Self = Self {
        down: 80.0,
        up: 80.0,
        row: -10.0,
        column: -10.0,
        row_off: 0.0,
        column_off: 0.0,
        noise: None,
        hum: &[],
        law: Law::Mu,
    };

    /// All sixteen keys, each `times` times in a row, never twice at the same place of a packet or wave.
    pub fn all(&self, times: usize) -> (String, Vec<i16>) {
        let keys: String = KEYS.iter().flat_map(|key| std::iter::repeat_n(*key, times)).collect();
        let samples = self.press(&keys);
        (keys, samples)
    }

    /// What a caller who presses these keys sounds like.
    pub fn press(&self, keys: &str) -> Vec<i16> {
        let mut random = Random(7);
        // Half a second before the first key: who hears a dial tone listens to it first.
        let mut wave = vec![0.0; 4000];
        for key in keys.chars() {
            let place = KEYS.iter().position(|known| *known == key).unwrap();
            let row = ROWS_HZ[place / 4] * (1.0 + self.row_off / 100.0);
            let column = COLUMNS_HZ[place % 4] * (1.0 + self.column_off / 100.0);
            let (one, two) = (random.next(), random.next());
            wave.extend((0..samples(self.down)).map(|n| {
                let sine = |hz: f64, from: f64| (TAU * (hz * n as f64 / 8000.0 + from)).sin();
                amplitude(self.row) * sine(row, one) + amplitude(self.column) * sine(column, two)
            }));
            wave.resize(wave.len() + samples(self.up) + (random.next() * 40.0) as usize, 0.0);
        }
        wave.resize(wave.len() + 800, 0.0);
        for (hz, level) in self.hum {
            for (n, sample) in wave.iter_mut().enumerate() {
                *sample += amplitude(*level) * (TAU * hz * n as f64 / 8000.0).sin();
            }
        }
        if let Some(below) = self.noise {
            let power = (amplitude(self.row).powi(2) + amplitude(self.column).powi(2)) / 2.0;
            let deviation = (power / 10_f64.powf(below / 10.0)).sqrt();
            wave.iter_mut().for_each(|sample| *sample += deviation * random.gauss());
        }
        // As loud as it may be, it is cut: that is what 0 dBm0 twice does to G.711.
        let cut: Vec<i16> = wave.into_iter().map(|sample| sample.clamp(-32_124.0, 32_124.0) as i16).collect();
        self.law.decode(&self.law.encode(&cut))
    }
}

fn amplitude(dbm0: f64) -> f64 {
    ZERO_DBM0 * 10_f64.powf(dbm0 / 20.0)
}

fn samples(milliseconds: f64) -> usize {
    (milliseconds * 8.0) as usize
}

/// The keys a detector hears.
pub fn heard(samples: &[i16]) -> String {
    let (mut detector, mut keys) = (Detector::default(), String::new());
    // In packets, as they come.
    for packet in samples.chunks(160) {
        detector.hear(packet, |key| keys.push(key));
    }
    keys
}

/// Numbers that look like chance and are the same every time. Splitmix.
pub struct Random(pub u64);

impl Random {
    /// 0 to 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Of mean 0 and deviation 1.
    pub fn gauss(&mut self) -> f64 {
        (-2.0 * (1.0 - self.next()).ln()).sqrt() * (TAU * self.next()).cos()
    }
}
