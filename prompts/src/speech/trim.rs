//! Takes the silence off both ends of what a voice has said: espeak-ng puts a third of a second after every text, which
//! a caller would hear between two prompts of one list. What is left begins and ends softly: a voice that is cut off
//! clicks where the next sentence joins.

/// Leaves this much.
const MARGIN_S: f32 = 0.03;
/// -50 dBFS.
const SILENCE: f32 = 0.003;

/// So long it takes to come up, and to go down.
const FADE_S: f32 = 0.003;

/// The samples without the silence around them, faded in and out; nothing if there is only silence.
pub(super) fn trim(samples: &[f32], rate_hz: u32) -> Vec<f32> {
    let heard = |sample: &f32| sample.abs() > SILENCE;
    let (Some(first), Some(last)) = (samples.iter().position(heard), samples.iter().rposition(heard)) else {
        return Vec::new();
    };
    let count = |seconds: f32| (seconds * rate_hz as f32) as usize;
    let margin = count(MARGIN_S);
    let mut speech = samples[first.saturating_sub(margin)..(last + margin + 1).min(samples.len())].to_vec();
    let fade = count(FADE_S).min(speech.len() / 2);
    for place in 0..fade {
        let gain = place as f32 / fade as f32;
        let mirrored = speech.len() - 1 - place;
        speech[place] *= gain;
        speech[mirrored] *= gain;
    }
    speech
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_heard_stays() {
        let mut samples = vec![0.0; 3000];
        samples[1000..1500].fill(0.5);
        samples[1200..1300].fill(0.0);

        assert_eq!(trim(&samples, 8000), &samples[760..1740]);
        assert!(trim(&[0.001; 100], 8000).is_empty());
        assert_eq!(trim(&[1.0], 8000), [1.0]);
    }

    #[test]
    fn what_is_cut_off_fades_over_three_milliseconds() {
        let speech = trim(&[0.5; 8000], 8000);

        assert_eq!(speech.len(), 8000);
        assert_eq!((speech[0], speech[12], speech[24]), (0.0, 0.25, 0.5));
        assert_eq!((speech[7999], speech[7987], speech[7975]), (0.0, 0.25, 0.5));
    }
}
