//! What a caller is to hear, before anybody has rendered it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One piece of a list that an [`Order::Play`](crate::order::Order::Play) plays without a gap.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sound {
    /// Text to be spoken. The text is plain: SSML has been taken apart, numbers stay as written.
    Speech {
        /// What is said.
        text: String,
        /// BCP 47 language tag; never empty.
        language: String,
        /// The voice asked for, as written, if any; an unknown one means the language's default voice.
        voice: Option<String>,
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
