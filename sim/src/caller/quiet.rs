//! How long the caller has heard nothing.

use std::time::Duration;

use dialplan::time::Instant;
use xml_schema::Span;

/// Watches dead air against the limit of the last `Silence` step.
#[derive(Debug)]
pub(super) struct Quiet {
    /// How late a sound may be reported.
    latency: Duration,
    /// Since when there is nothing to hear; `None`: there is something, or the call is not answered.
    since: Option<Instant>,
    limit: Option<Limit>,
    /// A sound came, but too late.
    passed: Option<TooQuiet>,
}

/// What a `Silence` step allows.
#[derive(Debug, Clone, Copy)]
struct Limit {
    at_most: Duration,
    from: Instant,
    span: Span,
}

/// Dead air that was longer than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooQuiet {
    /// The step that forbids it.
    pub span: Span,
    /// What it allows.
    pub at_most: Duration,
    /// Since when nothing was heard.
    pub since: Instant,
}

impl Quiet {
    pub fn new(latency: Duration) -> Self {
        Self { latency, since: None, limit: None, passed: None }
    }

    /// There is something to hear since `at`.
    pub fn audible(&mut self, at: Instant) {
        self.passed = self.passed.or_else(|| self.too_quiet_at(at));
        self.since = None;
    }

    /// There is nothing to hear since `at`.
    pub fn quiet(&mut self, at: Instant) {
        self.since.get_or_insert(at);
    }

    /// Allows this much dead air from now on.
    pub fn allow(&mut self, at_most: Option<Duration>, from: Instant, span: Span) {
        self.limit = at_most.map(|at_most| Limit { at_most, from, span });
    }

    /// When the limit is certainly passed unless something is heard before.
    pub fn deadline(&self) -> Option<Instant> {
        let limit = self.limit?;
        Some(self.since?.max(limit.from) + limit.at_most + TICK + self.latency)
    }

    /// The limit, if it has been passed.
    pub fn passed(&self, now: Instant) -> Option<TooQuiet> {
        let certain = self.deadline().is_some_and(|deadline| now >= deadline);
        self.passed.or_else(|| if certain { self.too_quiet_at(now) } else { None })
    }

    /// The limit, if the dead air has lasted longer at this time.
    fn too_quiet_at(&self, at: Instant) -> Option<TooQuiet> {
        let limit = self.limit?;
        let since = self.since?.max(limit.from);
        (at - since > limit.at_most).then_some(TooQuiet { span: limit.span, at_most: limit.at_most, since })
    }
}

/// Silence of exactly the length allowed is allowed.
const TICK: Duration = Duration::from_millis(1);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Instant {
        Instant::after_start(Duration::from_millis(milliseconds))
    }

    fn quiet(latency: u64) -> Quiet {
        let mut quiet = Quiet::new(Duration::from_millis(latency));
        quiet.quiet(at(0));
        quiet.allow(Some(Duration::from_millis(1_500)), at(1_000), Span::default());
        quiet
    }

    #[test]
    fn dead_air_counts_from_the_step_on() {
        let quiet = quiet(0);

        assert_eq!(quiet.deadline(), Some(at(2_501)));
        assert_eq!(quiet.passed(at(2_500)), None);
        assert_eq!(quiet.passed(at(2_501)).unwrap().since, at(1_000));
    }

    #[test]
    fn a_sound_that_is_reported_late_but_came_in_time_is_in_time() {
        let mut quiet = quiet(200);

        assert_eq!(quiet.passed(at(2_600)), None);
        quiet.audible(at(2_450));

        assert_eq!(quiet.passed(at(2_700)), None);
    }

    #[test]
    fn a_sound_that_came_late_is_late() {
        let mut quiet = quiet(200);

        quiet.audible(at(2_550));

        assert!(quiet.passed(at(2_600)).is_some());
    }
}
