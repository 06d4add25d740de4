//! A sentence by itself: what a slow voice speaks at one time, so that it can be heard while the next one is made.

use super::speaker::Speaker;
use crate::prompt::{FRAME, RATE_HZ};
use crate::sound::Sound;
use crate::spoken::Prosody;

/// A sentence in words, and who may speak it, best first.
#[derive(Debug, Clone)]
pub struct Sentence {
    pub(crate) text: String,
    pub(crate) speakers: Vec<Speaker>,
    pub(crate) prosody: Prosody,
    /// Silence behind it, in milliseconds.
    pub(crate) pause_ms: u32,
    /// Whether it may be kept on disk.
    pub(crate) keep: bool,
}

impl Sentence {
    /// How many voices there are for it.
    pub fn choices(&self) -> usize {
        self.speakers.len()
    }

    /// The name of a voice.
    pub fn voice(&self, choice: usize) -> String {
        self.speakers.get(choice).map(Speaker::name).unwrap_or_default()
    }

    /// Whether a voice takes so long that a caller would notice.
    pub fn is_slow(&self, choice: usize) -> bool {
        self.speakers.get(choice).is_some_and(Speaker::is_slow)
    }

    /// Silence behind the sound, and up to a whole frame: sentences played one after another are then, byte for byte,
    /// what the text is in one piece.
    pub(crate) fn finish(&self, sound: &mut Sound) {
        let pause = RATE_HZ as usize * self.pause_ms as usize / 1000;
        sound.fill((sound.len() + pause).next_multiple_of(FRAME));
    }

    /// Everything of it that shapes the sound of one of its voices, but the text.
    pub(crate) fn fingerprint(&self, choice: usize) -> String {
        let Prosody { rate, volume, pitch } = self.prosody;
        let speaker = self.speakers.get(choice).map(|speaker| speaker.fingerprint(rate)).unwrap_or_default();
        format!("{speaker} {RATE_HZ} {rate} {volume} {pitch} {}", self.pause_ms)
    }
}
