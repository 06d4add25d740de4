//! To the rate of a telephone line, once per prompt.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

use crate::error::PromptError;
use crate::prompt::RATE_HZ;

/// Resamples mono audio to 8 kHz; what is above 4 kHz is taken out before.
pub(crate) fn to_line_rate(name: &str, samples: Vec<f32>, rate_hz: u32) -> Result<Vec<f32>, PromptError> {
    if rate_hz == RATE_HZ || samples.is_empty() {
        return Ok(samples);
    }
    let bad = |reason: String| PromptError::Decode { name: name.to_owned(), reason };
    if !(1000..=384_000).contains(&rate_hz) {
        return Err(bad(format!("its rate is {rate_hz} Hz")));
    }
    let mut resampler = Fft::<f32>::new(rate_hz as usize, RATE_HZ as usize, 1024, 1, FixedSync::Both)
        .map_err(|error| bad(format!("its rate is {rate_hz} Hz: {error}")))?;
    let length = samples.len();
    let input = InterleavedSlice::new(&samples, 1, length).map_err(|error| bad(error.to_string()))?;
    let output = resampler.process_all(&input, length, None).map_err(|error| bad(error.to_string()))?;
    Ok(output.take_data())
}
