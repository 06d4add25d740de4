//! Keeps peaks below what a telephone line carries: turned down early and smoothly, not cut off.

use std::collections::VecDeque;

/// -3 dBFS: G.711 and the analogue line behind it need the room.
pub(crate) const PEAK: f32 = 0.708;
/// The gain goes down over 10 ms before a peak and comes back over 10 ms after it: too short to be heard as pumping.
fn reach(rate_hz: u32) -> usize {
    rate_hz as usize * 5 / 1000
}

/// Limits samples of a rate in place. Where nothing is above the peak, nothing changes.
pub(crate) fn limit(samples: &mut [f32], rate_hz: u32) {
    if samples.iter().all(|sample| sample.abs() <= PEAK) {
        return;
    }
    let needed: Vec<f32> = samples.iter().map(|sample| (PEAK / sample.abs()).min(1.0)).collect();
    // The mean of the lowest gains around a sample has no steps. It is no more than that sample needs, for each of those
    // lowest gains was taken over a window with this sample in it.
    let reach = reach(rate_hz);
    let gains = smooth(&lowest_around(&needed, reach), reach);
    for (sample, gain) in samples.iter_mut().zip(gains) {
        *sample = (*sample * gain).clamp(-PEAK, PEAK);
    }
}

/// For each place the lowest value within `reach` of it.
fn lowest_around(values: &[f32], reach: usize) -> Vec<f32> {
    // Places whose value is lower than all that came later: the first is the lowest of the window.
    let mut falling: VecDeque<usize> = VecDeque::new();
    let mut lowest = Vec::with_capacity(values.len());
    for place in 0..values.len() + reach {
        if let Some(value) = values.get(place) {
            while falling.back().is_some_and(|last| values[*last] >= *value) {
                falling.pop_back();
            }
            falling.push_back(place);
        }
        let Some(middle) = place.checked_sub(reach) else { continue };
        while falling.front().is_some_and(|first| first + reach < middle) {
            falling.pop_front();
        }
        lowest.push(falling.front().map_or(1.0, |first| values[*first]));
    }
    lowest
}

/// The mean within `reach` of each place.
fn smooth(values: &[f32], reach: usize) -> Vec<f32> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    sums.push(0.0_f64);
    for (place, value) in values.iter().enumerate() {
        sums.push(sums[place] + f64::from(*value));
    }
    let mean = |place: usize| {
        let (start, end) = (place.saturating_sub(reach), (place + reach + 1).min(values.len()));
        ((sums[end] - sums[start]) / (end - start) as f64) as f32
    };
    (0..values.len()).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32, count: usize) -> Vec<f32> {
        (0..count).map(|n| amplitude * (std::f32::consts::TAU * 500.0 * n as f32 / 8000.0).sin()).collect()
    }

    #[test]
    fn a_burst_is_turned_down_and_what_is_far_from_it_stays() {
        let mut samples = sine(0.3, 8000);
        samples[4000..4400].copy_from_slice(&sine(1.4, 400));
        let before = samples.clone();

        limit(&mut samples, 8000);

        assert!(samples.iter().all(|sample| sample.abs() <= PEAK));
        assert_eq!(samples[..4000 - 2 * reach(8000)], before[..4000 - 2 * reach(8000)]);
        assert_eq!(samples[4400 + 2 * reach(8000)..], before[4400 + 2 * reach(8000)..]);
    }

    #[test]
    fn a_steady_tone_stays_a_sine() {
        let tone = sine(1.4, 8000);
        let mut samples = tone.clone();
        limit(&mut samples, 8000);

        // Tops that are cut off would differ from the sine by much more.
        let scale = PEAK / 1.4;
        let off = samples[1000..7000].iter().zip(&tone[1000..7000]).map(|(a, b)| (a - b * scale).abs());
        assert!(off.fold(0.0, f32::max) < 0.01);
    }

    #[test]
    fn nothing_quiet_is_touched() {
        let mut samples = sine(0.7, 800);
        limit(&mut samples, 8000);
        assert_eq!(samples, sine(0.7, 800));
        limit(&mut [], 8000);
    }
}
