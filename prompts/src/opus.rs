//! Opus on a call: packets from and to samples. RFC 6716, RFC 7587.

use std::panic::{AssertUnwindSafe, catch_unwind};

use opus_pure::{Application, Bandwidth, MAX_PACKET_BYTES, OpusDecoder, OpusEncoder, RateControl, packet};

use crate::double::Doubler;
use crate::prompt::{RATE_HZ, WIDE_HZ};

/// What a receiver of Opus wants of its sender: the parameters of RFC 7587 §6.1 that matter to a mono voice at 16 kHz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpusWishes {
    /// The highest rate it can play, in Hz (`maxplaybackrate`).
    pub playback_hz: u32,
    /// The bit rate it wants at most, in bit/s (`maxaveragebitrate`).
    pub bit_rate: u32,
    /// Whether it mends a lost packet with the next one (`useinbandfec`).
    pub fec: bool,
    /// Whether all packets should be alike in size (`cbr`).
    pub constant: bool,
}

/// What RFC 7587 §6.1 says of a receiver that wishes nothing.
impl Default for OpusWishes {
    fn default() -> Self {
        Self { playback_hz: 48_000, bit_rate: 510_000, fec: false, constant: false }
    }
}

/// What a voice at 16 kHz is given, in bit/s. RFC 7587 §3.1.1 has 16 to 20 kbit/s for it; a redundant copy takes some more.
const BIT_RATE: u32 = 24_000;
/// No encoder can do with less.
const LEAST_BIT_RATE: u32 = 6_000;
/// How hard the encoder thinks, 0 to 10.
const COMPLEXITY: i32 = 1;
/// Packets in a hundred that the encoder thinks are lost, when the receiver can mend them: it says how good the copies are.
const LOSS: i32 = 10;
/// The longest packet that is encoded, 60 ms at 16 kHz.
const LONGEST: usize = 960;

/// Samples at 8 kHz in a packet; 0 if it is none.
pub(crate) fn span(packet: &[u8]) -> usize {
    packet::samples(packet, RATE_HZ as i32).unwrap_or(0)
}

/// Encodes a mono voice of 16 kHz.
pub(crate) struct Speaker {
    /// `None`: there was no memory for it. It is silent.
    encoder: Option<OpusEncoder>,
    doubler: Doubler,
}

impl Speaker {
    pub fn new(wishes: OpusWishes) -> Self {
        let encoder = OpusEncoder::new(WIDE_HZ as i32, 1, Application::Voip).map(|mut encoder| {
            encoder.bitrate_bps = wishes.bit_rate.clamp(LEAST_BIT_RATE, BIT_RATE) as i32;
            encoder.complexity = COMPLEXITY;
            encoder.use_inband_fec = wishes.fec;
            encoder.packet_loss_perc = if wishes.fec { LOSS } else { 0 };
            encoder.max_bandwidth = match wishes.playback_hz {
                ..12_000 => Bandwidth::Narrowband,
                12_000..16_000 => Bandwidth::Mediumband,
                _ => Bandwidth::Wideband,
            };
            if wishes.constant {
                encoder.rate_control = RateControl::Cbr;
            }
            encoder
        });
        Self { encoder: encoder.ok(), doubler: Doubler::new() }
    }

    /// Encodes 10, 20, 40 or 60 ms of samples at 16 kHz; gives the length of the packet, 0 if there is none.
    pub fn encode(&mut self, samples: &[i16], packet: &mut [u8]) -> usize {
        // The room is what the encoder may spend.
        let room = packet.len().min(MAX_PACKET_BYTES);
        let encoded = self
            .encoder
            .as_mut()
            .and_then(|encoder| encoder.encode_s16(samples, samples.len(), &mut packet[..room]).ok());
        debug_assert!(encoded.is_some(), "{} samples into {room} bytes", samples.len());
        encoded.unwrap_or(0)
    }

    /// The same with samples at 8 kHz.
    pub fn encode_narrow(&mut self, samples: &[i16], packet: &mut [u8]) -> usize {
        let mut wide = [0; LONGEST];
        let count = samples.len().min(LONGEST / 2);
        self.doubler.double(&samples[..count], &mut wide);
        self.encode(&wide[..2 * count], packet)
    }
}

/// Decodes a stream to one channel, and conceals what is lost of it.
pub(crate) struct Listener {
    rate_hz: u32,
    /// `None`: the stream begins anew with the next packet.
    decoder: Option<OpusDecoder>,
}

impl Listener {
    pub const fn new(rate_hz: u32) -> Self {
        Self { rate_hz, decoder: None }
    }

    /// Decodes a packet to as many samples as it says, as far as there is room; gives how many. What cannot be decoded is
    /// silent.
    pub fn decode(&mut self, packet: &[u8], samples: &mut [i16]) -> usize {
        let per_narrow = (self.rate_hz / RATE_HZ) as usize;
        let count = span(packet) * per_narrow;
        if count == 0 || count > samples.len() {
            return 0;
        }
        let samples = &mut samples[..count];
        if !self.attempt(|decoder| decoder.decode_s16(packet, count, samples).is_ok()) {
            samples.fill(0);
        }
        count
    }

    /// Fills samples with what may have been said in a gap; `next` is the packet behind it, which may hold a copy of what was
    /// lost. `false`: nothing was heard yet that could go on, or the gap is neither 2.5, 5 nor whole tens of ms up to 120.
    pub fn conceal(&mut self, next: Option<&[u8]>, samples: &mut [i16]) -> bool {
        let count = samples.len();
        let (shortest, longest) = (self.rate_hz as usize / 400, self.rate_hz as usize * 12 / 100);
        let fits = count == shortest || count == 2 * shortest || count.is_multiple_of(4 * shortest);
        if self.decoder.is_none() || !fits || !(1..=longest).contains(&count) {
            return false;
        }
        self.attempt(|decoder| match next {
            Some(next) => decoder.decode_fec_s16(next, count, samples).is_ok(),
            None => decoder.decode_s16(&[], count, samples).is_ok(),
        })
    }

    /// The bytes of a stranger are given to code that is not ours: should it ever panic, this stream begins anew and all
    /// other calls go on.
    fn attempt(&mut self, decode: impl FnOnce(&mut OpusDecoder) -> bool) -> bool {
        let Some(mut decoder) = self.decoder.take().or_else(|| OpusDecoder::new(self.rate_hz as i32, 1).ok()) else {
            return false;
        };
        let done = catch_unwind(AssertUnwindSafe(|| decode(&mut decoder)));
        self.decoder = done.is_ok().then_some(decoder);
        done.unwrap_or(false)
    }
}

#[cfg(test)]
#[path = "opus_tests.rs"]
mod tests;
