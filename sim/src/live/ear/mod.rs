//! The ear of a live caller: recognises known prompts in the audio that arrives, wherever they begin and end.
//!
//! Half a second of each prompt is looked for by cross-correlation; what is found is a guess, which is followed until only
//! one is left, and from then on until the prompt ends or is cut off. Sound that is none of the known prompts is
//! reported as such.

use std::time::Duration;

use dialplan::time::Instant;

use crate::observation::{Observation, Sound};

mod activity;
mod borders;
mod correlate;
mod guess;
mod known;
mod strange;
#[cfg(test)]
mod test_audio;
#[cfg(test)]
mod tests;
mod tone;
#[cfg(test)]
mod voice_tests;

use activity::Activity;
use correlate::{Correlator, level};
use guess::{Guess, Resumed, Verdict};
pub use known::Known;
use known::{ANCHOR, Template};
use strange::Strange;
use tone::ToneEar;

/// Listens to one call.
pub struct Ear {
    /// When the first sample was heard.
    base: Instant,
    /// Everything heard so far.
    audio: Vec<f32>,
    templates: Vec<Template>,
    correlator: Correlator,
    /// Up to where prompts were looked for.
    searched: usize,
    guesses: Vec<Guess>,
    /// The prompt that plays, and the number it was reported with.
    playing: Option<(u32, Guess)>,
    activity: Activity,
    strange: Strange,
    tones: Vec<(ToneEar, u32)>,
    ids: u32,
}

impl Ear {
    /// An ear that knows these prompts and listens for these tones; `base` is the time of the first sample.
    pub fn new(known: &[Known], tones: &[u32], base: Instant) -> Self {
        let mut correlator = Correlator::new();
        // Two of the same would never be told apart.
        let once = known.iter().enumerate().filter(|(index, one)| !known[..*index].contains(one));
        let templates = once.filter_map(|(_, known)| Template::new(known, &mut correlator)).collect();
        Self {
            base,
            audio: Vec::new(),
            templates,
            correlator,
            searched: 0,
            guesses: Vec::new(),
            playing: None,
            activity: Activity::default(),
            strange: Strange::default(),
            tones: tones.iter().map(|hz| (ToneEar::new(*hz), 0)).collect(),
            ids: 0,
        }
    }

    /// Everything heard, silence between packets included; full scale is 1.
    pub fn into_audio(self) -> Vec<f32> {
        self.audio
    }

    /// Takes in samples at a position; a gap before them was silence.
    pub fn hear(&mut self, position: usize, samples: &[i16]) {
        let end = position + samples.len();
        if self.audio.len() < end {
            self.audio.resize(end, 0.0);
        }
        for (place, sample) in self.audio[position..end].iter_mut().zip(samples) {
            *place = f32::from(*sample) / 32_768.0;
        }
    }

    /// Takes in silence up to a position, if nothing was heard there.
    pub fn hear_nothing_until(&mut self, position: usize) {
        if self.audio.len() < position {
            self.audio.resize(position, 0.0);
        }
    }

    /// Reports what was found in everything taken in since the last time.
    pub fn report(&mut self, observations: &mut Vec<Observation>) {
        self.report_activity(observations);
        self.report_tones(observations);
        loop {
            let before = (self.searched, self.playing.is_some());
            self.follow(observations);
            self.search();
            if (self.searched, self.playing.is_some()) == before {
                break;
            }
        }
        let quiet = self.guesses.is_empty() && self.playing.is_none();
        if quiet {
            let (base, searched) = (self.base, self.searched);
            self.strange.report(searched, &mut self.ids, |position| time(base, position), observations);
        }
    }

    /// Reports what is left when nothing more will come.
    pub fn finish(&mut self, observations: &mut Vec<Observation>) {
        let heard = self.audio.len();
        // A second of silence ends whatever plays, and lets the last half second be searched.
        self.audio.resize(heard + 8_000, 0.0);
        self.report(observations);
        self.audio.truncate(heard);
    }

    /// Looks for the beginnings of prompts in the audio not searched yet, one step at a time.
    fn search(&mut self) {
        if self.playing.is_some() || self.audio.len() < self.searched + ANCHOR + STEP {
            return;
        }
        let block = &self.audio[self.searched..self.searched + ANCHOR + STEP];
        if level(block) > SILENT {
            self.correlator.load(block);
            for (index, template) in self.templates.iter().enumerate() {
                for (place, pattern) in &template.anchors {
                    let best = self.correlator.best(pattern, STEP);
                    let Some((offset, _)) = best.filter(|(_, likeness)| *likeness > FOUND) else { continue };
                    let start = (self.searched + offset) as i64 - *place as i64;
                    if lost(&self.audio, start + template.anchors[0].0 as i64, self.searched + offset) > LOST_MAX {
                        continue;
                    }
                    let known = |guess: &Guess| guess.template == index && (guess.start - start).abs() < SAME_PLACE;
                    if !self.guesses.iter().any(known) {
                        self.guesses.push(Guess::new(index, start));
                    }
                }
            }
        }
        self.searched += STEP;
    }

    /// Compares the guesses, or the prompt that plays, with what is new.
    fn follow(&mut self, observations: &mut Vec<Observation>) {
        if let Some((id, mut guess)) = self.playing.take() {
            let template = &self.templates[guess.template];
            let mut verdict = guess.follow(&self.audio, template);
            if verdict == Verdict::Lost && guess.resume(&self.audio, template, &mut self.correlator) != Resumed::No {
                verdict = Verdict::Alike;
            }
            match verdict {
                Verdict::Alike => self.playing = Some((id, guess)),
                verdict => self.ended(id, &guess, verdict, observations),
            }
            return;
        }
        let mut lost: Option<Guess> = None;
        let (audio, templates) = (&self.audio, &self.templates);
        self.guesses.retain_mut(|guess| {
            let verdict = guess.follow(audio, &templates[guess.template]);
            let needed = if verdict == Verdict::Finished { SURE } else { FOUND };
            let alike = verdict != Verdict::Lost && guess.likeness() > needed;
            if !alike && lost.as_ref().is_none_or(|other| guess.good_until > other.good_until) {
                lost = Some(guess.clone());
            }
            alike
        });
        if let Some(guess) = self.decide() {
            self.guesses.clear();
            let id = self.began(&guess, observations);
            self.playing = Some((id, guess));
        } else if let Some(guess) = lost.filter(|guess| self.guesses.is_empty() && was_heard(guess)) {
            // It was cut off, or has a gap, before it could be told apart from others.
            let id = self.began(&guess, observations);
            self.playing = Some((id, guess));
        }
    }

    /// The guess that is right, as soon as that is clear.
    fn decide(&self) -> Option<Guess> {
        let best = self.guesses.iter().max_by(|a, b| a.likeness().total_cmp(&b.likeness()))?;
        let rivals: Vec<&Guess> =
            self.guesses.iter().filter(|guess| guess.likeness() > best.likeness() - MARGIN).collect();
        let whole = |guess: &Guess| self.templates[guess.template].samples.len();
        let end = |guess: &Guess| guess.end(&self.templates[guess.template]);
        if rivals.len() == 1 {
            let enough = if best.likeness() > CERTAIN { ENOUGH } else { ENOUGH_IF_UNLIKE };
            let clear = best.likeness() > SURE && best.length() >= enough.min(whole(best));
            return clear.then(|| best.clone());
        }
        // A prompt may be the beginning of another: a little after its end the other is lost, or it is the right one.
        let longest = rivals.iter().max_by_key(|guess| end(guess))?;
        let shorter = || rivals.iter().filter(|guess| end(guess) < end(longest));
        let shorter_over = shorter().count() > 0 && shorter().all(|guess| end(guess) + GOES_ON <= self.audio.len());
        if shorter_over || end(longest) <= self.audio.len() {
            return Some((*longest).clone());
        }
        (best.length() >= LONG_ENOUGH).then(|| best.clone())
    }

    fn began(&mut self, guess: &Guess, observations: &mut Vec<Observation>) -> u32 {
        self.ids += 1;
        let template = &self.templates[guess.template];
        let started = self.at(usize::try_from(guess.start).unwrap_or(0));
        let (kind, text) = (template.kind, template.text.clone());
        observations.push(Observation::Sound(Sound { id: self.ids, kind, text, started }));
        self.ids
    }

    fn ended(&mut self, id: u32, guess: &Guess, verdict: Verdict, observations: &mut Vec<Observation>) {
        let template = &self.templates[guess.template];
        let whole = template.samples.len() as f64;
        let end = if verdict == Verdict::Lost { guess.cut_at(&self.audio, template) } else { guess.end(template) };
        let heard = ((end as i64 - guess.start) as f64 / whole).clamp(0.0, 1.0);
        // The last frame of a prompt is padded; a few milliseconds that are missing are not a cut.
        let heard = if heard > 0.97 { 1.0 } else { heard };
        observations.push(Observation::SoundEnded { id, at: self.at(end), heard });
        self.strange.explained(usize::try_from(guess.start).unwrap_or(0), end);
        self.searched = end.min(self.audio.len());
    }

    fn at(&self, position: usize) -> Instant {
        time(self.base, position)
    }
}

/// Whether what was heard of a guess before it was lost is worth telling.
fn was_heard(guess: &Guess) -> bool {
    let first = usize::try_from(guess.start).unwrap_or(0);
    guess.good_likeness > SURE && guess.good_until.saturating_sub(first) >= ENOUGH
}

/// How much of a sound that should begin at `begin` is missing: the silence there, at most up to `end`.
fn lost(audio: &[f32], begin: i64, end: usize) -> usize {
    let first = usize::try_from(begin).unwrap_or(0);
    let before = usize::try_from(-begin).unwrap_or(0);
    let silent = audio.get(first..end).unwrap_or_default().chunks(FRAME).take_while(|frame| level(frame) < SILENT);
    before + silent.count() * FRAME
}

fn time(base: Instant, position: usize) -> Instant {
    base + Duration::from_micros(position as u64 * 125)
}

/// 20 ms.
const FRAME: usize = 160;
/// How much is searched at a time.
const STEP: usize = 1_600;
/// -60 dB: not worth searching.
const SILENT: f32 = 0.001;
/// From here on a likeness is a guess.
const FOUND: f32 = 0.55;
/// From here on it is no accident.
const SURE: f32 = 0.7;
/// From here on a moment is enough.
const CERTAIN: f32 = 0.9;
/// Two guesses nearer than this are not told apart.
const MARGIN: f32 = 0.1;
/// Guesses of one template this near are the same one.
const SAME_PLACE: i64 = 40;
/// So much of a prompt is enough when nothing else is like it.
const ENOUGH: usize = 3_200;
/// So much if it could be something else with the same words in it.
const ENOUGH_IF_UNLIKE: usize = 12_000;
/// So much is enough in any case.
const LONG_ENOUGH: usize = 24_000;
/// How much of the beginning of a prompt may be lost: half a second.
const LOST_MAX: usize = 4_000;
/// So much after the end of one prompt, another that began like it is known to go on or not.
const GOES_ON: usize = 2_400;
