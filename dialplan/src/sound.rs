//! What a caller is to hear, before anybody has rendered it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
pub use xml_schema::speech::{Clock, DateOrder, InterpretAs, Level, Mark, Prosody};

/// One piece of a list that an [`Order::Play`](crate::order::Order::Play) plays without a gap.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sound {
    /// Text to be spoken. The text is plain and as written: SSML has been taken apart, marks say how to read it.
    Speech {
        /// What is said.
        text: String,
        /// BCP 47 language tag; never empty.
        language: String,
        /// The voice asked for, as written, if any; an unknown one means the language's default voice.
        voice: Option<String>,
        /// What of the text is read in a way of its own.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
        /// How fast, loud and high it is said.
        #[serde(default, skip_serializing_if = "Prosody::is_own")]
        prosody: Prosody,
    },
    /// A prompt of the dialplan.
    Prompt {
        /// Its name in the dialplan: what transcripts and scripts call it.
        name: String,
        /// Its file, as the plan's index found it.
        path: String,
        /// Whether it reaches the wire sample for sample (`level="as-is"`).
        as_is: bool,
    },
    /// Audio at an absolute `http` or `https` URL.
    Url {
        /// The absolute URL.
        url: String,
    },
    /// Nothing, for a while.
    Silence {
        /// How long.
        length: Duration,
    },
    /// A soft tone: what says that something is still going on.
    Tone {
        /// Its pitch.
        hz: u32,
        /// How long.
        length: Duration,
    },
    /// The ringing tone of a country, until stopped.
    Ringback {
        /// ISO 3166 alpha-2, lower case (`gb`, `ru`, `us`); unknown: the European tone.
        country: String,
    },
}

impl Sound {
    /// A plain text, spoken by the language's own voice.
    pub fn speech(text: impl Into<String>, language: impl Into<String>) -> Self {
        Self::Speech {
            text: text.into(),
            language: language.into(),
            voice: None,
            marks: Vec::new(),
            prosody: Prosody::default(),
        }
    }
}

/// As derived, but without the marks and prosody that most texts do not have.
impl fmt::Debug for Sound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Speech { text, language, voice, marks, prosody } => {
                let mut speech = formatter.debug_struct("Speech");
                speech.field("text", text).field("language", language).field("voice", voice);
                if !marks.is_empty() {
                    speech.field("marks", marks);
                }
                if !prosody.is_own() {
                    speech.field("prosody", prosody);
                }
                speech.finish()
            }
            Self::Prompt { name, path, as_is } => {
                let mut prompt = formatter.debug_struct("Prompt");
                prompt.field("name", name).field("path", path).field("as_is", as_is).finish()
            }
            Self::Url { url } => formatter.debug_struct("Url").field("url", url).finish(),
            Self::Silence { length } => formatter.debug_struct("Silence").field("length", length).finish(),
            Self::Tone { hz, length } => {
                formatter.debug_struct("Tone").field("hz", hz).field("length", length).finish()
            }
            Self::Ringback { country } => formatter.debug_struct("Ringback").field("country", country).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_hold_marks_and_prosody_only_where_there_are_some() {
        let old = r#"{"speech":{"text":"Hi","language":"en","voice":null}}"#;
        let plain: Sound = serde_json::from_str(old).unwrap();
        assert_eq!(plain, Sound::speech("Hi", "en"));
        assert_eq!(serde_json::to_string(&plain).unwrap(), old);

        let marked = Sound::Speech {
            text: "21:05".into(),
            language: "en".into(),
            voice: None,
            marks: vec![Mark { start: 0, end: 5, how: InterpretAs::Time(Clock::Twelve) }],
            prosody: Prosody { rate: 200, ..Prosody::default() },
        };
        let text = serde_json::to_string(&marked).unwrap();
        assert!(text.contains(r#""how":{"time":"twelve"}"#), "{text}");
        assert_eq!(serde_json::from_str::<Sound>(&text).unwrap(), marked);
    }
}
