//! What the virtual caller hears: lists of sounds, one after another, without any sound.

use std::collections::VecDeque;
use std::time::Duration;

use dialplan::event::PlayOutcome;
use dialplan::ids::PlayId;
use dialplan::sound::Sound;
use dialplan::time::Instant;

/// A sound and how long it lasts; `None`: until it is stopped.
pub(super) type Timed = (Sound, Option<Duration>);

/// Plays in the order they were asked for.
#[derive(Debug, Default)]
pub(super) struct Speaker {
    plays: VecDeque<Play>,
    /// The sound that is heard now.
    sounding: Option<Sounding>,
    ids: u32,
}

/// A list of sounds, waiting or playing.
#[derive(Debug)]
struct Play {
    id: PlayId,
    sounds: Vec<Timed>,
    /// How many passes are left, this one included.
    passes: u32,
    /// The sound that comes next.
    next: usize,
}

/// A sound in the air.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sounding {
    /// Numbers sounds over the call.
    pub id: u32,
    pub sound: Sound,
    pub length: Option<Duration>,
    pub started: Instant,
}

/// What happens at the speaker.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Heard {
    Begins(Sounding),
    /// With the part of it that was heard, 0 to 1.
    Ends(Sounding, f64),
    Played(PlayId, PlayOutcome),
}

impl Speaker {
    /// Adds a list of sounds. [`run`](Self::run) begins it.
    pub fn play(&mut self, id: PlayId, sounds: Vec<Timed>, times: Option<u32>) {
        let lasting = sounds.iter().any(|(_, length)| *length != Some(Duration::ZERO));
        let passes = if lasting { times.unwrap_or(MOST_PASSES).min(MOST_PASSES) } else { 0 };
        self.plays.push_back(Play { id, sounds, passes, next: 0 });
    }

    /// Takes a list out, wherever it is.
    pub fn stop(&mut self, id: PlayId, now: Instant, heard: &mut Vec<Heard>) {
        let Some(index) = self.plays.iter().position(|play| play.id == id) else { return };
        self.plays.remove(index);
        if index == 0 {
            self.cut(now, heard);
        }
        heard.push(Heard::Played(id, PlayOutcome::Stopped));
        self.run(now, heard);
    }

    /// Ends everything: nobody listens any more.
    pub fn silence(&mut self, now: Instant, heard: &mut Vec<Heard>) {
        self.plays.clear();
        self.cut(now, heard);
    }

    /// When the sound in the air ends.
    pub fn deadline(&self) -> Option<Instant> {
        let sounding = self.sounding.as_ref()?;
        Some(sounding.started + sounding.length?)
    }

    /// Ends and begins what is due by now.
    pub fn run(&mut self, now: Instant, heard: &mut Vec<Heard>) {
        let mut clock = now;
        if self.deadline().is_some_and(|at| at <= now) {
            clock = self.deadline().unwrap_or(now);
            heard.extend(self.sounding.take().map(|sounding| Heard::Ends(sounding, 1.0)));
        }
        while self.sounding.is_none() {
            let Some(play) = self.plays.front_mut() else { return };
            if play.next == play.sounds.len() {
                play.next = 0;
                play.passes = play.passes.saturating_sub(1);
            }
            if play.passes == 0 {
                heard.push(Heard::Played(play.id, PlayOutcome::Finished));
                self.plays.pop_front();
                continue;
            }
            let (sound, length) = play.sounds[play.next].clone();
            play.next += 1;
            if length != Some(Duration::ZERO) {
                self.ids += 1;
                let sounding = Sounding { id: self.ids, sound, length, started: clock };
                heard.push(Heard::Begins(sounding.clone()));
                self.sounding = Some(sounding);
            }
        }
    }

    fn cut(&mut self, now: Instant, heard: &mut Vec<Heard>) {
        let Some(sounding) = self.sounding.take() else { return };
        let played = (now - sounding.started).as_secs_f64();
        let whole = sounding.length.map_or(f64::INFINITY, |length| length.as_secs_f64());
        let part = if whole.is_finite() { (played / whole).clamp(0.0, 1.0) } else { 1.0 };
        heard.push(Heard::Ends(sounding, part));
    }
}

/// What "until stopped" means at most.
const MOST_PASSES: u32 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    const PLAY: PlayId = PlayId(1);

    fn at(milliseconds: u64) -> Instant {
        Instant::after_start(Duration::from_millis(milliseconds))
    }

    fn silence(milliseconds: u64) -> Timed {
        let length = Duration::from_millis(milliseconds);
        (Sound::Silence { length }, Some(length))
    }

    #[test]
    fn sounds_follow_each_other_as_often_as_asked() {
        let mut speaker = Speaker::default();
        let mut heard = Vec::new();
        speaker.play(PLAY, vec![silence(100), silence(200)], Some(2));
        speaker.run(at(0), &mut heard);

        while let Some(deadline) = speaker.deadline() {
            speaker.run(deadline, &mut heard);
        }

        let begins: Vec<Instant> = heard
            .iter()
            .filter_map(|heard| if let Heard::Begins(sounding) = heard { Some(sounding.started) } else { None })
            .collect();
        assert_eq!(begins, [at(0), at(100), at(300), at(400)]);
        assert_eq!(heard.last(), Some(&Heard::Played(PLAY, PlayOutcome::Finished)));
    }

    #[test]
    fn a_stopped_list_says_how_much_was_heard_and_the_next_begins() {
        let mut speaker = Speaker::default();
        let mut heard = Vec::new();
        speaker.play(PLAY, vec![silence(1000)], None);
        speaker.play(PlayId(2), vec![silence(500)], Some(1));
        speaker.run(at(0), &mut heard);
        heard.clear();

        speaker.stop(PLAY, at(250), &mut heard);

        assert!(matches!(heard[0], Heard::Ends(_, part) if part == 0.25));
        assert_eq!(heard[1], Heard::Played(PLAY, PlayOutcome::Stopped));
        assert!(matches!(&heard[2], Heard::Begins(sounding) if sounding.started == at(250)));
    }

    #[test]
    fn a_list_of_nothing_is_over_at_once_however_often_it_is_played() {
        let mut speaker = Speaker::default();
        let mut heard = Vec::new();

        speaker.play(PLAY, vec![silence(0)], None);
        speaker.run(at(0), &mut heard);

        assert_eq!(heard, [Heard::Played(PLAY, PlayOutcome::Finished)]);
    }
}
