//! A prompt the ear knows: its samples, and the places in it by which it is found.

use super::correlate::{Correlator, Pattern, level};
use crate::observation::SoundKind;

/// A sound to be recognised.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// What it is.
    pub kind: SoundKind,
    /// The spoken text, or the prompt's name.
    pub text: String,
    /// 8 kHz mono.
    pub samples: Vec<i16>,
}

/// The same, ready to be looked for.
pub(super) struct Template {
    pub kind: SoundKind,
    pub text: String,
    pub samples: Vec<f32>,
    /// Where in it each pattern stands.
    pub anchors: Vec<(usize, Pattern)>,
}

impl Template {
    /// `None`: there is nothing in it to recognise.
    pub fn new(known: &Known, correlator: &mut Correlator) -> Option<Self> {
        let samples: Vec<f32> = known.samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
        let anchors = anchor_places(&samples);
        if anchors.is_empty() {
            return None;
        }
        let anchors = anchors.into_iter().map(|(from, to)| (from, correlator.pattern(&samples[from..to]))).collect();
        Some(Self { kind: known.kind, text: known.text.clone(), samples, anchors })
    }
}

/// Where to look: the first half second with sound, and one a little later in case the beginning is lost.
fn anchor_places(samples: &[f32]) -> Vec<(usize, usize)> {
    let whole = samples.len();
    let Some(first) = (0..whole).step_by(160).find(|from| level(&samples[*from..(from + 160).min(whole)]) > AUDIBLE)
    else {
        return Vec::new();
    };
    let mut places = vec![(first, (first + ANCHOR).min(whole))];
    let second = first + ANCHOR * 3 / 2;
    if second + ANCHOR <= whole && level(&samples[second..second + ANCHOR]) > AUDIBLE {
        places.push((second, second + ANCHOR));
    }
    places.retain(|(from, to)| to - from >= SHORTEST);
    places
}

/// Half a second.
pub(super) const ANCHOR: usize = 4_000;
/// A tenth of a second; anything shorter is like everything.
const SHORTEST: usize = 800;
/// -46 dB.
const AUDIBLE: f32 = 0.005;
