//! Which packets of a source have come: the list of RFC 3711 §3.3.2.

/// The newest packets of a source, by their index: for audio the sequence number and how often it came round.
///
/// It changes only with packets whose signature was right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    newest: Option<u64>,
    /// Bit n: the one n before the newest has come.
    seen: u128,
}

/// Packets that may come out of order: two and a half seconds of 20 ms, beyond the longest jitter.
const LENGTH: u64 = 128;
const ROUND: u64 = 1 << 16;

impl Window {
    /// The index of a sequence number: the one that is nearest to the newest (RFC 3711 §3.3.1, appendix A). `None` where
    /// that is nearly half a round away: it may as well be a packet of long ago.
    pub fn index(&self, sequence: u16) -> Option<u64> {
        let Some(newest) = self.newest else { return Some(u64::from(sequence)) };
        let here = newest - newest % ROUND + u64::from(sequence);
        let index = if here + ROUND / 2 < newest {
            here + ROUND
        } else if here > newest + ROUND / 2 {
            // Nothing is before the first round.
            here.checked_sub(ROUND).unwrap_or(here)
        } else {
            here
        };
        // The library counts from the packet that came last, which may be as far behind the newest as the window is long.
        let lone = index < ROUND && newest < ROUND;
        (lone || index <= newest + ROUND / 2 - LENGTH).then_some(index)
    }

    /// Whether that packet has not come yet, as far as can be known.
    pub fn is_new(&self, index: u64) -> bool {
        match self.newest.map(|newest| newest.checked_sub(index)) {
            Some(Some(behind)) => behind < LENGTH && self.seen >> behind & 1 == 0,
            _ => true,
        }
    }

    /// It has come.
    pub fn add(&mut self, index: u64) {
        let newest = self.newest.unwrap_or(index);
        if let Some(behind) = newest.checked_sub(index) {
            self.seen |= 1_u128.checked_shl(u32::try_from(behind).unwrap_or(u32::MAX)).unwrap_or(0);
        } else {
            let ahead = u32::try_from(index - newest).unwrap_or(u32::MAX);
            self.seen = self.seen.checked_shl(ahead).unwrap_or(0) | 1;
        }
        self.newest = Some(newest.max(index));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with(newest: u64) -> Window {
        let mut window = Window::default();
        window.add(newest);
        window
    }

    #[test]
    fn numbers_that_come_round_are_counted_on() {
        assert_eq!(with(65_530).index(3), Some(ROUND + 3));
        assert_eq!(with(ROUND + 3).index(65_530), Some(65_530));
        assert_eq!(with(5 * ROUND + 40_000).index(7_000), Some(6 * ROUND + 7_000));
        assert_eq!(with(5 * ROUND + 40_000).index(7_300), Some(5 * ROUND + 7_300));
        // Half a round away is a packet of long ago, not one of the future.
        assert_eq!(with(40_000).index(7_232), Some(7_232));
        assert!(!with(40_000).is_new(7_232));
        assert_eq!((with(40_000).index(7_231), with(40_000).index(7_103)), (None, Some(ROUND + 7_103)));
        // Nothing was before the beginning.
        assert_eq!(with(2).index(65_535), Some(65_535));
    }

    #[test]
    fn what_is_too_old_counts_as_come() {
        let window = with(1000);
        assert!(window.is_new(1000 - LENGTH + 1) && !window.is_new(1000 - LENGTH) && !window.is_new(0));
    }

    proptest! {
        #[test]
        fn each_packet_is_new_once(steps in proptest::collection::vec(-200_i64..300, 1..200)) {
            let (mut window, mut come, mut at) = (Window::default(), std::collections::HashSet::new(), 70_000_i64);
            for step in steps {
                at = (at + step).max(0);
                let index = at as u64;
                if window.is_new(index) {
                    prop_assert!(come.insert(index));
                    window.add(index);
                } else {
                    let newest = window.newest.unwrap();
                    prop_assert!(come.contains(&index) || newest - index >= LENGTH);
                }
                prop_assert!(!window.is_new(index));
            }
        }
    }
}
