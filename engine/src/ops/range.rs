//! Which bytes of a file a request asks for. RFC 9110 §14.

use std::ops::RangeInclusive;

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it (200).
    Whole,
    /// These bytes (206).
    Bytes(RangeInclusive<u64>),
    /// Nothing: it is not as long as that (416).
    Beyond,
}

/// Reads a `Range` header for a file of `length` bytes.
///
/// What is not understood, and more than one range, is as good as no header: that is allowed, and players cope.
pub(super) fn part(header: Option<&str>, length: u64) -> Part {
    let asked = header.and_then(|header| header.trim().strip_prefix("bytes=")).and_then(|range| range.split_once('-'));
    let Some((first, last)) = asked else { return Part::Whole };
    // A number of Rust may have a sign, one of HTTP may not.
    let number = |text: &str| text.trim().parse::<u64>().ok().filter(|_| !text.contains('+'));
    match (first.trim().is_empty(), number(first), last.trim().is_empty(), number(last)) {
        (false, Some(first), true, _) => cut(first, u64::MAX, length),
        (false, Some(first), false, Some(last)) if first <= last => cut(first, last, length),
        (true, _, false, Some(0)) => Part::Beyond,
        (true, _, false, Some(count)) => cut(length.saturating_sub(count), u64::MAX, length),
        _ => Part::Whole,
    }
}

fn cut(first: u64, last: u64, length: u64) -> Part {
    if first < length { Part::Bytes(first..=last.min(length - 1)) } else { Part::Beyond }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_the_file() {
        let part = |header| part(Some(header), 100);
        assert_eq!(part("bytes=0-9"), Part::Bytes(0..=9));
        assert_eq!(part("bytes=90-"), Part::Bytes(90..=99));
        assert_eq!(part("bytes=90-500"), Part::Bytes(90..=99));
        assert_eq!(part("bytes=-10"), Part::Bytes(90..=99));
        assert_eq!(part("bytes=-500"), Part::Bytes(0..=99));
    }

    #[test]
    fn what_is_beyond_the_file_is_refused() {
        for header in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert_eq!(part(Some(header), 100), Part::Beyond, "{header}");
        }
        assert_eq!(part(Some("bytes=0-"), 0), Part::Beyond);
    }

    #[test]
    fn what_makes_no_sense_is_ignored() {
        for header in ["", "bytes=", "bytes=-", "bytes=9-0", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=+1-"] {
            assert_eq!(part(Some(header), 100), Part::Whole, "{header}");
        }
        assert_eq!(part(None, 100), Part::Whole);
    }
}
