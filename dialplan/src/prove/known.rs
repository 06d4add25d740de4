//! Which variables may have been set when a call is somewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use xml_schema::{Element, Span, Tag};

use super::scope::parts;

/// Every variable that the plan sets by itself, numbered, and where that is done first.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: BTreeMap<String, usize>,
    places: Vec<Span>,
}

impl Names {
    /// Goes through lists of actions in the order of the files.
    pub fn of<'p>(lists: impl Iterator<Item = &'p [Arc<Element>]>) -> Self {
        let mut names = Self::default();
        lists.for_each(|actions| names.add(actions));
        names
    }

    /// The number of a name; `None`: nothing sets it.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// Where it is set first.
    pub fn place(&self, number: usize) -> Option<Span> {
        self.places.get(number).copied()
    }

    /// All of them.
    pub fn all(&self) -> Known {
        let mut known = Known::default();
        (0..self.places.len()).for_each(|number| known.set(number));
        known
    }

    fn add(&mut self, actions: &[Arc<Element>]) {
        for action in actions {
            for (name, span) in set_by(action) {
                if !self.numbers.contains_key(name) {
                    self.numbers.insert(name.to_owned(), self.places.len());
                    self.places.push(span);
                }
            }
            self.add(&parts(action));
        }
    }
}

/// What an action sets, and what of it says so.
pub(super) fn set_by(action: &Element) -> Vec<(&str, Span)> {
    let named = |attribute: &str| {
        let attribute = action.attribute(attribute)?;
        let name = attribute.value.trim();
        (!name.is_empty()).then_some((name, attribute.value_span))
    };
    let own = |names: &[&'static str]| names.iter().map(|name| (*name, action.name_span)).collect();
    match action.def.tag {
        Tag::SetVar => named("name").into_iter().collect(),
        Tag::Gather => named("var").into_iter().collect(),
        Tag::Play => named("digitvar").into_iter().collect(),
        Tag::Record => own(&RECORDED),
        Tag::Transfer | Tag::Dial | Tag::Refer => own(&CONNECTED),
        _ => Vec::new(),
    }
}

const RECORDED: [&str; 2] = ["RecordingUrl", "RecordingDuration"];

/// What holds after somebody was called. A `Dial` may record.
pub(super) const CONNECTED: [&str; 4] = ["TransferStatus", "TransferDuration", "RecordingUrl", "RecordingDuration"];

/// What may have been set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Known {
    /// An application was asked: it may have set whatever it likes.
    pub anything: bool,
    /// One bit for each number of [`Names`].
    bits: Vec<u64>,
}

impl Known {
    /// Everything.
    pub fn anything() -> Self {
        Self { anything: true, bits: Vec::new() }
    }

    /// Whether a variable may be set.
    pub fn has(&self, number: usize) -> bool {
        self.anything || self.bits.get(number / 64).is_some_and(|bits| bits & 1 << (number % 64) != 0)
    }

    /// From now on it is.
    pub fn set(&mut self, number: usize) {
        if self.bits.len() <= number / 64 {
            self.bits.resize(number / 64 + 1, 0);
        }
        if let Some(bits) = self.bits.get_mut(number / 64) {
            *bits |= 1 << (number % 64);
        }
    }

    /// What another way may have set may be set, too. Returns whether that is more than before.
    pub fn add(&mut self, other: &Self) -> bool {
        // Nothing is more than anything; single variables need not be kept any longer.
        if self.anything {
            return false;
        }
        if other.anything {
            *self = Self::anything();
            return true;
        }
        let mut is_more = false;
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (own, other) in self.bits.iter_mut().zip(&other.bits) {
            is_more |= other & !*own != 0;
            *own |= other;
        }
        is_more
    }
}
