//! Texts so short that a network stumbles over them.
//!
//! Voices learn from sentences: of a single letter or syllable the first sound is often lost, and what has no full stop ends
//! anyhow. So a short text is given a pause before it and a full stop behind it, and what comes of the pause is cut off again.

use crate::symbols::Symbols;

/// A short text with signs around it; `None`: it is long enough, or the voice has no such signs.
pub(crate) fn within_pauses(phonemes: &str, symbols: &Symbols) -> Option<String> {
    let is_sound = |character: &char| character.is_alphanumeric() && !STRESS.contains(character);
    let sounds = phonemes.chars().filter(is_sound).take(SHORT + 1).count();
    if !(1..=SHORT).contains(&sounds) {
        return None;
    }
    let pause = match (symbols.has(','), symbols.has(' ')) {
        (true, true) => ", ",
        (true, false) => ",",
        (false, _) => "",
    };
    let is_open = !phonemes.trim_end().ends_with(['.', '!', '?', ',', ';', ':']);
    let stop = if is_open && symbols.has('.') { "." } else { "" };
    (pause.len() + stop.len() > 0).then(|| format!("{pause}{phonemes}{stop}"))
}

/// The samples without the pauses around them.
pub(crate) fn without_pauses(samples: Vec<f32>, rate_hz: u32) -> Vec<f32> {
    let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let is_heard = |sample: &f32| sample.abs() > peak * QUIET;
    let (Some(first), Some(last)) = (samples.iter().position(is_heard), samples.iter().rposition(is_heard)) else {
        return samples;
    };
    let margin = rate_hz as usize * MARGIN_MS / 1000;
    samples[first.saturating_sub(margin)..(last + margin + 1).min(samples.len())].to_vec()
}

/// Up to so many sounds are a letter, a digit, a word of one or two syllables.
const SHORT: usize = 8;
/// They are no sounds.
const STRESS: [char; 3] = ['ˈ', 'ˌ', 'ː'];
/// -40 dB below the loudest: a breath or the noise of a pause is no speech.
const QUIET: f32 = 0.01;
/// A soft consonant may be there.
const MARGIN_MS: usize = 50;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    fn symbols(signs: &str) -> Symbols {
        let ids: BTreeMap<String, Vec<i64>> =
            signs.chars().enumerate().map(|(id, sign)| (sign.to_string(), vec![id as i64])).collect();
        Symbols::new(&ids, &[], Path::new("x.json")).unwrap()
    }

    #[test]
    fn what_is_short_stands_within_pauses_and_what_is_not_stays() {
        let all = symbols("_^$ ,.!");
        let cases =
            [("ˈeɪ", Some(", ˈeɪ.")), ("dˈa!", Some(", dˈa!")), ("zdrˈɑstvujtʲe", None), ("", None), ("...", None)];
        for (text, expected) in cases {
            assert_eq!(within_pauses(text, &all).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn signs_that_a_voice_does_not_have_are_not_put_in() {
        assert_eq!(within_pauses("a", &symbols("_^$,")).as_deref(), Some(",a"));
        assert_eq!(within_pauses("a", &symbols("_^$ .")).as_deref(), Some("a."));
        assert_eq!(within_pauses("a", &symbols("_^$ ")), None);
    }

    #[test]
    fn pauses_are_cut_off_up_to_a_margin() {
        let mut samples = vec![0.004; 3000];
        samples[1000..1200].fill(-0.5);

        assert_eq!(without_pauses(samples.clone(), 8000), &samples[600..1600]);
        assert_eq!(without_pauses(vec![0.0; 10], 8000), [0.0; 10]);
    }
}
