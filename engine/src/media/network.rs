//! A bad network for tests, the same every time.

use prompts::Codec;

/// Loses, delays, doubles and so mixes up packets.
pub struct Network {
    pub random: u64,
    pub lost_percent: u64,
    pub jitter_ms: u64,
    pub doubled_percent: u64,
}

impl Network {
    /// 5 % lost, up to 60 ms late, 3 % twice.
    pub fn bad(seed: u64) -> Self {
        Self { random: seed, lost_percent: 5, jitter_ms: 60, doubled_percent: 3 }
    }

    /// When packets arrive that were sent every 20 ms from `from_ms` on, and which: in the order of their arrival.
    pub fn carry(&mut self, from_ms: u64, packets: std::ops::Range<usize>) -> Vec<(u64, usize)> {
        let mut arrivals = Vec::new();
        for (sent, number) in packets.enumerate() {
            let sent_ms = from_ms + sent as u64 * 20;
            if self.below(100) < self.lost_percent {
                continue;
            }
            let copies = 1 + usize::from(self.below(100) < self.doubled_percent);
            for _ in 0..copies {
                arrivals.push((sent_ms + self.below(self.jitter_ms + 1), number));
            }
        }
        arrivals.sort_unstable();
        arrivals
    }

    fn below(&mut self, bound: u64) -> u64 {
        // Knuth's MMIX.
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % bound
    }
}

/// A voice whose pitch goes up and down: no two moments of it are alike. 8 kHz.
pub fn voice(count: usize) -> Vec<i16> {
    use std::f64::consts::TAU;
    let mut phase = 0.0;
    let mut sample = |n: usize| {
        phase += (130.0 + 40.0 * (TAU * 0.37 * n as f64 / 8000.0).sin()) / 8000.0;
        (1..10).map(|part| 4000.0 * (TAU * phase * f64::from(part)).sin() / f64::from(part)).sum::<f64>() as i16
    };
    (0..count).map(&mut sample).collect()
}

/// Samples as packets of 20 ms, of one stream.
pub fn packets(codec: Codec, said: &[i16]) -> Vec<Vec<u8>> {
    let mut encoder = codec.encoder();
    let encode = |frame: &[i16]| {
        // Where each sample is a byte the room says how many are wanted.
        let mut payload = vec![0; if codec == Codec::Opus { 1400 } else { frame.len() }];
        let length = encoder.encode_narrow(frame, &mut payload);
        payload.truncate(length);
        payload
    };
    said.chunks(160).map(encode).collect()
}

/// What samples are when they have gone through a codec, on a good network.
pub fn through(codec: Codec, said: &[i16]) -> Vec<i16> {
    let mut decoder = codec.narrow_decoder();
    let decode = |payload: Vec<u8>| {
        let mut samples = vec![0; codec.span(&payload)];
        decoder.decode(&payload, &mut samples);
        samples
    };
    packets(codec, said).into_iter().flat_map(decode).collect()
}
