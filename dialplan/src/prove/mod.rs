//! Proves what a plan does before a call arrives: an analysis of its paths, one rule a file.

mod behind;
mod dead_ends;
mod flow;
mod graph;
mod known;
mod loops;
mod messages;
mod reads;
mod scope;
mod secrets;
mod unreachable;
mod variables;

use xml_schema::{Diagnostic, Severity};

use crate::explain::Explanation;
use crate::plan::Plan;
use graph::Graph;
use scope::Scope;

/// What the rules report, explained, in the order of the codes.
pub(crate) const EXPLAINED: [&[Explanation]; 6] = [
    loops::EXPLAINED,
    unreachable::EXPLAINED,
    dead_ends::EXPLAINED,
    behind::EXPLAINED,
    variables::EXPLAINED,
    secrets::EXPLAINED,
];

/// Reports what the paths of a plan lead to.
pub(crate) fn prove(plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    // What was left out as wrong may be just what a path leads to.
    let is_whole = diagnostics.iter().all(|found| found.severity != Severity::Error);
    let scope = Scope::of(plan);
    let graph = Graph::of(plan, &scope);
    loops::check(plan, &graph, diagnostics);
    behind::check(plan, &scope, &graph, diagnostics);
    secrets::check(plan, diagnostics);
    if is_whole {
        variables::check(plan, &scope, &graph, diagnostics);
        unreachable::check(plan, &graph, diagnostics);
        dead_ends::check(plan, &scope, diagnostics);
    }
}
