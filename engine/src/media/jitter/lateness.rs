//! How late packets are, and how long they are to be waited for.

/// The lateness of the last packets of a stream: when each came, less its timestamp. All in samples at 8 kHz.
#[derive(Debug, Clone)]
pub struct Lateness {
    recent: [i64; REMEMBERED],
    count: usize,
    least: i64,
    most: i64,
}

/// Packets that are remembered: 5 s of them.
const REMEMBERED: usize = 256;
/// So many may be later than what is waited for.
const STRAYS: usize = 2;
/// Beside what has been seen: our own clock has steps of 2 ms.
const MARGIN: i64 = 32;
/// The bounds of the waiting: 20 and 200 ms.
pub const SHORTEST: i64 = 160;
pub const LONGEST: i64 = 1600;
/// As long as little is known: 60 ms, for the first second.
const AT_FIRST: i64 = 480;
const LITTLE: usize = 50;

impl Lateness {
    pub const fn new() -> Self {
        Self { recent: [0; REMEMBERED], count: 0, least: 0, most: 0 }
    }

    /// Takes a packet.
    pub fn add(&mut self, late: i64) {
        self.recent[self.count % REMEMBERED] = late;
        self.count += 1;
        let known = &self.recent[..self.count.min(REMEMBERED)];
        let mut latest = [i64::MIN; STRAYS + 1];
        self.least = i64::MAX;
        for late in known.iter().copied() {
            self.least = self.least.min(late);
            if late > latest[0] {
                latest[0] = late;
                latest.sort_unstable();
            }
        }
        // With few packets none of them is a stray.
        self.most = if known.len() > STRAYS { latest[0] } else { latest[STRAYS] };
    }

    /// The least; `None`: nothing has come.
    pub fn least(&self) -> Option<i64> {
        (self.count > 0).then_some(self.least)
    }

    /// How long a packet is to be waited for, from when it would have come if it were as early as the earliest.
    pub fn target(&self) -> i64 {
        let seen = self.most - self.least + MARGIN;
        let least = if self.count < LITTLE { AT_FIRST } else { SHORTEST };
        seen.clamp(least, LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(late: impl IntoIterator<Item = i64>) -> i64 {
        let mut lateness = Lateness::new();
        late.into_iter().for_each(|late| lateness.add(late));
        lateness.target()
    }

    #[test]
    fn it_is_as_long_as_the_network_is_uneven_within_its_bounds() {
        assert_eq!(target([5]), AT_FIRST);
        assert_eq!(target([1_000_000; 100]), SHORTEST);
        assert_eq!(target((0..100).map(|number| -7000 + number % 10 * 50)), 450 + MARGIN);
        assert_eq!(target((0..100).map(|number| number * 100)), LONGEST);
    }

    #[test]
    fn one_stray_does_not_count_and_three_do_until_they_are_forgotten() {
        let with = |strays: usize, behind: usize| {
            target(
                std::iter::repeat_n(0, 100)
                    .chain(std::iter::repeat_n(800, strays))
                    .chain(std::iter::repeat_n(0, behind)),
            )
        };
        assert_eq!([with(1, 0), with(3, 0), with(3, 200), with(3, 255)], [SHORTEST, 832, 832, SHORTEST]);
    }
}
