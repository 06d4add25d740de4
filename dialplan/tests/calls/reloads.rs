//! Plans are swapped under calls in progress: each call finishes on the plan it began with.

use std::sync::Arc;

use dialplan::plan::Plan;

use crate::world::{World, plan};

const CALLS: usize = 200;
const SWAPS: usize = 1_000;

fn numbered(number: usize) -> Arc<Plan> {
    plan(&format!(
        "<Menu name='main'>
           <Option on='start'><Say>Press one.</Say></Option><Option on='1'><Say>Plan {number}.</Say><Hangup/></Option>
           <Option on='timeout'/><Option on='invalid'/>
         </Menu>"
    ))
}

#[test]
fn a_storm_of_swaps_under_calls_in_progress_drops_nothing() {
    let mut slot = numbered(0);
    let mut calls: Vec<(usize, World)> = Vec::new();

    for number in 1..=SWAPS {
        slot = numbered(number);
        // A caller comes with every fifth plan, and stays until the last one.
        if number % (SWAPS / CALLS) == 0 {
            let mut world = World::of(Arc::clone(&slot));
            world.expect(&["answer", "play Press one."]);
            calls.push((number, world));
        }
    }
    assert_eq!(calls.len(), CALLS);
    drop(slot);

    for (number, mut world) in calls {
        world.press("1");
        world.expect(&["stop", &format!("play Plan {number}.")]);
        world.play_out();
        world.expect(&["hang up: Hangup"]);
    }
}
