//! From samples to the codec of a leg.

use dtmf::Tone;
use prompts::{Codec, Encoder};

use crate::media::jitter::JitterBuffer;
use crate::media::keys::key_of;
use crate::media::keys::sender::{KeyStep, Report};
use crate::media::outgoing::MAX_PAYLOAD;
use crate::media::playlist::Playlist;

/// What fills the packets of one leg.
///
/// Frames of G.711 are ready and only copied. An encoder of another codec lives as long as the leg: the far end would hear
/// a crack if it began anew ([`Codec::encoder`]).
#[derive(Default)]
pub struct Coding {
    encoder: Option<(Codec, Encoder)>,
}

impl Coding {
    /// Fills a packet from what is to be played; `false` if there is nothing.
    pub fn play(&mut self, codec: Codec, playlist: &mut Playlist, frame: &mut [u8]) -> bool {
        let Some(law) = codec.law() else {
            let mut samples = [0; 2 * MAX_PAYLOAD];
            let samples = &mut samples[..2 * frame.len()];
            let any = playlist.fill_wide(samples);
            if any {
                self.encoder(codec).encode(samples, frame);
            }
            return any;
        };
        playlist.fill(law, frame)
    }

    /// Fills a packet with a piece of a key, or the silence behind it.
    pub fn tone(&mut self, codec: Codec, step: KeyStep, frame: &mut [u8]) {
        let mut samples = [0; MAX_PAYLOAD];
        let samples = &mut samples[..frame.len()];
        if let KeyStep::Down(Report { event, duration, .. }) = step
            && let Some(tone) = key_of(event).and_then(Tone::of)
        {
            let from = usize::from(duration).saturating_sub(samples.len());
            for (place, sample) in samples.iter_mut().enumerate() {
                *sample = tone.sample(from + place);
            }
        }
        self.encoder(codec).encode_narrow(samples, frame);
    }

    /// Fills a packet from a peer with another codec; `false` if nothing of it is due.
    pub fn transcode(&mut self, codec: Codec, from: &mut JitterBuffer, due: i64, frame: &mut [u8]) -> bool {
        let mut samples = [0; MAX_PAYLOAD];
        let samples = &mut samples[..frame.len()];
        let any = from.take(due, samples);
        if any {
            self.encoder(codec).encode_narrow(samples, frame);
        }
        any
    }

    fn encoder(&mut self, codec: Codec) -> &mut Encoder {
        let kept = self.encoder.take().filter(|(kept, _)| *kept == codec);
        let (_, encoder) = self.encoder.insert(kept.unwrap_or_else(|| (codec, codec.encoder())));
        encoder
    }
}
