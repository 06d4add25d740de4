//! The media clock: steps of 2 ms, and where on it each packet belongs.

use std::time::{Duration, Instant};

/// A place on a worker's clock, in steps since it started.
///
/// Packets go out at whole steps, so that a worker with a thousand calls wakes 500 times a second, not 50,000 times:
/// on a virtual machine one waking costs more than the sending of five packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Step(pub u64);

/// The length of a step.
pub const STEP: Duration = Duration::from_millis(STEP_MS);
const STEP_MS: u64 = 2;
/// RTP timestamp units in a step.
const SAMPLES: u32 = 16;

impl Step {
    /// The step `count` later.
    pub const fn plus(self, count: u64) -> Self {
        Self(self.0 + count)
    }

    /// Steps from `earlier` to this one; 0 if it is not earlier.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Samples at 8 kHz since the clock was started.
    pub const fn place(self) -> i64 {
        (self.0 as i64).wrapping_mul(SAMPLES as i64)
    }

    /// An RTP timestamp that runs with the clock.
    pub const fn samples(self) -> u32 {
        // Wraps as RTP timestamps do.
        (self.0 as u32).wrapping_mul(SAMPLES)
    }
}

/// Steps in so many milliseconds.
pub const fn steps(milliseconds: u64) -> u64 {
    milliseconds / STEP_MS
}

/// Knows when each step is.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: Instant,
}

impl Clock {
    pub const fn new(started: Instant) -> Self {
        Self { started }
    }

    /// The step that runs at `now`.
    pub fn step(&self, now: Instant) -> Step {
        let passed = now.saturating_duration_since(self.started).as_millis();
        Step(u64::try_from(passed).unwrap_or(u64::MAX) / STEP_MS)
    }

    /// When a step begins.
    pub fn instant(&self, step: Step) -> Instant {
        self.started + Duration::from_millis(step.0.saturating_mul(STEP_MS))
    }
}

/// When a packet is due, and when to look after it: the same, unless packets are late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub due: Step,
    pub wake: Step,
}

/// What becomes of a packet whose turn has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Its place on the clock: its timestamp says so.
    pub due: Step,
    /// The turn of the packet behind it.
    pub next: Turn,
}

/// Packets this late are behind for good: the timestamp jumps instead of the listener's buffer running over.
const LOST_INTERVALS: u64 = 3;
/// Late packets are sent this far apart until the clock is caught up with, never in one burst.
const CATCH_UP: u64 = steps(6);

impl Turn {
    pub const fn at(step: Step) -> Self {
        Self { due: step, wake: step }
    }

    /// Times the packet that is sent `now`, with `interval` steps from packet to packet.
    pub fn take(self, now: Step, interval: u64) -> Timing {
        if now.since(self.due) >= LOST_INTERVALS * interval {
            return Timing { due: now, next: Self::at(now.plus(interval)) };
        }
        let due = self.due.plus(interval);
        Timing { due: self.due, next: Self { due, wake: due.max(now.plus(CATCH_UP)) } }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INTERVAL: u64 = steps(20);

    /// Sends `count` packets; `late` says how many steps behind its waking each is sent. Gives (due, sent) in steps.
    fn send(count: usize, late: impl Fn(usize) -> u64) -> Vec<(u64, u64)> {
        let (mut turn, mut now) = (Turn::at(Step(100)), Step(0));
        let packet = |number| {
            now = now.max(turn.wake.plus(late(number)));
            let timing = turn.take(now, INTERVAL);
            turn = timing.next;
            (timing.due.0, now.0)
        };
        (0..count).map(packet).collect()
    }

    #[test]
    fn packets_keep_to_the_clock_however_late_their_thread_wakes() {
        let sent = send(50, |number| number as u64 % 3);
        for (number, (due, at)) in sent.iter().enumerate() {
            assert_eq!(*due, 100 + number as u64 * INTERVAL);
            assert!(at - due < 3);
        }
    }

    #[test]
    fn a_thread_that_overslept_catches_up_without_a_burst() {
        // 44 ms late at the third packet.
        let sent = send(8, |number| if number == 2 { 22 } else { 0 });

        assert_eq!(
            sent,
            [(100, 100), (110, 110), (120, 142), (130, 145), (140, 148), (150, 151), (160, 160), (170, 170)]
        );
    }

    #[test]
    fn a_long_stall_moves_the_clock_instead_of_flooding_the_listener() {
        let sent = send(5, |number| if number == 2 { 40 } else { 0 });

        assert_eq!(sent, [(100, 100), (110, 110), (160, 160), (170, 170), (180, 180)]);
    }

    #[test]
    fn the_clock_reads_whole_steps() {
        let started = Instant::now();
        let clock = Clock::new(started);

        assert_eq!(clock.step(started + Duration::from_micros(3999)), Step(1));
        assert_eq!(clock.instant(Step(7)), started + Duration::from_millis(14));
        assert_eq!(Step(10).samples(), 160);
        assert_eq!(Step(u64::from(u32::MAX) / 16 + 2).samples(), 16);
    }

    proptest! {
        #[test]
        fn no_lateness_makes_bursts_or_runs_time_backwards(
            late in proptest::collection::vec(0..80_u64, 2..60),
            interval in prop_oneof![Just(steps(10)), Just(steps(20)), Just(steps(60))],
        ) {
            let (mut turn, mut now) = (Turn::at(Step(5)), Step(0));
            let mut before: Option<(Step, Step)> = None;
            for steps_late in late {
                now = now.max(turn.wake).plus(steps_late);
                let timing = turn.take(now, interval);
                prop_assert!(timing.due <= now);
                prop_assert!(timing.next.wake > now);
                if let Some((due, sent)) = before {
                    prop_assert!(now.since(sent) >= CATCH_UP);
                    prop_assert!(timing.due.since(due) >= interval);
                }
                before = Some((timing.due, now));
                turn = timing.next;
            }
        }
    }
}
