//! A piece of audio that is ready to play.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::g711::Law;
use crate::level;
use crate::resample;
use crate::sound::{Band, Sound};

/// The rate of a telephone line.
pub(crate) const RATE_HZ: u32 = 8000;
/// The rate of a wideband line.
pub(crate) const WIDE_HZ: u32 = 16_000;
/// A frame of 20 ms.
pub(crate) const FRAME: usize = 160;

/// Mono audio at 8 kHz, and at 16 kHz for legs with a wideband codec. Frames of G.711 are encoded when first asked for,
/// once for each law.
#[derive(Debug)]
pub struct Prompt {
    samples: Vec<i16>,
    /// Two for each of the others.
    wide: OnceLock<Vec<i16>>,
    mu: OnceLock<Vec<u8>>,
    a: OnceLock<Vec<u8>>,
}

impl Prompt {
    /// A prompt of 8 kHz mono samples.
    pub fn from_samples(samples: Vec<i16>) -> Self {
        Self { samples, wide: OnceLock::new(), mu: OnceLock::new(), a: OnceLock::new() }
    }

    /// A prompt of samples at 8 and at 16 kHz.
    pub(crate) fn from_both(samples: Vec<i16>, wide: Vec<i16>) -> Self {
        Self { wide: OnceLock::from(wide), ..Self::from_samples(samples) }
    }

    /// A prompt of a sound that is finished.
    pub(crate) fn from_sound(sound: &Sound) -> Self {
        let samples = level::to_samples(&sound.narrow);
        match &sound.wide {
            Some(wide) => Self::from_both(samples, level::to_samples(wide)),
            None => Self::from_samples(samples),
        }
    }

    /// Prompts as one, without a gap.
    pub(crate) fn joined(prompts: &[Arc<Self>]) -> Self {
        let samples: Vec<i16> = prompts.iter().flat_map(|prompt| prompt.samples()).copied().collect();
        if prompts.iter().all(|prompt| prompt.wide.get().is_none()) {
            return Self::from_samples(samples);
        }
        Self::from_both(samples, prompts.iter().flat_map(|prompt| prompt.wide_samples()).copied().collect())
    }

    /// The samples at 8 kHz.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// The samples at 16 kHz, two for each of the others.
    ///
    /// They carry what the source has up to 8 kHz if prompts are made for wideband
    /// ([`Options::wideband`](crate::Options::wideband)), else what [`samples`](Self::samples) have; those are made when
    /// first asked for, which costs a tenth of a millisecond for a second of sound.
    ///
    /// A wideband codec remembers what came before: each leg encodes them by itself, in one stream
    /// ([`Codec::encoder`](crate::Codec::encoder)).
    pub fn wide_samples(&self) -> &[i16] {
        self.wide.get_or_init(|| {
            let samples: Vec<f32> = self.samples.iter().map(|sample| f32::from(*sample) / 32768.0).collect();
            level::to_samples(&resample::doubled(&samples))
        })
    }

    /// Whole frames of 160 bytes, 20 ms each, the last one filled up with silence.
    pub fn frames(&self, law: Law) -> &[u8] {
        let cell = match law {
            Law::Mu => &self.mu,
            Law::A => &self.a,
        };
        cell.get_or_init(|| {
            let mut bytes = law.encode(&self.samples);
            bytes.resize(bytes.len().next_multiple_of(FRAME), law.silence());
            bytes
        })
    }

    /// How long it plays, without the filling.
    pub fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.samples.len() as f64 / f64::from(RATE_HZ))
    }

    /// Memory it takes, or will take once played in all codecs of a band.
    pub(crate) fn weight(&self, band: Band) -> usize {
        let of_a_sample = match band {
            Band::Narrow => 4,
            Band::Wide => 8,
        };
        self.samples.len() * of_a_sample + size_of::<Self>()
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

    #[test]
    fn prompts_are_joined_at_both_rates_if_one_has_more() {
        let [narrow, wide] =
            [Prompt::from_samples(vec![7; 2]), Prompt::from_both(vec![8; 2], vec![9; 4])].map(Arc::new);

        let joined = Prompt::joined(&[wide.clone(), narrow.clone(), wide]);

        assert_eq!(joined.samples(), [8, 8, 7, 7, 8, 8]);
        assert_eq!(joined.wide_samples().len(), 12);
        assert_eq!(joined.wide_samples()[8..], [9; 4]);
        assert!(Prompt::joined(&[Arc::new(Prompt::from_samples(vec![7; 2]))]).wide.get().is_none());
    }
}
