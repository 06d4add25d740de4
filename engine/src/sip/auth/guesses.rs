//! Slows down who guesses passwords.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use lru::LruCache;
use tokio::time::Instant;

/// What each source may still guess.
pub(super) struct Guesses(LruCache<IpAddr, Left>);

#[derive(Clone, Copy)]
struct Left {
    guesses: f64,
    at: Instant,
}

impl Default for Guesses {
    fn default() -> Self {
        Self(LruCache::unbounded())
    }
}

impl Guesses {
    /// Whether a password from this source is looked at.
    ///
    /// # Errors
    /// After how many seconds it will be.
    pub(super) fn may(&mut self, source: IpAddr, now: Instant) -> Result<(), u64> {
        let Some(left) = self.0.get(&network(source)) else { return Ok(()) };
        let left = left.guesses(now);
        if left >= 1.0 { Ok(()) } else { Err(((1.0 - left) * EVERY.as_secs_f64()).ceil() as u64) }
    }

    /// A password was wrong.
    pub(super) fn wrong(&mut self, source: IpAddr, now: Instant) {
        let source = network(source);
        let left = self.0.get(&source).map_or(AT_ONCE, |left| left.guesses(now));
        self.0.put(source, Left { guesses: left - 1.0, at: now });
        if self.0.len() > SOURCES {
            self.0.pop_lru();
        }
    }
}

impl Left {
    fn guesses(self, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        (self.guesses + passed / EVERY.as_secs_f64()).min(AT_ONCE)
    }
}

/// Whoever has one IPv6 address has 2⁶⁴ of them.
fn network(source: IpAddr) -> IpAddr {
    match source.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

/// Wrong passwords that a source has free: an office whose password was changed has a few phones that try the old one.
const AT_ONCE: f64 = 10.0;
/// One more every ten seconds: 8,640 a day.
const EVERY: Duration = Duration::from_secs(10);
/// Sources remembered; about 4 MB.
const SOURCES: usize = 65_536;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_ten_wrong_passwords_one_every_ten_seconds_is_looked_at() {
        let (mut guesses, now) = (Guesses::default(), Instant::now());
        let (bad, good) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));

        for _ in 0..10 {
            assert_eq!(guesses.may(bad, now), Ok(()));
            guesses.wrong(bad, now);
        }

        assert_eq!(guesses.may(bad, now), Err(10));
        assert_eq!(guesses.may(good, now), Ok(()));
        let later = now + Duration::from_secs(10);
        assert_eq!(guesses.may(bad, later), Ok(()));
        guesses.wrong(bad, later);
        assert_eq!(guesses.may(bad, later + Duration::from_secs(4)), Err(6));
    }

    #[test]
    fn another_address_of_the_same_network_gives_no_new_guesses() {
        let (mut guesses, now) = (Guesses::default(), Instant::now());
        for host in 0..10_u128 {
            guesses.wrong(IpAddr::from(Ipv6Addr::from((0x2001_0db8_u128 << 96) | host)), now);
        }

        assert!(guesses.may("2001:db8::ffff".parse().unwrap(), now).is_err());
        assert!(guesses.may("2001:db8:0:1::1".parse().unwrap(), now).is_ok());
    }
}
