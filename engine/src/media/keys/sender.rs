//! When each packet of the keys we send goes out, and what it says. RFC 4733 §2.5.

use std::collections::VecDeque;

use super::event_of;

/// What a packet time is used for while keys are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStep {
    /// The key is down.
    Down(Report),
    /// The key is up again; said three times, because a packet may be lost.
    Up(Report),
    /// Between keys, or in a pause.
    Quiet,
}

/// What a telephone-event packet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// The key's event number.
    pub event: u8,
    /// Where it began; the same in all packets of a press.
    pub timestamp: u32,
    /// How long it has been down, at the end of this packet, in samples.
    pub duration: u16,
    /// The first packet of the press.
    pub first: bool,
}

/// A queue of keys and pauses.
#[derive(Debug, Default)]
pub struct KeySender {
    queue: VecDeque<Item>,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum Item {
    Key(u8),
    Pause(u32),
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    Down {
        event: u8,
        timestamp: u32,
        elapsed: u16,
    },
    Up {
        report: Report,
        said: u8,
        elapsed: u16,
    },
    Pause {
        left: u32,
    },
}

/// Samples a key is down: 100 ms, more than any receiver asks for (ITU-T Q.24: 40 ms).
const DOWN: u16 = 800;
/// Samples between keys.
const UP: u16 = 800;
/// Times the end is said.
const ENDS: u8 = 3;
/// No more keys and pauses wait than this.
const QUEUED: usize = 512;

impl KeySender {
    /// Appends keys: `0`-`9 * # A`-`D`, `w` waits 0.5 s, `W` 1 s. Other characters are separators and left out.
    pub fn push(&mut self, digits: &str) {
        for character in digits.chars() {
            let item = match character {
                'w' => Some(Item::Pause(4000)),
                'W' => Some(Item::Pause(8000)),
                key => event_of(key).map(Item::Key),
            };
            if self.queue.len() < QUEUED {
                self.queue.extend(item);
            }
        }
    }

    /// Whether packet times are wanted.
    pub fn is_active(&self) -> bool {
        !self.queue.is_empty() || !matches!(self.state, State::Idle)
    }

    /// Uses a packet time of `samples` at `now`, a timestamp; `None` when there is nothing to send any more.
    pub fn next(&mut self, now: u32, samples: u16) -> Option<KeyStep> {
        if matches!(self.state, State::Idle) {
            self.state = match self.queue.pop_front()? {
                Item::Key(event) => State::Down { event, timestamp: now, elapsed: 0 },
                Item::Pause(left) => State::Pause { left },
            };
        }
        let (step, state) = self.state.advance(samples);
        self.state = state;
        Some(step)
    }
}

impl State {
    fn advance(&self, samples: u16) -> (KeyStep, Self) {
        match *self {
            Self::Down { event, timestamp, elapsed } => {
                let duration = elapsed + samples;
                let report = Report { event, timestamp, duration, first: elapsed == 0 };
                let next = if duration < DOWN {
                    Self::Down { event, timestamp, elapsed: duration }
                } else {
                    Self::Up { report: Report { first: false, ..report }, said: 0, elapsed: 0 }
                };
                (KeyStep::Down(report), next)
            }
            Self::Up { report, said, elapsed } => {
                let (said, elapsed) = (said.saturating_add(1), elapsed.saturating_add(samples));
                let step = if said <= ENDS { KeyStep::Up(report) } else { KeyStep::Quiet };
                let over = said >= ENDS && elapsed >= UP;
                (step, if over { Self::Idle } else { Self::Up { report, said, elapsed } })
            }
            Self::Pause { left } => {
                let left = left.saturating_sub(u32::from(samples));
                (KeyStep::Quiet, if left == 0 { Self::Idle } else { Self::Pause { left } })
            }
            Self::Idle => (KeyStep::Quiet, Self::Idle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(digits: &str, samples: u16) -> Vec<KeyStep> {
        let mut sender = KeySender::default();
        sender.push(digits);
        let mut now = 0;
        let steps = std::iter::from_fn(|| {
            let step = sender.next(now, samples);
            now += u32::from(samples);
            step
        });
        steps.collect()
    }

    #[test]
    fn a_key_is_down_100_ms_and_its_end_is_said_three_times() {
        let down = |duration, first| KeyStep::Down(Report { event: 5, timestamp: 0, duration, first });
        let up = KeyStep::Up(Report { event: 5, timestamp: 0, duration: 800, first: false });

        let expected = [
            [down(160, true), down(320, false), down(480, false), down(640, false), down(800, false)],
            [up, up, up, KeyStep::Quiet, KeyStep::Quiet],
        ];
        assert_eq!(steps("5", 160), expected.concat());
    }

    #[test]
    fn each_key_has_a_timestamp_of_its_own() {
        let mut stamps: Vec<_> = steps("11#", 160)
            .iter()
            .filter_map(|step| match step {
                KeyStep::Down(report) | KeyStep::Up(report) => Some((report.event, report.timestamp)),
                KeyStep::Quiet => None,
            })
            .collect();
        stamps.dedup();

        assert_eq!(stamps, [(1, 0), (1, 1600), (11, 3200)]);
    }

    #[test]
    fn pauses_take_their_time_and_strangers_none() {
        assert_eq!(steps("w", 160).len(), 25);
        assert_eq!(steps("W", 160).len(), 50);
        assert_eq!(steps(" -,x", 160), []);
    }

    #[test]
    fn long_packets_say_every_end_too() {
        let ends = steps("d", 480).iter().filter(|step| matches!(step, KeyStep::Up(_))).count();
        assert_eq!(ends, 3);
    }
}
