//! What the caller heard, as a WAV file.

use std::path::Path;

use hound::{SampleFormat, WavSpec, WavWriter};

use super::LiveError;

/// Writes 8 kHz mono audio, full scale being 1.
pub(super) fn write(path: &Path, audio: &[f32]) -> Result<(), LiveError> {
    let spec = WavSpec { channels: 1, sample_rate: 8_000, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let write = || {
        let mut writer = WavWriter::create(path, spec)?;
        for sample in audio {
            writer.write_sample((sample * 32_767.0) as i16)?;
        }
        writer.finalize()
    };
    write().map_err(|error| LiveError::Wav { path: path.to_owned(), error })
}
