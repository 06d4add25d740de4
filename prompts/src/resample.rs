//! To the rate of a telephone line, once per prompt and piece by piece: memory grows with what is kept, not with the
//! rate of the source.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler};

use crate::error::PromptError;
use crate::prompt::{RATE_HZ, WIDE_HZ};
use crate::sound::{Band, Sound};

/// Resamples mono audio to the rates of a line as it comes; what is above half of a rate is taken out before.
pub(crate) struct ToLine {
    narrow: ToRate,
    /// For a source that has more than a narrow line can carry.
    wide: Option<ToRate>,
    rate_hz: u32,
}

impl ToLine {
    /// A resampler for a source. `name` is what errors call it.
    pub fn new(name: &str, rate_hz: u32, band: Band) -> Result<Self, PromptError> {
        let bad = |reason: String| PromptError::Decode { name: name.to_owned(), reason };
        if !RATES_HZ.contains(&rate_hz) {
            let (low, high) = (RATES_HZ.start(), RATES_HZ.end());
            return Err(bad(format!("its rate is {rate_hz} Hz, expected {low} to {high}")));
        }
        let to =
            |line_hz| ToRate::new(rate_hz, line_hz).map_err(|error| bad(format!("its rate is {rate_hz} Hz: {error}")));
        let wide = (band == Band::Wide && rate_hz > RATE_HZ).then(|| to(WIDE_HZ)).transpose()?;
        Ok(Self { narrow: to(RATE_HZ)?, wide, rate_hz })
    }

    /// The rate of the source.
    pub fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// How much there is so far, in samples of the narrow line.
    pub fn len(&self) -> usize {
        self.narrow.output.len()
    }

    /// Takes samples of the source.
    pub fn push(&mut self, samples: &[f32]) {
        self.narrow.push(samples);
        if let Some(wide) = &mut self.wide {
            wide.push(samples);
        }
    }

    /// The samples of the line, as long as the source.
    pub fn finish(self) -> Sound {
        let narrow = self.narrow.finish();
        match self.wide {
            Some(wide) => Sound::both(narrow, wide.finish()),
            None => Sound::narrow(narrow),
        }
    }
}

/// Samples of a narrow line at the rate of a wide one. There is nothing in the upper half of its band.
pub(crate) fn doubled(samples: &[f32]) -> Vec<f32> {
    let mut wide = ToRate::new(RATE_HZ, WIDE_HZ).expect("rubato takes these two rates");
    wide.push(samples);
    wide.finish()
}

/// From one rate to another.
struct ToRate {
    /// `None`: the rates are the same.
    resampler: Option<Fft<f32>>,
    from_hz: u32,
    to_hz: u32,
    /// Input that does not fill a chunk yet.
    pending: Vec<f32>,
    output: Vec<f32>,
    /// Input seen.
    count: u64,
    chunk: Vec<f32>,
}

impl ToRate {
    fn new(from_hz: u32, to_hz: u32) -> Result<Self, rubato::ResamplerConstructionError> {
        let resampler = (from_hz != to_hz)
            .then(|| Fft::new(from_hz as usize, to_hz as usize, chunk(from_hz), 1, FixedSync::Both))
            .transpose()?;
        let chunk = resampler.as_ref().map_or(0, Resampler::output_frames_max);
        let (pending, output) = (Vec::new(), Vec::new());
        Ok(Self { resampler, from_hz, to_hz, pending, output, count: 0, chunk: vec![0.0; chunk] })
    }

    fn push(&mut self, samples: &[f32]) {
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

    /// All samples without the delay of the filter: as long as the source.
    fn finish(mut self) -> Vec<f32> {
        let Some(resampler) = &self.resampler else { return self.output };
        let delay = resampler.output_delay();
        let length = (self.count * u64::from(self.to_hz)).div_ceil(u64::from(self.from_hz)) as usize;
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
    fn resampled(hz: f64, rate_hz: u32, seconds: f64) -> Sound {
        let count = (seconds * f64::from(rate_hz)) as usize;
        let sine = |n: usize| (0.5 * (TAU * hz * n as f64 / f64::from(rate_hz)).sin()) as f32;
        let samples: Vec<f32> = (0..count).map(sine).collect();
        let mut line = ToLine::new("a test", rate_hz, Band::Wide).unwrap();
        samples.chunks(577).for_each(|piece| line.push(piece));
        line.finish()
    }

    /// Power of a sine of this frequency and of everything else, in dB of its own amplitude.
    fn signal_and_rest(samples: &[f32], hz: f64, line_hz: u32) -> (f64, f64) {
        let at = |n: usize| TAU * hz * n as f64 / f64::from(line_hz);
        let sum =
            |of: &dyn Fn(usize) -> f64| samples.iter().enumerate().map(|(n, s)| f64::from(*s) * of(n)).sum::<f64>();
        let count = samples.len() as f64;
        let (re, im) = (sum(&|n| at(n).cos()) * 2.0 / count, sum(&|n| at(n).sin()) * 2.0 / count);
        let rest = |(n, s): (usize, &f32)| (f64::from(*s) - re * at(n).cos() - im * at(n).sin()).powi(2);
        let rest = samples.iter().enumerate().map(rest).sum::<f64>() / count;
        (10.0 * ((re * re + im * im) / 0.25).log10(), 10.0 * (rest / 0.125).log10())
    }

    /// The same for the middle of a sound, at both rates.
    fn in_both(sound: &Sound, hz: f64) -> [(f64, f64); 2] {
        let wide = sound.wide.as_ref().unwrap();
        [signal_and_rest(&sound.narrow[2000..6000], hz, RATE_HZ), signal_and_rest(&wide[4000..12_000], hz, WIDE_HZ)]
    }

    #[test]
    fn a_tone_of_1_khz_keeps_its_level_and_gets_no_noise() {
        for rate_hz in [11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 44_101] {
            let sound = resampled(1000.0, rate_hz, 1.0);

            assert_eq!((sound.len(), sound.wide.as_ref().unwrap().len()), (8000, 16_000), "{rate_hz} Hz");
            for (signal, noise) in in_both(&sound, 1000.0) {
                assert!(signal.abs() < 0.01 && noise < -90.0, "{rate_hz} Hz: tone {signal} dB, noise {noise} dB");
            }
        }
    }

    #[test]
    fn what_has_no_more_than_the_telephone_band_is_made_wide_only_when_asked() {
        for rate_hz in [6000, 8000] {
            let sound = resampled(1000.0, rate_hz, 1.0);

            assert!(sound.wide.is_none() && sound.len() == 8000, "{rate_hz} Hz");
            let wide = doubled(&sound.narrow);
            assert_eq!(wide.len(), 16_000);
            let (signal, noise) = signal_and_rest(&wide[4000..12_000], 1000.0, WIDE_HZ);
            assert!(signal.abs() < 0.01 && noise < -90.0, "{rate_hz} Hz: tone {signal} dB, noise {noise} dB");
        }
    }

    #[test]
    fn the_telephone_band_passes_and_what_is_above_it_goes() {
        for rate_hz in [16_000, 22_050, 44_100, 48_000] {
            let [(highest, _), _] = in_both(&resampled(3400.0, rate_hz, 1.0), 3400.0);
            assert!(highest.abs() < 0.1, "3.4 kHz of {rate_hz} Hz: {highest} dB");

            for hz in [4300.0, 5000.0, 7000.0] {
                let [(_, alias), _] = in_both(&resampled(hz, rate_hz, 1.0), 3999.0);
                assert!(alias < -90.0, "{hz} Hz of {rate_hz} Hz: {alias} dB");
            }
        }
    }

    #[test]
    fn the_wide_line_passes_7_khz_and_what_is_above_its_band_goes() {
        for rate_hz in [22_050, 44_100, 48_000] {
            let [_, (highest, _)] = in_both(&resampled(7000.0, rate_hz, 1.0), 7000.0);
            assert!(highest.abs() < 0.1, "7 kHz of {rate_hz} Hz: {highest} dB");

            for hz in [8300.0, 9000.0, 10_900.0] {
                let [_, (_, alias)] = in_both(&resampled(hz, rate_hz, 1.0), 7999.0);
                assert!(alias < -90.0, "{hz} Hz of {rate_hz} Hz: {alias} dB");
            }
        }
    }

    #[test]
    fn it_neither_moves_nor_loses_a_click() {
        let mut samples = vec![0.0; 48_000];
        samples[24_000] = 1.0;
        let mut line = ToLine::new("a test", 48_000, Band::Wide).unwrap();
        line.push(&samples);

        let sound = line.finish();

        let loudest =
            |samples: &[f32]| (0..samples.len()).max_by(|a, b| samples[*a].abs().total_cmp(&samples[*b].abs()));
        assert_eq!((sound.len(), loudest(&sound.narrow)), (8000, Some(4000)));
        assert_eq!(loudest(&sound.wide.unwrap()), Some(8000));
        assert_eq!(loudest(&doubled(&sound.narrow)), Some(8000));
    }

    #[test]
    fn a_rate_nobody_records_with_is_refused() {
        assert!(ToLine::new("a.wav", 1, Band::Narrow).is_err());
        assert!(ToLine::new("a.wav", u32::MAX, Band::Narrow).is_err());
    }
}
