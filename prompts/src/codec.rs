//! What prompts are encoded with for the wire.

use audio_codec::g722::{Bitrate, G722Decoder, G722Encoder};
use audio_codec::{Decoder as _, Encoder as _};

use crate::double::Doubler;
use crate::g711::Law;
use crate::opus::{self, Listener, OpusWishes, Speaker};
use crate::prompt::{RATE_HZ, WIDE_HZ};

/// An audio codec of ours.
///
/// Those of RFC 3551 §6 have 64 kbit/s, a byte for every 125 µs and 160 for 20 ms. Opus comes in packets that say
/// themselves how long they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// G.711 μ-law, 8 kHz.
    Pcmu,
    /// G.711 A-law, 8 kHz.
    Pcma,
    /// ITU-T G.722 at 64 kbit/s, 16 kHz.
    G722,
    /// Opus, RFC 6716, as a mono voice at 16 kHz.
    Opus,
}

impl Codec {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pcmu, Self::Pcma, Self::G722, Self::Opus];
    /// Those whose payload type is the same everywhere, and whose bytes are all alike in length.
    pub const STATIC: [Self; 3] = [Self::Pcmu, Self::Pcma, Self::G722];

    /// The RTP payload type: the static one, or for Opus the one that we offer.
    pub const fn payload_type(self) -> u8 {
        match self {
            Self::Pcmu => 0,
            Self::Pcma => 8,
            Self::G722 => 9,
            Self::Opus => 111,
        }
    }

    /// The codec of a static RTP payload type.
    pub fn of_payload_type(payload_type: u8) -> Option<Self> {
        Self::STATIC.into_iter().find(|codec| codec.payload_type() == payload_type)
    }

    /// Its name in SDP.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
            Self::G722 => "G722",
            Self::Opus => "opus",
        }
    }

    /// The rate of RTP timestamps: for G.722 it is 8000, too, though its samples come at 16 kHz (RFC 3551 §4.5.2), for Opus
    /// 48,000 whatever it carries (RFC 7587 §4.1).
    pub const fn clock_hz(self) -> u32 {
        RATE_HZ * self.clock_units()
    }

    /// Units of its RTP timestamps in a sample at 8 kHz.
    pub const fn clock_units(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => 1,
            Self::Opus => 6,
        }
    }

    /// The rate of its samples.
    pub const fn rate_hz(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma => RATE_HZ,
            Self::G722 | Self::Opus => WIDE_HZ,
        }
    }

    /// The law of G.711 that it is; `None` for those whose bytes mean nothing one by one.
    pub const fn law(self) -> Option<Law> {
        match self {
            Self::Pcmu => Some(Law::Mu),
            Self::Pcma => Some(Law::A),
            Self::G722 | Self::Opus => None,
        }
    }

    /// Samples at 8 kHz in a payload; 0 if it is none of this codec.
    pub fn span(self, payload: &[u8]) -> usize {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => payload.len(),
            Self::Opus => opus::span(payload),
        }
    }

    /// The packet length nearest to what is asked for that it can have, in milliseconds: whole tens up to 60, of Opus 10, 20,
    /// 40 or 60 (RFC 6716 §2.1.4). Without a sensible wish it is 20.
    pub const fn packet_ms(self, asked: u8) -> u8 {
        match (self, asked) {
            (Self::Opus, 30) => 20,
            (Self::Opus, 50) => 40,
            (_, 10 | 20 | 30 | 40 | 50 | 60) => asked,
            _ => 20,
        }
    }

    /// How many samples make a byte of those whose bytes are alike.
    const fn samples_per_byte(self) -> usize {
        (self.rate_hz() / RATE_HZ) as usize
    }

    /// Encodes a whole stream of samples of its rate. Of Opus it is one packet: 10, 20, 40 or 60 ms.
    pub fn encode(self, samples: &[i16]) -> Vec<u8> {
        let mut bytes = vec![0; samples.len() / self.samples_per_byte()];
        let length = self.encoder().encode(samples, &mut bytes);
        bytes.truncate(length);
        bytes
    }

    /// Decodes a whole stream to samples of its rate. Of Opus it is one packet.
    pub fn decode(self, bytes: &[u8]) -> Vec<i16> {
        let mut samples = vec![0; self.span(bytes) * self.samples_per_byte()];
        self.decoder().decode(bytes, &mut samples);
        samples
    }

    /// An encoder for a stream.
    ///
    /// For G.722 a stream is all that one leg hears, whatever it comes from. Both ends predict each sample from those
    /// before it; an encoder that begins anew in the middle has the other end add up what it did not mean. Such a join
    /// was measured as a burst as loud as the loudest speech, also behind 80 ms of silence.
    pub fn encoder(self) -> Encoder {
        self.encoder_for(OpusWishes::default())
    }

    /// The same, for a receiver with wishes, should it be Opus. Opus, too, predicts what comes from what was.
    pub fn encoder_for(self, wishes: OpusWishes) -> Encoder {
        Encoder(match self {
            Self::Pcmu => Encoding::G711(Law::Mu),
            Self::Pcma => Encoding::G711(Law::A),
            Self::G722 => Encoding::G722(Box::default(), Doubler::new()),
            Self::Opus => Encoding::Opus(Box::new(Speaker::new(wishes))),
        })
    }

    /// A decoder for a stream.
    pub fn decoder(self) -> Decoder {
        Decoder(match self {
            Self::Pcmu => Decoding::G711(Law::Mu),
            Self::Pcma => Decoding::G711(Law::A),
            Self::G722 => Decoding::G722(Box::default(), 2),
            Self::Opus => Decoding::Opus(Box::new(Listener::new(WIDE_HZ))),
        })
    }

    /// A decoder for a stream that gives samples at 8 kHz whatever the codec's rate is: of G.722 the lower band, which is
    /// half of the work.
    pub fn narrow_decoder(self) -> Decoder {
        Decoder(match self {
            Self::Pcmu => Decoding::G711(Law::Mu),
            Self::Pcma => Decoding::G711(Law::A),
            Self::G722 => Decoding::G722(Box::new(G722Decoder::with_options(Bitrate::Mode1_64000, false, true)), 1),
            Self::Opus => Decoding::Opus(Box::new(Listener::new(RATE_HZ))),
        })
    }
}

impl From<Law> for Codec {
    fn from(law: Law) -> Self {
        match law {
            Law::Mu => Self::Pcmu,
            Law::A => Self::Pcma,
        }
    }
}

/// Encodes a stream piece by piece.
pub struct Encoder(Encoding);

enum Encoding {
    G711(Law),
    /// For samples at 8 kHz there is the other part.
    G722(Box<G722Encoder>, Doubler),
    Opus(Box<Speaker>),
}

impl Encoder {
    /// Encodes samples of the codec's rate, as many as there are bytes for; gives how many bytes that were. For G.722 an
    /// even number of samples: two make a byte. For Opus they are one packet, of 10, 20, 40 or 60 ms.
    pub fn encode(&mut self, samples: &[i16], bytes: &mut [u8]) -> usize {
        let encoded = match &mut self.0 {
            Encoding::G711(law) => {
                let count = samples.len().min(bytes.len());
                law.encode_into(&samples[..count], &mut bytes[..count]);
                Ok(count)
            }
            Encoding::G722(encoder, _) => {
                let count = (samples.len() / 2).min(bytes.len());
                encoder.encode_into(&samples[..count * 2], &mut bytes[..count])
            }
            Encoding::Opus(speaker) => Ok(speaker.encode(samples, bytes)),
        };
        // There is room, which is all that can go wrong.
        debug_assert!(encoded.is_ok());
        encoded.unwrap_or_default()
    }

    /// Encodes samples at 8 kHz, a byte each, as many as there are bytes for; gives how many bytes that were. For Opus they
    /// are one packet.
    pub fn encode_narrow(&mut self, samples: &[i16], bytes: &mut [u8]) -> usize {
        let (encoder, doubler) = match &mut self.0 {
            Encoding::G711(_) => return self.encode(samples, bytes),
            Encoding::G722(encoder, doubler) => (encoder, doubler),
            Encoding::Opus(speaker) => return speaker.encode_narrow(samples, bytes),
        };
        let (mut wide, mut done) = ([0; 2 * PIECE], 0);
        for (piece, bytes) in samples.chunks(PIECE).zip(bytes.chunks_mut(PIECE)) {
            let count = piece.len().min(bytes.len());
            doubler.double(&piece[..count], &mut wide);
            done += encoder.encode_into(&wide[..2 * count], &mut bytes[..count]).unwrap_or_default();
        }
        done
    }
}

/// Samples at 8 kHz that are doubled at a time: 20 ms.
const PIECE: usize = 160;

/// Decodes a stream piece by piece.
pub struct Decoder(Decoding);

enum Decoding {
    G711(Law),
    /// And how many samples it makes of a byte.
    G722(Box<G722Decoder>, usize),
    Opus(Box<Listener>),
}

impl Decoder {
    /// Decodes bytes to samples of its rate, as many as there is room for; gives how many samples that were. Of Opus they are
    /// one packet, which is decoded whole or not at all.
    pub fn decode(&mut self, bytes: &[u8], samples: &mut [i16]) -> usize {
        let decoded = match &mut self.0 {
            Decoding::G711(law) => {
                let count = bytes.len().min(samples.len());
                law.decode_into(&bytes[..count], &mut samples[..count]);
                Ok(count)
            }
            Decoding::G722(decoder, per_byte) => {
                let count = bytes.len().min(samples.len() / *per_byte);
                decoder.decode_into(&bytes[..count], &mut samples[..count * *per_byte])
            }
            Decoding::Opus(listener) => Ok(listener.decode(bytes, samples)),
        };
        debug_assert!(decoded.is_ok());
        decoded.unwrap_or_default()
    }

    /// Fills samples with what a codec that can do so makes of a lost packet: 2.5, 5 or whole tens of milliseconds, 120
    /// at most. `next` is the packet behind the gap, if that has come. `false`: it cannot; nothing was filled.
    pub fn conceal(&mut self, next: Option<&[u8]>, samples: &mut [i16]) -> bool {
        match &mut self.0 {
            Decoding::G711(_) | Decoding::G722(..) => false,
            Decoding::Opus(listener) => listener.conceal(next, samples),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    /// Sines at once, of these frequencies and amplitudes.
    fn sines(parts: &[(f64, f64)], count: usize) -> Vec<i16> {
        let sine = |n: usize, hz: f64| (TAU * hz * n as f64 / 16_000.0).sin();
        let at = |n: usize| parts.iter().map(|(hz, amplitude)| amplitude * sine(n, *hz)).sum::<f64>();
        (0..count).map(|n| at(n).round() as i16).collect()
    }

    /// The amplitude of a frequency.
    fn amplitude(samples: &[i16], hz: f64) -> f64 {
        let turn = |n: usize| TAU * hz * n as f64 / 16_000.0;
        let (re, im) = samples.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, sample)| {
            (re + f64::from(*sample) * turn(n).cos(), im + f64::from(*sample) * turn(n).sin())
        });
        2.0 * re.hypot(im) / samples.len() as f64
    }

    fn rms(samples: &[i16]) -> f64 {
        (samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / samples.len() as f64).sqrt()
    }

    /// How far what differs lies below what is alike, in dB.
    fn ratio(expected: &[i16], heard: &[i16]) -> f64 {
        let off: Vec<i16> = expected.iter().zip(heard).map(|(a, b)| a.saturating_sub(*b)).collect();
        20.0 * (rms(expected) / rms(&off)).log10()
    }

    #[test]
    fn g722_carries_both_bands() {
        let samples = sines(&[(1000.0, 6000.0), (5000.0, 2000.0)], 16_000);

        let bytes = Codec::G722.encode(&samples);
        let heard = Codec::G722.decode(&bytes);

        assert_eq!((bytes.len(), heard.len()), (8000, 16_000));
        for (hz, sent) in [(1000.0, 6000.0), (5000.0, 2000.0)] {
            let change = 20.0 * (amplitude(&heard[4000..12_000], hz) / sent).log10();
            assert!(change.abs() < 0.1, "{hz} Hz: {change:.2} dB");
        }
        // The two filters take 22 samples together.
        let ratio = ratio(&samples[4000..12_000], &heard[4022..12_022]);
        assert!(ratio > 20.0, "{ratio:.1} dB");
    }

    #[test]
    fn g722_of_another_encoder_is_heard() {
        // The same two sines, see the README there. Encoders round in ways of their own: no two bytes need be alike.
        let theirs = include_bytes!("../tests/fixtures/two-tones.g722");
        let samples = sines(&[(1000.0, 6000.0), (5000.0, 2000.0)], theirs.len() * 2);

        let heard = Codec::G722.decode(theirs);

        let ratio = ratio(&samples[800..4000], &heard[822..4022]);
        assert!(ratio > 20.0, "{ratio:.1} dB");
    }

    #[test]
    fn a_stream_is_the_same_in_pieces() {
        let samples = sines(&[(300.0, 9000.0), (3000.0, 900.0)], 3200);
        for codec in Codec::STATIC {
            let bytes = codec.encode(&samples);
            let (mut in_pieces, mut heard) = (vec![0; bytes.len()], vec![0; samples.len()]);
            let (mut encoder, mut decoder) = (codec.encoder(), codec.decoder());
            let size = codec.samples_per_byte() * 160;
            for (piece, frame) in samples.chunks(size).zip(in_pieces.chunks_mut(160)) {
                assert_eq!(encoder.encode(piece, frame), frame.len());
            }
            for (frame, piece) in in_pieces.chunks(160).zip(heard.chunks_mut(size)) {
                assert_eq!(decoder.decode(frame, piece), piece.len());
            }

            assert_eq!((&in_pieces, &heard), (&bytes, &codec.decode(&bytes)), "{codec:?}");
        }
    }

    #[test]
    fn the_telephone_band_goes_in_and_comes_out_of_every_codec() {
        let samples: Vec<i16> =
            (0..8000).map(|n| (8000.0 * (TAU * 1000.0 * f64::from(n) / 8000.0).sin()).round() as i16).collect();
        for codec in Codec::STATIC {
            let (mut bytes, mut heard) = (vec![0; 8000], vec![0; 8000]);
            let mut encoder = codec.encoder();
            for (piece, bytes) in samples.chunks(240).zip(bytes.chunks_mut(240)) {
                assert_eq!(encoder.encode_narrow(piece, bytes), piece.len());
            }
            assert_eq!(codec.narrow_decoder().decode(&bytes, &mut heard), 8000);

            // A second of 8 kHz is half a second to who thinks of 16 kHz: what was 1 kHz is 2 kHz to him.
            let change = 20.0 * (amplitude(&heard[1000..7000], 2000.0) / 8000.0).log10();
            assert!(change.abs() < 0.2, "{codec:?}: {change:.2} dB");
        }
    }

    #[test]
    fn what_there_is_no_room_for_is_left() {
        for codec in Codec::STATIC {
            let per_byte = codec.samples_per_byte();
            assert_eq!(codec.encoder().encode(&[0; 321], &mut [0; 100]), 100);
            assert_eq!(codec.encoder().encode(&[0; 5], &mut [0; 100]), 5 / per_byte);
            assert_eq!(codec.decoder().decode(&[0; 160], &mut [0; 101]), 101 / per_byte * per_byte);
        }
    }

    #[test]
    fn silence_is_silent_also_behind_something_loud() {
        let mut samples = sines(&[(440.0, 12_000.0), (6000.0, 8000.0)], 3200);
        samples.extend(vec![0; 1600]);

        let heard = Codec::G722.decode(&Codec::G722.encode(&samples));

        // After 20 ms: 60 dB below full scale is the noise of a line.
        assert!(rms(&heard[3520..]) < 32.0, "{}", rms(&heard[3520..]));
    }

    #[test]
    fn a_payload_type_is_one_codec() {
        for codec in Codec::STATIC {
            assert_eq!(Codec::of_payload_type(codec.payload_type()), Some(codec));
        }
        // Dynamic: it means what the peers say.
        assert_eq!(Codec::of_payload_type(Codec::Opus.payload_type()), None);
        assert_eq!((Codec::G722.clock_hz(), Codec::Opus.clock_hz()), (8000, 48_000));
    }
}
