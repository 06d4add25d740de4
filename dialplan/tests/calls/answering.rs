//! Who answers a call, and when.

use std::time::Duration;

use dialplan::order::EndCause;

use crate::world::{APP, World, plan};

#[test]
fn the_first_action_that_needs_the_callers_ear_answers() {
    let mut world = World::start("<SetVar name='x'>1</SetVar><Log>hello</Log><Say>Hello.</Say>");

    world.expect(&["answer", "play Hello."]);
}

#[test]
fn a_call_nobody_answers_yet_rings() {
    let mut world = World::start("<Answer after='3s'/><Say>Hello.</Say>");

    world.expect(&["ring"]);
    assert_eq!(world.wait(), Duration::from_secs(3));
    world.expect(&["answer", "play Hello."]);
}

#[test]
fn a_callapi_application_is_asked_after_the_answer_and_a_twiml_one_before() {
    let mut world = World::start(&format!("<Interactive url='{APP}'/>"));
    world.expect(&["answer", &format!("ask POST {APP}")]);
    assert_eq!(world.parameter("CallStatus"), Some("ANSWER"));

    let mut world = World::start(&format!("<Interactive url='{APP}' dialect='twiml'/>"));
    world.expect(&[&format!("ask POST {APP}"), "ring"]);
    assert_eq!(world.parameter("CallStatus"), Some("ringing"));
}

#[test]
fn a_twiml_application_can_refuse_the_call() {
    let mut world = World::start(&format!("<Interactive url='{APP}' dialect='twiml'/>"));
    world.story();

    world.answer("<Response><Reject reason='busy'/></Response>");

    world.expect(&["reject 486"]);
    world.ended(&EndCause::Rejected);
}

#[test]
fn a_refusal_has_the_status_it_asks_for() {
    World::start("<Reject/>").expect(&["reject 603"]);
    World::start("<Reject status='404'/>").expect(&["reject 404"]);
    World::start("<Hangup cause='busy'/>").expect(&["reject 486"]);
    World::start("<Hangup cause='503'/>").expect(&["reject 503"]);
    World::start("<Hangup/>").expect(&["hang up: Hangup"]);
}

#[test]
fn a_refusal_behind_the_answer_hangs_up() {
    let mut world = World::twiml("<Response><Say>Too late.</Say><Reject reason='busy'/></Response>");

    world.play_out();

    world.expect(&["play Too late.", "hang up: Rejected"]);
}

#[test]
fn a_hangup_can_wait() {
    let mut world = World::start("<Answer/><Hangup after='1s'/>");

    assert_eq!(world.wait(), Duration::from_secs(1));
    world.expect(&["answer", "hang up: Hangup"]);
}

#[test]
fn a_number_without_a_route_is_refused() {
    let text = "<Dialplan xmlns='urn:dialtree:1'><Route to='200' menu='m'/><Menu name='m'><Option on='start'><Hangup/></Option></Menu></Dialplan>";
    let files = dialplan::load::MemoryFiles::new([("p.xml", text)]);
    let plan = dialplan::load::load("p.xml", &files).plan.unwrap();

    World::of(plan).expect(&["hang up: NoRoute"]);
}

#[test]
fn a_second_invite_changes_nothing() {
    let mut world = World::start("<Say>Hello.</Say>");
    world.story();

    world.give(&dialplan::event::Event::Incoming(Box::new(crate::world::incoming())));

    world.expect(&[]);
}

#[test]
fn the_lifetime_of_a_plan_ends_any_call() {
    let menus = "<OnLifetime><Say>Time is up.</Say></OnLifetime><Menu name='main'><Option on='start'><Say loop='0'>La.</Say></Option></Menu>";
    let mut world = World::of(crate::world::plan_with("lifetime='10m'", menus));
    world.story();

    assert_eq!(world.wait(), Duration::from_secs(600));
    world.expect(&["stop", "play Time is up."]);
    world.played();
    world.expect(&["hang up: limit: the dialplan's lifetime"]);
}

/// A call that lives ten minutes and spends them in these actions.
fn short_lived(actions: &str) -> World {
    let menus = format!(
        "<OnLifetime><Say>Time is up.</Say></OnLifetime><Menu name='main'><Option on='start'>{actions}</Option></Menu>"
    );
    World::of(crate::world::plan_with("lifetime='10m'", &menus))
}

/// Time passes, without anything else happening, until ten minutes after the call came in.
fn ten_minutes_pass(world: &mut World) {
    let end = dialplan::time::Instant::START + Duration::from_secs(600);
    while world.now < end {
        world.wait();
    }
    assert_eq!(world.now, end);
}

#[test]
fn the_lifetime_ends_a_gather() {
    let mut world = short_lived("<Gather numDigits='4' timeout='1h' var='number'/><Say>Never heard.</Say>");
    world.expect(&["answer"]);
    world.press("12");

    ten_minutes_pass(&mut world);
    world.expect(&["play Time is up."]);
    world.played();
    world.expect(&["hang up: limit: the dialplan's lifetime"]);
}

#[test]
fn the_lifetime_ends_a_transfer_that_talks() {
    use dialplan::event::LegProgress;
    let mut world = short_lived("<Answer/><Transfer to='sip:desk@pbx.example'/><Say>Never heard.</Say>");
    world.leg(1, LegProgress::Answered);
    world.story();

    ten_minutes_pass(&mut world);
    world.expect(&["part leg 1", "hang up leg 1", "play Time is up."]);
    world.played();
    world.expect(&["hang up: limit: the dialplan's lifetime"]);
}

#[test]
fn the_lifetime_gives_up_a_request() {
    let mut world = short_lived("<Pause length='599'/><Interactive url='https://app.example/'/>");
    assert_eq!(world.wait(), Duration::from_secs(599));
    world.expect(&["answer", "ask POST https://app.example/"]);

    ten_minutes_pass(&mut world);
    world.expect(&["give up the request", "play Time is up."]);
    world.played();
    world.expect(&["hang up: limit: the dialplan's lifetime"]);
}

#[test]
fn actions_that_never_wait_are_stopped() {
    let mut world = World::of(plan(
        "<Menu name='main'><Option on='start'><Answer/><SetVar name='next'>other</SetVar><Jump menu='${next}'/></Option></Menu><Menu name='other'><Option on='start'><Jump menu='main'/></Option></Menu>",
    ));

    let story = world.story();
    assert!(story.last().unwrap().starts_with("hang up: limit: 5000 actions"), "{story:?}");
}
