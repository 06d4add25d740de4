//! Cuts silence off both ends of a recording while it is written.

use std::collections::VecDeque;

use super::speech::EVIDENCE;

/// What passes from the tape to the file.
#[derive(Debug)]
pub(super) struct Trim {
    on: bool,
    channels: usize,
    /// Silence so far, as much as may stay: nobody has spoken yet.
    waiting: VecDeque<i16>,
    spoken: bool,
    /// Samples given, of all channels.
    given: usize,
    /// Those that are kept.
    kept: usize,
}

/// What stays of the silence at each end: 100 ms.
const STAYS: usize = 800;
/// What of a voice has passed before it is known for one.
const SURE: usize = (EVIDENCE as usize - 1) * 160;

impl Trim {
    pub const fn new(on: bool, channels: usize) -> Self {
        Self { on, channels, waiting: VecDeque::new(), spoken: false, given: 0, kept: 0 }
    }

    /// Passes a frame on, interleaved; `speaks`: a voice is in it.
    pub fn pass(&mut self, frame: &[i16], speaks: bool, out: &mut Vec<i16>) {
        self.spoken |= speaks;
        if self.on && !self.spoken {
            self.waiting.extend(frame);
            let excess = self.waiting.len().saturating_sub((STAYS + SURE) * self.channels);
            self.waiting.drain(..excess);
            return;
        }
        self.given += self.waiting.len() + frame.len();
        out.extend(self.waiting.drain(..));
        out.extend(frame);
        if speaks || !self.on {
            self.kept = self.given;
        }
    }

    /// Samples of a channel that are kept; what was given beyond them is silence.
    pub fn kept(&self) -> u64 {
        let stays = if self.on && self.spoken { STAYS * self.channels } else { 0 };
        ((self.kept + stays).min(self.given) / self.channels) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames by who speaks in them; the samples given, and how many are kept.
    fn pass(on: bool, frames: &[bool]) -> (usize, u64) {
        let (mut trim, mut out) = (Trim::new(on, 1), Vec::new());
        for speaks in frames {
            trim.pass(&[i16::from(*speaks); 160], *speaks, &mut out);
        }
        (out.len(), trim.kept())
    }

    #[test]
    fn a_tenth_of_a_second_stays_at_both_ends() {
        let frames = [vec![false; 100], vec![true; 10], vec![false; 100]].concat();

        let (given, kept) = pass(true, &frames);

        assert_eq!(given, STAYS + SURE + 160 + 9 * 160 + 100 * 160);
        assert_eq!(kept as usize, STAYS + SURE + 10 * 160 + STAYS);
    }

    #[test]
    fn silence_within_stays() {
        let frames = [vec![true; 5], vec![false; 100], vec![true; 5]].concat();

        assert_eq!(pass(true, &frames), (110 * 160, 110 * 160));
    }

    #[test]
    fn of_silence_nothing_is_left() {
        assert_eq!(pass(true, &[false; 100]), (0, 0));
    }

    #[test]
    fn without_it_everything_stays() {
        assert_eq!(pass(false, &[false; 100]), (16_000, 16_000));
    }
}
