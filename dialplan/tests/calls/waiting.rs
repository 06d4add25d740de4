//! What a caller hears while an application thinks.

use std::time::Duration;

use crate::world::{APP, World};

#[test]
fn two_seconds_of_silence_and_then_a_soft_tone_until_the_answer() {
    let mut world = World::start(&format!("<Interactive url='{APP}'/>"));
    world.story();

    assert_eq!(world.wait(), Duration::from_secs(2));
    world.expect(&["play 440 Hz | 2800 ms for ever"]);
    world.answer("<Response><Say>Here.</Say></Response>");
    world.expect(&["stop", "play Here."]);
}

#[test]
fn a_quick_answer_is_not_preceded_by_anything() {
    let mut world = World::start(&format!("<Interactive url='{APP}'/>"));
    world.after(Duration::from_millis(1900));

    world.answer("<Response><Say>Here.</Say></Response>");

    world.expect(&["answer", &format!("ask POST {APP}"), "play Here."]);
}

#[test]
fn the_nodes_own_prompt_is_heard_at_once() {
    let mut world = World::start(&format!("<Interactive url='{APP}' waitPlay='welcome'/>"));

    world.expect(&["answer", "play [welcome] for ever", &format!("ask POST {APP}")]);
    world.answer("<Response><Say>Here.</Say></Response>");
    world.expect(&["stop", "play Here."]);
}

#[test]
fn a_caller_who_still_hears_ringing_hears_nothing_else() {
    let world = World::start(&format!("<Interactive url='{APP}' dialect='twiml' waitPlay='welcome'/>"));

    assert!(!world.is_playing());
    assert_eq!(world.call.deadline(), None);
}

#[test]
fn keys_while_waiting_are_for_the_next_gather_of_a_callapi_document() {
    let mut world = World::start(&format!("<Interactive url='{APP}'/>"));
    world.press("9");

    world.answer("<Response><Gather numDigits='1'><Say>Enter.</Say></Gather></Response>");

    assert_eq!(world.parameter("Digits"), Some("9"));
}

#[test]
fn keys_while_waiting_are_dropped_for_a_twiml_application() {
    let mut world = World::twiml("<Response><Gather numDigits='1'/></Response>");
    world.press("1");
    world.press("9");

    world.answer("<Response><Gather numDigits='1'><Say>Enter.</Say></Gather></Response>");

    assert_eq!(world.story().last().unwrap(), "play Enter.");
}
