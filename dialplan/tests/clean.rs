//! Dialplans of many kinds that are right: what is reported about them is a false alarm, and every call to them ends.

#[path = "clean/plans.rs"]
mod plans;

mod driven;

#[path = "../../xml-schema/tests/support/made.rs"]
mod made;

use std::collections::BTreeSet;
use std::sync::Arc;

use dialplan::event::Incoming;
use dialplan::load::{Disk, load};
use dialplan::order::EndCause;
use dialplan::plan::{NumberPattern, Plan, Route};
use made::Choices;
use plans::plans;

#[test]
fn nothing_is_found_in_a_plan_that_is_right() {
    let mut found = String::new();
    for path in plans() {
        let loaded = load(&path, &Disk);
        found += &xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
    }
    assert!(found.is_empty(), "{found}");
    assert!(plans().len() >= 30, "{}", plans().len());
}

/// So many calls to each plan at least; keys, answers of applications, and people who pick up or do not, are decided by bytes.
const LEAST: usize = 40;
/// After so many some menu will never be reached.
const MOST: usize = 3_000;

#[test]
fn every_call_to_such_a_plan_ends_and_some_call_comes_to_every_menu() {
    for path in plans() {
        let plan = load(&path, &Disk).plan.expect("it is right");
        let mut menus = BTreeSet::new();
        let is_missed = |menus: &BTreeSet<String>| plan.menus.iter().any(|menu| !menus.contains(&menu.name));
        for number in 0.. {
            if number >= LEAST && !is_missed(&menus) {
                break;
            }
            assert!(number < MOST, "{path}: calls come to these menus only: {menus:?}");
            let bytes = bytes(number);
            let walked = driven::walk(Arc::clone(&plan), incoming(&plan, number), ANSWER, &mut Choices::new(&bytes));

            assert!(!matches!(walked.cause, EndCause::NoRoute), "{path}: call {number}");
            menus.extend(walked.menus);
        }
    }
}

/// What the applications of all plans answer, now and then.
const ANSWER: &str = r#"<Response>
  <SetVar name="verified">yes</SetVar><SetVar name="last">Arbat</SetVar><SetVar name="state">closed</SetVar>
  <Say>Here you are.</Say>
</Response>"#;

/// A call to one of the plan's routes, at some hour of some day.
fn incoming(plan: &Plan, number: usize) -> Incoming {
    let route = &plan.routes[number % plan.routes.len()];
    let (to, from) = called(route);
    // From 1 December 2026 on, every 437 minutes: other hours of other days.
    let at_unix_ms = 1_796_083_200_000 + number as i64 * 437 * 60_000;
    Incoming { to, from, at_unix_ms, ..Incoming::default() }
}

/// A number that a route is for, and who calls it.
fn called(route: &Route) -> (String, String) {
    let number = |pattern: &NumberPattern| match pattern {
        NumberPattern::Exact(number) => number.clone(),
        NumberPattern::Glob(glob) => glob.replace('*', "7"),
        NumberPattern::Regex(regex) => (0..1_000_000_u32)
            .flat_map(|tail| [format!("{tail}"), format!("+4416329{tail:05}")])
            .find(|number| regex.find(number).is_some_and(|found| found.as_str() == number))
            .expect("a number fits the expression"),
    };
    (number(&route.to), route.from.as_ref().map_or("+441632960555".to_owned(), number))
}

/// Bytes that are always the same ones for a number. Xorshift, Marsaglia 2003.
fn bytes(number: usize) -> Vec<u8> {
    let mut state = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut any = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    // In every third call hardly anybody picks up: of the four things that a ringing phone may do, 2 is to be busy. In
    // another third the caller presses a key whenever he can: of the eight things that may come from outside, 0 to 2.
    let mut next = || match (number % 3, any()) {
        (0, byte) if byte > 50 => byte & !3 | 2,
        (1, byte) => byte & !4,
        (_, byte) => byte,
    };
    (0..400).map(|_| next()).collect()
}
