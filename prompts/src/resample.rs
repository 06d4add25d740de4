//! To the rate of a telephone line, once per prompt and piece by piece: memory grows with what is kept, not with the
//! rate of the source.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler};

use crate::error::PromptError;
use crate::prompt::RATE_HZ;

/// Resamples mono audio to 8 kHz as it comes; what is above 4 kHz is taken out before.
pub(crate) struct ToLine {
    /// `None`: it is at the rate of the line already.
    resampler: Option<Fft<f32>>,
    rate_hz: u32,
    /// Input that does not fill a chunk yet.
    pending: Vec<f32>,
    output: Vec<f32>,
    /// Input seen.
    count: u64,
    chunk: Vec<f32>,
}

impl ToLine {
    /// A resampler for a source. `name` is what errors call it.
    pub fn new(name: &str, rate_hz: u32) -> Result<Self, PromptError> {
        let bad = |reason: String| PromptError::Decode { name: name.to_owned(), reason };
        if !RATES_HZ.contains(&rate_hz) {
            let (low, high) = (RATES_HZ.start(), RATES_HZ.end());
            return Err(bad(format!("its rate is {rate_hz} Hz, expected {low} to {high}")));
        }
        let resampler = (rate_hz != RATE_HZ)
            .then(|| Fft::new(rate_hz as usize, RATE_HZ as usize, chunk(rate_hz), 1, FixedSync::Both))
            .transpose()
            .map_err(|error| bad(format!("its rate is {rate_hz} Hz: {error}")))?;
        let chunk = resampler.as_ref().map_or(0, Resampler::output_frames_max);
        Ok(Self { resampler, rate_hz, pending: Vec::new(), output: Vec::new(), count: 0, chunk: vec![0.0; chunk] })
    }

    /// The rate of the source.
    pub fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// How much there is so far, in samples of the line.
    pub fn len(&self) -> usize {
        self.output.len()
    }

    /// Takes samples of the source.
    pub fn push(&mut self, samples: &[f32]) {
        let Some(resampler) = &mut self.resampler else {
            self.output.extend_from_slice(samples);
            return;
        };
        self.count += samples.len() as u64;
        self.pending.extend_from_slice(samples);
        let size = resampler.input_frames_next();
        let mut taken = 0;
        while self.pending.len() - taken >= size {
            let made = one(resampler, &self.pending[taken..taken + size], &mut self.chunk);
            self.output.extend_from_slice(&self.chunk[..made]);
            taken += size;
        }
        self.pending.drain(..taken);
    }

    /// The samples of the line, without the delay of the filter: as long as the source.
    pub fn finish(mut self) -> Vec<f32> {
        let Some(resampler) = &self.resampler else { return self.output };
        let delay = resampler.output_delay();
        let length = (self.count * u64::from(RATE_HZ)).div_ceil(u64::from(self.rate_hz)) as usize;
        let silence = vec![0.0; resampler.input_frames_next()];
        let count = self.count;
        while self.output.len() < delay + length {
            self.push(&silence);
        }
        self.count = count;
        self.output.truncate(delay + length);
        self.output.split_off(delay)
    }
}

/// One chunk; how much came out.
fn one(resampler: &mut Fft<f32>, input: &[f32], output: &mut [f32]) -> usize {
    let (length, room) = (input.len(), output.len());
    let input = InterleavedSlice::new(input, 1, length).expect("one channel is as long as its samples");
    let mut output = InterleavedSlice::new_mut(output, 1, room).expect("one channel is as long as its samples");
    let made = resampler.process_into_buffer(&input, &mut output, None::<&Indexing>);
    made.expect("both buffers are as long as the resampler asked for").1
}

/// What a recording may have been made with.
const RATES_HZ: std::ops::RangeInclusive<u32> = 1000..=384_000;

/// About an eighth of a second. The filter is as long as this, and so is its slope above 3.4 kHz steep.
fn chunk(rate_hz: u32) -> usize {
    (rate_hz / 8).max(256) as usize
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    /// A sine at half of full scale, resampled in pieces of odd sizes.
    fn resampled(hz: f64, rate_hz: u32, seconds: f64) -> Vec<f32> {
        let count = (seconds * f64::from(rate_hz)) as usize;
        let sine = |n: usize| (0.5 * (TAU * hz * n as f64 / f64::from(rate_hz)).sin()) as f32;
        let samples: Vec<f32> = (0..count).map(sine).collect();
        let mut line = ToLine::new("a test", rate_hz).unwrap();
        samples.chunks(577).for_each(|piece| line.push(piece));
        line.finish()
    }

    /// Power of a sine of this frequency and of everything else, in dB of its own amplitude.
    fn signal_and_rest(samples: &[f32], hz: f64) -> (f64, f64) {
        let at = |n: usize| TAU * hz * n as f64 / f64::from(RATE_HZ);
        let sum =
            |of: &dyn Fn(usize) -> f64| samples.iter().enumerate().map(|(n, s)| f64::from(*s) * of(n)).sum::<f64>();
        let count = samples.len() as f64;
        let (re, im) = (sum(&|n| at(n).cos()) * 2.0 / count, sum(&|n| at(n).sin()) * 2.0 / count);
        let rest = |(n, s): (usize, &f32)| (f64::from(*s) - re * at(n).cos() - im * at(n).sin()).powi(2);
        let rest = samples.iter().enumerate().map(rest).sum::<f64>() / count;
        (10.0 * ((re * re + im * im) / 0.25).log10(), 10.0 * (rest / 0.125).log10())
    }

    #[test]
    fn a_tone_of_1_khz_keeps_its_level_and_gets_no_noise() {
        for rate_hz in [11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 6_000, 44_101] {
            let samples = resampled(1000.0, rate_hz, 1.0);

            assert_eq!(samples.len(), 8000, "{rate_hz} Hz");
            let (signal, noise) = signal_and_rest(&samples[2000..6000], 1000.0);
            assert!(signal.abs() < 0.01 && noise < -90.0, "{rate_hz} Hz: tone {signal} dB, noise {noise} dB");
        }
    }

    #[test]
    fn the_telephone_band_passes_and_what_is_above_it_goes() {
        for rate_hz in [16_000, 22_050, 44_100, 48_000] {
            let (highest, _) = signal_and_rest(&resampled(3400.0, rate_hz, 1.0)[2000..6000], 3400.0);
            assert!(highest.abs() < 0.1, "3.4 kHz of {rate_hz} Hz: {highest} dB");

            for hz in [4300.0, 5000.0, 7000.0] {
                let (_, alias) = signal_and_rest(&resampled(hz, rate_hz, 1.0)[2000..6000], 3999.0);
                assert!(alias < -90.0, "{hz} Hz of {rate_hz} Hz: {alias} dB");
            }
        }
    }

    #[test]
    fn it_neither_moves_nor_loses_a_click() {
        let mut samples = vec![0.0; 48_000];
        samples[24_000] = 1.0;
        let mut line = ToLine::new("a test", 48_000).unwrap();
        line.push(&samples);

        let samples = line.finish();

        let loudest = (0..samples.len()).max_by(|a, b| samples[*a].abs().total_cmp(&samples[*b].abs()));
        assert_eq!((samples.len(), loudest), (8000, Some(4000)));
    }

    #[test]
    fn a_rate_nobody_records_with_is_refused() {
        assert!(ToLine::new("a.wav", 1).is_err());
        assert!(ToLine::new("a.wav", u32::MAX).is_err());
    }
}
