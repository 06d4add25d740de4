//! What a recording is like, before anybody hears it: its length, and whether it is silent or clipped.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::active::active_rms;
use crate::decode::decode_measured;
use crate::error::PromptError;
use crate::prompt::{FRAME, Prompt, RATE_HZ};
use crate::render::{name_in_url, open};
use crate::sound::Band;
use crate::source::Source;

/// What a recording or a prompt is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// How long it plays.
    pub length: Duration,
    /// How loud it is: its active speech level by ITU-T P.56, in dBFS. `None`: it is silent.
    pub level_dbfs: Option<f32>,
    /// Its highest peak in dBFS; `None`: nothing moves.
    pub peak_dbfs: Option<f32>,
    /// Whether there is nothing to hear in it: its loudest 20 ms are below -60 dBFS.
    pub silent: bool,
    /// Whether it was recorded too loud: more than one sample in 200 is cut off at the top, three or more in a row.
    pub clipped: bool,
}

/// Decodes a recording and measures it, as it is in the file.
///
/// # Errors
/// [`PromptError`], if it cannot be played.
pub fn measure(path: &Path) -> Result<Measured, PromptError> {
    let (sound, tops) = decode_measured(&path.to_string_lossy(), Source::File(open(path)?), None, Band::Narrow)?;
    Ok(measured(&sound.narrow, &tops))
}

/// Decodes a recording that somebody has fetched and measures it, as it came. `name`: its URL; `content_type`: what its
/// server says it is.
///
/// # Errors
/// [`PromptError`], if it cannot be played.
pub fn measure_bytes(name: &str, content_type: Option<&str>, bytes: Arc<[u8]>) -> Result<Measured, PromptError> {
    let (sound, tops) = decode_measured(name_in_url(name), Source::Bytes(bytes), content_type, Band::Narrow)?;
    Ok(measured(&sound.narrow, &tops))
}

impl Prompt {
    /// Measures it as a caller hears it.
    pub fn measure(&self) -> Measured {
        let samples: Vec<f32> = self.samples().iter().map(|sample| f32::from(*sample) / 32768.0).collect();
        let mut tops = Tops::default();
        tops.add(&samples);
        measured(&samples, &tops)
    }
}

fn measured(samples: &[f32], tops: &Tops) -> Measured {
    let power = |frame: &[f32]| frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32;
    let silent = samples.chunks(FRAME).map(power).fold(0.0, f32::max) < SILENCE;
    Measured {
        length: Duration::from_secs_f64(samples.len() as f64 / f64::from(RATE_HZ)),
        level_dbfs: active_rms(samples).filter(|_| !silent).map(dbfs),
        peak_dbfs: (tops.top > 0.0).then(|| dbfs(tops.top)),
        silent,
        clipped: tops.are_flat(),
    }
}

fn dbfs(amplitude: f32) -> f32 {
    20.0 * amplitude.log10()
}

/// The tops of a wave: speech touches its greatest value for a sample now and then; what was cut off stays there.
#[derive(Debug, Default)]
pub(crate) struct Tops {
    samples: usize,
    top: f32,
    /// How many samples before this one have been at the top.
    run: usize,
    /// How many have been there, three or more in a row.
    flat: usize,
}

impl Tops {
    /// Takes in samples at the rate of the file: resampling rounds the corners off.
    pub fn add(&mut self, samples: &[f32]) {
        self.samples += samples.len();
        for sample in samples {
            let size = sample.abs().min(1.0);
            if size > self.top * (1.0 + SAME) {
                (self.top, self.run, self.flat) = (size, 1, 0);
            } else if size >= self.top * (1.0 - SAME) {
                self.run += 1;
                self.flat += match self.run {
                    0..3 => 0,
                    3 => 3,
                    _ => 1,
                };
            } else {
                self.run = 0;
            }
        }
    }

    fn are_flat(&self) -> bool {
        self.top >= FULL && self.flat * 200 > self.samples
    }
}

/// -60 dBFS, as power.
const SILENCE: f32 = 1e-6;
/// The greatest value of G.711 is 0.98 of full scale (μ-law, ITU-T G.711 table 2a).
const FULL: f32 = 0.97;
/// Differences of 16 bit samples are smaller at the top only if they are the same.
const SAME: f32 = 1e-5;

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32, hz: f32) -> Vec<f32> {
        (0..8000)
            .map(|n| (amplitude * (std::f32::consts::TAU * hz * n as f32 / 8000.0).sin()).clamp(-1.0, 1.0))
            .map(|sample| (sample * 32767.0).round() / 32768.0)
            .collect()
    }

    #[test]
    fn what_is_cut_off_is_clipped_and_what_is_only_loud_is_not() {
        for (amplitude, hz, clipped) in
            [(1.0, 440.0, false), (0.999, 97.0, false), (1.3, 440.0, true), (4.0, 200.0, true)]
        {
            let mut tops = Tops::default();
            tops.add(&sine(amplitude, hz));
            assert_eq!(tops.are_flat(), clipped, "{amplitude} at {hz} Hz: {tops:?}");
        }
    }

    #[test]
    fn a_prompt_is_measured_as_it_is_heard() {
        let sine = sine(0.5, 440.0).iter().map(|sample| (sample * 32768.0) as i16).collect();

        let measured = Prompt::from_samples(sine).measure();

        assert_eq!((measured.length, measured.silent, measured.clipped), (Duration::from_secs(1), false, false));
        let (level, peak) = (measured.level_dbfs.unwrap(), measured.peak_dbfs.unwrap());
        assert!((level + 9.03).abs() < 0.02 && (peak + 6.02).abs() < 0.02, "{level} dBFS, peak {peak} dBFS");
        let silence = Prompt::from_samples(vec![0; 800]).measure();
        assert_eq!((silence.level_dbfs, silence.peak_dbfs, silence.silent), (None, None, true));
    }

    #[test]
    fn a_quiet_wave_with_a_flat_top_was_made_so() {
        let mut tops = Tops::default();
        tops.add(&[0.5; 8000]);
        assert!(!tops.are_flat());
    }
}
