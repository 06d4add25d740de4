//! Connection overrides in a URL's fragment: `#ct=2000&rc=3`.
//!
//! <https://www.twilio.com/docs/global-infrastructure/connection-overrides>

use std::time::Duration;

/// What a fragment overrides; `None`: the node's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Overrides {
    pub connect_timeout: Option<Duration>,
    pub timeout: Option<Duration>,
    pub retries: Option<u32>,
    /// `rp`: which failures are tried again; empty: the usual ones.
    pub retry_on: Vec<RetryOn>,
}

/// A kind of failure that is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RetryOn {
    Connect,
    Read,
    ClientError,
    ServerError,
    All,
}

impl Overrides {
    /// Reads a fragment; what is not understood is left out.
    pub fn of(fragment: &str) -> Self {
        let mut overrides = Self::default();
        for (name, value) in url::form_urlencoded::parse(fragment.as_bytes()) {
            let milliseconds = value.parse().ok().map(Duration::from_millis);
            match name.as_ref() {
                // Twilio's ranges: connect 100 ms to 10 s, total up to 15 s.
                "ct" => overrides.connect_timeout = milliseconds.map(|time| time.clamp(MIN, CONNECT_MAX)),
                "tt" => overrides.timeout = milliseconds.map(|time| time.clamp(MIN, TOTAL_MAX)),
                "rt" if overrides.timeout.is_none() => {
                    overrides.timeout = milliseconds.map(|time| time.clamp(MIN, TOTAL_MAX));
                }
                "rc" => overrides.retries = value.parse().ok().map(|count: u32| count.min(5)),
                "rp" => overrides.retry_on = value.split(',').filter_map(retry_on).collect(),
                _ => {}
            }
        }
        overrides
    }
}

fn retry_on(word: &str) -> Option<RetryOn> {
    Some(match word.trim() {
        "ct" => RetryOn::Connect,
        "rt" => RetryOn::Read,
        "4xx" => RetryOn::ClientError,
        "5xx" => RetryOn::ServerError,
        "all" => RetryOn::All,
        _ => return None,
    })
}

const MIN: Duration = Duration::from_millis(100);
const CONNECT_MAX: Duration = Duration::from_secs(10);
const TOTAL_MAX: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_overrides_times_and_retries() {
        let overrides = Overrides::of("ct=2000&rc=3&rp=4xx,ct&x=1");

        assert_eq!(overrides.connect_timeout, Some(Duration::from_secs(2)));
        assert_eq!(overrides.retries, Some(3));
        assert_eq!(overrides.retry_on, [RetryOn::ClientError, RetryOn::Connect]);
        assert_eq!(overrides.timeout, None);
    }
}
