//! Speed, pitch and emphasis in the terms of espeak-ng.

use espeak_ng::{EspeakNg, Parameter};

use super::text::signs::{self, Sign};
use crate::spoken::Prosody;

/// What espeak-ng is set to for a piece of speech.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Manner {
    words_per_minute: i32,
    pitch: i32,
    /// Stretches what was spoken in time; its pitch stays. espeak-ng follows its own speed only halfway.
    tempo: f64,
}

impl Manner {
    pub fn new(prosody: Prosody) -> Self {
        let rate = f64::from(prosody.rate) / 100.0;
        // Stretching merges or doubles each period of the voice once at most; the engine's own speed does the rest.
        let tempo = rate.clamp(0.5, 2.0);
        let words_per_minute = (f64::from(OWN_RATE) * rate / tempo).round().clamp(80.0, 450.0) as i32;
        Self { words_per_minute, pitch: pitch(prosody.pitch), tempo }
    }

    /// An engine that speaks so.
    pub fn set(self, mut engine: EspeakNg) -> EspeakNg {
        engine.set_parameter(Parameter::Rate, self.words_per_minute);
        engine.set_parameter(Parameter::Pitch, self.pitch);
        engine.with_post_tempo(self.tempo)
    }

    /// A text with our signs as commands to the engine.
    pub fn commands(self, text: &str) -> String {
        let mut commands = String::with_capacity(text.len());
        let mut phonemes = false;
        for character in text.chars() {
            let phoneme = signs::of_phoneme(character);
            if phoneme.is_some() != phonemes {
                phonemes = phoneme.is_some();
                commands.push_str(if phonemes { "[[" } else { "]]" });
            }
            let Some(sign) = Sign::of(character) else {
                commands.push(phoneme.unwrap_or(character));
                continue;
            };
            let higher = match sign {
                Sign::Normal => 0,
                Sign::Strong => 12,
                Sign::Moderate => 6,
                Sign::Reduced => -6,
            };
            let (speed, loudness) = sign.speed_and_loudness();
            let rate = self.words_per_minute * i32::from(speed) / 100;
            commands
                .push_str(&format!(" \u{1}{rate}S \u{1}{loudness}A \u{1}{}P ", (self.pitch + higher).clamp(0, 100)));
        }
        if phonemes {
            commands.push_str("]]");
        }
        commands
    }
}

/// The setting, 0 to 100, that moves the voice's pitch by so much.
fn pitch(percent: u16) -> i32 {
    let wanted = u32::from(percent) * 128 / 100;
    let table = espeak_ng::synthesize::intonation::PITCH_ADJUST_TAB;
    let nearest = (0..=100).min_by_key(|setting: &usize| u32::from(table[*setting]).abs_diff(wanted));
    nearest.and_then(|setting| i32::try_from(setting).ok()).unwrap_or(OWN_PITCH)
}

/// Words a minute when nothing else is asked for.
const OWN_RATE: i32 = 175;
const OWN_PITCH: i32 = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asked_for_is_the_engines_own() {
        let own = Manner::new(Prosody::default());
        assert_eq!(own, Manner { words_per_minute: OWN_RATE, pitch: OWN_PITCH, tempo: 1.0 });
        assert_eq!(own.commands("Hello"), "Hello");
    }

    #[test]
    fn any_prosody_stays_within_what_the_engine_takes() {
        for percent in [0, 20, 50, 99, 101, 200, 300, u16::MAX] {
            let manner = Manner::new(Prosody { rate: percent, volume: 100, pitch: percent });
            assert!((80..=450).contains(&manner.words_per_minute) && (0..=100).contains(&manner.pitch), "{manner:?}");
            assert!((0.5..=2.0).contains(&manner.tempo), "{manner:?}");
        }
    }

    #[test]
    fn signs_become_commands_and_go_back_to_what_was() {
        let strong = [Sign::Strong.character(), 'x', Sign::Normal.character()];
        let commands = Manner::new(Prosody::default()).commands(&strong.iter().collect::<String>());
        assert_eq!(commands, " \u{1}140S \u{1}150A \u{1}62P x \u{1}175S \u{1}100A \u{1}50P ");
    }

    #[test]
    fn phonemes_stand_in_brackets() {
        let text: String = "say ".chars().chain("h@l'oU".bytes().map(signs::phoneme)).chain(['.']).collect();
        assert_eq!(Manner::new(Prosody::default()).commands(&text), "say [[h@l'oU]].");
        assert_eq!(Manner::new(Prosody::default()).commands(&text[4..text.len() - 1]), "[[h@l'oU]]");
    }
}
