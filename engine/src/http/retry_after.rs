//! `Retry-After`: seconds, or a date.

use std::time::Duration;

use jiff::Timestamp;

/// How long to wait, counted from `now`; `None` if it is not understood. RFC 9110 §10.2.3.
pub(super) fn read(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_understood() {
        let now: Timestamp = "2026-11-21T07:28:00Z".parse().unwrap();

        assert_eq!(read(" 3 ", now), Some(Duration::from_secs(3)));
        assert_eq!(read("Sat, 21 Nov 2026 07:28:10 GMT", now), Some(Duration::from_secs(10)));
        assert_eq!(read("Sat, 21 Nov 2026 07:20:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(read("soon", now), None);
        assert_eq!(read("-1", now), None);
    }
}
