//! What will happen in virtual time, earliest first; what was put in first comes first at the same moment.

use std::collections::BTreeMap;

use dialplan::time::Instant;

/// A queue of happenings.
#[derive(Debug)]
pub(super) struct Queue<T> {
    items: BTreeMap<(Instant, u64), T>,
    next: u64,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { items: BTreeMap::new(), next: 0 }
    }
}

impl<T> Queue<T> {
    pub fn push(&mut self, at: Instant, item: T) {
        self.items.insert((at, self.next), item);
        self.next += 1;
    }

    pub fn next_at(&self) -> Option<Instant> {
        self.items.first_key_value().map(|((at, _), _)| *at)
    }

    pub fn pop(&mut self) -> Option<T> {
        self.items.pop_first().map(|(_, item)| item)
    }

    /// Takes out what is no longer wanted.
    pub fn remove(&mut self, unwanted: impl Fn(&T) -> bool) {
        self.items.retain(|_, item| !unwanted(item));
    }
}
