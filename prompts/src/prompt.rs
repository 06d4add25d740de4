//! A piece of audio that is ready to play.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::g711::Law;

/// The rate of a telephone line.
pub(crate) const RATE_HZ: u32 = 8000;
/// A frame of 20 ms.
pub(crate) const FRAME: usize = 160;

/// Audio at 8 kHz, mono. Frames are encoded when first asked for, once for each law.
#[derive(Debug)]
pub struct Prompt {
    samples: Vec<i16>,
    mu: OnceLock<Vec<u8>>,
    a: OnceLock<Vec<u8>>,
}

impl Prompt {
    /// A prompt of 8 kHz mono samples.
    pub fn from_samples(samples: Vec<i16>) -> Self {
        Self { samples, mu: OnceLock::new(), a: OnceLock::new() }
    }

    /// Prompts as one, without a gap.
    pub(crate) fn joined(prompts: &[Arc<Self>]) -> Self {
        Self::from_samples(prompts.iter().flat_map(|prompt| prompt.samples()).copied().collect())
    }

    /// The samples.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// Whole frames of 160 bytes, 20 ms each, the last one filled up with silence.
    pub fn frames(&self, law: Law) -> &[u8] {
        let cell = match law {
            Law::Mu => &self.mu,
            Law::A => &self.a,
        };
        cell.get_or_init(|| {
            let mut bytes = law.encode(&self.samples);
            bytes.resize(bytes.len().div_ceil(FRAME) * FRAME, law.silence());
            bytes
        })
    }

    /// How long it plays, without the filling.
    pub fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.samples.len() as f64 / f64::from(RATE_HZ))
    }

    /// Memory it takes, or will take once played in both laws.
    pub(crate) fn weight(&self) -> usize {
        self.samples.len() * 4 + size_of::<Self>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_frame_is_filled_with_silence() {
        let prompt = Prompt::from_samples(vec![1000; 161]);

        let frames = prompt.frames(Law::A);

        assert_eq!(frames.len(), 320);
        assert_eq!(frames[319], 0xd5);
        assert_eq!(prompt.duration(), Duration::from_micros(20_125));
    }
}
