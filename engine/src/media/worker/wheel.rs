//! A timer wheel: who wants to be woken at which step.

use crate::media::clock::Step;

/// Slots of the wheel, one a step. What is further ahead goes round more than once.
const SLOTS: u64 = 128;

/// Wakings by step. In steady state nothing is allocated: the slots keep their room.
#[derive(Debug)]
pub struct Wheel {
    slots: Vec<Vec<(Step, u64)>>,
    /// All wakings up to here have been handed out.
    passed: Step,
    /// Wakings that came by before their time; empty between two calls.
    early: Vec<(Step, u64)>,
}

impl Wheel {
    pub fn new() -> Self {
        Self { slots: vec![Vec::new(); SLOTS as usize], passed: Step(0), early: Vec::new() }
    }

    /// Wakes `who` at `step`; at the next one if that has passed.
    pub fn insert(&mut self, step: Step, who: u64) {
        let place = Step(step.0.clamp(self.passed.0 + 1, self.passed.0 + SLOTS - 1));
        self.slots[slot(place)].push((step, who));
    }

    /// The first step anybody wants, or an earlier one at which the wheel has to be turned.
    pub fn next(&self) -> Option<Step> {
        (1..SLOTS).map(|ahead| self.passed.plus(ahead)).find(|step| !self.slots[slot(*step)].is_empty())
    }

    /// Hands out, in order, all that is due at `now`, and nothing before its time: who is woken early would find nothing
    /// to do and never come back.
    pub fn expire(&mut self, now: Step, due: &mut Vec<u64>) {
        let first = self.passed.0 + 1;
        for place in (first..=now.0).take(SLOTS as usize) {
            for (step, who) in self.slots[slot(Step(place))].drain(..) {
                if step <= now {
                    due.push(who);
                } else {
                    self.early.push((step, who));
                }
            }
        }
        self.passed = self.passed.max(now);
        let mut early = std::mem::take(&mut self.early);
        for (step, who) in early.drain(..) {
            self.insert(step, who);
        }
        self.early = early;
    }
}

const fn slot(step: Step) -> usize {
    (step.0 % SLOTS) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expired(wheel: &mut Wheel, now: u64) -> Vec<u64> {
        let mut due = Vec::new();
        wheel.expire(Step(now), &mut due);
        due
    }

    #[test]
    fn a_wheel_that_stood_still_keeps_time_once_it_is_brought_to_now() {
        let mut wheel = Wheel::new();
        assert!(expired(&mut wheel, 1000).is_empty());

        wheel.insert(Step(1010), 1);

        assert!(expired(&mut wheel, 1009).is_empty());
        assert_eq!(expired(&mut wheel, 1010), [1]);
    }

    #[test]
    fn wakings_come_in_order_and_once() {
        let mut wheel = Wheel::new();
        for (step, who) in [(30, 3), (10, 1), (20, 2), (10, 4)] {
            wheel.insert(Step(step), who);
        }

        assert_eq!(wheel.next(), Some(Step(10)));
        assert!(expired(&mut wheel, 9).is_empty());
        assert_eq!(expired(&mut wheel, 20), [1, 4, 2]);
        assert_eq!(expired(&mut wheel, 1000), [3]);
        assert_eq!(wheel.next(), None);
    }

    #[test]
    fn what_has_passed_comes_next() {
        let mut wheel = Wheel::new();
        expired(&mut wheel, 500);
        wheel.insert(Step(400), 1);

        assert_eq!(expired(&mut wheel, 501), [1]);
    }

    #[test]
    fn nobody_is_woken_early_when_the_wheel_has_stood_still() {
        let mut wheel = Wheel::new();
        // The worker has slept without sessions; now a session begins to send before the wheel is turned.
        wheel.insert(Step(1010), 1);

        assert!(wheel.next().is_some_and(|step| step <= Step(1010)));
        assert!(expired(&mut wheel, 1001).is_empty());
        assert_eq!(wheel.next(), Some(Step(1010)));
        assert_eq!(expired(&mut wheel, 1010), [1]);
    }

    #[test]
    fn nobody_is_lost_in_a_long_stall() {
        let mut wheel = Wheel::new();
        for who in 1..100 {
            wheel.insert(Step(who), who);
        }

        assert_eq!(expired(&mut wheel, 100_000).len(), 99);
    }
}
