//! What test calls have come to of a plan, and what they have not.
//!
//! [`Coverage`] lists the places of a plan, and counts into them where calls have been ([`crate::call::Visit`]).

mod parts;
mod places;

use std::collections::HashMap;
use std::sync::Arc;

use xml_schema::{Element, Span};

use crate::call::Visit;
use crate::plan::Plan;

/// The places of a plan, and how often calls have come to each.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// Keeps the elements where they are: they are known by their addresses.
    plan: Arc<Plan>,
    places: Vec<Place>,
    counters: Vec<Counter>,
    counts: Vec<u64>,
    routes: Vec<usize>,
    menus: Vec<MenuPlaces>,
    actions: HashMap<Address, usize>,
    calls: u64,
}

/// Something of a plan that a call can come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What it is.
    pub kind: Kind,
    /// Unique among those of its kind, and the same as long as nothing around it is renamed: `main, 1, if open, else`.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The place it is in.
    pub within: Option<usize>,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A `Route`.
    Route,
    /// A `Menu`.
    Menu,
    /// An `Option` of a menu; also what `dialExtensions` offers.
    Option,
    /// One of several ways: of an `If`, `Switch` or `Gather`, a `Fallback`, `OnError`, `OnLifetime`.
    Branch,
    /// An action that leads away: `Jump`, `Transfer`, `Interactive`, `Hangup`, …
    Edge,
    /// Any other action.
    Action,
}

/// Where an element is in memory: two that read alike are still two places.
type Address = usize;

fn address(element: &Arc<Element>) -> Address {
    Arc::as_ptr(element).addr()
}

#[derive(Debug, Clone, Default)]
struct MenuPlaces {
    place: usize,
    options: Vec<usize>,
    extension: Option<usize>,
}

/// How the visits of a place are known.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Counter {
    /// They are counted.
    Own,
    /// They are those of its first action.
    First(usize),
    /// Those of the action it is a way of, without those of its other ways: it has no action of its own.
    Rest { of: usize, without: Vec<usize> },
}

impl Coverage {
    /// Nothing has been visited yet.
    pub fn of(plan: &Arc<Plan>) -> Self {
        let mut coverage = Self {
            plan: Arc::clone(plan),
            places: Vec::new(),
            counters: Vec::new(),
            counts: Vec::new(),
            routes: Vec::new(),
            menus: Vec::new(),
            actions: HashMap::new(),
            calls: 0,
        };
        places::add(&mut coverage, plan);
        coverage.counts = vec![0; coverage.places.len()];
        coverage
    }

    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Counts where one call has been. What stands in no plan, such as the actions of documents, does not count.
    pub fn add(&mut self, visits: &[Visit]) {
        self.calls += 1;
        for visit in visits {
            let place = match visit {
                Visit::Route(route) => self.routes.get(*route).copied(),
                Visit::Menu(menu) => self.menus.get(menu.0).map(|menu| menu.place),
                Visit::Option(menu, option) => {
                    self.menus.get(menu.0).and_then(|menu| menu.options.get(*option)).copied()
                }
                Visit::Extension(menu) => self.menus.get(menu.0).and_then(|menu| menu.extension),
                Visit::Action(action) => self.actions.get(&address(action)).copied(),
            };
            if let Some(place) = place {
                self.counts[place] += 1;
            }
        }
    }

    /// How many calls were counted.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// The places, in the order of the files: routes, menus with what is in them, then `OnError` and `OnLifetime`.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// How often calls have come to a place.
    pub fn visits(&self, place: usize) -> u64 {
        match &self.counters[place] {
            Counter::Own => self.counts[place],
            Counter::First(action) => self.counts[*action],
            Counter::Rest { of, without } => {
                let others: u64 = without.iter().map(|part| self.visits(*part)).sum();
                self.counts[*of].saturating_sub(others)
            }
        }
    }
}

impl Kind {
    /// In one word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Menu => "menu",
            Self::Option => "option",
            Self::Branch => "branch",
            Self::Edge => "edge",
            Self::Action => "action",
        }
    }
}

#[cfg(test)]
mod tests;
