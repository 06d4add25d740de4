//! A caller who hangs up: everything is taken back, and who wants to know is told.

use dialplan::event::{Event, FetchFailure, HangupCause, LegProgress};
use dialplan::order::EndCause;

use crate::world::{APP, World, plan};

// That nothing is left behind is checked at every step of every test by `World`; these say what happens in which order.

#[test]
fn a_request_is_given_up() {
    let mut world = World::start(&format!("<Interactive url='{APP}'/>"));
    world.wait();
    world.story();

    world.hang_up();

    world.expect(&["stop", "give up the request", "end: CallerHungUp"]);
}

#[test]
fn a_request_that_rests_is_not_made_again() {
    let mut world = World::start(&format!("<Interactive url='{APP}'/>"));
    world.fail(FetchFailure::Connect);
    world.story();

    world.hang_up();

    world.expect(&["end: CallerHungUp"]);
    assert_eq!(world.call.deadline(), None);
}

#[test]
fn prompts_stop_and_legs_are_hung_up() {
    let mut world = World::start("<Say>Hello.</Say>");
    world.story();
    world.hang_up();
    world.expect(&["stop", "end: CallerHungUp"]);

    let mut world = World::twiml("<Response><Dial><Number>1</Number><Number>2</Number></Dial></Response>");
    world.leg(1, LegProgress::Ringing);
    world.story();
    world.hang_up();
    world.expect(&["stop", "hang up leg 1", "hang up leg 2", "end: CallerHungUp"]);

    let mut world = World::start("<Transfer to='205'/>");
    world.leg(1, LegProgress::Answered);
    world.story();
    world.hang_up();
    world.expect(&["part leg 1", "hang up leg 1", "end: CallerHungUp"]);
}

#[test]
fn the_action_of_a_dial_is_told_and_its_answer_is_not_run() {
    let mut world = World::twiml("<Response><Dial action='/done'>205</Dial></Response>");
    world.leg(1, LegProgress::Answered);
    world.story();

    world.hang_up();
    world.expect(&["part leg 1", "hang up leg 1", "ask POST https://app.example/done"]);
    assert_eq!(world.parameter("DialCallStatus"), Some("completed"));
    assert_eq!(world.parameter("CallStatus"), Some("completed"));
    world.answer("<Response><Dial>206</Dial></Response>");
    world.expect(&["end: CallerHungUp"]);
}

#[test]
fn a_dial_that_still_rang_was_canceled() {
    let mut world = World::twiml("<Response><Dial action='/done'>205</Dial></Response>");

    world.hang_up();
    assert_eq!(world.parameter("DialCallStatus"), Some("canceled"));
    // Nobody has to hear of it that this application is dead.
    world.fail(FetchFailure::Timeout);
    world.ended(&EndCause::CallerHungUp);
}

#[test]
fn the_menus_hangup_option_runs_what_needs_no_caller() {
    let mut world = World::of(plan(&format!(
        "<Menu name='main'><Option on='start'><Say>Hello.</Say></Option><Option on='1'><Hangup/></Option><Option on='hangup'><Log>gone</Log><Say>Never heard.</Say><SetVar name='x'>1</SetVar><Interactive url='{APP}?x=$x'><Fallback><Say>Nobody hears it.</Say></Fallback></Interactive><Log>told</Log></Option></Menu>"
    )));
    world.story();

    world.hang_up();
    world.expect(&["stop", &format!("ask POST {APP}?x=1")]);
    world.fail(FetchFailure::Timeout);
    world.expect(&["end: CallerHungUp"]);
    assert_eq!(world.warnings.iter().filter(|text| text.contains("the caller is gone")).count(), 2);
}

#[test]
fn a_caller_who_gives_up_before_the_answer_is_a_canceled_call() {
    let mut world = World::start(&format!("<Interactive url='{APP}' dialect='twiml'/>"));
    world.story();

    world.give(&Event::HungUp { cause: HangupCause::Canceled });

    world.expect(&["give up the request", "end: CallerHungUp"]);
}

#[test]
fn why_the_leg_is_gone_is_why_the_call_ends() {
    for (cause, end) in [(HangupCause::Failed, EndCause::LegFailed), (HangupCause::Shutdown, EndCause::Shutdown)] {
        let mut world = World::start("<Say>Hello.</Say>");
        world.give(&Event::HungUp { cause });
        world.ended(&end);
    }
}

#[test]
fn what_comes_late_changes_nothing() {
    let mut world = World::start(&format!("<Interactive url='{APP}'/>"));
    world.hang_up();
    world.story();

    world.give(&Event::FetchFailed {
        fetch: dialplan::ids::FetchId(1),
        failure: FetchFailure::Timeout,
        reason: String::new(),
    });
    world.give(&Event::Timeout);
    world.hang_up();

    world.expect(&[]);
}

#[test]
fn a_call_that_never_began_can_end() {
    let mut world = World::silent(plan("<Menu name='main'><Option on='start'><Hangup/></Option></Menu>"));

    world.hang_up();

    world.expect(&["end: CallerHungUp"]);
}
