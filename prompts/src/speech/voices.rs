//! All voices: the built-in ones, those of a folder, and texts cut into what one of them says at a time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::choice::locale;
use super::espeak::Espeak;
use super::library::Library;
use super::sentences::{self, Piece};
use super::speaker::Speaker;
use super::text::{OwnWords, Way};
use super::voice::Voice;
use super::{PHONEMISER, Sentence, Utterance, choice, text, trim};
use crate::decode::{MAX_MINUTES, MAX_SAMPLES, too_long};
use crate::error::PromptError;
use crate::notices::Notices;
use crate::prompt::RATE_HZ;
use crate::resample::ToLine;
use crate::sound::{Band, Sound};
use crate::voice_options::{VoiceInfo, VoiceOptions};

/// The voices there are.
pub(crate) struct Voices {
    pub(super) espeak: Espeak,
    library: Library,
    default: BTreeMap<String, String>,
    own: OwnWords,
    /// Of the lexicon.
    fingerprint: String,
    #[cfg_attr(not(feature = "piper"), allow(dead_code))] // Built-in voices have nothing to tell here.
    pub(super) notices: Arc<Notices>,
    band: Band,
}

impl Voices {
    pub fn new(cache_dir: Option<&Path>, options: VoiceOptions, band: Band, notices: &Arc<Notices>) -> Self {
        let library = Library::open(&options);
        let VoiceOptions { default, lexicon, .. } = options;
        let (own, fingerprint) = (OwnWords::new(&lexicon), lexicon.fingerprint());
        let espeak = Espeak::new(cache_dir, Arc::clone(notices));
        Self { espeak, library, default, own, fingerprint, notices: Arc::clone(notices), band }
    }

    /// The voices of the folder, also those that cannot be used.
    pub fn infos(&self) -> &[VoiceInfo] {
        self.library.infos()
    }

    /// What is wrong with the folder, the engines and the choice of voices.
    pub fn remarks(&self) -> Vec<String> {
        let unknown = self.default.iter().filter(|(_, name)| !self.has(name));
        let unknown = unknown.map(|(language, name)| {
            format!(
                "the default voice of {language:?} is {name:?}, which is not there or cannot be used; another speaks"
            )
        });
        self.library.remark().map(str::to_owned).into_iter().chain(unknown).collect()
    }

    /// Whether there is a voice of that name.
    pub fn has(&self, name: &str) -> bool {
        choice::named(&self.library, name).is_some()
    }

    /// The name of the voice that would speak.
    pub fn name(&self, language: &str, voice: Option<&str>) -> String {
        self.speakers(language, voice).first().map_or_else(|| language.to_owned(), Speaker::name)
    }

    /// Everything beside a request that shapes its sound, for cache keys: the voice that would speak, the rules, the lexicon.
    pub fn fingerprint(&self, language: &str, voice: Option<&str>) -> String {
        let name = self.name(language, voice);
        // The language chooses the lists of the lexicon.
        format!("{PHONEMISER} {name} {} {}", locale(language), self.fingerprint)
    }

    /// Speaks a text with the built-in voice, at the rates of the line.
    pub fn speak(&self, utterance: &Utterance<'_>) -> Result<Sound, PromptError> {
        let Utterance { text, language, voice, marks, prosody } = *utterance;
        let Some(Speaker::Espeak(rules)) = self.speakers(language, voice).pop() else {
            let known = "en (en-GB, en-US) and ru".to_owned();
            return Err(PromptError::NoVoice { language: language.to_owned(), known });
        };
        let way = Way { rules, language, own: &self.own, sounds: true };
        let Some(stretches) = text::write_out(text, marks, &way) else {
            return Err(PromptError::Script { voice: rules.tag().to_owned() });
        };
        // Refused before the work, if it cannot but be too long.
        not_too_long(stretches.iter().map(|stretch| stretch.text.as_str()))?;
        let mut sound = Sound::default();
        for stretch in stretches {
            for piece in sentences::pieces(&stretch.text) {
                let (spoken, rate_hz) = self.espeak.speak(stretch.voice, &piece, prosody)?;
                if sound.len() > 0 {
                    sound.fill(sound.len() + RATE_HZ as usize * GAP_MS / 1000);
                }
                sound.append(self.to_line(&spoken, rate_hz)?);
                if sound.len() > MAX_SAMPLES {
                    return Err(too_long("speech"));
                }
            }
        }
        Ok(sound)
    }

    /// The sentences of a text, if the first voice for it is a slow one.
    pub fn sentences(&self, utterance: &Utterance<'_>, keep: bool) -> Result<Option<Vec<Sentence>>, PromptError> {
        let Utterance { text, language, voice, marks, prosody } = *utterance;
        let speakers = self.speakers(language, voice);
        let Some(first) = speakers.first().filter(|speaker| speaker.is_slow()) else { return Ok(None) };
        let rules = rules(first);
        let stretches: Vec<(Option<Voice>, String)> = match rules {
            Some(rules) => {
                let way = Way { rules, language, own: &self.own, sounds: first.takes_sounds() };
                let stretches = text::write_out(text, marks, &way);
                let stretches = stretches.ok_or_else(|| PromptError::Script { voice: first.name() })?;
                stretches.into_iter().map(|stretch| (Some(stretch.voice), stretch.text)).collect()
            }
            None => vec![(None, text::plain(text, language, &self.own))],
        };
        not_too_long(stretches.iter().map(|(_, text)| text.as_str()))?;
        let mut sentences = Vec::new();
        for (own, text) in stretches {
            let speakers = match own {
                // Words of another language within the text.
                Some(own) if Some(own) != rules => self.speakers(own.tag(), None),
                _ => speakers.clone(),
            };
            for Piece { text, pause_ms } in sentences::single(&text, sentences.is_empty()) {
                sentences.push(Sentence { text, speakers: speakers.clone(), prosody, pause_ms, keep });
            }
        }
        if let Some(last) = sentences.last_mut() {
            last.pause_ms = 0;
        }
        Ok(Some(sentences))
    }

    /// Says a sentence with one of its voices, at the rates of the line, not yet levelled.
    pub fn say(&self, sentence: &Sentence, choice: usize) -> Result<Sound, PromptError> {
        let Some(speaker) = sentence.speakers.get(choice) else {
            return Err(PromptError::Broken { reason: format!("a sentence has no voice number {choice}") });
        };
        let (spoken, rate_hz) = match speaker {
            Speaker::Espeak(voice) => self.espeak.speak(*voice, &sentence.text, sentence.prosody)?,
            #[cfg(feature = "piper")]
            Speaker::Piper(voice, number) => self.piper(voice, *number, sentence)?,
        };
        let sound = self.to_line(&spoken, rate_hz)?;
        if sound.len() > MAX_SAMPLES { Err(too_long("speech")) } else { Ok(sound) }
    }

    /// What was spoken, without the silence around it, at the rates of the line.
    fn to_line(&self, spoken: &[f32], rate_hz: u32) -> Result<Sound, PromptError> {
        let mut line = ToLine::new("speech", rate_hz, self.band)?;
        line.push(&trim::trim(spoken, rate_hz));
        Ok(line.finish())
    }

    fn speakers(&self, language: &str, voice: Option<&str>) -> Vec<Speaker> {
        choice::speakers(&self.library, &self.default, language, voice)
    }
}

/// The built-in voice whose rules write a speaker's texts out; `None`: they are taken as they are.
fn rules(speaker: &Speaker) -> Option<Voice> {
    match speaker {
        Speaker::Espeak(voice) => Some(*voice),
        #[cfg(feature = "piper")]
        Speaker::Piper(voice, _) => super::library::rules(voice),
    }
}

fn not_too_long<'t>(texts: impl Iterator<Item = &'t str>) -> Result<(), PromptError> {
    let length: usize = texts.map(|text| text.chars().count()).sum();
    if length > MAX_MINUTES as usize * 60 * CHARACTERS_PER_SECOND { Err(too_long("speech")) } else { Ok(()) }
}

/// Silence between pieces.
const GAP_MS: usize = 250;
/// Twice what a voice of ours says in a second.
const CHARACTERS_PER_SECOND: usize = 40;
