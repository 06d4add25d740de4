//! From looks to presses: how long a key must be down to count, and up to be another.

use crate::look::Seen;

/// The key that is down, as looks come and go.
#[derive(Debug, Clone, Default)]
pub struct Press {
    candidate: Option<usize>,
    /// Looks in a row that saw the candidate, and what they found below it, all together.
    seen: u16,
    below: f32,
    down: Option<usize>,
    /// Looks in a row that did not see the key that is down.
    missed: u8,
}

/// Looks that make a key: a tone of 26 to 31 ms. Q.24 accepts 40 ms and refuses 23.
const DOWN: u16 = 4;
/// Looks without it that end a key: a pause of about 30 ms. Q.24 accepts 40 ms as a pause, and 10 ms as a flaw.
const UP: u8 = 7;
/// What the looks may find below a key on average: -21 dB. White noise 15 dB below the key leaves 0.0035. A voice has more,
/// even where two of its overtones stand alone for a while.
const BELOW: f32 = 0.0075;

impl Press {
    /// Takes what a look has seen; gives a key the first time it counts.
    pub fn take(&mut self, look: Option<Seen>) -> Option<usize> {
        let key = look.map(|look| look.key);
        if key.is_some() && key == self.down {
            (self.missed, self.candidate) = (0, None);
            return None;
        }
        self.miss(1);
        if key != self.candidate || self.candidate.is_none() {
            (self.candidate, self.seen, self.below) = (key, 0, 0.0);
        }
        let Seen { key, below } = look?;
        self.seen = self.seen.saturating_add(1);
        self.below += below;
        if self.seen < DOWN || self.below > BELOW * f32::from(self.seen) {
            return None;
        }
        (self.down, self.missed, self.candidate) = (Some(key), 0, None);
        Some(key)
    }

    /// Audio for so many looks was lost: what was, goes on.
    pub fn lose(&mut self, looks: u8) {
        if self.missed > 0 {
            self.miss(looks);
        }
    }

    /// So many looks would have found nothing.
    pub fn rest(&mut self, looks: u8) {
        self.candidate = None;
        self.miss(looks);
    }

    fn miss(&mut self, looks: u8) {
        self.missed = self.missed.saturating_add(looks);
        if self.missed >= UP {
            self.down = None;
        }
    }
}
