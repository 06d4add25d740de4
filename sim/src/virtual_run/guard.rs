//! Stops a call that runs in circles.

use dialplan::time::Instant;

/// Counts what happens, altogether and at one moment.
#[derive(Debug, Default)]
pub(super) struct Guard {
    total: u32,
    moment: Instant,
    at_moment: u32,
}

impl Guard {
    /// Counts one more; says what is wrong if it is one too many.
    pub fn count(&mut self, now: Instant) -> Option<&'static str> {
        if now > self.moment {
            (self.moment, self.at_moment) = (now, 0);
        }
        self.total += 1;
        self.at_moment += 1;
        if self.at_moment > MOST_AT_ONCE {
            return Some("10,000 things happened at one moment: the call runs in circles");
        }
        (self.total > MOST).then_some("1,000,000 things happened in one call")
    }
}

const MOST_AT_ONCE: u32 = 10_000;
const MOST: u32 = 1_000_000;
