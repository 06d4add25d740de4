//! Coverage of another day and the plan of today: what of the one is known to the other.

use std::collections::BTreeMap;

use dialplan::coverage::{Coverage, Kind, Place};

use super::{CoverageFile, PlaceVisits, PlanVisits};

/// The visits of a plan, as far as it has the places of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Each place of the plan, with its visits; `None`: the file does not know it.
    pub visits: Vec<(Place, Option<u64>)>,
    /// How many calls were made.
    pub calls: u64,
    /// Whether the plan is another one than at that time.
    pub is_old: bool,
    /// Places of the file that the plan does not have, as `menu "sales"`.
    pub unknown: Vec<String>,
}

/// No plan of a coverage file is the one asked about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is the coverage of another plan: {others}; write it again with `dialtree sim --coverage FILE`")]
pub struct OtherPlan {
    /// Those it knows.
    others: String,
}

impl CoverageFile {
    /// What the file knows of a plan: of the very same, else of an older one at the same path, else of one with mostly
    /// the same menus.
    ///
    /// # Errors
    /// [`OtherPlan`], if none of its plans can be meant.
    pub fn known(&self, path: &str, plan: &Coverage) -> Result<Known, OtherPlan> {
        let same = self.plans.iter().find(|visits| visits.hash == plan.plan().hash);
        let alike = || self.plans.iter().filter(|visits| share_of_menus(visits, plan) >= HALF);
        let at_path = || alike().find(|visits| visits.path.trim_end_matches('/') == path.trim_end_matches('/'));
        let found = same.or_else(at_path).or_else(|| alike().max_by_key(|visits| share_of_menus(visits, plan)));
        found.map(|visits| matched(visits, plan)).ok_or_else(|| OtherPlan { others: self.described() })
    }

    fn described(&self) -> String {
        let plans = self.plans.iter().map(|plan| {
            let menus = plan.places.iter().filter(|place| place.kind == Kind::Menu.word());
            let mut names: Vec<&str> = menus.map(|place| place.name.as_str()).collect();
            let more = if names.len() > MAX_NAMED { ", …" } else { "" };
            names.truncate(MAX_NAMED);
            format!("{} with the menus {}{more}", plan.path, names.join(", "))
        });
        plans.collect::<Vec<_>>().join("; ")
    }
}

/// In percent. Below this the plans have little more in common than a `main`.
const HALF: usize = 50;
const MAX_NAMED: usize = 5;

/// How many of a file's menus a plan has, in percent.
fn share_of_menus(visits: &PlanVisits, plan: &Coverage) -> usize {
    let menus: Vec<&PlaceVisits> = visits.places.iter().filter(|place| place.kind == Kind::Menu.word()).collect();
    let has = |name: &str| plan.plan().menus.iter().any(|menu| menu.name == name);
    menus.iter().filter(|place| has(&place.name)).count() * 100 / menus.len().max(1)
}

fn matched(visits: &PlanVisits, plan: &Coverage) -> Known {
    let mut left: BTreeMap<(&str, &str), u64> =
        visits.places.iter().map(|place| ((place.kind.as_str(), place.name.as_str()), place.visits)).collect();
    let places = plan.places().iter().map(|place| {
        let count = left.remove(&(place.kind.word(), place.name.as_str()));
        (place.clone(), count)
    });
    let known = places.collect();
    // In the order of the file.
    let is_left = |place: &&PlaceVisits| left.contains_key(&(place.kind.as_str(), place.name.as_str()));
    let unknown = visits.places.iter().filter(is_left).map(|place| format!("{} {:?}", place.kind, place.name));
    Known { visits: known, calls: visits.calls, is_old: visits.hash != plan.plan().hash, unknown: unknown.collect() }
}
