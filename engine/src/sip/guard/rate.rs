//! Counts what each source sends, so that one of them cannot take the others' share.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// Token buckets, one for each source address.
#[derive(Debug)]
pub(in crate::sip) struct Buckets {
    per_second: f64,
    sources: HashMap<IpAddr, Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Buckets {
    /// Allows this many a second from each source, and twice as many in a burst.
    pub(in crate::sip) fn new(per_second: u32) -> Self {
        Self { per_second: f64::from(per_second), sources: HashMap::new() }
    }

    /// Takes one from the source's bucket; false if it is empty.
    pub(in crate::sip) fn take(&mut self, source: IpAddr, now: Instant) -> bool {
        let full = Bucket { tokens: self.per_second * 2.0, at: now };
        if self.sources.len() >= MAX_SOURCES && !self.sources.contains_key(&source) {
            // Who has been quiet for a while has a full bucket anyway.
            self.sources.retain(|_, bucket| now.saturating_duration_since(bucket.at) < QUIET);
            if self.sources.len() >= MAX_SOURCES {
                // A flood from forged addresses: only the known ones are heard.
                return false;
            }
        }
        let bucket = self.sources.entry(source).or_insert(full);
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens = passed.mul_add(self.per_second, bucket.tokens).min(full.tokens);
        bucket.at = now;
        let allowed = bucket.tokens >= 1.0;
        if allowed {
            bucket.tokens -= 1.0;
        }
        allowed
    }
}

/// Lets one log line in a while through and counts the others.
#[derive(Debug)]
pub(in crate::sip) struct Complaints {
    pause: Duration,
    last: Option<Instant>,
    suppressed: u64,
}

/// One line a second.
impl Default for Complaints {
    fn default() -> Self {
        Self::every(Duration::from_secs(1))
    }
}

impl Complaints {
    /// One line in so long.
    fn every(pause: Duration) -> Self {
        Self { pause, last: None, suppressed: 0 }
    }

    /// How many were left out since the last line, if a line may be written now.
    pub(in crate::sip) fn speak(&mut self, now: Instant) -> Option<u64> {
        if self.last.is_some_and(|last| now.saturating_duration_since(last) < self.pause) {
            self.suppressed += 1;
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.suppressed))
    }
}

/// Lets one log line a minute through about each target, and counts the others.
#[derive(Debug, Default)]
pub(in crate::sip) struct TargetComplaints(HashMap<SocketAddr, Complaints>);

impl TargetComplaints {
    /// As [`Complaints::speak`].
    pub(in crate::sip) fn speak(&mut self, target: SocketAddr, now: Instant) -> Option<u64> {
        if self.0.len() >= MAX_TARGETS && !self.0.contains_key(&target) {
            self.0.retain(|_, told| told.last.is_some_and(|last| now.saturating_duration_since(last) < told.pause));
            if self.0.len() >= MAX_TARGETS {
                return None;
            }
        }
        self.0.entry(target).or_insert_with(|| Complaints::every(MINUTE)).speak(now)
    }
}

const MINUTE: Duration = Duration::from_secs(60);
/// Of more targets a minute nobody reads.
const MAX_TARGETS: usize = 1_024;
/// Source addresses remembered: 65,536 take about 3 MB.
const MAX_SOURCES: usize = 65_536;
/// A bucket refills in two seconds.
const QUIET: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_from_one_source_does_not_cost_another() {
        let mut buckets = Buckets::new(10);
        let now = Instant::now();
        let (loud, quiet) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));

        let passed = (0..100).filter(|_| buckets.take(loud, now)).count();

        assert_eq!(passed, 20);
        assert!(buckets.take(quiet, now));
        assert!(buckets.take(loud, now + Duration::from_millis(200)));
    }

    #[test]
    fn complaints_are_counted_while_they_are_silent() {
        let mut complaints = Complaints::default();
        let now = Instant::now();

        assert_eq!(complaints.speak(now), Some(0));
        assert_eq!(complaints.speak(now), None);
        assert_eq!(complaints.speak(now + Duration::from_secs(1)), Some(1));
    }

    #[test]
    fn each_target_is_complained_of_once_a_minute() {
        let mut complaints = TargetComplaints::default();
        let now = Instant::now();
        let [one, other] = [1, 2].map(|last| SocketAddr::from(([192, 0, 2, last], 5060)));

        assert_eq!(complaints.speak(one, now), Some(0));
        assert_eq!(complaints.speak(one, now + Duration::from_secs(59)), None);
        assert_eq!(complaints.speak(other, now + Duration::from_secs(59)), Some(0));
        assert_eq!(complaints.speak(one, now + Duration::from_secs(60)), Some(1));
    }

    #[test]
    fn targets_without_number_are_no_lines_without_number() {
        let mut complaints = TargetComplaints::default();
        let now = Instant::now();
        let targets = (0..4_000_u16).map(|port| SocketAddr::from(([192, 0, 2, 1], port)));

        let told = targets.clone().filter(|target| complaints.speak(*target, now).is_some()).count();

        assert_eq!(told, MAX_TARGETS);
        assert_eq!(complaints.speak(SocketAddr::from(([192, 0, 2, 2], 1)), now + MINUTE), Some(0));
    }
}
