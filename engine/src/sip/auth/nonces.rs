//! Nonces that need no memory until they are used.

use std::time::Duration;

use hmac::{Hmac, Mac};
use lru::LruCache;
use sha2::Sha256;
use tokio::time::Instant;

/// Makes nonces and knows its own again.
pub(super) struct Nonces {
    /// Made anew when the process starts, so that older ones are stale.
    key: [u8; 32],
    began: Instant,
    /// The highest count of those that somebody has proved a password with.
    counts: LruCache<String, u32>,
}

/// What a nonce was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// With this count for the first time.
    First,
    /// With a count that is not above the last one: a repetition, perhaps somebody else's.
    Again,
    /// It is too old, or not ours.
    Unknown,
}

impl Nonces {
    pub(super) fn new(now: Instant) -> Self {
        Self { key: rand::random(), began: now, counts: LruCache::unbounded() }
    }

    /// A new one: when it was made, a random part, and a signature over both.
    pub(super) fn make(&self, now: Instant) -> String {
        let made = now.saturating_duration_since(self.began).as_secs();
        let text = format!("{made:x}.{:016x}", rand::random::<u64>());
        format!("{text}.{}", self.signature(&text))
    }

    /// Takes the use of a nonce down. `count` is none for who does not count: then a nonce is good for one request.
    pub(super) fn used(&mut self, nonce: &str, count: Option<u32>, now: Instant) -> Use {
        if !self.is_ours(nonce, now) {
            return Use::Unknown;
        }
        let count = count.unwrap_or(u32::MAX);
        if self.counts.get(nonce).is_some_and(|last| count <= *last) {
            return Use::Again;
        }
        self.counts.put(nonce.to_owned(), count);
        if self.counts.len() > REMEMBERED {
            self.counts.pop_lru();
        }
        Use::First
    }

    fn is_ours(&self, nonce: &str, now: Instant) -> bool {
        let Some((text, signature)) = nonce.rsplit_once('.') else { return false };
        let made = text.split('.').next().and_then(|made| u64::from_str_radix(made, 16).ok());
        let Some(made) = made.and_then(|made| self.began.checked_add(Duration::from_secs(made))) else { return false };
        super::same(&self.signature(text), signature) && now.saturating_duration_since(made) < LIFE
    }

    fn signature(&self, text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().iter().take(16).map(|octet| format!("{octet:02x}")).collect()
    }
}

/// How long a nonce may be used: a phone that refreshes more often is not asked again.
const LIFE: Duration = Duration::from_secs(300);
/// Nonces whose counts are kept. Only who knows a password gets one in here.
const REMEMBERED: usize = 65_536;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_good_once_and_a_nonce_for_five_minutes() {
        let now = Instant::now();
        let mut nonces = Nonces::new(now);
        let nonce = nonces.make(now);

        assert_eq!(nonces.used(&nonce, Some(1), now), Use::First);
        assert_eq!(nonces.used(&nonce, Some(1), now), Use::Again);
        assert_eq!(nonces.used(&nonce, Some(2), now + LIFE / 2), Use::First);
        assert_eq!(nonces.used(&nonce, Some(3), now + LIFE), Use::Unknown);
    }

    #[test]
    fn who_does_not_count_needs_a_new_nonce_every_time() {
        let now = Instant::now();
        let mut nonces = Nonces::new(now);
        let nonce = nonces.make(now);

        assert_eq!(nonces.used(&nonce, None, now), Use::First);
        assert_eq!(nonces.used(&nonce, None, now), Use::Again);
    }

    #[test]
    fn what_others_have_made_is_not_taken() {
        let now = Instant::now();
        let (mut ours, theirs) = (Nonces::new(now), Nonces::new(now));
        let longer = ours.make(now).replacen("0.", "ffff.", 1);

        for nonce in [theirs.make(now), longer, String::new(), "..".into(), "é.é.é".into()] {
            assert_eq!(ours.used(&nonce, Some(1), now), Use::Unknown, "{nonce}");
        }
    }
}
