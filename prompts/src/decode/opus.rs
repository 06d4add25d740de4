//! Opus, which Symphonia can take out of its container and not decode. RFC 6716, RFC 7845.

use opus_pure::{MAX_PACKET_SAMPLES, OpusDecoder};
use symphonia::core::packet::Packet;

/// A stream of one or two channels.
pub(super) struct Opus {
    decoder: OpusDecoder,
    channels: usize,
    gain: f32,
    frame: Vec<f32>,
}

impl Opus {
    /// A decoder for a stream with this identification header. RFC 7845 §5.1.
    pub fn new(head: &[u8]) -> Result<Self, String> {
        let (Some(channels), Some(gain)) = (head.get(CHANNELS), head.get(GAIN..GAIN + 2)) else {
            return Err("its Opus header is cut off".to_owned());
        };
        let channels = usize::from(*channels);
        if !(1..=2).contains(&channels) {
            return Err(format!("Opus with {channels} channels, expected 1 or 2; save it as stereo"));
        }
        // In 256ths of a decibel.
        let gain = 10_f32.powf(f32::from(i16::from_le_bytes([gain[0], gain[1]])) / (20.0 * 256.0));
        let decoder = OpusDecoder::new(RATE_HZ as i32, channels).map_err(|error| error.to_string())?;
        Ok(Self { decoder, channels, gain, frame: vec![0.0; MAX_PACKET_SAMPLES * channels] })
    }

    /// Decodes a packet, without what only started the encoder or filled its last frame; the channels and the rate.
    pub fn decode(&mut self, packet: &Packet, samples: &mut Vec<f32>) -> Option<(usize, u32)> {
        let count = self.decoder.decode(&packet.data, MAX_PACKET_SAMPLES, &mut self.frame).ok()?;
        let trimmed = |duration: u64| usize::try_from(duration).unwrap_or(usize::MAX).min(count);
        let start = trimmed(packet.trim_start.get());
        let end = (count - trimmed(packet.trim_end.get())).max(start);
        samples.clear();
        let kept = &self.frame[start * self.channels..end * self.channels];
        samples.extend(kept.iter().map(|sample| sample * self.gain));
        Some((self.channels, RATE_HZ))
    }
}

/// Where the header has the number of channels, and the gain.
const CHANNELS: usize = 9;
const GAIN: usize = 16;
/// Opus is decoded at this rate, whatever it was made from.
const RATE_HZ: u32 = 48_000;
