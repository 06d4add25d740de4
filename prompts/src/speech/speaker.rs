//! Who can speak: a built-in voice, or one from a file.

#[cfg(feature = "piper")]
use std::sync::Arc;

use super::voice::Voice;

/// A voice that can be asked to speak.
#[derive(Clone)]
#[cfg_attr(not(feature = "espeak"), allow(dead_code))] // A build without voices has nobody to construct.
pub(crate) enum Speaker {
    /// espeak-ng.
    Espeak(Voice),
    /// A voice from a file, and the number of its speaker.
    #[cfg(feature = "piper")]
    Piper(Arc<piper::Voice>, i64),
}

impl Speaker {
    /// Its name, as a `voice` attribute has it.
    pub fn name(&self) -> String {
        match self {
            Self::Espeak(voice) => format!("espeak:{}", voice.tag()),
            #[cfg(feature = "piper")]
            Self::Piper(voice, _) if voice.speaker_count() == 1 => format!("piper:{}", voice.name()),
            #[cfg(feature = "piper")]
            Self::Piper(voice, speaker) => format!("piper:{}#{speaker}", voice.name()),
        }
    }

    /// Whether it takes so long that a caller would notice.
    pub fn is_slow(&self) -> bool {
        !matches!(self, Self::Espeak(_))
    }

    /// Whether it speaks sounds; else letters.
    #[cfg_attr(not(feature = "espeak"), allow(dead_code))] // Nobody writes texts out.
    pub fn takes_sounds(&self) -> bool {
        match self {
            Self::Espeak(_) => true,
            #[cfg(feature = "piper")]
            Self::Piper(voice, _) => voice.phoneme_type() == piper::PhonemeType::Espeak,
        }
    }

    /// Everything of it that shapes the sound, at a speed in percent.
    #[cfg_attr(not(feature = "piper"), allow(unused_variables))]
    pub fn fingerprint(&self, rate: u16) -> String {
        match self {
            Self::Espeak(_) => format!("{} {}", super::PHONEMISER, self.name()),
            #[cfg(feature = "piper")]
            Self::Piper(voice, speaker) => {
                let own = voice.fingerprint(piper::Manner { speaker: *speaker, rate });
                format!("{} {own}", super::PHONEMISER)
            }
        }
    }
}

impl std::fmt::Debug for Speaker {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name())
    }
}
