//! The voices by name, and which of them speaks a language.

/// A voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    English,
    American,
    Russian,
}

impl Voice {
    /// The voice asked for if it is one of ours, else the language's own. Names of other platforms' voices
    /// (`Polly.Amy`, `alice`) are asked for all the time, and mean the language's own.
    pub fn choose(language: &str, voice: Option<&str>) -> Option<Self> {
        let asked = voice.map(|voice| voice.trim().to_ascii_lowercase()).unwrap_or_default();
        match asked.strip_prefix("espeak:").unwrap_or(&asked) {
            "en" | "en-gb" => return Some(Self::English),
            "en-us" => return Some(Self::American),
            "ru" | "ru-ru" => return Some(Self::Russian),
            _ => {}
        }
        let language = language.trim().to_ascii_lowercase().replace('_', "-");
        match language.split('-').next()? {
            "en" if matches!(language.as_str(), "en-us" | "en-ca" | "en-ph") => Some(Self::American),
            "en" => Some(Self::English),
            "ru" => Some(Self::Russian),
            _ => None,
        }
    }

    /// Its name with espeak-ng.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en-gb",
            Self::American => "en-us",
            Self::Russian => "ru",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_a_voice_and_a_name_of_ours_wins() {
        let cases = [
            ("en-GB", None, Some(Voice::English)),
            ("en", Some("alice"), Some(Voice::English)),
            ("EN_us", Some("Polly.Joanna"), Some(Voice::American)),
            ("ru-RU", None, Some(Voice::Russian)),
            ("en", Some("espeak:ru"), Some(Voice::Russian)),
            ("fr-FR", None, None),
            ("fr-FR", Some("en-us"), Some(Voice::American)),
            ("", None, None),
        ];
        for (language, voice, expected) in cases {
            assert_eq!(Voice::choose(language, voice), expected, "{language} {voice:?}");
        }
    }
}
