//! A guess at what is playing, followed sample by sample.

use super::correlate::{Correlator, level, likeness};
use super::known::Template;

/// "This template began there": so far.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    /// Index of the template.
    pub template: usize,
    /// Where its first sample stands in the audio; negative if its beginning was lost.
    pub start: i64,
    /// From where on the audio stands at `start`: before that, some of it may have been earlier.
    aligned: usize,
    /// Up to where it was compared.
    pub compared: usize,
    /// Up to where the audio went on as the template does.
    pub good_until: usize,
    /// How alike both were up to there.
    pub good_likeness: f32,
    dot: f64,
    energy_audio: f64,
    energy_template: f64,
}

/// How a guess fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The audio still goes on as the template does.
    Alike,
    /// The template is at its end.
    Finished,
    /// The audio has become something else.
    Lost,
}

impl Guess {
    pub fn new(template: usize, start: i64) -> Self {
        let first = usize::try_from(start).unwrap_or(0);
        Self {
            template,
            start,
            aligned: first,
            compared: first,
            good_until: first,
            good_likeness: 0.0,
            dot: 0.0,
            energy_audio: 0.0,
            energy_template: 0.0,
        }
    }

    /// Compares what is new.
    pub fn follow(&mut self, audio: &[f32], template: &Template) -> Verdict {
        let end = self.end(template);
        let until = end.min(audio.len());
        let (heard, known) = self.both(audio, template, self.compared, until);
        for (heard, known) in heard.iter().zip(known) {
            let (heard, known) = (f64::from(*heard), f64::from(*known));
            self.dot += heard * known;
            self.energy_audio += heard * heard;
            self.energy_template += known * known;
        }
        self.compared = self.compared.max(until);
        if self.still_alike(audio, template) {
            self.good_until = self.compared;
            self.good_likeness = self.likeness();
            if self.compared >= end { Verdict::Finished } else { Verdict::Alike }
        } else {
            Verdict::Lost
        }
    }

    /// How alike both are, over everything compared.
    pub fn likeness(&self) -> f32 {
        let scale = (self.energy_audio * self.energy_template).sqrt();
        if scale < f64::EPSILON { 0.0 } else { (self.dot / scale) as f32 }
    }

    /// Where the template ends in the audio.
    pub fn end(&self, template: &Template) -> usize {
        usize::try_from(self.start + template.samples.len() as i64).unwrap_or(0)
    }

    /// How much of it was compared.
    pub fn length(&self) -> usize {
        self.compared.saturating_sub(usize::try_from(self.start).unwrap_or(0))
    }

    /// Where the audio stopped being the template: frames before it are alike, frames behind it are not. One frame of a voice
    /// is often like another one of it, so all of them count, not the last one alone.
    pub fn cut_at(&self, audio: &[f32], template: &Template) -> usize {
        let from = self.good_until.saturating_sub(RECENT);
        let to = self.compared.min(self.good_until + RECENT);
        let (mut cut, mut sum, mut most) = (from, 0.0, 0.0);
        for at in (from..to).step_by(CUT_STEP) {
            let (heard, known) = self.both(audio, template, at, (at + CUT_STEP).min(to));
            if level(known) > AUDIBLE {
                sum += likeness(heard, known) - FRAME_ALIKE;
            }
            if sum > most {
                (cut, most) = (at + heard.len(), sum);
            }
        }
        cut
    }

    /// Looks whether a template that was lost goes on a little later: a busy sender leaves a gap and then carries on.
    pub fn resume(&mut self, audio: &[f32], template: &Template, correlator: &mut Correlator) -> Resumed {
        let cut = self.cut_at(audio, template);
        let Some(ahead) = audio.get(cut..cut + MOVED + WINDOW) else { return Resumed::NotYet };
        let known_from = usize::try_from(cut as i64 - self.start).unwrap_or(0);
        let known = template.samples.get(known_from..known_from + WINDOW).unwrap_or_default();
        if level(known) < AUDIBLE {
            return Resumed::No;
        }
        let pattern = correlator.pattern(known);
        correlator.load(ahead);
        let found = correlator.best(&pattern, MOVED).filter(|(_, likeness)| *likeness > SURE);
        let Some((moved, _)) = found else { return Resumed::No };
        self.start += moved as i64;
        self.aligned = cut + moved;
        self.compared = self.compared.max(self.aligned + WINDOW);
        self.good_until = self.aligned + WINDOW;
        Resumed::Yes
    }

    /// Whether the last part that was compared is alike; a pause in both is.
    fn still_alike(&self, audio: &[f32], template: &Template) -> bool {
        let from = self.compared.saturating_sub(RECENT).max(self.aligned);
        let (heard, known) = self.both(audio, template, from, self.compared);
        if level(known) < AUDIBLE { level(heard) < AUDIBLE * 3.0 } else { likeness(heard, known) > ALIKE }
    }

    fn both<'a>(&self, audio: &'a [f32], template: &'a Template, from: usize, to: usize) -> (&'a [f32], &'a [f32]) {
        let known_from = usize::try_from(from as i64 - self.start).unwrap_or(0);
        let length = to.saturating_sub(from);
        let heard = audio.get(from..from + length).unwrap_or_default();
        let known = template.samples.get(known_from..known_from + length).unwrap_or_default();
        (heard, known)
    }
}

/// Whether a lost template goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resumed {
    /// It does.
    Yes,
    /// It does not: it was cut off.
    No,
    /// That is known when there is more audio.
    NotYet,
}

/// How long a gap may be: three tenths of a second.
const MOVED: usize = 2_400;
/// What is looked for behind it: a fifth of a second.
const WINDOW: usize = 1_600;
/// Likeness that is no accident.
const SURE: f32 = 0.7;
/// The part that decides whether the audio still is the template: three tenths of a second hold a syllable or two.
const RECENT: usize = 2_400;
const CUT_STEP: usize = 160;
/// A frame of the template is nearly 1 over a line that works, and about 0.8 over a bad one; a strange one is 0 in the mean.
const FRAME_ALIKE: f32 = 0.5;
/// -46 dB.
const AUDIBLE: f32 = 0.005;
/// Different words of one voice reach 0.3; the same words over a bad line stay above 0.6.
const ALIKE: f32 = 0.45;
