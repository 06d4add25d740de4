//! Which failed attempts are made again, and after what rest.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::overrides::{Overrides, RetryOn};
use crate::event::FetchFailure;

/// A failed attempt.
#[derive(Debug)]
pub(super) struct Failure {
    /// What `InteractiveStatus` shows.
    pub status: String,
    /// Twilio's number for it, if it is another than its status has.
    pub code: Option<u16>,
    /// What was seen.
    pub reason: String,
    /// Whether another attempt may do better.
    pub again: bool,
    pub retry_after: Option<Duration>,
}

impl Failure {
    /// No answer came.
    pub fn of(failure: FetchFailure, reason: &str, overrides: &Overrides) -> Self {
        let again = repeats_failure(failure, &overrides.retry_on);
        Self { status: name(failure).to_owned(), code: None, reason: reason.to_owned(), again, retry_after: None }
    }

    /// Twilio's error, which a fallback application branches on. <https://www.twilio.com/docs/api/errors>
    pub fn code(&self) -> u16 {
        self.code.unwrap_or(match self.status.as_str() {
            "connect" | "timeout" => 11_205,
            "dns" => 11_210,
            "tls" => 11_220,
            "too-large" => 11_750,
            "bad-document" => 12_100,
            "refused" => 11_100,
            _ => 11_200,
        })
    }
}

/// Whether an answer with this status is asked for again.
pub(super) fn repeats_status(status: u16, on: &[RetryOn]) -> bool {
    if on.is_empty() {
        return matches!(status, 429 | 502..=504);
    }
    on.contains(&RetryOn::All) && status >= 400
        || on.contains(&RetryOn::ClientError) && (400..500).contains(&status)
        || on.contains(&RetryOn::ServerError) && (500..600).contains(&status)
}

fn repeats_failure(failure: FetchFailure, on: &[RetryOn]) -> bool {
    let any = |named: RetryOn| on.contains(&named) || on.contains(&RetryOn::All);
    match failure {
        FetchFailure::Connect => on.is_empty() || any(RetryOn::Connect),
        FetchFailure::Dns | FetchFailure::Tls => any(RetryOn::Connect),
        FetchFailure::Timeout => any(RetryOn::Read),
        FetchFailure::TooLarge | FetchFailure::Refused => false,
    }
}

fn name(failure: FetchFailure) -> &'static str {
    match failure {
        FetchFailure::Timeout => "timeout",
        FetchFailure::Connect => "connect",
        FetchFailure::Dns => "dns",
        FetchFailure::Tls => "tls",
        FetchFailure::TooLarge => "too-large",
        FetchFailure::Refused => "refused",
    }
}

/// The rest before the attempt after `attempt`: 200 ms at least; at most 400 ms, doubled each time up to 2 s. What it is in
/// between is drawn from `seed`: calls do not come back all at once, and a replay rests as long as the call did.
pub(super) fn rest(seed: &str, attempt: u32) -> Duration {
    let drawn = u64::from(Sha256::digest(format!("{seed}/{attempt}").as_bytes())[0]);
    let most = (400_u64 << (attempt - 1).min(4)).min(2000);
    Duration::from_millis(200 + (most - 200) * drawn / 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_grow_stay_in_their_range_and_are_the_same_again() {
        for call in 0..200 {
            let seed = format!("call-{call}");
            for (attempt, most) in [(1, 400), (2, 800), (3, 1600), (4, 2000), (9, 2000)] {
                let rest = rest(&seed, attempt);
                assert!((200..=most).contains(&rest.as_millis()), "{rest:?}");
            }
        }
        assert_eq!(rest("a", 1), rest("a", 1));
        assert_ne!(rest("a", 1), rest("b", 1));
    }

    #[test]
    fn a_policy_in_the_url_decides_what_is_tried_again() {
        assert!(repeats_status(503, &[]) && repeats_status(429, &[]));
        assert!(!repeats_status(500, &[]) && !repeats_status(404, &[]));
        assert!(repeats_status(404, &[RetryOn::ClientError]) && !repeats_status(503, &[RetryOn::ClientError]));
        assert!(repeats_failure(FetchFailure::Connect, &[]) && !repeats_failure(FetchFailure::Timeout, &[]));
        assert!(repeats_failure(FetchFailure::Timeout, &[RetryOn::Read]));
    }
}
