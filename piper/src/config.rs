//! `NAME.onnx.json`: what a voice says of itself. Only the rate and the symbols are required; unknown keys are ignored.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::VoiceError;

/// How the phonemes of a voice are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhonemeType {
    /// By espeak-ng, in the International Phonetic Alphabet.
    Espeak,
    /// They are the letters of the text.
    Text,
}

/// A voice's description, checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Config {
    pub rate_hz: u32,
    pub quality: Option<String>,
    pub phoneme_type: PhonemeType,
    /// The name of the language's rules with espeak-ng.
    pub espeak_voice: Option<String>,
    pub language: Option<String>,
    pub noise_scale: f32,
    pub length_scale: f32,
    pub noise_w: f32,
    pub num_speakers: i64,
    pub default_speaker: i64,
    pub speakers: BTreeMap<String, i64>,
    pub ids: BTreeMap<String, Vec<i64>>,
    /// Vowels that are one symbol when they follow one another.
    pub vowel_clusters: Vec<String>,
}

impl Config {
    /// Reads a description.
    ///
    /// # Errors
    /// [`VoiceError`]: what is wrong with it.
    pub fn read(path: &Path) -> Result<Self, VoiceError> {
        let bytes = crate::files::read(path, MAX_BYTES)?;
        Self::parse(&bytes, path)
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Self, VoiceError> {
        let bad = |reason: String| VoiceError::Description { path: path.to_owned(), reason };
        // Editors of some systems begin a file with a byte order mark, which JSON does not allow.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let raw: Raw = serde_json::from_slice(bytes).map_err(|error| bad(error.to_string()))?;
        let rate_hz = raw.audio.sample_rate;
        if !(4000..=192_000).contains(&rate_hz) {
            return Err(bad(format!("its sample rate is {rate_hz} Hz, expected 4000 to 192000")));
        }
        let phoneme_type = match raw.phoneme_type.as_deref().unwrap_or("espeak") {
            "espeak" => PhonemeType::Espeak,
            "text" => PhonemeType::Text,
            found => return Err(VoiceError::PhonemeType { found: found.to_owned() }),
        };
        let ids: BTreeMap<String, Vec<i64>> =
            raw.phoneme_id_map.into_iter().map(|(symbol, ids)| (symbol, ids.into())).collect();
        let found = ids.values().flatten().copied().max().unwrap_or(0);
        let last = raw.num_symbols.map_or(found, |symbols| symbols - 1);
        for (symbol, ids) in &ids {
            if let Some(id) = ids.iter().find(|id| !(0..=last).contains(id)) {
                return Err(VoiceError::Id { symbol: symbol.clone(), id: *id, last });
            }
        }
        let inference = raw.inference.unwrap_or_default();
        let scale = |value: Option<f32>, own: f32| value.filter(|value| value.is_finite()).unwrap_or(own);
        let num_speakers = raw.num_speakers.unwrap_or(1).max(1);
        let speakers = raw.speaker_id_map.unwrap_or_default();
        if let Some((name, id)) = speakers.iter().find(|(_, id)| !(0..num_speakers).contains(id)) {
            return Err(bad(format!("its speaker {name:?} has the number {id}, and there are {num_speakers}")));
        }
        let default_speaker = raw.default_speaker_id.filter(|id| (0..num_speakers).contains(id)).unwrap_or(0);
        Ok(Self {
            rate_hz,
            quality: raw.audio.quality,
            phoneme_type,
            espeak_voice: raw.espeak.and_then(|espeak| espeak.voice),
            language: raw.language.and_then(|language| language.code),
            noise_scale: scale(inference.noise_scale, 0.667).clamp(0.0, 10.0),
            length_scale: scale(inference.length_scale, 1.0).clamp(0.1, 10.0),
            noise_w: scale(inference.noise_w, 0.8).clamp(0.0, 10.0),
            num_speakers,
            default_speaker,
            speakers,
            ids,
            vowel_clusters: raw.vowel_clusters.unwrap_or_default().into_iter().map(|vowels| vowels.concat()).collect(),
        })
    }
}

#[derive(Deserialize)]
struct Raw {
    audio: Audio,
    phoneme_id_map: BTreeMap<String, Ids>,
    phoneme_type: Option<String>,
    espeak: Option<Espeak>,
    language: Option<Language>,
    inference: Option<Inference>,
    num_symbols: Option<i64>,
    num_speakers: Option<i64>,
    speaker_id_map: Option<BTreeMap<String, i64>>,
    default_speaker_id: Option<i64>,
    vowel_clusters: Option<Vec<Vec<String>>>,
}

#[derive(Deserialize)]
struct Audio {
    sample_rate: u32,
    quality: Option<String>,
}

#[derive(Deserialize)]
struct Espeak {
    voice: Option<String>,
}

#[derive(Deserialize)]
struct Language {
    code: Option<String>,
}

#[derive(Deserialize, Default)]
struct Inference {
    noise_scale: Option<f32>,
    length_scale: Option<f32>,
    noise_w: Option<f32>,
}

/// The oldest voices have one number, all others a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Ids {
    Many(Vec<i64>),
    One(i64),
}

impl From<Ids> for Vec<i64> {
    fn from(ids: Ids) -> Self {
        match ids {
            Ids::Many(ids) => ids,
            Ids::One(id) => vec![id],
        }
    }
}

/// Real ones have up to 50 kB; those of 900 speakers included.
const MAX_BYTES: u64 = 4 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, VoiceError> {
        Config::parse(text.as_bytes(), Path::new("x.onnx.json"))
    }

    #[test]
    fn rate_and_symbols_are_enough() {
        let config = parse(r#"{"audio":{"sample_rate":16000},"phoneme_id_map":{"_":[0],"a":7},"what":{"is":"this"}}"#);

        let config = config.unwrap();
        assert_eq!((config.rate_hz, config.phoneme_type, config.num_speakers), (16_000, PhonemeType::Espeak, 1));
        assert_eq!((config.noise_scale, config.length_scale, config.noise_w), (0.667, 1.0, 0.8));
        assert_eq!(config.ids["a"], [7]);
    }

    #[test]
    fn everything_a_voice_may_say_is_understood() {
        let config = parse(
            r#"{"audio":{"sample_rate":22050,"quality":"medium"},"espeak":{"voice":"ru"},"language":{"code":"ru_RU"},
            "inference":{"noise_scale":0.5,"length_scale":1.2,"noise_w":0.1},"num_symbols":9,"num_speakers":3,
            "speaker_id_map":{"anna":0,"boris":2},"default_speaker_id":2,"phoneme_type":"text",
            "phoneme_id_map":{"_":[0],"a":[7,8]},"vowel_clusters":[["a","ɪ"]],"hop_length":256,"piper_version":"1.3"}"#,
        );

        let config = config.unwrap();
        assert_eq!((config.espeak_voice.as_deref(), config.language.as_deref()), (Some("ru"), Some("ru_RU")));
        assert_eq!((config.noise_scale, config.length_scale, config.noise_w), (0.5, 1.2, 0.1));
        assert_eq!((config.default_speaker, config.speakers["boris"]), (2, 2));
        assert_eq!((config.phoneme_type, config.quality.as_deref()), (PhonemeType::Text, Some("medium")));
        assert_eq!(config.vowel_clusters, ["aɪ"]);
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        let cases = [
            ("", "EOF"),
            ("[]", "invalid"),
            (r#"{"phoneme_id_map":{}}"#, "missing field `audio`"),
            (r#"{"audio":{"sample_rate":22050}}"#, "missing field `phoneme_id_map`"),
            (r#"{"audio":{"sample_rate":0},"phoneme_id_map":{}}"#, "sample rate is 0 Hz"),
            (r#"{"audio":{"sample_rate":22050},"phoneme_type":"pinyin","phoneme_id_map":{}}"#, "\"pinyin\""),
            (r#"{"audio":{"sample_rate":22050},"num_symbols":5,"phoneme_id_map":{"a":[5]}}"#, "has the id 5"),
            (r#"{"audio":{"sample_rate":22050},"num_symbols":5,"phoneme_id_map":{"a":[-1]}}"#, "has the id -1"),
            (
                r#"{"audio":{"sample_rate":22050},"num_speakers":2,"speaker_id_map":{"x":2},"phoneme_id_map":{}}"#,
                "speaker \"x\"",
            ),
        ];
        for (text, expected) in cases {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
