//! Audio files of any kind we know, to mono samples at the rates of the line.

mod opus;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::common::Limit;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

use crate::error::PromptError;
use crate::g711::Law;
use crate::measure::Tops;
use crate::prompt::RATE_HZ;
use crate::resample::ToLine;
use crate::sound::{Band, Sound};
use crate::source::Source;
use opus::Opus;

/// The longest prompt: more music on hold than this is a mistake of somebody.
pub(crate) const MAX_MINUTES: u64 = 30;
/// The longest prompt, in samples.
pub(crate) const MAX_SAMPLES: usize = RATE_HZ as usize * 60 * MAX_MINUTES as usize;

/// Decodes a file. `name` is what errors call it; its suffix and the content type are hints, the content decides.
pub(crate) fn decode(name: &str, source: Source, content_type: Option<&str>, band: Band) -> Result<Sound, PromptError> {
    decode_measured(name, source, content_type, band).map(|(sound, _)| sound)
}

/// The same, and what the tops of the wave look like in the file.
pub(crate) fn decode_measured(
    name: &str,
    source: Source,
    content_type: Option<&str>,
    band: Band,
) -> Result<(Sound, Tops), PromptError> {
    let (sound, tops) = match headerless(name, content_type) {
        Some(law) => {
            let (samples, mut tops) = (raw(name, source, law)?, Tops::default());
            tops.add(&samples);
            (Sound::narrow(samples), tops)
        }
        None => decoded(name, source, band)?,
    };
    if sound.narrow.is_empty() {
        return Err(PromptError::Decode { name: name.to_owned(), reason: "there is no sound in it".to_owned() });
    }
    Ok((sound, tops))
}

/// Decodes a file by its content. The decoders are written with care, but for what files ought to be; a build with overflow
/// checks panics in them on some headers, and such a file is as bad as any other.
fn decoded(name: &str, source: Source, band: Band) -> Result<(Sound, Tops), PromptError> {
    catch_unwind(AssertUnwindSafe(|| Decoding::new(name, band).run(source))).unwrap_or_else(|_| {
        let reason = "its header makes no sense to the decoder; save it again from an audio editor".to_owned();
        Err(PromptError::Decode { name: name.to_owned(), reason })
    })
}

/// One file being decoded.
struct Decoding<'n> {
    name: &'n str,
    band: Band,
    /// Parts that are finished: a chained Ogg may change its rate on the way.
    done: Sound,
    parts: usize,
    line: Option<ToLine>,
    mono: Vec<f32>,
    tops: Tops,
}

impl<'n> Decoding<'n> {
    fn new(name: &'n str, band: Band) -> Self {
        let (done, mono, tops) = (Sound::default(), Vec::new(), Tops::default());
        Self { name, band, done, parts: 0, line: None, mono, tops }
    }

    fn run(mut self, source: Source) -> Result<(Sound, Tops), PromptError> {
        let mut format = self.open(source)?;
        let (mut track, mut decoder) = self.decoder(format.as_ref())?;
        let mut frame = Vec::new();
        loop {
            let packet = match format.next_packet() {
                Ok(Some(packet)) => packet,
                // The next link of a chained Ogg: its tracks are new ones.
                Err(Error::ResetRequired) => {
                    (track, decoder) = self.decoder(format.as_ref())?;
                    continue;
                }
                // A file that was cut off plays as far as it goes.
                Ok(None) | Err(Error::IoError(_)) => break,
                Err(error) => return Err(self.bad(error.to_string())),
            };
            if packet.track_id != track {
                continue;
            }
            match decoder.decode(&packet, &mut frame) {
                Ok(Some((channels, rate_hz))) => self.add(&frame, channels, rate_hz)?,
                Ok(None) => {}
                Err(error) => return Err(self.bad(error.to_string())),
            }
        }
        self.end_part();
        Ok((self.done, self.tops))
    }

    fn open(&self, source: Source) -> Result<Box<dyn FormatReader>, PromptError> {
        let source = source.media().map_err(|error| self.bad(error.to_string()))?;
        let mut hint = Hint::new();
        if let Some(suffix) = Path::new(self.name).extension().and_then(|suffix| suffix.to_str()) {
            hint.with_extension(suffix);
        }
        // Titles and cover pictures are not heard.
        let metadata = MetadataOptions::default()
            .limit_tag_bytes(Limit::Maximum(METADATA_BYTES))
            .limit_visual_bytes(Limit::Maximum(METADATA_BYTES));
        let source = MediaSourceStream::new(source, Default::default());
        let probed = symphonia::default::get_probe().probe(&hint, source, FormatOptions::default(), metadata);
        probed.map_err(|error| match error {
            // The library says that it looked, not what that means.
            Error::Unsupported(what) if what.contains("probe") => self.bad("it is no audio that is known here"),
            error => self.bad(error.to_string()),
        })
    }

    /// The track that is heard, and a decoder for it.
    fn decoder(&self, format: &dyn FormatReader) -> Result<(u32, Decoder), PromptError> {
        let track = format.default_track(TrackType::Audio).ok_or_else(|| self.bad("it has no audio"))?;
        let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
        let parameters = parameters.ok_or_else(|| self.bad("its codec is not described"))?;
        if parameters.codec == CODEC_ID_OPUS {
            let head = parameters.extra_data.as_deref().unwrap_or_default();
            return Ok((track.id, Decoder::Opus(Box::new(Opus::new(head).map_err(|reason| self.bad(reason))?))));
        }
        let decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default());
        Ok((track.id, Decoder::Other(decoder.map_err(|error| self.bad(error.to_string()))?)))
    }

    /// Adds interleaved samples, all channels mixed to one.
    fn add(&mut self, samples: &[f32], channels: usize, rate_hz: u32) -> Result<(), PromptError> {
        if samples.is_empty() {
            return Ok(());
        }
        if self.line.as_ref().is_some_and(|line| line.rate_hz() != rate_hz) {
            self.end_part();
        }
        if self.parts > MAX_PARTS {
            return Err(self.bad(format!("its rate changes more than {MAX_PARTS} times")));
        }
        let line = match &mut self.line {
            Some(line) => line,
            none => none.insert(ToLine::new(self.name, rate_hz, self.band)?),
        };
        let channels = channels.max(1);
        // A float file may hold anything: what is no number is silence, and what is louder than loud is clipped.
        let sound = |sample: &f32| if sample.is_finite() { sample.clamp(-LOUDEST, LOUDEST) } else { 0.0 };
        self.mono.clear();
        self.mono
            .extend(samples.chunks_exact(channels).map(|frame| frame.iter().map(sound).sum::<f32>() / channels as f32));
        self.tops.add(&self.mono);
        line.push(&self.mono);
        if self.done.len() + line.len() > MAX_SAMPLES {
            return Err(too_long(self.name));
        }
        Ok(())
    }

    fn end_part(&mut self) {
        if let Some(line) = self.line.take() {
            self.done.append(line.finish());
            self.parts += 1;
        }
    }

    fn bad(&self, reason: impl Into<String>) -> PromptError {
        PromptError::Decode { name: self.name.to_owned(), reason: reason.into() }
    }
}

/// What decodes the packets of a track.
enum Decoder {
    Opus(Box<Opus>),
    Other(Box<dyn AudioDecoder>),
}

impl Decoder {
    /// Decodes a packet to interleaved samples; their channels and rate, `None` if the packet is bad: one bad frame is a
    /// click, not the end.
    fn decode(&mut self, packet: &Packet, samples: &mut Vec<f32>) -> Result<Option<(usize, u32)>, Error> {
        let decoder = match self {
            Self::Opus(decoder) => return Ok(decoder.decode(packet, samples)),
            Self::Other(decoder) => decoder,
        };
        match decoder.decode(packet) {
            Ok(decoded) => {
                decoded.copy_to_vec_interleaved::<f32>(samples);
                Ok(Some((decoded.spec().channels().count(), decoded.spec().rate())))
            }
            Err(Error::DecodeError(_) | Error::IoError(_)) => Ok(None),
            Err(Error::ResetRequired) => {
                decoder.reset();
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Raw G.711 has no header: its name or content type is all that tells. RFC 3551 §4.5.14.
fn headerless(name: &str, content_type: Option<&str>) -> Option<Law> {
    let suffix = Path::new(name).extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
    match suffix.to_ascii_lowercase().as_str() {
        "ulaw" | "ul" | "mulaw" | "pcmu" => return Some(Law::Mu),
        "alaw" | "al" | "pcma" => return Some(Law::A),
        _ => {}
    }
    match content_type?.split(';').next()?.trim().to_ascii_lowercase().as_str() {
        "audio/basic" | "audio/pcmu" | "audio/x-mulaw" | "audio/mulaw" | "audio/ulaw" => Some(Law::Mu),
        "audio/pcma" | "audio/x-alaw" | "audio/alaw" => Some(Law::A),
        _ => None,
    }
}

fn raw(name: &str, source: Source, law: Law) -> Result<Vec<f32>, PromptError> {
    let limit = MAX_SAMPLES + 1;
    let bytes = source.read(limit);
    let bytes = bytes.map_err(|error| PromptError::File { path: name.into(), reason: error.to_string() })?;
    if bytes.len() == limit {
        return Err(too_long(name));
    }
    Ok(law.decode(&bytes).into_iter().map(|sample| f32::from(sample) / 32768.0).collect())
}

pub(crate) fn too_long(name: &str) -> PromptError {
    PromptError::TooLong { name: name.to_owned(), minutes: MAX_MINUTES }
}

/// Tags and pictures larger than this are skipped.
const METADATA_BYTES: usize = 64 << 10;
/// A file whose every frame has another rate would keep a core busy with making filters.
const MAX_PARTS: usize = 50;
/// 12 dB above full scale: some mixes go there, and levelling brings them back.
const LOUDEST: f32 = 4.0;
