//! Audio files of any kind we know, to mono samples at their own rate.

use std::io::Cursor;
use std::path::Path;

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use crate::error::PromptError;
use crate::g711::Law;
use crate::prompt::RATE_HZ;

/// Mono audio at the rate it was recorded with.
pub(crate) struct Decoded {
    pub samples: Vec<f32>,
    pub rate_hz: u32,
}

/// The longest prompt: an hour of music on hold is a mistake of somebody.
pub(crate) const MAX_MINUTES: u64 = 30;

/// Decodes a file. `name` is what errors call it; its suffix and the content type are hints, the content decides.
pub(crate) fn decode(name: &str, bytes: Vec<u8>, content_type: Option<&str>) -> Result<Decoded, PromptError> {
    if let Some(law) = headerless(name, content_type) {
        let samples = law.decode(&bytes).into_iter().map(|sample| f32::from(sample) / 32768.0).collect();
        return Ok(Decoded { samples, rate_hz: RATE_HZ });
    }
    let bad = |error: Error| PromptError::Decode { name: name.to_owned(), reason: error.to_string() };
    let mut hint = Hint::new();
    if let Some(suffix) = Path::new(name).extension().and_then(|suffix| suffix.to_str()) {
        hint.with_extension(suffix);
    }
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let probe = symphonia::default::get_probe();
    let mut format = probe.probe(&hint, source, FormatOptions::default(), MetadataOptions::default()).map_err(bad)?;
    let none = |reason: &str| PromptError::Decode { name: name.to_owned(), reason: reason.to_owned() };
    let track = format.default_track(TrackType::Audio).ok_or_else(|| none("it has no audio"))?;
    let id = track.id;
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or_else(|| none("its codec is not described"))?;
    let codecs = symphonia::default::get_codecs();
    let mut decoder = codecs.make_audio_decoder(parameters, &AudioDecoderOptions::default()).map_err(bad)?;
    let mut audio = Decoded { samples: Vec::new(), rate_hz: 0 };
    let mut frame = Vec::new();
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            // A file that was cut off plays as far as it goes.
            Ok(None) | Err(Error::IoError(_)) => break,
            Err(error) => return Err(bad(error)),
        };
        if packet.track_id != id {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(decoded) => {
                let (channels, rate) = (decoded.spec().channels().count(), decoded.spec().rate());
                decoded.copy_to_vec_interleaved::<f32>(&mut frame);
                audio.add(&frame, channels, rate);
            }
            // One bad frame is a click, not the end.
            Err(Error::DecodeError(_) | Error::IoError(_)) => {}
            Err(error) => return Err(bad(error)),
        }
        if audio.samples.len() as u64 > u64::from(audio.rate_hz.max(1)) * 60 * MAX_MINUTES {
            return Err(PromptError::TooLong { name: name.to_owned(), minutes: MAX_MINUTES });
        }
    }
    if audio.samples.is_empty() {
        return Err(none("there is no sound in it"));
    }
    Ok(audio)
}

impl Decoded {
    /// Adds interleaved samples, all channels mixed to one.
    fn add(&mut self, samples: &[f32], channels: usize, rate_hz: u32) {
        self.rate_hz = rate_hz;
        let channels = channels.max(1);
        let mix = |frame: &[f32]| frame.iter().filter(|sample| sample.is_finite()).sum::<f32>() / channels as f32;
        self.samples.extend(samples.chunks_exact(channels).map(mix));
    }
}

/// Raw G.711 has no header: its name or content type is all that tells. RFC 3551 §4.5.14.
fn headerless(name: &str, content_type: Option<&str>) -> Option<Law> {
    let suffix = Path::new(name).extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
    match suffix.to_ascii_lowercase().as_str() {
        "ulaw" | "ul" | "mulaw" => return Some(Law::Mu),
        "alaw" | "al" => return Some(Law::A),
        _ => {}
    }
    match content_type?.split(';').next()?.trim().to_ascii_lowercase().as_str() {
        "audio/basic" | "audio/pcmu" | "audio/x-mulaw" => Some(Law::Mu),
        "audio/pcma" | "audio/x-alaw" => Some(Law::A),
        _ => None,
    }
}
