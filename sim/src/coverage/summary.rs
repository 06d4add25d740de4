//! Coverage in a few lines: how much was visited, and the names of what was not.

use std::fmt::Write;

use dialplan::coverage::Kind;

use super::{CoverageFile, PlanVisits};

/// What counts towards the total: what a caller or the world chooses.
const COUNTED: [(Kind, &str); 4] =
    [(Kind::Route, "routes"), (Kind::Menu, "menus"), (Kind::Option, "options"), (Kind::Branch, "branches")];

/// How much of all plans' routes, menus, options and branches was visited, in percent; 100 if there are none.
pub fn percent(file: &CoverageFile) -> f64 {
    let (visited, all) = file.plans.iter().map(total).fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1));
    share(visited, all)
}

/// A paragraph for each plan: percentages, then what no call came to, with its place. Of what is in something that was not
/// visited only the outermost is named.
pub fn summary(file: &CoverageFile) -> String {
    file.plans.iter().map(of_plan).collect::<Vec<_>>().join("\n")
}

fn of_plan(plan: &PlanVisits) -> String {
    let parts: Vec<String> = COUNTED
        .iter()
        .map(|(kind, name)| (plan.visited(*kind), name))
        .filter(|((_, all), _)| *all > 0)
        .map(|((visited, all), name)| format!("{name} {visited} of {all} ({:.0} %)", share(visited, all).floor()))
        .collect();
    let calls = if plan.calls == 1 { "1 call".to_owned() } else { format!("{} calls", plan.calls) };
    let mut text = format!("coverage of {} by {calls}: {}\n", plan.path, parts.join(", "));
    let missed: Vec<usize> = (0..plan.places.len()).filter(|number| is_missed(plan, *number)).collect();
    for number in &missed {
        let place = &plan.places[*number];
        let inside = inside(plan, *number);
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "  not visited: {} {:?}{inside}  {}:{}:{}",
            place.kind, place.name, place.file, place.line, place.column
        );
    }
    text
}

/// Whether it counts, was not visited, and what it is in was.
fn is_missed(plan: &PlanVisits, number: usize) -> bool {
    let place = &plan.places[number];
    let counts = COUNTED.iter().any(|(kind, _)| kind.word() == place.kind);
    // What something is in stands before it; a file that says otherwise is not followed in circles.
    let mut inner = number;
    while let Some(outer) = plan.places[inner].within.filter(|outer| *outer < inner) {
        if plan.places[outer].visits == 0 {
            return false;
        }
        inner = outer;
    }
    counts && place.visits == 0
}

/// ` with its 7 options`.
fn inside(plan: &PlanVisits, menu: usize) -> String {
    let options = plan.places.iter().filter(|place| place.within == Some(menu) && place.kind == Kind::Option.word());
    match (plan.places[menu].kind == Kind::Menu.word(), options.count()) {
        (true, 1) => " with its option".to_owned(),
        (true, count @ 2..) => format!(" with its {count} options"),
        _ => String::new(),
    }
}

fn total(plan: &PlanVisits) -> (usize, usize) {
    let all = COUNTED.iter().map(|(kind, _)| plan.visited(*kind));
    all.fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1))
}

fn share(visited: usize, all: usize) -> f64 {
    if all == 0 { 100.0 } else { visited as f64 * 100.0 / all as f64 }
}
