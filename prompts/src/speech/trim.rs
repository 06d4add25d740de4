//! Takes the silence off both ends of what a voice has said: espeak-ng puts a third of a second after every text, which
//! a caller would hear between two prompts of one list.

/// Leaves this much.
const MARGIN_S: f32 = 0.03;
/// -50 dBFS.
const SILENCE: f32 = 0.003;

/// The samples without the silence around them; nothing if there is only silence.
pub(super) fn trim(samples: &[f32], rate_hz: u32) -> &[f32] {
    let heard = |sample: &f32| sample.abs() > SILENCE;
    let (Some(first), Some(last)) = (samples.iter().position(heard), samples.iter().rposition(heard)) else {
        return &[];
    };
    let margin = (MARGIN_S * rate_hz as f32) as usize;
    &samples[first.saturating_sub(margin)..(last + margin + 1).min(samples.len())]
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
}
