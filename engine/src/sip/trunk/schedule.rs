//! When to register next: before the registration ends, and less and less often while it fails.

use std::time::Duration;

/// What came of a REGISTER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// We are registered, for this long.
    Granted(Duration),
    /// The registrar keeps nobody for so short a time; this is its least (423).
    TooBrief(Duration),
    /// A final no.
    Refused { status: u16, reason: String },
    /// Nobody answered, or nobody could.
    Silent(String),
}

/// The times of one registration.
#[derive(Debug)]
pub(super) struct Schedule {
    /// What the registrar is asked for.
    asked: Duration,
    /// The first pause after a failure.
    base: Duration,
    failures: u32,
}

impl Schedule {
    pub fn new(asked: Duration, base: Duration) -> Self {
        Self { asked, base, failures: 0 }
    }

    /// What the registrar is to be asked for.
    pub fn asked(&self) -> Duration {
        self.asked
    }

    /// How long to wait with the next REGISTER. `jitter`, from 0 to 1, keeps engines that started together apart.
    pub fn after(&mut self, outcome: &Outcome, jitter: f64) -> Duration {
        match outcome {
            Outcome::Granted(length) => {
                self.failures = 0;
                // At two thirds to three quarters: one that is lost can be tried again.
                length.mul_f64(0.75 - jitter / 12.0)
            }
            Outcome::TooBrief(least) if *least > self.asked => {
                self.asked = *least;
                Duration::ZERO
            }
            // Who does not know us will not know us in half a minute; some carriers lock accounts that keep asking.
            Outcome::Refused { .. } => self.pause(4, jitter),
            // A 423 that asks for no more than we do makes no sense.
            Outcome::Silent(_) | Outcome::TooBrief(_) => self.pause(0, jitter),
        }
    }

    /// RFC 5626 §4.5: doubled with every failure up to half an hour, and half of it left to chance.
    fn pause(&mut self, head_start: u32, jitter: f64) -> Duration {
        let doublings = (self.failures + head_start).min(6);
        self.failures = self.failures.saturating_add(1);
        let longest = (self.base * 2_u32.pow(doublings)).min(LONGEST);
        longest.mul_f64(0.5 + jitter / 2.0)
    }
}

const LONGEST: Duration = Duration::from_secs(1_800);

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn schedule() -> Schedule {
        Schedule::new(seconds(3_600), seconds(30))
    }

    #[test]
    fn a_registration_is_refreshed_before_it_ends() {
        let mut schedule = schedule();

        assert_eq!(schedule.after(&Outcome::Granted(seconds(3_600)), 0.0), seconds(2_700));
        assert_eq!(schedule.after(&Outcome::Granted(seconds(3_600)), 1.0), seconds(2_400));
        assert_eq!(schedule.after(&Outcome::Granted(seconds(60)), 0.0), seconds(45));
    }

    #[test]
    fn a_longer_time_is_asked_for_at_once_and_once() {
        let mut schedule = schedule();

        assert_eq!(schedule.after(&Outcome::TooBrief(seconds(7_200)), 0.5), Duration::ZERO);
        assert_eq!(schedule.asked(), seconds(7_200));
        assert!(schedule.after(&Outcome::TooBrief(seconds(7_200)), 0.5) > seconds(10));
    }

    #[test]
    fn pauses_double_up_to_half_an_hour_and_begin_anew() {
        let mut schedule = schedule();
        let silent = Outcome::Silent("nobody answers".to_owned());

        let pauses: Vec<u64> = (0..8).map(|_| schedule.after(&silent, 1.0).as_secs()).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1_800, 1_800]);
        assert_eq!(schedule.after(&silent, 0.0), seconds(900));
        schedule.after(&Outcome::Granted(seconds(3_600)), 0.0);
        assert_eq!(schedule.after(&silent, 1.0), seconds(30));
    }

    #[test]
    fn a_wrong_password_is_not_tried_every_minute() {
        let refused = Outcome::Refused { status: 403, reason: "Forbidden".to_owned() };

        assert!(schedule().after(&refused, 0.0) >= seconds(240));
    }
}
