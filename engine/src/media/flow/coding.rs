//! From samples to the codec of a leg.

use dtmf::Tone;
use prompts::{Codec, Encoder, OpusWishes};

use crate::media::Stream;
use crate::media::jitter::JitterBuffer;
use crate::media::keys::key_of;
use crate::media::keys::sender::{KeyStep, Report};
use crate::media::outgoing::MAX_SAMPLES;
use crate::media::playlist::Playlist;

/// What fills the packets of one leg.
///
/// Frames of G.711 are ready and only copied. An encoder of another codec lives as long as the leg: the far end would hear
/// a crack if it began anew ([`Codec::encoder`]).
#[derive(Default)]
pub struct Coding {
    encoder: Option<(Codec, OpusWishes, Encoder)>,
    /// An encoder of Opus looks ahead: it holds the last 6.5 ms of what was said.
    holds: bool,
}

/// A payload that is being made, with the samples at 8 kHz it is to be of. Where a sample is no byte it is less.
pub struct Frame {
    samples: usize,
    bytes: [u8; MAX_SAMPLES],
    length: usize,
}

impl Frame {
    pub const fn new(samples: usize) -> Self {
        Self { samples: if samples < MAX_SAMPLES { samples } else { MAX_SAMPLES }, bytes: [0; MAX_SAMPLES], length: 0 }
    }

    /// Samples at 8 kHz.
    pub const fn samples(&self) -> usize {
        self.samples
    }

    pub fn payload(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl Coding {
    /// Fills a packet from what is to be played; `false` if there is nothing.
    pub fn play(&mut self, stream: &Stream, playlist: &mut Playlist, frame: &mut Frame) -> bool {
        if let Some(law) = stream.codec.law() {
            frame.length = frame.samples;
            return playlist.fill(law, &mut frame.bytes[..frame.samples]);
        }
        let mut samples = [0; 2 * MAX_SAMPLES];
        let samples = &mut samples[..2 * frame.samples];
        let any = playlist.fill_wide(samples);
        if any {
            frame.length = self.encoder(stream).encode(samples, &mut frame.bytes);
        }
        any
    }

    /// Fills a packet with a piece of a key, or the silence behind it.
    pub fn tone(&mut self, stream: &Stream, step: KeyStep, frame: &mut Frame) {
        let mut samples = [0; MAX_SAMPLES];
        let samples = &mut samples[..frame.samples];
        if let KeyStep::Down(Report { event, duration, .. }) = step
            && let Some(tone) = key_of(event).and_then(Tone::of)
        {
            let from = usize::from(duration).saturating_sub(samples.len());
            for (place, sample) in samples.iter_mut().enumerate() {
                *sample = tone.sample(from + place);
            }
        }
        self.narrow(stream, samples, frame);
    }

    /// Fills a packet from a peer with another codec; `false` if nothing of it is due.
    pub fn transcode(&mut self, stream: &Stream, from: &mut JitterBuffer, due: i64, frame: &mut Frame) -> bool {
        let mut samples = [0; MAX_SAMPLES];
        let samples = &mut samples[..frame.samples];
        let any = from.take(due, samples);
        if any {
            self.narrow(stream, samples, frame);
        }
        any
    }

    /// Whether the encoder still holds the end of what was said.
    pub const fn holds(&self) -> bool {
        self.holds
    }

    /// Fills a packet with the end of what was said, and silence; `false` if nothing is held. Without it the far end would
    /// hear that end at the beginning of what comes next.
    pub fn end(&mut self, stream: &Stream, frame: &mut Frame) -> bool {
        if !std::mem::take(&mut self.holds) || stream.codec != Codec::Opus {
            return false;
        }
        self.narrow(stream, &[0; MAX_SAMPLES][..frame.samples], frame);
        self.holds = false;
        true
    }

    /// Somebody else is heard on the leg now: what is held would be heard in between.
    pub const fn give_way(&mut self) {
        self.holds = false;
    }

    fn narrow(&mut self, stream: &Stream, samples: &[i16], frame: &mut Frame) {
        // Where each sample is a byte the room says how many are wanted.
        let room = if stream.codec == Codec::Opus { MAX_SAMPLES } else { samples.len() };
        frame.length = self.encoder(stream).encode_narrow(samples, &mut frame.bytes[..room]);
    }

    fn encoder(&mut self, stream: &Stream) -> &mut Encoder {
        let codec = stream.codec;
        self.holds = codec == Codec::Opus;
        let wishes = stream.opus.filter(|_| self.holds).map_or_else(OpusWishes::default, |opus| opus.wishes);
        let kept = self.encoder.take().filter(|(kept, of, _)| (*kept, *of) == (codec, wishes));
        let (_, _, encoder) = self.encoder.insert(kept.unwrap_or_else(|| (codec, wishes, codec.encoder_for(wishes))));
        encoder
    }
}
