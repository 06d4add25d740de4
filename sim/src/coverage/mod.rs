//! What the scripts of a suite have come to of their plans: counted, written to a file, read again, and summed up.

mod file;
mod known;
mod summary;

use dialplan::coverage::Coverage;

use crate::outcome::Outcome;
use crate::suite::{Suite, SuitePlan};

pub use file::{CoverageFile, NotCoverage, PlaceVisits, PlanVisits};
pub use known::{Known, OtherPlan};
pub use summary::{percent, summary};

/// Counts what calls have come to, plan by plan in the order of [`Suite::plans`].
///
/// `outcomes` are those of [`Suite::run`], with [`crate::Options::coverage`] on.
pub fn count(suite: &Suite, outcomes: &[Outcome]) -> CoverageFile {
    let mut counted: Vec<(&SuitePlan, Coverage)> =
        suite.plans.iter().map(|plan| (plan, Coverage::of(&plan.plan))).collect();
    for (case, outcome) in suite.cases.iter().zip(outcomes) {
        let mine = counted.iter_mut().find(|(plan, _)| std::sync::Arc::ptr_eq(&plan.plan, &case.plan));
        if let Some((_, coverage)) = mine {
            coverage.add(&outcome.visits);
        }
    }
    // A plan that no script calls says nothing about the scripts.
    counted.retain(|(_, coverage)| coverage.calls() > 0);
    CoverageFile::of(&counted, &suite.sources)
}
