//! G.711: the two laws.

use audio_codec::pcma::{PcmaDecoder, PcmaEncoder};
use audio_codec::pcmu::{PcmuDecoder, PcmuEncoder};
use audio_codec::{Decoder, Encoder};

/// A companding law of ITU-T G.711.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// PCMU, RTP payload type 0.
    Mu,
    /// PCMA, RTP payload type 8.
    A,
}

impl Law {
    /// The static RTP payload type. RFC 3551 §6.
    pub const fn payload_type(self) -> u8 {
        match self {
            Self::Mu => 0,
            Self::A => 8,
        }
    }

    /// The byte of silence.
    pub const fn silence(self) -> u8 {
        match self {
            Self::Mu => 0xff,
            Self::A => 0xd5,
        }
    }

    /// Encodes samples, a byte each.
    pub fn encode(self, samples: &[i16]) -> Vec<u8> {
        let mut bytes = vec![self.silence(); samples.len()];
        self.encode_into(samples, &mut bytes);
        bytes
    }

    /// Encodes samples to as many bytes.
    pub(crate) fn encode_into(self, samples: &[i16], bytes: &mut [u8]) {
        // The buffer is as long as the samples, which is all that can go wrong.
        let encoded = match self {
            Self::Mu => PcmuEncoder::new().encode_into(samples, bytes),
            Self::A => PcmaEncoder::new().encode_into(samples, bytes),
        };
        debug_assert!(encoded.is_ok());
    }

    /// Decodes bytes, a sample each.
    pub fn decode(self, bytes: &[u8]) -> Vec<i16> {
        let mut samples = vec![0; bytes.len()];
        self.decode_into(bytes, &mut samples);
        samples
    }

    /// Decodes bytes to as many samples.
    pub(crate) fn decode_into(self, bytes: &[u8], samples: &mut [i16]) {
        let decoded = match self {
            Self::Mu => PcmuDecoder::new().decode_into(bytes, samples),
            Self::A => PcmaDecoder::new().decode_into(bytes, samples),
        };
        debug_assert!(decoded.is_ok());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_the_byte_that_phones_expect() {
        assert_eq!(Law::Mu.encode(&[0]), [0xff]);
        assert_eq!(Law::A.encode(&[0]), [0xd5]);
    }

    #[test]
    fn a_code_survives_decoding_and_encoding() {
        for law in [Law::Mu, Law::A] {
            for byte in 0..=255_u8 {
                let sample = law.decode(&[byte]);
                let again = law.decode(&law.encode(&sample));
                // Both laws have two codes around zero, 16 apart at most; which one comes back does not matter.
                let off = i32::from(sample[0]) - i32::from(again[0]);
                assert!(off == 0 || (off.abs() <= 16 && sample[0].abs() <= 8), "{law:?} {byte:#x}: {off}");
            }
        }
    }
}
