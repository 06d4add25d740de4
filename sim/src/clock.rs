//! Times and lengths as reports write them.

use std::time::Duration;

use dialplan::time::Instant;

/// A point in a call's life: `3.250 s`.
pub(crate) fn moment(at: Instant) -> String {
    let elapsed = at.since_start();
    format!("{}.{:03} s", elapsed.as_secs(), elapsed.subsec_millis())
}

/// A length as a script writes it: `800ms`, `3.2s`, `10m`.
pub(crate) fn length(length: Duration) -> String {
    let milliseconds = length.as_millis();
    match milliseconds {
        0 => "0s".into(),
        _ if milliseconds.is_multiple_of(60_000) => format!("{}m", milliseconds / 60_000),
        _ if milliseconds < 1_000 => format!("{milliseconds}ms"),
        _ => {
            let text = format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000);
            format!("{}s", text.trim_end_matches('0').trim_end_matches('.'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_as_in_scripts() {
        assert_eq!(length(Duration::from_millis(800)), "800ms");
        assert_eq!(length(Duration::from_millis(3_200)), "3.2s");
        assert_eq!(length(Duration::from_secs(10)), "10s");
        assert_eq!(length(Duration::from_secs(600)), "10m");
    }

    #[test]
    fn moments_have_milliseconds() {
        assert_eq!(moment(Instant::after_start(Duration::from_millis(3_050))), "3.050 s");
    }
}
