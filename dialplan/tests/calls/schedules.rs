//! `If schedule=`: opening hours, by the time of the call.

use std::sync::Arc;

use dialplan::plan::Plan;

use crate::world::{World, plan};

/// The calls of the tests come on a Monday at ten, UTC.
const SCHEDULES: &str = "
  <Schedule name='open'><Open days='Mon' from='09:00' to='11:00'/></Schedule>
  <Schedule name='closed'><Open days='Tue-Sun'/></Schedule>
  <Schedule name='soon'><Open days='Mon' from='10:01'/></Schedule>";

fn plan_of(actions: &str) -> Arc<Plan> {
    let uses = "<If schedule='open'/><If schedule='closed'/><If schedule='soon'/>";
    plan(&format!(
        "{SCHEDULES}<Menu name='main'><Option on='start'>{actions}</Option></Menu>
         <Menu name='other'><Option on='start'>{uses}</Option></Menu>"
    ))
}

#[test]
fn an_open_schedule_runs_what_stands_in_the_if_and_a_closed_one_its_else() {
    for (schedule, said) in [("open", "Yes."), ("closed", "No."), ("soon", "No.")] {
        let actions = format!("<If schedule='{schedule}'><Say>Yes.</Say><Else><Say>No.</Say></Else></If>");

        let mut world = World::of(plan_of(&actions));

        assert_eq!(world.story(), ["answer".to_owned(), format!("play {said}")], "{schedule}");
    }
}

#[test]
fn with_a_test_both_must_hold() {
    for (schedule, test, said) in [("open", "1 == 1", "Yes."), ("open", "1 == 2", "No."), ("closed", "1 == 1", "No.")] {
        let actions =
            format!("<If schedule='{schedule}' test='{test}'><Say>Yes.</Say><Else><Say>No.</Say></Else></If>");

        let mut world = World::of(plan_of(&actions));

        assert_eq!(world.story(), ["answer".to_owned(), format!("play {said}")], "{schedule} {test}");
    }
}

#[test]
fn the_moment_of_the_if_counts_not_that_of_the_call() {
    let actions = "<Pause length='60'/><If schedule='soon'><Say>Yes.</Say><Else><Say>No.</Say></Else></If>";
    let mut world = World::of(plan_of(actions));
    world.story();

    world.wait();

    world.expect(&["play Yes."]);
}

#[test]
fn a_schedule_that_only_a_variable_names_and_nobody_has_counts_as_closed_with_a_warning() {
    let actions =
        "<SetVar name='which'>night</SetVar><If schedule='${which}'><Say>Yes.</Say><Else><Say>No.</Say></Else></If>";

    let mut world = World::of(plan_of(actions));

    assert_eq!(world.story().last().unwrap(), "play No.");
    assert_eq!(world.warnings, ["If: no schedule is called \"night\"; it counts as closed"]);
}
