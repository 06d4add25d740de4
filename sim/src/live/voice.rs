//! What a live caller says: the words of the script by the voice of the plan's language, or something like a voice.

use std::collections::BTreeMap;
use std::f32::consts::TAU;
use std::sync::Arc;
use std::time::Duration;

use prompts::{Prompt, Prompts, Request};

use crate::script::{Action, Script};

/// Renders every text that the caller says. Blocking.
pub(super) fn rendered(script: &Script, prompts: &Prompts, language: &str) -> BTreeMap<String, Arc<Prompt>> {
    let texts = script.steps.iter().filter_map(|step| match &step.action {
        Action::Speak(speak) if !speak.text.is_empty() => Some(speak.text.clone()),
        _ => None,
    });
    let spoken = texts.filter_map(|text| {
        let request = Request::Speech {
            text: text.clone(),
            language: language.to_owned(),
            voice: None,
            marks: Vec::new(),
            prosody: Default::default(),
            keep: false,
        };
        // What no voice can say is hummed.
        Some((text, prompts.render(&request).ok()?))
    });
    spoken.collect()
}

/// A hum in syllables: loud enough for a recording to hear somebody, and like no prompt.
pub(super) fn hum(length: Duration) -> Arc<Prompt> {
    let count = usize::try_from(length.as_millis()).unwrap_or(0).min(LONGEST_MS) * 8;
    let sample = |n: usize| {
        let time = n as f32 / 8_000.0;
        let syllable = (TAU * 4.0 * time).sin().abs();
        let voice: f32 = (1_u8..=5).map(|harmonic| (TAU * 140.0 * f32::from(harmonic) * time).sin()).sum();
        (voice * syllable * 2_000.0) as i16
    };
    Arc::new(Prompt::from_samples((0..count).map(sample).collect()))
}

/// Longer than any caller has breath.
const LONGEST_MS: usize = 600_000;
