//! Variables: who sets them, and where they are read.

use crate::world::{World, plan};

#[test]
fn a_call_knows_itself() {
    let world = World::start("<Say>Hello ${CallerIDName} at ${Now}, ${nobody}you called ${CalledNumber}.</Say>");

    for (name, value) in [
        ("CallID", "0123456789abcdef0123456789abcdef"),
        ("CallAPIID", "0123456789abcdef0123456789abcdef"),
        ("CallerIDNum", "+441632960111"),
        ("CallerIDName", "Ann"),
        ("CalledNumber", "100"),
        ("Language", "en-GB"),
        ("Now", "2026-11-23T10:00:00Z"),
    ] {
        assert_eq!(world.call.variable(name), Some(value), "{name}");
    }
    assert_eq!(world.call.menu(), Some("main"));
    let mut world = world;
    world.expect(&["answer", "play Hello Ann at 2026-11-23T10:00:00Z, you called 100."]);
}

#[test]
fn a_variable_lives_as_long_as_the_call() {
    let mut world =
        World::callapi("<Response><SetVar name='agent'>sip:${CallerIDName}@pbx.example</SetVar><Redirect/></Response>");

    world.answer("<Response><Transfer to='${agent}'/></Response>");

    assert_eq!(world.story().last().unwrap(), "call sip:Ann@pbx.example as +441632960111");
}

#[test]
fn what_the_call_sets_itself_nobody_else_sets() {
    let world = World::callapi("<Response><SetVar name='CallID'>1</SetVar><Pause/></Response>");

    assert_eq!(world.call.variable("CallID"), Some("0123456789abcdef0123456789abcdef"));
    assert!(world.warnings[0].contains("CallID is set by the call itself"), "{:?}", world.warnings);
}

#[test]
fn a_value_is_text_whatever_it_looks_like() {
    let mut world = World::start(
        "<Gather numDigits='1' var='k'/><SetVar name='x'>&lt;Hangup/&gt; ${k} $${k}</SetVar><Say>${x}</Say>",
    );

    world.press("1");

    world.expect(&["answer", "play <Hangup/> 1 $1"]);
}

#[test]
fn an_attribute_that_a_variable_spoils_has_its_default() {
    let mut world = World::callapi("<Response><SetVar name='n'>soon</SetVar><Pause length='${n}'/></Response>");

    assert_eq!(world.wait().as_secs(), 10);
    assert!(world.warnings[0].contains("\"soon\""), "{:?}", world.warnings);
}

#[test]
fn options_of_a_menu_see_what_was_chosen() {
    let mut world = World::of(plan(
        "<Menu name='main'><Option on='start'><Say>?</Say></Option><Option on='X'><Transfer to='20${Digits}'/></Option></Menu>",
    ));
    world.story();

    world.press("5");

    world.expect(&["stop", "call 205 as +441632960111"]);
}
