//! What a peer says, as samples.

use prompts::{Codec, Decoder};

use super::tap::Heard;
use super::transcode::samples;

/// Decodes the packets of one stream, in the order they are given, to samples at 8 kHz.
///
/// A peer may change its codec from packet to packet. G.722 and Opus are decoded with all in mind that came before: who begins to
/// listen in the middle of it, or has lost a packet, hears up to 100 ms of speech too softly.
#[derive(Default)]
pub struct Voice {
    stream: Option<Stream>,
}

/// A stream of a codec whose bytes mean nothing one by one.
struct Stream {
    ssrc: u32,
    codec: Codec,
    decoder: Decoder,
}

impl Voice {
    /// The samples of a packet, as many as its codec says it has.
    pub fn hear(&mut self, heard: &Heard) -> Vec<i16> {
        let mut out = vec![0; heard.codec.span(&heard.payload)];
        self.decode(heard.codec, heard.ssrc, &heard.payload, &mut out);
        out
    }

    /// Decodes a payload to samples, as many as [`Codec::span`] says.
    pub(super) fn decode(&mut self, codec: Codec, ssrc: u32, payload: &[u8], out: &mut [i16]) {
        if let Some(law) = codec.law() {
            self.stream = None;
            let table = samples(law);
            for (byte, sample) in payload.iter().zip(out) {
                *sample = table[usize::from(*byte)];
            }
            return;
        }
        let same = |stream: &Stream| stream.ssrc == ssrc && stream.codec == codec;
        let stream = self.stream.take().filter(same);
        let stream = stream.unwrap_or_else(|| Stream { ssrc, codec, decoder: codec.narrow_decoder() });
        self.stream.insert(stream).decoder.decode(payload, out);
    }

    /// The samples of a gap of so many, or of the first part of it, as the codec of the stream makes them; `next` is the
    /// packet behind the gap, which may hold a copy of what was lost. `None`: this codec leaves that to others.
    pub fn conceal(&mut self, gap: usize, next: Option<(Codec, &[u8])>) -> Option<Vec<i16>> {
        let stream = self.stream.as_mut()?;
        let next = next.filter(|(codec, _)| *codec == stream.codec).map(|(_, payload)| payload);
        // A copy is of the time just before its packet.
        let next = next.filter(|next| gap <= COPIED * stream.codec.span(next));
        let mut samples = vec![0; if next.is_some() { gap } else { gap.min(PIECE) }];
        stream.decoder.conceal(next, &mut samples).then_some(samples)
    }
}

/// Samples concealed at a time, while nothing is known of what comes behind them: 10 ms.
const PIECE: usize = 80;
/// A gap is looked at as a whole when it is at most so many packets long.
const COPIED: usize = 2;

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn every_packet_is_decoded_with_its_own_codec() {
        let samples: Vec<i16> = (0..1600).map(|n| (8000.0 * (f64::from(n) * 0.3).sin()) as i16).collect();
        let mut voice = Voice::default();
        for codec in [Codec::Pcmu, Codec::G722, Codec::Pcma, Codec::G722] {
            let mut payload = vec![0; samples.len()];
            codec.encoder().encode_narrow(&samples, &mut payload);

            let heard =
                voice.hear(&Heard { codec, payload, sequence: 0, timestamp: 0, ssrc: 1, arrived: Instant::now() });

            let peak = heard[800..].iter().copied().max().unwrap();
            assert!((7500..8500).contains(&peak), "{codec:?}: {peak}");
        }
    }
}
