//! What is to be played to one peer: plays one after another, each a queue of prompts.

use std::collections::VecDeque;
use std::sync::Arc;

use prompts::{Law, Prompt};

/// A play that has ended, and whether it was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub play: u32,
    pub stopped: bool,
}

/// Plays in the order they were begun. Each ends once, and prompts that come for it later are ignored.
#[derive(Debug, Default)]
pub struct Playlist {
    plays: VecDeque<Play>,
    ended: Vec<Ended>,
    /// Plays that have ended, the last of them; a ring.
    past: [Option<u32>; REMEMBERED],
    next_past: usize,
}

#[derive(Debug)]
struct Play {
    id: u32,
    prompts: VecDeque<Arc<Prompt>>,
    /// Samples at 8 kHz of the first prompt that were sent: bytes of G.711.
    offset: usize,
    /// What follows them, and how many times.
    rounds: Option<(Arc<[Arc<Prompt>]>, u32)>,
    /// No more prompts come.
    finished: bool,
}

/// A frame of 20 ms.
const FRAME: usize = 160;

/// How many ended plays are known as such; later ones have higher numbers, and prompts come late by one or two.
const REMEMBERED: usize = 16;

impl Playlist {
    /// Appends a prompt to a play, beginning it if need be.
    pub fn play(&mut self, id: u32, prompt: Arc<Prompt>) {
        if let Some(play) = self.entry(id)
            && !prompt.samples().is_empty()
        {
            play.prompts.push_back(prompt);
        }
    }

    /// Appends a list of prompts to a play, so many times; nothing may be appended behind it.
    pub fn repeat(&mut self, id: u32, prompts: Arc<[Arc<Prompt>]>, times: u32) {
        if let Some(play) = self.entry(id)
            && times > 0
        {
            play.rounds = Some((prompts, times));
            play.refill();
        }
    }

    /// No more prompts come for a play: it ends with its last packet.
    pub fn finish(&mut self, id: u32) {
        if let Some(play) = self.entry(id) {
            play.finished = true;
        }
        self.settle();
    }

    /// Ends a play now. Whether there was one.
    pub fn stop(&mut self, id: u32) -> bool {
        let known = self.entry(id).is_some();
        if known {
            self.plays.retain(|play| play.id != id);
            self.end(Ended { play: id, stopped: true });
        }
        self.settle();
        known
    }

    /// Whether there is something to send now.
    pub fn has_audio(&self) -> bool {
        self.plays.front().is_some_and(|play| !play.prompts.is_empty())
    }

    /// Fills a packet, the rest of it with silence; `false` if there is nothing to send.
    pub fn fill(&mut self, law: Law, out: &mut [u8]) -> bool {
        self.fill_with(1, |prompt| prompt.frames(law), law.silence(), out)
    }

    /// The same with samples at 16 kHz, an even number of them, for who encodes them himself.
    pub fn fill_wide(&mut self, out: &mut [i16]) -> bool {
        self.fill_with(2, Prompt::wide_samples, 0, out)
    }

    /// `each`: how many units a prompt has for a sample at 8 kHz.
    fn fill_with<T: Copy>(&mut self, each: usize, units: impl Fn(&Prompt) -> &[T], silence: T, out: &mut [T]) -> bool {
        let mut filled = 0;
        while filled < out.len() && self.has_audio() {
            let Some(play) = self.plays.front_mut() else { break };
            filled += play.take(each, &units, silence, &mut out[filled..]);
            self.settle();
        }
        out[filled..].fill(silence);
        filled > 0
    }

    /// Plays that have ended since last asked.
    pub fn ended(&mut self) -> impl Iterator<Item = Ended> + '_ {
        self.ended.drain(..)
    }

    fn entry(&mut self, id: u32) -> Option<&mut Play> {
        if self.past.contains(&Some(id)) {
            return None;
        }
        let place = self.plays.iter().position(|play| play.id == id).unwrap_or_else(|| {
            self.plays.push_back(Play { id, prompts: VecDeque::new(), offset: 0, rounds: None, finished: false });
            self.plays.len() - 1
        });
        self.plays.get_mut(place)
    }

    /// Ends the first plays, as far as they have nothing left.
    fn settle(&mut self) {
        while let Some(play) = self.plays.pop_front_if(|play| play.finished && play.prompts.is_empty()) {
            self.end(Ended { play: play.id, stopped: false });
        }
    }

    fn end(&mut self, ended: Ended) {
        self.past[self.next_past] = Some(ended.play);
        self.next_past = (self.next_past + 1) % REMEMBERED;
        self.ended.push(ended);
    }
}

impl Play {
    /// Moves units of the first prompt; gives how many. It ends with a whole frame, at all rates alike.
    fn take<T: Copy>(&mut self, each: usize, units: impl Fn(&Prompt) -> &[T], silence: T, out: &mut [T]) -> usize {
        let Some(prompt) = self.prompts.front() else { return 0 };
        let units = units(prompt);
        let left = prompt.samples().len().next_multiple_of(FRAME) - self.offset;
        let count = left.min(out.len() / each);
        let rest = units.get(self.offset * each..).unwrap_or_default();
        let (out, heard) = (&mut out[..count * each], rest.len().min(count * each));
        out[..heard].copy_from_slice(&rest[..heard]);
        out[heard..].fill(silence);
        self.offset += count;
        if count == left {
            self.prompts.pop_front();
            self.offset = 0;
            self.refill();
        }
        out.len()
    }

    /// Begins the next round when nothing else is left.
    fn refill(&mut self) {
        if let (true, Some((prompts, times))) = (self.prompts.is_empty(), &mut self.rounds) {
            let heard = prompts.iter().filter(|prompt| !prompt.samples().is_empty());
            self.prompts.extend(heard.cloned());
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.rounds = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HIGH: i16 = 1000;
    const LOW: i16 = -1000;

    /// A prompt of whole frames, all of one sample.
    fn prompt(frames: usize, sample: i16) -> Arc<Prompt> {
        Arc::new(Prompt::from_samples(vec![sample; frames * 160]))
    }

    /// Plays all there is: for each packet its first byte, and the plays that ended with it.
    fn run(list: &mut Playlist, samples: usize) -> Vec<(u8, Vec<Ended>)> {
        let mut out = vec![0; samples];
        let mut packets = Vec::new();
        while list.fill(Law::A, &mut out) {
            packets.push((out[0], list.ended().collect()));
        }
        packets
    }

    /// What a sample is on the wire.
    fn code(sample: i16) -> u8 {
        Law::A.encode(&[sample])[0]
    }

    fn finished(play: u32) -> Ended {
        Ended { play, stopped: false }
    }

    #[test]
    fn prompts_of_a_play_follow_without_a_gap_and_it_ends_with_the_last() {
        let mut list = Playlist::default();
        list.play(1, prompt(2, HIGH));
        list.play(1, prompt(1, LOW));
        list.finish(1);

        assert_eq!(run(&mut list, 160), [(code(HIGH), vec![]), (code(HIGH), vec![]), (code(LOW), vec![finished(1)])]);
    }

    #[test]
    fn a_list_is_repeated_behind_what_came_before_it() {
        let mut list = Playlist::default();
        list.play(1, prompt(1, HIGH));
        list.repeat(1, Arc::new([prompt(1, LOW), prompt(0, 0), prompt(1, HIGH)]), 2);
        list.finish(1);

        let codes: Vec<u8> = run(&mut list, 160).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, [HIGH, LOW, HIGH, LOW, HIGH].map(code));
        list.repeat(2, Arc::new([prompt(0, 0)]), 1000);
        list.repeat(3, Arc::new([prompt(1, HIGH)]), 0);
        list.finish(2);
        list.finish(3);
        assert_eq!(list.ended().collect::<Vec<_>>(), [finished(2), finished(3)]);
    }

    #[test]
    fn a_play_waits_for_prompts_until_it_is_finished() {
        let mut list = Playlist::default();
        list.play(1, prompt(1, HIGH));
        assert_eq!(run(&mut list, 160).len(), 1);
        assert!(!list.has_audio());

        list.play(1, prompt(1, LOW));
        assert_eq!(run(&mut list, 160), [(code(LOW), vec![])]);
        list.finish(1);

        assert_eq!(list.ended().collect::<Vec<_>>(), [finished(1)]);
    }

    #[test]
    fn plays_take_turns() {
        let mut list = Playlist::default();
        list.play(1, prompt(1, HIGH));
        list.play(2, prompt(1, LOW));
        list.finish(2);
        assert_eq!(run(&mut list, 160), [(code(HIGH), vec![])]);

        list.finish(1);

        assert_eq!(list.ended().collect::<Vec<_>>(), [finished(1)]);
        assert_eq!(run(&mut list, 160), [(code(LOW), vec![finished(2)])]);
    }

    #[test]
    fn a_stopped_play_ends_once_and_takes_nothing_more() {
        let mut list = Playlist::default();
        list.play(1, prompt(9, HIGH));
        list.stop(1);
        list.stop(1);
        list.play(1, prompt(9, HIGH));
        list.finish(1);

        assert_eq!(list.ended().collect::<Vec<_>>(), [Ended { play: 1, stopped: true }]);
        assert!(!list.has_audio());
    }

    #[test]
    fn a_play_stopped_before_its_first_prompt_ends_too() {
        let mut list = Playlist::default();
        list.stop(7);
        assert_eq!(list.ended().collect::<Vec<_>>(), [Ended { play: 7, stopped: true }]);
    }

    #[test]
    fn a_play_of_nothing_ends_at_once() {
        let mut list = Playlist::default();
        list.play(1, prompt(0, 0));
        assert!(!list.has_audio());
        list.finish(1);
        assert_eq!(list.ended().collect::<Vec<_>>(), [finished(1)]);
    }

    #[test]
    fn a_prompt_is_as_long_at_16_khz_and_goes_on_there_where_it_was() {
        let mut list = Playlist::default();
        list.play(1, Arc::new(Prompt::from_samples(vec![HIGH; 400])));
        list.play(1, prompt(1, LOW));
        list.finish(1);
        assert!(list.fill(Law::A, &mut [0; 160]));
        let mut out = [7; 320];

        assert!(list.fill_wide(&mut out));
        assert!(out[..310].iter().all(|sample| sample.abs_diff(HIGH) < 20), "{out:?}");
        assert!(list.fill_wide(&mut out));
        assert!(out[..140].iter().all(|sample| sample.abs_diff(HIGH) < 200));
        assert_eq!(out[160..], [0; 160], "the rest of the frame");
        assert!(list.fill_wide(&mut out));
        assert!(out[20..300].iter().all(|sample| sample.abs_diff(LOW) < 200));
        assert_eq!(list.ended().collect::<Vec<_>>(), [finished(1)]);
    }

    #[test]
    fn packets_of_30_ms_are_filled_over_the_ends_of_prompts() {
        let mut list = Playlist::default();
        list.play(1, prompt(1, HIGH));
        list.play(1, prompt(1, LOW));
        list.finish(1);
        let mut out = [0; 240];

        assert!(list.fill(Law::A, &mut out));
        assert_eq!([out[0], out[159], out[160]], [HIGH, HIGH, LOW].map(code));
        assert!(list.fill(Law::A, &mut out));
        assert_eq!(out[80..], [Law::A.silence(); 160]);
        assert_eq!(list.ended().count(), 1);
    }
}
