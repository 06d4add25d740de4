//! In which order servers are tried: gateways of a trunk, SRV records of a name.

/// A server as the lot sees it.
#[derive(Debug, Clone, Copy)]
pub(in crate::sip) struct Candidate {
    /// Lower ones first.
    pub priority: u16,
    /// Its share among those of one priority.
    pub weight: u16,
    /// Nothing speaks against it now.
    pub up: bool,
}

/// The order as indices: by priority, and by lot within one priority, each with a chance as its weight (RFC 2782). Those that
/// are down come last, so that a call still has a chance when all are.
///
/// `draw` gives a number below its argument, which is never 0.
pub(in crate::sip) fn order(candidates: &[Candidate], mut draw: impl FnMut(u32) -> u32) -> Vec<usize> {
    let mut left: Vec<usize> = (0..candidates.len()).collect();
    left.sort_by_key(|&index| (!candidates[index].up, candidates[index].priority));
    let mut order = Vec::with_capacity(left.len());
    while let Some(&first) = left.first() {
        let class = |index: &usize| (candidates[*index].up, candidates[*index].priority);
        let count = left.iter().take_while(|index| class(index) == class(&first)).count();
        // One lot more than its weight, so that weight 0 is rare and not never.
        let lots = |index: &usize| u32::from(candidates[*index].weight) + 1;
        let mut drawn = draw(left[..count].iter().map(lots).sum());
        let at = left[..count].iter().position(|index| {
            let hit = drawn < lots(index);
            drawn = drawn.saturating_sub(lots(index));
            hit
        });
        order.push(left.remove(at.unwrap_or(0)));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(priority: u16, weight: u16, up: bool) -> Candidate {
        Candidate { priority, weight, up }
    }

    #[test]
    fn priority_counts_first_and_who_is_down_comes_last() {
        let candidates = [candidate(2, 1, true), candidate(1, 1, false), candidate(1, 1, true), candidate(3, 1, true)];

        assert_eq!(order(&candidates, |_| 0), [2, 0, 3, 1]);
    }

    #[test]
    fn a_weight_is_a_share_of_the_calls() {
        let candidates = [candidate(1, 69, true), candidate(1, 29, true)];
        let first = |drawn| order(&candidates, |below| drawn % below)[0];

        let shares = (0..100).filter(|&drawn| first(drawn) == 0).count();

        assert_eq!(shares, 70);
    }

    #[test]
    fn everybody_is_in_the_order_once() {
        let candidates = [candidate(1, 0, true), candidate(1, 65_535, true), candidate(1, 7, false)];
        for drawn in [0, 1, 70_000, u32::MAX] {
            let mut order = order(&candidates, |below| drawn % below);
            order.sort_unstable();
            assert_eq!(order, [0, 1, 2]);
        }
    }
}
