//! Which way of sending keys a phone is believed in, when it uses two at once.

use std::time::{Duration, Instant};

/// How a key came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// telephone-event in RTP.
    Rtp,
    /// SIP INFO.
    Info,
    /// Tones in the audio.
    Tone,
}

/// Trusts one source at a time: the first that delivers a key wins, and keeps winning until it has been quiet for 2 s.
#[derive(Debug, Default)]
pub struct Arbiter {
    trusted: Option<(KeySource, Instant)>,
}

/// How long the other source is not believed after a key.
const TRUST: Duration = Duration::from_secs(2);

impl Arbiter {
    /// Whether a key counts.
    pub fn admit(&mut self, source: KeySource, now: Instant) -> bool {
        let taken = |(other, at)| other != source && now.saturating_duration_since(at) < TRUST;
        if self.trusted.is_some_and(taken) {
            return false;
        }
        self.trusted = Some((source, now));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_source_wins_for_two_seconds_after_its_last_key() {
        let (mut arbiter, start) = (Arbiter::default(), Instant::now());
        let at = |ms| start + Duration::from_millis(ms);

        assert!(arbiter.admit(KeySource::Rtp, at(0)));
        assert!(!arbiter.admit(KeySource::Info, at(30)));
        assert!(arbiter.admit(KeySource::Rtp, at(1500)));
        assert!(!arbiter.admit(KeySource::Info, at(3400)));
        assert!(arbiter.admit(KeySource::Info, at(3500)));
        assert!(!arbiter.admit(KeySource::Rtp, at(3510)));
        assert!(!arbiter.admit(KeySource::Tone, at(3540)));
        assert!(arbiter.admit(KeySource::Tone, at(5500)));
    }
}
