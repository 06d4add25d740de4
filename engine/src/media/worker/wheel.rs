//! A timer wheel: who wants to be woken at which step.

use crate::media::clock::Step;

/// Slots of the wheel, one a step: no waking is planned further ahead than this.
const SLOTS: u64 = 128;

/// Wakings by step. In steady state nothing is allocated: the slots keep their room.
#[derive(Debug)]
pub struct Wheel {
    slots: Vec<Vec<u64>>,
    /// All wakings up to here have been handed out.
    passed: Step,
}

impl Wheel {
    pub fn new() -> Self {
        Self { slots: vec![Vec::new(); SLOTS as usize], passed: Step(0) }
    }

    /// Wakes `who` at `step`; at the next one if that has passed, and never later than the wheel is round.
    pub fn insert(&mut self, step: Step, who: u64) {
        let step = Step(step.0.clamp(self.passed.0 + 1, self.passed.0 + SLOTS - 1));
        self.slots[slot(step)].push(who);
    }

    /// The first step anybody wants.
    pub fn next(&self) -> Option<Step> {
        (1..SLOTS).map(|ahead| self.passed.plus(ahead)).find(|step| !self.slots[slot(*step)].is_empty())
    }

    /// Hands out, in order, all that is due at `now`.
    pub fn expire(&mut self, now: Step, due: &mut Vec<u64>) {
        let first = self.passed.0 + 1;
        for step in (first..=now.0).take(SLOTS as usize) {
            due.append(&mut self.slots[slot(Step(step))]);
        }
        self.passed = self.passed.max(now);
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
    fn nobody_is_lost_in_a_long_stall() {
        let mut wheel = Wheel::new();
        for who in 1..100 {
            wheel.insert(Step(who), who);
        }

        assert_eq!(expired(&mut wheel, 100_000).len(), 99);
    }
}
