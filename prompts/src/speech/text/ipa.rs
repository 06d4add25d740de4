//! The International Phonetic Alphabet in the letters of espeak-ng.

use super::super::voice::Voice;
use super::signs;
use crate::lexicon::Bad;

/// A pronunciation as signs for the voice.
///
/// # Errors
/// [`Bad`], if there is a sound in it that the table does not have, or none at all.
pub(in crate::speech) fn pronounced(ipa: &str, voice: Voice) -> Result<String, Bad> {
    let own: &[(&str, &str)] = if voice == Voice::Russian { &RUSSIAN } else { &ENGLISH };
    let mut sounds = String::new();
    // Stress stands before the syllable in one, before the vowel in the other.
    let mut stress = "";
    let mut rest = ipa.trim();
    let blank = ipa.len() - ipa.trim_end().len();
    while !rest.is_empty() {
        // The longest first: `tʃ` is one sound.
        let known = own.iter().chain(&COMMON).filter(|(ipa, _)| rest.starts_with(ipa)).max_by_key(|(ipa, _)| ipa.len());
        let (ipa, sound) = known.ok_or(Bad::Sound(rest.len() + blank))?;
        rest = &rest[ipa.len()..];
        if matches!(*sound, "'" | ",") {
            stress = sound;
            continue;
        }
        if sound.starts_with(VOWELS) {
            sounds.push_str(std::mem::take(&mut stress));
        }
        sounds.push_str(sound);
    }
    let heard = sounds.bytes().any(|byte| byte.is_ascii_alphanumeric() || byte == b'@');
    if heard { Ok(sounds.bytes().map(signs::phoneme).collect()) } else { Err(Bad::Empty) }
}

const VOWELS: [char; 17] = ['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'V', 'Y', '@', '0', '3', '8'];

const COMMON: [(&str, &str); 43] = [
    ("ˈ", "'"),
    ("'", "'"),
    ("ˌ", ","),
    ("ː", ":"),
    (".", ""),
    ("‿", ""),
    ("/", ""),
    (" ", " "),
    ("͡", ""),
    ("͜", ""),
    ("p", "p"),
    ("b", "b"),
    ("t", "t"),
    ("d", "d"),
    ("k", "k"),
    ("g", "g"),
    ("ɡ", "g"),
    ("f", "f"),
    ("v", "v"),
    ("s", "s"),
    ("z", "z"),
    ("ʃ", "S"),
    ("ʒ", "Z"),
    ("x", "x"),
    ("h", "h"),
    ("m", "m"),
    ("n", "n"),
    ("ŋ", "N"),
    ("l", "l"),
    ("j", "j"),
    ("w", "w"),
    ("θ", "T"),
    ("ð", "D"),
    ("ʔ", "?"),
    ("a", "a"),
    ("e", "e"),
    ("i", "i"),
    ("o", "o"),
    ("u", "u"),
    ("ə", "@"),
    ("ɛ", "E"),
    ("ɪ", "I"),
    ("ʊ", "U"),
];

const ENGLISH: [(&str, &str); 41] = [
    ("r", "r"),
    ("ɹ", "r"),
    ("ɾ", "t#"),
    ("tʃ", "tS"),
    ("t͡ʃ", "tS"),
    ("dʒ", "dZ"),
    ("d͡ʒ", "dZ"),
    ("æ", "a"),
    ("ɑ", "A:"),
    ("ɑː", "A:"),
    ("ɒ", "0"),
    ("ɔ", "O:"),
    ("ɔː", "O:"),
    ("ʌ", "V"),
    ("ɜ", "3:"),
    ("ɜː", "3:"),
    ("ɝ", "3:"),
    ("ɚ", "3"),
    ("i", "i:"),
    ("iː", "i:"),
    ("u", "u:"),
    ("uː", "u:"),
    ("e", "E"),
    ("eɪ", "eI"),
    ("aɪ", "aI"),
    ("aʊ", "aU"),
    ("ɔɪ", "OI"),
    ("əʊ", "oU"),
    ("oʊ", "oU"),
    ("o", "oU"),
    ("eə", "e@"),
    ("ɛə", "e@"),
    ("ɪə", "i@3"),
    ("ʊə", "U@"),
    ("aɪə", "aI@"),
    ("aʊə", "aU@"),
    ("l̩", "@L"),
    ("n̩", "@n"),
    ("m̩", "@m"),
    ("ɐ", "a#"),
    ("ɫ", "l"),
];

const RUSSIAN: [(&str, &str); 21] = [
    ("r", "R"),
    ("ɹ", "R"),
    ("ts", "ts"),
    ("t͡s", "ts"),
    ("tɕ", "tS;"),
    ("t͡ɕ", "tS;"),
    ("tʃʲ", "tS;"),
    ("ɕ", "S;"),
    ("ɕː", "S;"),
    ("ʂ", "S"),
    ("ʐ", "Z"),
    ("ɫ", "l"),
    ("ʲ", ";"),
    ("ɨ", "y"),
    ("ɐ", "V"),
    ("ʌ", "V"),
    ("æ", "a"),
    ("ɔ", "o"),
    ("ɵ", "o"),
    ("ʉ", "u"),
    ("ɣ", "g"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(ipa: &str, voice: Voice) -> Option<String> {
        let signs = pronounced(ipa, voice).ok()?;
        signs.chars().map(signs::of_phoneme).collect()
    }

    #[test]
    fn sounds_are_written_as_the_voice_has_them() {
        let cases = [
            ("təˈmɑːtəʊ", Voice::English, Some("t@m'A:toU")),
            ("təˈmeɪɾoʊ", Voice::American, Some("t@m'eIt#oU")),
            ("ˈt͡ʃɜːt͡ʃ", Voice::English, Some("tS'3:tS")),
            ("ˈzamək", Voice::Russian, Some("z'am@k")),
            ("ʲ", Voice::Russian, None),
            ("ʘ", Voice::English, None),
            ("", Voice::English, None),
            ("ˈˌ", Voice::English, None),
        ];
        for (ipa, voice, expected) in cases {
            assert_eq!(letters(ipa, voice).as_deref(), expected, "{ipa}");
        }
    }
}
